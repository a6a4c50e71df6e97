import Postgres

/// Every statement of the host's stores, so that a test can hold all of them against the schema.
enum StatementCatalog {
    static let all: [Statement] =
        campaigns + users + jobs + results + messages + publications + admission + letters + providers + keys
        + schedules + settings + limits + shared + admin

    private static let campaigns = [
        CampaignStore.insert, CampaignStore.find, CampaignStore.list, CampaignStore.jobs, CampaignStore.update,
        CampaignStore.hold, CampaignStore.archive, CampaignStore.restore, CampaignStore.delete, CampaignStore.activate,
        CampaignStore.lock, CampaignStore.lockIfFree, CampaignStore.complete,
    ]

    private static let users = [
        UserStore.find, UserStore.add, UserStore.promote, IssuerUserStore.apply, ErasedUserStore.hold,
        ErasedUserStore.add, ErasedUserStore.forget, ErasedUserStore.find, ErasedUserStore.tell,
        WebhookReceiptStore.add,
        ProfileStore.find, ProfileStore.credits, ProfileStore.update, ProfileStore.holdCampaigns, ProfileStore.delete,
        ProfileStore.dropMessages, ProfileStore.forgetCalls,
    ]

    private static let jobs = [
        JobStore.insert, JobStore.find, JobStore.forStep, JobStore.watched, JobStore.advance, JobStore.begin,
        JobStore.explain, JobStore.pause, JobStore.resume, JobStore.overdue, JobStore.cancel,
        JobStore.expire,
    ]

    /// What a search gathers: creators found, creators that wait for their turn, profiles, and what all that cost.
    private static let results = [
        ResultStore.known, ResultStore.insert, ResultStore.update, ResultStore.page,
        CandidateStore.add, CandidateStore.next, CandidateStore.take, CandidateStore.drop,
        ProfileCacheStore.find, ProfileCacheStore.keep, ProfileCacheStore.dropExpired,
        LedgerStore.add, LedgerStore.settle,
    ]

    private static let messages = [
        MessageStore.insert, MessageStore.announce, MessageStore.notifyEnd, MessageStore.finish, MessageStore.retry,
        MessageStore.putOff, MessageStore.bury, MessageStore.dropOfJob,
        ClaimStore.claim, ClaimStore.claimOne, ClaimStore.renew, ClaimStore.release,
    ]

    private static let admission = [
        AdmissionStore.lock, AdmissionStore.admit, AdmissionStore.overfull, AdmissionStore.explain,
    ]

    private static let letters = [
        DeadLetterStore.page, DeadLetterStore.find, DeadLetterStore.take, DeadLetterStore.reopen,
        DeadLetterStore.reactivate, DeadLetterStore.ofJob, DeadLetterStore.step,
    ]

    private static let admin = [
        AuditStore.add, AuditStore.page,
        AdminUserStore.page, AdminUserStore.find, AdminUserStore.holdAdmins, AdminUserStore.setAdmin,
        AdminUserStore.add, UserStore.remember,
        AdminJobStore.page,
        MetricsStore.users, MetricsStore.admins, MetricsStore.open, MetricsStore.days, MetricsStore.spent,
        MetricsStore.saved,
        LogStore.ask, LogStore.answer, LogStore.collect,
    ]

    private static let providers = [
        CircuitStore.all, CircuitStore.hold, CircuitStore.nextWaiting, CircuitStore.wake, CircuitStore.change,
        PageStore.find, PageStore.claim, PageStore.keep, PageStore.release, PageStore.forget, PageStore.dropStale,
        SlotStore.take, SlotStore.giveBack, SlotStore.queue, SlotStore.leave, SlotStore.othersWait,
        SlotStore.inUse,
        ProviderReportStore.recent, ProviderReportStore.spent, ProviderReportStore.lastErrors,
        ProviderReportStore.shapeErrors, ProviderReportStore.noteShape, ProviderReportStore.saved,
        ProviderReportStore.spenders,
    ]

    private static let publications = [
        PublicationStore.claim, PublicationStore.mark, PublicationStore.release, PublicationStore.reopen,
        PublicationStore.state,
    ]

    private static let keys = [
        IdempotencyStore.claim, IdempotencyStore.find, IdempotencyStore.keep, IdempotencyStore.release,
        IdempotencyStore.forget, IdempotencyStore.dropExpired,
    ]

    private static let schedules = [
        ScheduleStore.declare, ScheduleStore.claim, ScheduleStore.count, ScheduleStore.end, ScheduleStore.giveBack,
        ScheduleStore.list, ScheduleStore.hurry,
        RetentionStore.nameCalls, RetentionStore.dropCompleted, RetentionStore.dropFailed,
        RetentionStore.dropDeadLetters,
        RetentionStore.dropCalls, RetentionStore.dropReceipts, RetentionStore.dropErased, RetentionStore.dropSwitches,
    ]

    private static let settings = [
        ConfigStore.all, ConfigStore.lock, ConfigStore.list, ConfigStore.put, ConfigStore.remove, ConfigStore.note,
        ConfigStore.announce, ConfigStore.history, ConfigStore.historyOf, ConfigStore.together,
        PlatformSwitchStore.standing, PlatformSwitchStore.insert, PlatformSwitchStore.remove, PlatformSwitchStore.open,
        PlatformSwitchStore.pause, PlatformSwitchStore.resume, PlatformSwitchStore.toCancel, PlatformSwitchStore.cancel,
    ]

    private static let limits = [SearchAllowanceStore.take, SearchAllowanceStore.dropFull]

    private static let shared = [HostSecretStore.keep, HostSecretStore.find]
}
