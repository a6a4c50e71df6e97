import Domain
import Foundation
import PlatformAPI

/// What a client asks for when it starts a search, read and checked.
struct SearchFields: Sendable {
    var campaignID: UUID
    var terms: [String]
    var targetResults: Int
    var region: String?
    var filters: CreatorFilter?

    static let defaultTarget = 100

    /// Reads a body for a mode.
    ///
    /// - Throws: ``APIError`` with `VALIDATION_FAILED`, naming every bad field.
    init(_ fields: inout FieldReader, for mode: ModeDescriptor, of platform: PlatformDescriptor, limits: Limits) throws
    {
        let campaign = fields.uuid("campaignId")
        let inputs = min(mode.maxInputs, limits.maxInputs)
        let terms =
            mode.inputKind == .keywords
            ? Self.keywords(&fields, upTo: inputs) : Self.usernames(&fields, upTo: inputs, on: platform)
        let target = fields.integer("targetResults", in: 1...limits.maxResults)
        let region = Self.region(&fields, for: mode)
        let filters = fields.object("filters", Self.filters)
        try fields.finish()
        guard let campaign, let terms else { throw APIError.validation(fields.issues) }
        campaignID = campaign
        self.terms = terms
        targetResults = target ?? Self.defaultTarget
        self.region = region
        self.filters = filters.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What this caller may ask for.
    struct Limits: Sendable {
        var maxInputs: Int
        var maxResults: Int
    }

    private static func keywords(_ fields: inout FieldReader, upTo most: Int) -> [String]? {
        let accepted = "1 to \(most) texts of 1 to 100 characters"
        guard let given = fields.strings("keywords", count: 1...most, length: 1...100) else {
            let isMissing = !fields.issues.contains { $0.field.hasPrefix("keywords") }
            if isMissing { fields.fail("keywords", "is missing", accepted: accepted) }
            return nil
        }
        return unique(given)
    }

    private static func usernames(
        _ fields: inout FieldReader, upTo most: Int, on platform: PlatformDescriptor
    ) -> [String]? {
        let accepted = "1 to \(most) handles or profile addresses on \(platform.profileHosts.joined(separator: ", "))"
        let several = fields.strings("targetUsernames", count: 1...most, length: 1...300)
        let single = fields.string("targetUsername", length: 1...300, required: false)
        guard let given = several ?? single.map({ [$0] }) else {
            let isMissing = !fields.issues.contains { $0.field.hasPrefix("targetUsername") }
            if isMissing { fields.fail("targetUsernames", "is missing", accepted: accepted) }
            return nil
        }
        let field = several == nil ? "targetUsername" : "targetUsernames"
        let handles = given.enumerated().compactMap { index, text -> String? in
            if let handle = platform.handle(fromInput: text) { return handle }
            let name = several == nil ? field : "\(field)[\(index)]"
            fields.fail(name, "is neither a handle nor a \(platform.name) profile address", accepted: accepted)
            return nil
        }
        return handles.count == given.count ? unique(handles) : nil
    }

    private static func region(_ fields: inout FieldReader, for mode: ModeDescriptor) -> String? {
        let region = fields.code("region", letters: 2, upper: true, about: "an ISO 3166 alpha-2 country code")
        guard let region, !mode.regions.contains(region) else { return region }
        let accepted = mode.regions.isEmpty ? "no region here" : mode.regions.joined(separator: ", ")
        fields.fail("region", "cannot be chosen for this search", accepted: accepted)
        return nil
    }

    private static func filters(_ fields: inout FieldReader) -> CreatorFilter {
        var filter = CreatorFilter()
        filter.minFollowers = fields.integer("minFollowers", in: 0...2_000_000_000)
        filter.maxFollowers = fields.integer("maxFollowers", in: 0...2_000_000_000)
        filter.minEngagementRate = fields.number("minEngagementRate", in: 0...1)
        filter.hasEmail = fields.bool("hasEmail")
        filter.verified = fields.bool("verified")
        filter.language = fields.code("language", letters: 2, upper: false, about: "an ISO 639-1 language code")
        filter.country = fields.code("country", letters: 2, upper: true, about: "an ISO 3166 alpha-2 country code")
        filter.postedWithinDays = fields.integer("postedWithinDays", in: 1...3650)
        filter.q = fields.string("q", length: 1...100, required: false)
        if let low = filter.minFollowers, let high = filter.maxFollowers, low > high {
            fields.fail("minFollowers", "is above maxFollowers", accepted: "at most \(high)")
        }
        return filter
    }

    /// Each once, whatever its case.
    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0.lowercased()).inserted }
    }
}

extension SearchFields {
    static let filterSchema = Schema.object([
        .optional("minFollowers", .integer(0...2_000_000_000)), .optional("maxFollowers", .integer(0...2_000_000_000)),
        .optional("minEngagementRate", .number(0...1)), .optional("hasEmail", .bool), .optional("verified", .bool),
        .optional("language", .string(2...2, pattern: "^[A-Za-z]{2}$")),
        .optional("country", .string(2...2, pattern: "^[A-Za-z]{2}$")),
        .optional("postedWithinDays", .integer(1...3650)),
        .optional("q", .string(1...100).about("Looked for in handle, name and biography.")),
    ])

    static func schema(_ mode: SearchMode, limits: Limits) -> Schema {
        let subject: [Schema.Field] =
            mode == .keyword
            ? [.required("keywords", .list(of: .string(1...100), count: 1...limits.maxInputs))]
            : [
                .optional("targetUsernames", .list(of: .string(1...300), count: 1...limits.maxInputs)),
                .optional("targetUsername", .string(1...300).about("One target, in place of `targetUsernames`.")),
            ]
        return .object(
            [.required("campaignId", .uuid)] + subject + [
                .optional("targetResults", .integer(1...limits.maxResults, fallback: defaultTarget)),
                .optional("region", .string(2...2, pattern: "^[A-Za-z]{2}$")),
                .optional("filters", filterSchema),
            ])
    }
}
