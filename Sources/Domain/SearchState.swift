public import PlatformAPI

/// Where a search stands between two steps: all that the next step needs, in any process.
///
/// A search with several terms has a track each. Tracks take turns, a page at a time; creators of a page wait in
/// ``pending`` until they are enriched and written, a slice at a time.
public struct SearchState: Hashable, Codable, Sendable {
    /// One term or target and how far its pages are read.
    public struct Track: Hashable, Codable, Sendable {
        public var subject: SearchRequest.Subject
        public var cursor: Cursor?
        public var pages: Int
        public var isDone: Bool
        /// The target of a similar search, once known.
        public var target: Creator?
        /// Why this track gave nothing, where others may still.
        public var failure: Failure?
        /// Digests of the last cursors, oldest first: a circle of up to ``SearchState/mostSeen`` pages is noticed at the
        /// first cursor that comes again.
        public var seen: [String]
        /// The digest of the cursor after page 1, 2, 4, 8, …, whichever was last: a longer circle comes by it (Brent's
        /// way to find a cycle), so that no circle is endless and what a step carries does not grow.
        public var mark: String?
        /// Pages in a row that brought no creator that was new to the job.
        public var barrenPages: Int

        public init(subject: SearchRequest.Subject) {
            self.subject = subject
            pages = 0
            isDone = false
            seen = []
            barrenPages = 0
        }
    }

    public struct Failure: Hashable, Codable, Sendable {
        public var code: JobErrorCode
        public var message: String

        public init(code: JobErrorCode, message: String) {
            self.code = code
            self.message = message
        }
    }

    /// A creator found but not yet written.
    public struct Pending: Hashable, Codable, Sendable {
        public var creator: Creator
        /// Index of the track that found it.
        public var track: Int
        public var degree: Int
        public var mentions: Int

        public init(creator: Creator, track: Int, degree: Int = 1, mentions: Int = 1) {
            self.creator = creator
            self.track = track
            self.degree = degree
            self.mentions = mentions
        }
    }

    public var tracks: [Track]
    /// Index of the track whose turn is next.
    public var turn: Int
    public var pending: [Pending]

    /// A source may show this many pages in a row without a new creator before it counts as dry.
    public static let mostBarrenPages = 5
    /// How many digests a track keeps. A step late in a search carries what an early one carries.
    public static let mostSeen = 32

    public init(subjects: [SearchRequest.Subject]) {
        tracks = subjects.map(Track.init)
        turn = 0
        pending = []
    }

    /// The track to read next, or `nil` when all pages are read.
    public var nextTrack: Int? {
        (0..<tracks.count).map { (turn + $0) % tracks.count }.first { !tracks[$0].isDone }
    }

    /// Takes in a page of a track: its creators wait in ``pending``, the track moves on, the turn goes to the next.
    ///
    /// - Parameters:
    ///   - isNew: whether the job has no row for the creator yet.
    ///   - maxPages: the most pages that the mode has.
    public mutating func absorb(_ page: Page, of track: Int, maxPages: Int, isNew: (Creator) -> Bool) {
        tracks[track].pages += 1
        tracks[track].target = tracks[track].target ?? page.target
        pending += page.creators.map { Pending(creator: $0, track: track) }
        let isBarren = !page.creators.contains(where: isNew)
        tracks[track].barrenPages = isBarren ? tracks[track].barrenPages + 1 : 0
        advance(track, to: page.next, maxPages: maxPages)
        turn = (track + 1) % tracks.count
    }

    /// Ends a track that cannot go on, keeping the reason.
    public mutating func fail(_ track: Int, with failure: Failure) {
        tracks[track].failure = failure
        end(track)
    }

    /// Ends a track that has nothing more to give.
    public mutating func end(_ track: Int) {
        tracks[track].isDone = true
        turn = (track + 1) % tracks.count
    }

    private mutating func advance(_ track: Int, to next: Page.Next, maxPages: Int) {
        guard case .more(let cursor) = next else {
            tracks[track].isDone = true
            return
        }
        let isCircling = tracks[track].note(Self.digest(of: cursor))
        let isDry = tracks[track].barrenPages >= Self.mostBarrenPages
        tracks[track].isDone = isCircling || isDry || tracks[track].pages >= maxPages
        tracks[track].cursor = cursor
    }

    /// FNV-1a, 64 bits: short, steady across processes, and good enough to notice a repeated cursor.
    private static func digest(of cursor: Cursor) -> String {
        let hash = cursor.rawValue.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}

extension SearchState.Track {
    /// Notes the digest of the cursor that the page just read led to; whether it is one of before.
    fileprivate mutating func note(_ digest: String) -> Bool {
        let isCircling = digest == mark || seen.contains(digest)
        seen.append(digest)
        seen.removeFirst(max(0, seen.count - SearchState.mostSeen))
        let isPowerOfTwo = pages & (pages - 1) == 0
        if isPowerOfTwo { mark = digest }
        return isCircling
    }
}
