public import Postgres

/// The schema's history, in order. Append only: what has run anywhere is never edited.
public enum Migrations {
    public static let all: [Migration] = [
        M0001.core, M0002.queue, M0003.api, M0004.messages, M0006.providers, M0007.carrier, M0008.jobEvents,
        M0009.schedules, M0010.providerReports, M0011.waiting, M0012.pauses, M0013.ledger, M0014.resultStatistics,
        M0015.configuration, M0016.webhooks, M0017.admin, M0018.searchAllowances, M0019.platformJobs,
    ]
}
