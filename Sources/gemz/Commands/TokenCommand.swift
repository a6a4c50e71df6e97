import ArgumentParser
import HTTPClient
import Host

/// A session token for development.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Print a session token of the Clerk stand-in, good for an hour.",
        discussion: """
            EXAMPLES
              gemz token --email jane@example.com
              curl -H "Authorization: Bearer $(gemz token)" http://127.0.0.1:8787/api/platforms
            """)

    @Option(help: "Whose token; the user is made if there is none.")
    var email = DevelopmentKeys.email

    @Flag(help: "Make the user an admin in the development database.")
    var admin = false

    @Option(help: "The stand-ins' address.")
    var standIns = "http://127.0.0.1:8788"

    @Option(help: "Where the private database keeps its files. [$GEMZ_DATA_DIR, else .gemz]")
    var data: String?

    func run() async throws {
        try await Failures.told {
            try Environment.current.requireDevelopment(for: "token")
            let issued = try await TokenIssuer(http: HTTPClient(), standIns: standIns)
                .token(for: email, lifetime: .seconds(3600))
            if admin {
                try await CommandDatabase.with(data: data) { tool in
                    try await tool.promote(clerkID: issued.userID, email: email)
                }
            }
            Terminal.output.line(issued.jwt)
        }
    }
}
