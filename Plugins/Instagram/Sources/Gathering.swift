import PlatformAPI

/// The accounts of one answer, each identity once, in the provider's order.
struct Gathering {
    /// Why an advertisement is left out: its owner paid to be found.
    static let ad = "ad"

    private(set) var creators: [Creator] = []
    private(set) var skipped: [Skipped] = []
    /// Where a creator stands, by its id, and by its handle in lower case.
    private var places: [String: Int] = [:]
    private var placesOfHandles: [String: Int] = [:]

    mutating func skip(_ value: JSONReader, _ reason: String) {
        skipped.append(Skipped(path: value.path, reason: reason))
    }

    /// Adds a creator, or what is new about one who is there already: one sighting may tell what another leaves open.
    mutating func add(_ creator: Creator) {
        let place = place(of: creator) ?? creators.count
        if place == creators.count {
            creators.append(creator)
        } else {
            let known = creators[place]
            creators[place] = known.merged(with: creator)
            if known.isWithoutID { creators[place].externalId = creator.externalId }
        }
        places[creator.externalId] = place
        guard let handle = creator.handle?.lowercased(), placesOfHandles[handle] == nil else { return }
        placesOfHandles[handle] = place
    }

    /// Handles change hands, so that two ids under one handle are two creators; where a sighting has no id, its handle
    /// is all there is.
    private func place(of creator: Creator) -> Int? {
        if let place = places[creator.externalId] { return place }
        guard let handle = creator.handle?.lowercased(), let place = placesOfHandles[handle] else { return nil }
        return creator.isWithoutID || creators[place].isWithoutID ? place : nil
    }

    /// - Throws: ``PlatformError/badShape(path:reason:)`` when more than half of the items could not be read: then
    ///   the items have changed, not a few of them. Advertisements, which are not read, count on neither side.
    func refuseMostlyUnreadable(of count: Int) throws(PlatformError) {
        let unreadable = skipped.filter { $0.reason != Self.ad }
        let judged = count - (skipped.count - unreadable.count)
        guard unreadable.count * 2 > judged, let first = unreadable.first else { return }
        throw .badShape(path: first.path, reason: "\(unreadable.count) of \(judged) items: \(first.reason)")
    }
}

extension Creator {
    /// Whether the handle stands for an id that was not told.
    fileprivate var isWithoutID: Bool { externalId == handle?.lowercased() }
}
