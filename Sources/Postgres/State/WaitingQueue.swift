/// A request that waits for a connection.
struct WaitingRequest: Sendable {
    let request: Request
    /// The transaction that the request begins.
    let transaction: Int?
    let expires: ContinuousClock.Instant

    /// Whether it may share a connection.
    var isShortRead: Bool { transaction == nil && request.isShortRead }
}

/// Requests in the order they came. All wait equally long, so the first is the first to expire.
struct WaitingQueue {
    private var items: [WaitingRequest] = []
    /// Where the queue begins; what lies before it is gone, and cleared away by halves.
    private var start = 0

    var count: Int { items.count - start }
    var isEmpty: Bool { count == 0 }
    var nextExpiry: ContinuousClock.Instant? { items[start...].first?.expires }

    mutating func append(_ item: WaitingRequest) {
        items.append(item)
    }

    /// Returns a request to the front, from where it came.
    mutating func putBack(_ item: WaitingRequest) {
        items.insert(item, at: start)
    }

    mutating func popFirst() -> WaitingRequest? {
        guard start < items.count else { return nil }
        defer {
            start += 1
            if start > 32, start * 2 > items.count {
                items.removeFirst(start)
                start = 0
            }
        }
        return items[start]
    }

    mutating func remove(_ request: Int) -> WaitingRequest? {
        guard let index = items[start...].firstIndex(where: { $0.request.id == request }) else { return nil }
        return items.remove(at: index)
    }

    mutating func removeExpired(at now: ContinuousClock.Instant) -> [WaitingRequest] {
        var expired: [WaitingRequest] = []
        while let first = items[start...].first, first.expires <= now, let item = popFirst() { expired.append(item) }
        return expired
    }

    mutating func removeAll() -> [WaitingRequest] {
        defer {
            items = []
            start = 0
        }
        return Array(items[start...])
    }
}
