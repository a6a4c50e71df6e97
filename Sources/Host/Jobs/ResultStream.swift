import Foundation
import Postgres

/// A job's results as they stand, a slice at a time. Each slice is a short statement of its own, so no snapshot is held
/// while a reader takes its time, and no more than a slice is in memory.
struct ResultSlices: AsyncSequence, Sendable {
    /// Rows of one statement.
    private static let size = 200

    fileprivate var pool: Pool
    fileprivate var store: ResultStore
    fileprivate var jobID: UUID
    /// How many there are. Those that come later are left out.
    fileprivate var count: Int
    fileprivate var first: [FoundCreator] = []

    /// Reads the first slice, so that a database that is away is noticed before an answer has begun.
    init(of job: Job, store: ResultStore, pool: Pool) async throws {
        (self.pool, self.store, jobID, count) = (pool, store, job.id, job.processedResults)
        if count > 0 { first = try await slice(after: 0) }
    }

    fileprivate func slice(after position: Int) async throws -> [FoundCreator] {
        let limit = Swift.min(Self.size, count - position)
        let found = try await store.page(of: jobID, after: position, limit: limit, on: pool)
        guard found.count == limit else { throw ResultsGone() }
        return found
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var slices: ResultSlices
        private var position = 0

        fileprivate init(slices: ResultSlices) { self.slices = slices }

        mutating func next() async throws -> [FoundCreator]? {
            guard position < slices.count else { return nil }
            let found = position == 0 ? slices.first : try await slices.slice(after: position)
            position += found.count
            return found
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(slices: self) }
}

/// The job was deleted while its results were read.
struct ResultsGone: Error {}

/// A job's results as bytes, made while they are sent: what stands before them, the results, what stands after.
struct ResultStream: AsyncSequence, Sendable {
    var head: [UInt8]
    var results: ResultSlices
    var tail: [UInt8]
    var render: @Sendable ([FoundCreator]) throws -> [UInt8]

    struct Iterator: AsyncIteratorProtocol {
        private enum Place { case head, results, end }

        private let stream: ResultStream
        private var results: ResultSlices.Iterator
        private var place = Place.head

        fileprivate init(stream: ResultStream) {
            self.stream = stream
            results = stream.results.makeAsyncIterator()
        }

        mutating func next() async throws -> [UInt8]? {
            switch place {
            case .head:
                place = .results
                return stream.head
            case .results:
                if let found = try await results.next() { return try stream.render(found) }
                place = .end
                return stream.tail.isEmpty ? nil : stream.tail
            case .end:
                return nil
            }
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(stream: self) }
}
