import Domain
import Foundation
import PlatformAPI
import Testing

@Suite("Search state")
struct SearchStateTests {
    private static let subjects: [SearchRequest.Subject] = [.keyword("a"), .keyword("b"), .similar(to: "c")]

    private static func page(_ ids: [String] = ["1"], next: String?, target: Creator? = nil) -> Page {
        Page(creators: ids.map { .toy($0) }, next: next.map { .more(Cursor(rawValue: $0)) } ?? .end, target: target)
    }

    /// Reads pages until no track is left, and names the tracks in the order of their turns.
    private static func turns(_ state: inout SearchState, _ page: (Int, Int) -> Page) -> [Int] {
        var turns: [Int] = []
        while let track = state.nextTrack, turns.count < 50 {
            state.absorb(page(track, state.tracks[track].pages), of: track, maxPages: 10) { _ in true }
            turns.append(track)
        }
        return turns
    }

    @Test("a fresh state has a track for each subject, and the first has the turn")
    func fresh() {
        let state = SearchState(subjects: Self.subjects)
        #expect(state.tracks == Self.subjects.map(SearchState.Track.init))
        #expect((state.turn, state.nextTrack) == (0, 0))
        #expect(state.pending == [])
        #expect(SearchState(subjects: []).nextTrack == nil)
    }

    @Test("tracks take turns, and one that is done is passed over")
    func roundRobin() {
        var state = SearchState(subjects: Self.subjects)
        let pages = [3, 1, 4]
        let turns = Self.turns(&state) { track, read in
            Self.page(next: read + 1 < pages[track] ? "\(track).\(read)" : nil)
        }
        #expect(turns == [0, 1, 2, 0, 2, 0, 2, 2])
        #expect(state.tracks.map(\.pages) == pages)
        #expect(state.tracks.allSatisfy { $0.isDone })
    }

    @Test("a page leaves its creators waiting, its cursor and the turn for the next track")
    func absorb() {
        var state = SearchState(subjects: Self.subjects)
        state.absorb(Self.page(["1", "2"], next: "x"), of: 0, maxPages: 10) { _ in true }
        state.absorb(Self.page(["2"], next: nil), of: 1, maxPages: 10) { _ in false }
        #expect(
            state.pending == [
                .init(creator: .toy("1"), track: 0), .init(creator: .toy("2"), track: 0),
                .init(creator: .toy("2"), track: 1),
            ])
        #expect(state.tracks.map(\.cursor) == [Cursor(rawValue: "x"), nil, nil])
        #expect(state.tracks.map(\.isDone) == [false, true, false])
        #expect(state.tracks.map(\.barrenPages) == [0, 1, 0])
        #expect(state.turn == 2)
    }

    @Test("a cursor that comes again ends its track alone", arguments: [["x", "x"], ["x", "y", "x"]])
    func circling(cursors: [String]) {
        var state = SearchState(subjects: [.keyword("a"), .keyword("b")])
        state.absorb(Self.page(next: cursors[0]), of: 1, maxPages: 10) { _ in true }
        for cursor in cursors.dropLast() {
            state.absorb(Self.page(next: cursor), of: 0, maxPages: 10) { _ in true }
            #expect(!state.tracks[0].isDone)
        }
        state.absorb(Self.page(next: cursors.last), of: 0, maxPages: 10) { _ in true }
        #expect(state.tracks.map(\.isDone) == [true, false])
    }

    /// Reads pages whose cursors are 1, 2, … and, after `last`, `first` again; how many until the track ends.
    private static func pagesOfCircle(from first: Int, to last: Int, most: Int = 20_000) -> Int? {
        var state = SearchState(subjects: [.keyword("a")])
        var next = 0
        for read in 1...most {
            next = next == last ? first : next + 1
            state.absorb(Self.page(next: "\(next)"), of: 0, maxPages: .max) { _ in true }
            if state.tracks[0].isDone { return read }
        }
        return nil
    }

    @Test(
        "a circle of up to 32 pages ends at the first cursor that comes again, wherever it begins",
        arguments: [(1, 1), (1, 2), (1, 32), (7, 7), (500, 531), (1999, 2000), (2000, 2030)])
    func shortCircles(first: Int, last: Int) {
        #expect(Self.pagesOfCircle(from: first, to: last) == last + 1)
    }

    @Test(
        "a longer circle ends too, at the latest when it has been read about twice",
        arguments: [(1, 33), (1, 100), (40, 140), (900, 1100), (1, 2000), (1500, 3500)])
    func longCircles(first: Int, last: Int) throws {
        let read = try #require(Self.pagesOfCircle(from: first, to: last))
        #expect(read > last)
        // The mark lies in the circle, and the next is far enough for the circle to come back to this one, by then.
        #expect(read <= 2 * max(first, last - first + 1) + last - first + 1)
    }

    @Test("cursors that never come again end nothing")
    func noCircle() {
        #expect(Self.pagesOfCircle(from: 1, to: 30_000) == nil)
    }

    @Test("a state does not grow with the pages that were read")
    func bounded() throws {
        var state = SearchState(subjects: [.keyword("a")])
        var sizes: [Int] = []
        for read in 1...2000 {
            state.absorb(Self.page(next: String(100_000 + read)), of: 0, maxPages: .max) { _ in true }
            state.pending = []
            sizes.append(try GemzJSON.encoder().encode(state).count)
        }
        #expect(state.tracks[0].seen.count == SearchState.mostSeen)
        #expect(sizes[1999] < sizes[63] + 40)
        #expect(sizes[1999] < 1000)
    }

    @Test("a state of before there was a bound is read, keeps what it knows for now, and is cut down")
    func longState() throws {
        var state = SearchState(subjects: [.keyword("a")])
        state.absorb(Self.page(next: "x"), of: 0, maxPages: .max) { _ in true }
        let digest = state.tracks[0].seen[0]
        state.tracks[0].mark = nil
        state.tracks[0].pages = 1000
        state.tracks[0].seen = [digest] + (1...999).map { "digest-\($0)" }
        let document = try GemzJSON.encoder().encode(state)
        #expect(!String(decoding: document, as: UTF8.self).contains("mark"))
        var circling = try GemzJSON.decoder().decode(SearchState.self, from: document)
        var going = circling
        circling.absorb(Self.page(next: "x"), of: 0, maxPages: .max) { _ in true }
        #expect(circling.tracks[0].isDone)
        going.absorb(Self.page(next: "y"), of: 0, maxPages: .max) { _ in true }
        #expect(!going.tracks[0].isDone)
        #expect(going.tracks[0].seen.count == SearchState.mostSeen)
    }

    @Test("pages without a new creator end a track when they come in a row")
    func barren() {
        var state = SearchState(subjects: [.keyword("a")])
        let news = [false, false, false, false, true, false, false, false, false, false]
        let done = news.enumerated().map { index, isNew in
            state.absorb(Self.page(next: "\(index)"), of: 0, maxPages: 50) { _ in isNew }
            return state.tracks[0].isDone
        }
        #expect(done == [Bool](repeating: false, count: 9) + [true])
        #expect(SearchState.mostBarrenPages == 5)
    }

    @Test("an empty page is barren, one new creator among many is enough")
    func mixed() {
        var state = SearchState(subjects: [.keyword("a")])
        state.absorb(Self.page([], next: "1"), of: 0, maxPages: 50) { _ in true }
        #expect(state.tracks[0].barrenPages == 1)
        state.absorb(Self.page(["1", "2"], next: "2"), of: 0, maxPages: 50) { $0.externalId == "2" }
        #expect(state.tracks[0].barrenPages == 0)
    }

    @Test("a track ends after the most pages that its mode has", arguments: [1, 2, 5])
    func maxPages(most: Int) {
        var state = SearchState(subjects: [.keyword("a")])
        var read = 0
        while state.nextTrack == 0, read < 50 {
            read += 1
            state.absorb(Self.page(next: "\(read)"), of: 0, maxPages: most) { _ in true }
        }
        #expect(read == most)
    }

    @Test("the first target that a track learns of stays")
    func target() {
        var state = SearchState(subjects: [.similar(to: "a"), .similar(to: "b")])
        state.absorb(Self.page(next: "1", target: .toy("7")), of: 0, maxPages: 10) { _ in true }
        state.absorb(Self.page(next: "2"), of: 0, maxPages: 10) { _ in true }
        state.absorb(Self.page(next: "3", target: .toy("8")), of: 0, maxPages: 10) { _ in true }
        #expect(state.tracks.map(\.target) == [.toy("7"), nil])
    }

    @Test("a failed track keeps its reason and leaves the rest to the others")
    func failure() {
        var state = SearchState(subjects: Self.subjects)
        let failure = SearchState.Failure(code: .targetNotFound, message: "nobody")
        state.fail(0, with: failure)
        #expect(state.tracks.map(\.failure) == [failure, nil, nil])
        #expect(state.tracks.map(\.isDone) == [true, false, false])
        #expect(state.nextTrack == 1)
        state.fail(1, with: failure)
        state.fail(2, with: failure)
        #expect(state.nextTrack == nil)
    }

    @Test("a state survives being written and read, and goes on where it was")
    func codable() throws {
        var state = SearchState(subjects: Self.subjects)
        let target = Creator.toy("7") { $0.profileFetchedAt = .sample }
        state.absorb(Self.page(next: "x", target: target), of: 0, maxPages: 10) { _ in false }
        state.fail(1, with: .init(code: .providerChanged, message: "odd"))
        state.pending[0].degree = 2
        state.pending[0].mentions = 3
        var read = try GemzJSON.decoder().decode(SearchState.self, from: GemzJSON.encoder().encode(state))
        #expect(read == state)
        read.absorb(Self.page(next: "x"), of: 0, maxPages: 10) { _ in true }
        #expect(read.tracks[0].isDone, "the cursor was seen before the state was written")
    }
}
