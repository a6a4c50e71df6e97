import FixtureTape
import Foundation
import HostTesting
import Testing

@testable import StandIns

@Suite("Resend: bounds")
struct ResendLimitsTests {
    private func draft(_ more: String = "") throws -> ResendDraft {
        try ResendDraft(JSONValue(parsing: Array(ResendBench.mail(more).utf8)), now: 1_767_323_045_000)
    }

    private func add(_ draft: ResendDraft, to mailbox: ResendMailbox) async throws -> String {
        let id = try await mailbox.once(nil) { mailbox in
            .string(try mailbox.add(draft, idempotencyKey: nil).id)
        }
        return try #require(id.string)
    }

    @Test("the oldest mails and deliveries are forgotten, what waits is kept, and no more than so many may wait")
    func forgetting() async throws {
        let mailbox = ResendMailbox(files: nil, effects: ManualEffects().effects)
        let hook = #"{"endpoint":"http://x.example/","events":["email.sent"]}"#
        _ = try await mailbox.addWebhook(ResendWebhookChanges(JSONValue(parsing: Array(hook.utf8))))
        let (plain, later) = (try draft(), try draft(#""scheduled_at":"in 1 hour""#))
        let waiting = try await add(later, to: mailbox)
        let first = try await add(plain, to: mailbox)
        var last = first
        for _ in 2..<(ResendLimits.mails + 1000) { last = try await add(plain, to: mailbox) }
        let kept = Set(await mailbox.allMails().map(\.id))
        #expect(kept.count == ResendLimits.mails)
        #expect(kept.contains(waiting) && kept.contains(last) && !kept.contains(first))
        let deliveries = ResendLimits.deliveries..<ResendLimits.deliveries + 1000
        #expect(deliveries.contains(await mailbox.allDeliveries().count))
        #expect(await mailbox.takeDue().count == ResendLimits.parallelism)
        #expect(await mailbox.takeDue().isEmpty)
        for _ in 1..<ResendLimits.scheduled { _ = try await add(later, to: mailbox) }
        await #expect(throws: ResendFailure.full) { try await add(later, to: mailbox) }
    }
}
