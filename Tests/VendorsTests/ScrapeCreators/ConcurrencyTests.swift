import Effects
import Foundation
import HTTPTesting
import PlatformAPI
import Synchronization
import Testing

@testable import Vendors

@Suite("ScrapeCreators: slots and cancellation", .timeLimit(.minutes(10)))
struct ConcurrencyTests {
    @Test("sixty-four calls at once, from two copies of a client, never have more than four under way")
    func limit() async throws {
        let rendezvous = Rendezvous(of: 4)
        let provider = try Provider { _ in rendezvous.meet() ? [.answer(text: "{}")] : [.answer(400)] }
        let client = provider.client()
        let copy = client.recording { _ in }
        await withTaskGroup(of: PlatformError?.self) { group in
            for number in 0..<64 { group.addTask { await (number.isMultiple(of: 2) ? client : copy).failure() } }
            for await failure in group { #expect(failure == nil) }
        }
        #expect(provider.server.tally.requests.count == 64)
        #expect(provider.server.tally.peak == 4)
        #expect(provider.calls.count == 32)
    }

    @Test("a cancelled call ends at once, before and within the answer, and is in the ledger")
    func inFlight() async throws {
        for steps: [ScriptedServer.Step] in [[.hang], [.head(headers: [("Content-Length", "9")], then: [1]), .hang]] {
            let provider = try Provider { _ in steps }
            let client = provider.client()
            let task = Task { await client.failure() }
            await provider.server.wait { $0.requests.count == 1 }
            task.cancel()
            #expect(await task.value == .cancelled)
            #expect(provider.calls.map(\.error) == ["cancelled"])
            #expect(provider.pauses.isEmpty)
            await provider.server.wait { $0.openConnections == 0 }
        }
    }

    @Test("a call that waits for a slot can be cancelled; its slot goes to the next one")
    func waiting() async throws {
        let gate = Gate()
        let provider = try Provider { $0.target == "/1" ? [.wait(gate), .answer(text: "{}")] : [.answer(text: "{}")] }
        let client = provider.client(policy: ProviderPolicy(timeout: .seconds(120), concurrency: 1))
        let first = Task { await client.failure(of: ProviderRequest(path: "/1")) }
        await provider.server.wait { $0.requests.count == 1 }
        let second = Task { await client.failure(of: ProviderRequest(path: "/2")) }
        let third = Task { await client.failure(of: ProviderRequest(path: "/3")) }
        second.cancel()
        #expect(await second.value == .cancelled)
        gate.open()
        #expect(await first.value == nil)
        #expect(await third.value == nil)
        #expect(provider.calls.map(\.path) == ["/1", "/3"])
    }

    @Test("what the calls before it have taught the gate keeps a call back that waited for its slot meanwhile")
    func gateAfterWaiting() async throws {
        let gate = Gate()
        let provider = try Provider { $0.target == "/1" ? [.wait(gate), .answer(500)] : [.answer(text: "{}")] }
        let isShut = Mutex(false)
        let client = provider.client(policy: ProviderPolicy(timeout: .seconds(120), attempts: 1, concurrency: 1))
            .guarded { _ throws(PlatformError) in
                guard !isShut.withLock({ $0 }) else { throw .paused(until: Provider.now, reason: "shut") }
                return { call in isShut.withLock { $0 = call?.failure != nil } }
            }
        let first = Task { await client.failure(of: ProviderRequest(path: "/1")) }
        await provider.server.wait { $0.requests.count == 1 }
        let others = (2...5).map { number in
            Task { await client.failure(of: ProviderRequest(path: "/\(number)")) }
        }
        gate.open()
        #expect(await first.value?.isPause == false)
        for other in others { #expect(await other.value == .paused(until: Provider.now, reason: "shut")) }
        #expect(provider.server.tally.requests.map(\.target) == ["/1"])
    }

    @Test("a pause before another attempt holds no slot, and can be cancelled")
    func pausing() async throws {
        let provider = try Provider { $0.target == "/ill" ? [.answer(500)] : [.answer(text: "{}")] }
        let began = AsyncStream.makeStream(of: Duration.self)
        var effects = provider.effects()
        effects.sleep = { pause in
            began.continuation.yield(pause)
            // Ends with the task's cancellation and not before.
            for await _ in AsyncStream<Void>.makeStream().stream {}
            throw CancellationError()
        }
        let policy = ProviderPolicy(timeout: .seconds(120), concurrency: 1)
        let client = provider.client(policy: policy, effects: effects)
        let ill = Task { await client.failure(of: ProviderRequest(path: "/ill")) }
        var pauses = began.stream.makeAsyncIterator()
        #expect(await pauses.next() == .milliseconds(125))
        #expect(await client.failure(of: ProviderRequest(path: "/well")) == nil)
        ill.cancel()
        #expect(await ill.value == .cancelled)
        #expect(provider.calls.map(\.path) == ["/ill", "/well"])
    }

    @Test("a line serves in order, and passes over who has left")
    func line() {
        var line = WaitingLine<String>(free: 1)
        let tickets = (0..<5).map { _ in line.takeTicket() }
        #expect(line.enter(tickets[0], "first") == true)
        #expect(line.enter(tickets[1], "second") == nil)
        #expect(line.enter(tickets[2], "third") == nil)
        #expect(line.leave(tickets[3]) == nil)
        #expect(line.enter(tickets[3], "gone before it came") == false)
        #expect(line.enter(tickets[4], "fifth") == nil)
        #expect(line.leave(tickets[2]) == "third")
        #expect(line.leave(tickets[0]) == nil, "who holds a slot keeps it")
        #expect(line.release() == "second")
        #expect(line.release() == "fifth")
        #expect(line.release() == nil)
        #expect(line.free == 1)
    }
}
