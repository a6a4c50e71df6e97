import PlatformAPI

/// The accounts of one answer, each identity once, in the provider's order.
struct Gathering {
    /// Why an advertisement is left out: its author paid to be found.
    static let ad = "ad"

    private(set) var creators: [Creator] = []
    private(set) var skipped: [Skipped] = []
    private var places: [String: Int] = [:]

    mutating func skip(_ value: JSONReader, _ reason: String) {
        skipped.append(Skipped(path: value.path, reason: reason))
    }

    /// Adds a creator, or what is new about one who is there already.
    mutating func add(_ creator: Creator) {
        if let place = places[creator.externalId] {
            creators[place] = creators[place].merged(with: creator)
        } else {
            places[creator.externalId] = creators.count
            creators.append(creator)
        }
    }

    /// - Throws: ``PlatformError/badShape(path:reason:)`` when more than half of the items could not be read: then
    ///   the items have changed, not a few of them. Advertisements could be read.
    func refuseMostlyUnreadable(of count: Int, named name: String) throws(PlatformError) {
        let unreadable = skipped.filter { $0.reason != Self.ad }
        guard unreadable.count * 2 > count, let first = unreadable.first else { return }
        throw .badShape(path: first.path, reason: "\(unreadable.count) of \(count) \(name): \(first.reason)")
    }
}
