import Effects

/// Something that one host of all does from time to time.
///
/// To add one, declare it here or beside what it works on and list it in ``Schedules/all``: its row, its turn, its run
/// by one host and its place in the admins' list follow from that.
struct Schedule: Sendable {
    /// Each host works the schedules of a lane off one after another, and the lanes side by side.
    enum Lane: Sendable, CaseIterable {
        /// Short work that people wait for.
        case prompt
        /// Work that may take long and holds nobody up.
        case cleanUp
    }

    /// What it is called in the database, in logs and in addresses.
    var name: String
    /// What it does, for admins.
    var about: String
    var lane: Lane
    /// How often it runs, by the settings.
    var every: @Sendable (ConfigSnapshot) -> Duration
    /// A whole run, batch by batch.
    var work: @Sendable (ScheduleRun) async throws -> Void
}

extension Duration {
    /// As rows keep it.
    var wholeMilliseconds: Int { max(1, Int((seconds * 1000).rounded())) }
}
