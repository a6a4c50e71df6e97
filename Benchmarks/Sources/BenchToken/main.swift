import Effects
import Foundation
import HTTPClient
import Vendors

// What checking a session token costs, on one thread.
//
// `BenchToken FILE ISSUER SECONDS` checks the tokens of a file, one a line, against the key set that the issuer
// publishes, over and over, and prints one JSON line: microseconds a token, and microseconds for one that was checked a
// moment ago. The file has more tokens than the verifier keeps, so that the first figure has every signature checked.

let arguments = CommandLine.arguments
guard arguments.count == 4, let seconds = Double(arguments[3]) else {
    FileHandle.standardError.write(Data("usage: BenchToken FILE ISSUER SECONDS\n".utf8))
    exit(2)
}
let tokens = try String(contentsOfFile: arguments[1], encoding: .utf8).split(separator: "\n").map(String.init)
let http = HTTPClient()
let verifier = ClerkTokenVerifier(
    configuration: ClerkTokenVerifier.Configuration(apiURL: arguments[2], secretKey: "bench", issuer: arguments[2]),
    http: http, effects: .live)

/// Microseconds a check, over tokens that come round again and again for some seconds.
func measure(_ tokens: [String], for duration: Duration) async throws -> (each: Double, checks: Int) {
    let clock = ContinuousClock()
    let start = clock.now
    var checks = 0
    while clock.now - start < duration {
        for token in tokens { _ = try await verifier.verify(token) }
        checks += tokens.count
    }
    let elapsed = (clock.now - start).components
    return ((Double(elapsed.seconds) * 1e6 + Double(elapsed.attoseconds) / 1e12) / Double(checks), checks)
}

_ = try await verifier.verify(tokens[0])  // fetches the keys
let fresh = try await measure(tokens, for: .seconds(seconds))
let again = try await measure([String](repeating: tokens[0], count: 1000), for: .seconds(seconds / 4))
print("{\"us\":\(fresh.each),\"again_us\":\(again.each),\"checks\":\(fresh.checks + again.checks + 1)}")
await http.shutdown()
