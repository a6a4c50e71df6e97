import Hummingbird

// A bare Hummingbird server of the same build: `BenchBare PORT`.

let router = Router()
router.get("/") { _, _ in "ok" }
let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
let application = Application(
    router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)))
try await application.runService()
