import Crypto
import Foundation
import HTTPClient
import PlatformAPI
import Postgres

/// Answers of providers that are good for a while, and who is fetching one.
struct PageStore: Sendable {
    static let find = Statement(
        "pages.find",
        """
        SELECT status, body, credits, job_id FROM provider_pages
        WHERE platform = $1 AND digest = $2 AND fetched_at > $3
        """)

    /// A flight lasts as long as the lease of the step that fetches: when its host dies, another may fetch.
    static let claim = Statement(
        "pages.claim",
        """
        INSERT INTO provider_pages AS p (platform, digest, path, holder, holder_token, job_id, touched_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (platform, digest) DO UPDATE SET
            path = excluded.path, holder = excluded.holder, holder_token = excluded.holder_token,
            job_id = excluded.job_id, touched_at = excluded.touched_at, status = NULL, body = NULL, credits = 0,
            fetched_at = NULL
            WHERE p.fetched_at <= $8 OR (p.fetched_at IS NULL AND NOT EXISTS (
                SELECT 1 FROM messages m
                WHERE m.id = p.holder AND m.lease_token = p.holder_token AND m.lease_until > clock_timestamp()))
        """)

    static let keep = Statement(
        "pages.keep",
        """
        UPDATE provider_pages SET status = $5, body = $6, credits = $7, fetched_at = $8
        WHERE platform = $1 AND digest = $2 AND holder = $3 AND holder_token = $4 AND fetched_at IS NULL
        """)

    static let release = Statement(
        "pages.release",
        """
        DELETE FROM provider_pages
        WHERE platform = $1 AND digest = $2 AND holder = $3 AND holder_token = $4 AND fetched_at IS NULL
        """)

    static let forget = Statement(
        "pages.forget", "DELETE FROM provider_pages WHERE platform = $1 AND digest = $2 AND fetched_at IS NOT NULL")

    static let dropStale = Statement(
        "pages.drop_stale",
        """
        DELETE FROM provider_pages WHERE (platform, digest) IN (
            SELECT platform, digest FROM provider_pages WHERE touched_at < $1 ORDER BY touched_at LIMIT 500
            FOR UPDATE SKIP LOCKED)
        """)

    /// A page that was fetched after an instant.
    func find(_ page: PageKey, after oldest: Date, on db: some Queryable) async throws(PostgresError) -> CachedPage? {
        try await db.first(Self.find, [page.platform.rawValue, page.digest, oldest]) { row in
            CachedPage(
                response: ProviderResponse(status: try row.get("status"), body: try row.get("body")),
                credits: try row.get("credits"), payer: try row.get("job_id"))
        }
    }

    /// Takes it upon a step to fetch a page; whether nobody else has, and nobody is about to.
    func claim(
        _ page: PageKey, for step: ProviderStep, after oldest: Date, now: Date, on db: some Queryable
    ) async throws(PostgresError) -> Bool {
        try await db.execute(
            Self.claim,
            [
                page.platform.rawValue, page.digest, page.path, step.messageID, step.leaseToken, step.jobID, now,
                oldest,
            ]) > 0
    }

    /// Keeps what a step has fetched; nothing is kept where another took the page over meanwhile.
    func keep(
        _ response: ProviderResponse, credits: Int, as page: PageKey, by step: ProviderStep, now: Date,
        on db: some Queryable
    ) async throws(PostgresError) {
        try await db.execute(
            Self.keep,
            [
                page.platform.rawValue, page.digest, step.messageID, step.leaseToken, response.status, response.body,
                credits, now,
            ])
    }

    /// Lets others fetch a page that a step could not have.
    func release(_ page: PageKey, by step: ProviderStep, on db: some Queryable) async throws(PostgresError) {
        try await db.execute(Self.release, [page.platform.rawValue, page.digest, step.messageID, step.leaseToken])
    }

    /// Drops a page that turned out to be of no use.
    func forget(_ page: PageKey, on db: some Queryable) async throws(PostgresError) {
        try await db.execute(Self.forget, [page.platform.rawValue, page.digest])
    }

    /// Drops up to 500 pages that were asked for before an instant; how many.
    func dropStale(before oldest: Date, on db: some Queryable) async throws(PostgresError) -> Int {
        try await db.execute(Self.dropStale, [oldest])
    }
}

/// The step on whose behalf a provider is called.
struct ProviderStep: Sendable {
    var messageID: UUID
    var leaseToken: Int
    var jobID: UUID
}

/// What a page is kept under: a platform's path and query, however long.
struct PageKey: Hashable, Sendable {
    var platform: PlatformID
    var path: String
    var digest: [UInt8]
}

extension PageKey {
    init(_ request: ProviderRequest, of platform: PlatformID) {
        let address = request.path + "?" + URLQuery.encode(request.query)
        self.init(platform: platform, path: request.path, digest: Array(SHA256.hash(data: Data(address.utf8))))
    }
}

/// An answer that somebody has paid for.
struct CachedPage: Sendable {
    var response: ProviderResponse
    var credits: Int
    /// The job whose call it was.
    var payer: UUID
}
