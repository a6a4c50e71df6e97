import Foundation
import Postgres

/// The messages of vendors that have been taken.
struct WebhookReceiptStore: Sendable {
    static let add = Statement(
        "webhooks.add_receipt",
        """
        INSERT INTO webhook_receipts (vendor, message_id, received_at) VALUES ($1, $2, $3)
        ON CONFLICT (vendor, message_id) DO NOTHING
        """)

    /// Takes a message, unless it has been taken already. Of two that come at once the second waits for what becomes of
    /// the first.
    func take(_ messageID: String, of vendor: String, now: Date, on db: Transaction) async throws -> Bool {
        try await db.execute(Self.add, [vendor, messageID, now]) > 0
    }
}
