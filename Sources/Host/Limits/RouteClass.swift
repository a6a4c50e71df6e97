/// What kind of requests a route takes; requests of one kind are counted together.
enum RouteClass: String, Sendable, CaseIterable {
    /// What a signed-in user looks at.
    case reads
    /// What a signed-in user changes.
    case writes
    /// What signs somebody in.
    case signIn
    /// What vendors send.
    case webhooks
    /// What admins look at and change.
    case admin
    /// What anybody may ask: pages, their files, the API document, to stay signed in and to sign out, what is not there.
    case pages
    /// What must answer however much is asked: health.
    case unlimited

    /// What a route counts as that does not say it.
    init(access: Endpoint.Access, isWrite: Bool) {
        self =
            switch access {
            case .anyone, .browser: .pages
            case .session, .owner, .signedURL: isWrite ? .writes : .reads
            case .admin: .admin
            case .signed: .webhooks
            }
    }

    /// What a user may ask in a minute; `nil` where users are not told apart.
    var perUser: ConfigKey<Int>? {
        switch self {
        case .reads: LimitConfig.reads
        case .writes: LimitConfig.writes
        case .admin: LimitConfig.admin
        case .signIn, .webhooks, .pages, .unlimited: nil
        }
    }

    /// What may be asked from an address in a minute.
    var perAddress: ConfigKey<Int>? {
        switch self {
        case .signIn: LimitConfig.signIns
        case .webhooks: LimitConfig.webhooks
        case .unlimited: nil
        case .reads, .writes, .admin, .pages: LimitConfig.addresses
        }
    }

    var isLimited: Bool { perAddress != nil }
}
