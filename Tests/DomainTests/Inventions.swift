import Foundation
import PlatformAPI

extension Creator {
    /// An invented creator of a platform that does not exist.
    static func toy(_ id: String = "1", _ change: (inout Creator) -> Void = { _ in }) -> Creator {
        var creator = Creator(platform: "toy", externalId: id)
        change(&creator)
        return creator
    }
}

extension Content {
    static func post(
        _ id: String = "1", views: Int? = nil, likes: Int? = nil, comments: Int? = nil, at publishedAt: Date? = nil
    ) -> Content {
        Content(id: id, publishedAt: publishedAt, views: views, likes: likes, comments: comments)
    }
}

extension Date {
    /// 2026-01-02T03:04:05Z.
    static let sample = Date(timeIntervalSince1970: 1_767_323_045)
}
