/// What is to be done at its time, the next first; of one time in the order of numbers.
struct ResendDueList<ID: Hashable & Sendable>: Sendable {
    private struct Place: Sendable {
        let due: Int
        let number: Int
        let id: ID
    }

    private var places: [Place] = []

    var count: Int { places.count }

    /// When the first is due, in unix milliseconds.
    var next: Int? { places.first?.due }

    /// - Parameter due: unix milliseconds.
    mutating func insert(_ id: ID, due: Int, number: Int) {
        places.insert(Place(due: due, number: number, id: id), at: index(due: due, number: number))
    }

    /// Does nothing where there is none with this time and number.
    mutating func remove(due: Int, number: Int) {
        let index = index(due: due, number: number)
        if index < places.count, places[index].due == due, places[index].number == number { places.remove(at: index) }
    }

    /// What is due by `now`, at most so many, taken out.
    mutating func take(until now: Int, atMost limit: Int = .max) -> [ID] {
        let due = places.prefix(limit).prefix { $0.due <= now }
        places.removeFirst(due.count)
        return due.map(\.id)
    }

    /// Where the place with this time and number is, or would be.
    private func index(due: Int, number: Int) -> Int {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if (places[middle].due, places[middle].number) < (due, number) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
