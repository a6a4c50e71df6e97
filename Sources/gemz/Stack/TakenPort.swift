import Foundation

/// Says which port is taken, and how to take another one.
enum TakenPort {
    /// Runs a server.
    ///
    /// - Parameters:
    ///   - port: the port the server was told to take.
    ///   - option: the option that names it, where there is one.
    /// - Throws: ``Ending`` in place of the system's word for a taken port; else what `body` throws.
    static func named<Value>(_ port: Int, option: String, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch  where isTaken(error) {
            throw Ending.failed(
                "Port \(port) is taken by another program. Stop that one, or take a free port with \(option) 0.")
        }
    }

    /// The server's own error type is of a module that this program does not see, but its text ends in the errno:
    /// `bind(descriptor:ptr:bytes:): Address already in use (errno: 98)`.
    private static func isTaken(_ error: any Error) -> Bool { "\(error)".contains("(errno: \(EADDRINUSE))") }
}
