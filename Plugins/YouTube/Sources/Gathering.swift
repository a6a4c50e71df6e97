import PlatformAPI

/// The channels of one answer, each once, in the order they were met.
struct Gathering {
    private(set) var creators: [Creator] = []
    private(set) var skipped: [Skipped] = []
    /// Everything the answer listed, what was skipped included.
    private(set) var items = 0
    private var places: [String: Int] = [:]

    mutating func skip(_ value: JSONReader, _ reason: String) {
        items += 1
        skipped.append(Skipped(path: value.path, reason: reason))
    }

    /// Adds a channel, or what is new about one that is there already.
    mutating func add(_ creator: Creator) {
        items += 1
        guard let place = places[creator.externalId] else {
            places[creator.externalId] = creators.count
            creators.append(creator)
            return
        }
        var known = creators[place].merged(with: creator)
        known.profileUrl = ChannelName.address(handle: known.handle, id: known.externalId)
        creators[place] = known
    }
}
