import HTTPClient
import HTTPTesting

/// Runs a body against a server and a client of its own.
func served(
    _ configuration: HTTPClientConfiguration = HTTPClientConfiguration(), by script: @escaping ScriptedServer.Script,
    _ body: (HTTPClient, ScriptedServer) async throws -> Void
) async throws {
    let server = try ScriptedServer(script)
    defer { server.stop() }
    let client = HTTPClient(configuration: configuration)
    try await body(client, server)
    await client.shutdown()
}

extension HTTPClient {
    /// How a request fails; nil when it does not.
    func failure(of request: HTTPRequest) async -> HTTPClientError? {
        do throws(HTTPClientError) {
            _ = try await send(request)
            return nil
        } catch {
            return error
        }
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
