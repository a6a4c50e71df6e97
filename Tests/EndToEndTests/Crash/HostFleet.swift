import Foundation
import HTTPTesting
import Synchronization

/// Hosts over one database behind one address, each started anew as soon as it is killed.
final class HostFleet: Sendable {
    let door: FrontDoor
    private let environment: [String: String]
    private let hosts = Mutex<[Int: GemzProcess]>([:])

    init(behind door: FrontDoor, environment: [String: String]) {
        self.door = door
        self.environment = environment
    }

    /// Starts hosts and returns once they answer.
    func start(_ count: Int) async throws {
        let begun = try (0..<count).map { ($0, try begin($0)) }
        for (number, host) in begun { try await admit(host, as: number) }
    }

    /// `kill -9` of a host, wherever it is in its life, and the start of the next in its place.
    ///
    /// - Returns: the new host, for ``admit(_:as:)``.
    func replace(_ number: Int) async throws -> GemzProcess {
        door.lead(to: nil, of: number)
        await hosts.withLock { $0.removeValue(forKey: number) }?.kill()
        return try begin(number)
    }

    /// Waits until a host answers, and lets callers in. One that has been killed meanwhile never does.
    func admit(_ host: GemzProcess, as number: Int) async throws {
        do {
            let url = try await host.line(beginning: "ready ")
            let port = url.split(separator: ":").last.flatMap { UInt16($0) }
            hosts.withLock { hosts in
                if hosts[number] === host { door.lead(to: port, of: number) }
            }
        } catch {
            guard hosts.withLock({ $0[number] === host }) else { return }
            throw error
        }
    }

    /// The host that is called so in a message's lease.
    func host(named name: String) -> GemzProcess? {
        hosts.withLock { $0.values.first { name.hasSuffix("/\($0.id)") } }
    }

    /// Asks all to end and waits for it: their exit codes, and what each wrote.
    func stop() async -> [(code: Int32, errors: String)] {
        let all = hosts.withLock { hosts in
            defer { hosts = [:] }
            return hosts.sorted { $0.key < $1.key }.map(\.value)
        }
        var ended: [(Int32, String)] = []
        for host in all { ended.append((await host.stop(), host.complaints)) }
        return ended
    }

    private func begin(_ number: Int) throws -> GemzProcess {
        let host = try GemzProcess(["--port", "0"], program: GemzProcess.server, environment: environment)
        hosts.withLock { $0[number] = host }
        return host
    }
}
