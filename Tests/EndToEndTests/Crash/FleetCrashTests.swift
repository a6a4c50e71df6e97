import Foundation
import Testing

/// `GEMZ_CRASH=long` for a minute of it, `GEMZ_CRASH_SEED` to kill the same at the same times again.
@Suite("Crash of a fleet", .serialized)
struct FleetCrashTests {
    @Test(
        "three hosts killed at random, and Postgres twice: every search completes with the undisturbed run's creators",
        .timeLimit(.minutes(15)), arguments: CrashSite.Carrier.wanted)
    func fleet(carrier: CrashSite.Carrier) async throws {
        let plan = CrashPlan.current
        print("crash: seed \(plan.seed), carrier \(carrier)")
        let run = CrashRun(plan: plan, carrier: carrier)
        let undisturbed = try await run.undisturbed()
        let disturbed = try await run.disturbed()
        print(report(plan, carrier, undisturbed, disturbed))

        #expect(undisturbed.found.count == plan.size.users * plan.size.searchesPerUser)
        #expect(disturbed.found.count == undisturbed.found.count)
        for (name, found) in disturbed.found {
            #expect(found.status == "completed", "\(name): \(found.error ?? "")")
            #expect(!found.creators.isEmpty, "\(name)")
            #expect(Set(found.creators).count == found.creators.count, "\(name) has a result twice")
            #expect(found == undisturbed.found[name], "\(name)")
        }
        #expect(disturbed.leftovers == CrashSite.Leftovers())
        #expect(disturbed.providerCalls - undisturbed.providerCalls <= plan.callsInFlight)
        #expect(disturbed.duration > .seconds(plan.size.seconds) / 2, "the searches were over before the killing was")
    }

    private func report(
        _ plan: CrashPlan, _ carrier: CrashSite.Carrier, _ undisturbed: CrashRun.Outcome, _ disturbed: CrashRun.Outcome
    ) -> String {
        let hosts = plan.kills.count { $0.victim.isHost }
        let (calm, rough) = (undisturbed.providerCalls, disturbed.providerCalls)
        let seconds = [undisturbed.duration, disturbed.duration, disturbed.afterLastKill].map {
            $0.formatted(.units(allowed: [.seconds], width: .narrow, fractionalPart: .show(length: 1)))
        }
        return """
            crash: seed \(plan.seed), carrier \(carrier.rawValue), \(hosts) hosts killed, Postgres \
            \(plan.kills.count - hosts) times; \(disturbed.found.count) jobs, \(disturbed.creators) creators; provider \
            calls \(calm) undisturbed, \(rough) disturbed, \(rough - calm) more of at most \(plan.callsInFlight); \
            \(seconds[0]) undisturbed, \(seconds[1]) disturbed, of which \(seconds[2]) after the last kill
            """
    }
}
