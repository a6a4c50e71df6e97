import Foundation

/// A campaign as clients see it.
struct Campaign: Encodable, Sendable {
    enum Status: String, Encodable, Sendable, CaseIterable {
        case draft
        case active
        case completed
        case archived
    }

    /// What a campaign tells of one of its jobs.
    struct JobSummary: Encodable, Sendable {
        var id: UUID
        var platform: String
        var mode: String
        var status: String
        var progress: Double

        enum CodingKeys: String, CodingKey { case id, platform, mode, status, progress }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(id.text, forKey: .id)
            try fields.encode(platform, forKey: .platform)
            try fields.encode(mode, forKey: .mode)
            try fields.encode(status, forKey: .status)
            try fields.encode(progress, forKey: .progress)
        }
    }

    var id: UUID
    var name: String
    var description: String?
    var searchType: String?
    var status: String
    var jobs: [JobSummary] = []
    var createdAt: Date
    var updatedAt: Date

    enum CodingKeys: String, CodingKey { case id, name, description, searchType, status, jobs, createdAt, updatedAt }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(id.text, forKey: .id)
        try fields.encode(name, forKey: .name)
        try fields.encodeIfPresent(description, forKey: .description)
        try fields.encodeIfPresent(searchType, forKey: .searchType)
        try fields.encode(status, forKey: .status)
        try fields.encode(jobs, forKey: .jobs)
        try fields.encode(createdAt, forKey: .createdAt)
        try fields.encode(updatedAt, forKey: .updatedAt)
    }

    static let schema = Schema.object([
        .required("id", .uuid), .required("name", .string(1...200).example(.string("Spring launch"))),
        .optional("description", .string()), .optional("searchType", .string()),
        .required(
            "status",
            .oneOf(Status.allCases.map(\.rawValue)).about(
                "`draft` without jobs, `active` while one is open, `completed` when all have ended, `archived` by hand."
            ).example(.string("active"))
        ),
        .required(
            "jobs",
            .list(
                of: .object([
                    .required("id", .uuid), .required("platform", .string().example(.string("toy"))),
                    .required("mode", .string().example(.string("keyword"))),
                    .required("status", JobView.statusSchema.example(.string("processing"))),
                    .required("progress", .number(0...100).example(.double(42))),
                ]))), .required("createdAt", .timestamp), .required("updatedAt", .timestamp),
    ])
}

/// What a client may say about a campaign.
struct CampaignDraft: Sendable {
    var name: String
    var description: String?
    var searchType: String?
}

/// What a client may change of a campaign; what is `nil` stays.
struct CampaignChange: Sendable {
    enum Status: String, CaseIterable, Sendable {
        /// Out of the way: no search can be started in it. Those that run go on.
        case archived
        /// Back again, as draft, active or completed: whatever its jobs say.
        case active
    }

    var name: String?
    var description: TextChange
    var status: Status?
}

extension UUID {
    /// The lower-case form that gemz shows everywhere.
    var text: String { uuidString.lowercased() }
}
