import Crypto
import FixtureTape

/// What makes two publications the same.
enum QStashDeduplication {
    /// `nil` where every publication is a message of its own.
    static func key(of order: QStashOrder, url: String) -> String? {
        if let id = order.deduplicationID {
            // Each endpoint of a group gets its message.
            return QStashDestination.isAddress(order.destination) ? "id \(id)" : "id \(id) \(url)"
        }
        guard order.deduplicatesByContent else { return nil }
        let content = JSONValue.array([
            .string(url), .headers(order.headers),
            .string(SHA256.hash(data: order.body).map { String($0, radix: 16) }.joined(separator: ".")),
        ])
        return "content \(content.compact)"
    }
}
