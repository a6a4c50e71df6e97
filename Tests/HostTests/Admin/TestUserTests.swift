import Effects
import Foundation
import HTTPClient
import HostTesting
import Postgres
import Testing
import Vendors

@testable import Host

@Suite("Sessions of users for tests")
struct TestUserTests {
    private static let login = "/api/admin/test-login"

    /// The states of a user's sessions at the issuer.
    private static func sessions(of clerkID: String, in app: TestApp) async throws -> [String] {
        var request = HTTPRequest(method: "GET", url: "\(app.standInsURL)/_dev/clerk/v1/sessions?user_id=\(clerkID)")
        request.headers = [("Authorization", "Bearer sk_test_dev")]
        let body = try await HTTPClient().send(request).body
        let sessions = try #require(JSONSerialization.jsonObject(with: Data(body)) as? [[String: Any]])
        return sessions.compactMap { $0["status"] as? String }
    }

    private static func made(by admin: Caller) async throws -> (id: String, clerkID: String) {
        let user = try await admin.post("/api/admin/create-test-user", [:]).data
        return (try #require(user["id"] as? String), try #require(user["clerkId"] as? String))
    }

    @Test(
        "a host that has the keys of real users serves no route for tests, whatever its stage",
        arguments: ["sk_live_0123456789", "sk_dev"])
    func realUsers(key: String) async throws {
        var options = TestApp.Options()
        options.clerkKey = key
        try await TestApp.run(options) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let paths = try await app.stranger.get("/openapi.json").body["paths"] as? [String: Any] ?? [:]
            for path in ["/api/admin/create-test-user", Self.login] {
                #expect(try await ada.post(path, [:]).code == "NOT_FOUND")
                #expect(paths[path] == nil)
            }
        }
    }

    @Test(
        "nobody is signed in whose address may be somebody's",
        arguments: [nil, "jane@example.org", "jane@sub.example.com", "jane@notexample.com", "@example.com.org"])
    func foreigner(email: String?) async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let user = try await Self.made(by: ada)
            try await app.database.execute(
                Statement("tests.address", "UPDATE users SET email = $2 WHERE id = $1"),
                [UUID(uuidString: user.id), email])
            #expect(try await ada.post(Self.login, ["userId": user.id]).code == "CONFLICT")
            #expect(try await Self.sessions(of: user.clerkID, in: app) == [])
        }
    }

    @Test("without an entry in the log of changes no session begins")
    func unaudited() async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let user = try await Self.made(by: ada)
            try await app.database.execute(
                Statement("tests.refuse", "ALTER TABLE audit_log ADD CHECK (action <> 'user.test_login')"))
            #expect(try await ada.post(Self.login, ["userId": user.id]).status == 500)
            #expect(try await Self.sessions(of: user.clerkID, in: app) == [])
        }
    }

    @Test("a session whose token is not taken here is ended")
    func ended() async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let user = try await Self.made(by: ada)
            let (id, admin) = (try #require(UUID(uuidString: user.id)), try await ada.get("/api/profile").data["id"])
            let adminID = try #require((admin as? String).flatMap(UUID.init(uuidString:)))
            let log = HouseLog(area: "test", logger: LogLines().logger)
            let tests = try Self.service(of: app, issuer: "https://elsewhere.example.com", log: log)
            let error = await #expect(throws: APIError.self) {
                _ = try await tests.login(
                    id, by: Session(userID: adminID, clerkID: "user_admin", isAdmin: true), log: log)
            }
            #expect(error?.code == .unauthenticated)
            #expect(try await Self.sessions(of: user.clerkID, in: app) == ["revoked"])
        }
    }

    /// The service of a host that takes the tokens of another issuer.
    private static func service(of app: TestApp, issuer: String, log: HouseLog) throws -> TestUserService {
        let (http, effects, url) = (HTTPClient(), Effects.live, "\(app.standInsURL)/_dev/clerk")
        let clerk = ClerkClient(
            configuration: ClerkClient.Configuration(apiURL: url, frontendURL: url, secretKey: "sk_test_dev"),
            http: http)
        let verifier = ClerkTokenVerifier(
            configuration: ClerkTokenVerifier.Configuration(apiURL: url, secretKey: "sk_test_dev", issuer: issuer),
            http: http, effects: effects)
        let listener = try Listener(connectionString: app.databaseURL, channels: [HostChannel.users])
        let authenticator = Authenticator(
            verifier: verifier, users: UserStore(), erased: ErasedUserStore(),
            known: KnownUsers(listener: listener, effects: effects),
            admins: AdminEmails(listed: [], hearsOfChanges: false, clerk: clerk, effects: effects, log: log),
            pool: app.database, effects: effects)
        let users = AdminUserService(
            pool: app.database, store: AdminUserStore(), audit: AuditStore(), listed: [], authenticator: authenticator,
            cursors: CursorCodec(key: [1]), effects: effects)
        return TestUserService(
            pool: app.database, users: users, store: AdminUserStore(), audit: AuditStore(), clerk: clerk,
            authenticator: authenticator, effects: effects)
    }
}
