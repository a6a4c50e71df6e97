import Host
import StandIns

/// The QStash stand-in in the variables that a host reads: for those who want it to carry gemz's messages.
struct DevelopmentCarrier: Sendable {
    /// The stand-in's address.
    var url: String
    var keys: QStashSigningKeys

    /// - Parameter standIns: running ones.
    /// - Throws: what keeps them from answering.
    init(_ standIns: StandIns) async throws {
        url = "http://127.0.0.1:\(try await standIns.boundPort())/_dev/qstash"
        keys = await standIns.qstash.signingKeys()
    }

    /// Whether a person asked for it, by `GEMZ_CARRIER=qstash`.
    static func isWanted(in environment: Environment) -> Bool { environment.value(.carrier) == "qstash" }

    /// The keys that the environment gives, so that hosts and stand-ins of several processes agree; `nil` makes fresh ones.
    static func keys(in environment: Environment) -> QStashSigningKeys? {
        guard let current = environment.value(.qstashCurrentSigningKey),
            let next = environment.value(.qstashNextSigningKey)
        else { return nil }
        return QStashSigningKeys(current: current, next: next)
    }

    /// `NAME=value` each, as a shell takes them.
    var lines: [String] {
        let values: [(EnvironmentKey, String)] = [
            (.qstashURL, url), (.qstashToken, DevelopmentKeys.qstash), (.qstashCurrentSigningKey, keys.current),
            (.qstashNextSigningKey, keys.next),
        ]
        return values.map { "\($0.rawValue)=\($1)" }
    }
}
