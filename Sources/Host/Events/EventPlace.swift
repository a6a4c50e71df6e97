/// How far a reader has come in a job's events, and at the same time the `id:` of the event that brought it there.
///
/// The number says all that has been told: which revision of the job's row, whether that revision's state is among it,
/// and up to which position creators are. So any host can tell what comes next, from the row alone.
struct EventPlace: Equatable, Sendable {
    /// Of the job's row.
    private(set) var revision = 0
    /// Whether the job's state at that revision was told; creators come before it.
    private(set) var hasState = false
    /// The last creator's.
    private(set) var position = 0

    /// Where nothing has been told.
    static let start = EventPlace()

    /// More than the positions of any job, and few enough that ids stay exact in the numbers of JavaScript.
    private static let positions = 10_000_000

    var id: Int { (revision * 2 + (hasState ? 1 : 0)) * Self.positions + position }

    private init() {}

    init(revision: Int, hasState: Bool, position: Int) {
        self.revision = revision
        self.hasState = hasState
        self.position = position
    }

    /// The place that a reader names, or the start where that is none of this job's: to be told something twice is
    /// better than to miss it.
    init(lastEventID: String?, in moment: JobMoment) {
        self = .start
        guard let lastEventID, lastEventID.allSatisfy({ $0.isASCII && $0.isNumber }), let id = Int(lastEventID) else {
            return
        }
        let (count, position) = id.quotientAndRemainder(dividingBy: Self.positions)
        guard count / 2 <= moment.revision, position <= moment.position else { return }
        self.init(revision: count / 2, hasState: !count.isMultiple(of: 2), position: position)
    }

    /// Whether there is nothing more to tell of a moment.
    func hasAll(of moment: JobMoment) -> Bool {
        position >= moment.position && (revision, hasState ? 1 : 0) >= (moment.revision, 1)
    }

    /// The events that lead from here to a moment; `nil` where there are none.
    mutating func advance(to moment: JobMoment) -> [UInt8]? {
        guard !hasAll(of: moment) else { return nil }
        guard moment.position > position else {
            self = EventPlace(revision: moment.revision, hasState: true, position: position)
            return moment.state
        }
        let creators = EventPlace(revision: moment.revision, hasState: false, position: moment.position)
        let data = "{\"from\":\(position + 1),\"to\":\(moment.position)}"
        self = EventPlace(revision: moment.revision, hasState: true, position: moment.position)
        return JobMoment.event("creators", id: creators.id, data: Array(data.utf8)) + moment.state
    }
}
