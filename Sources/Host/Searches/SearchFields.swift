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
    init(
        _ fields: inout FieldReader, for mode: ModeDescriptor, of platform: PlatformDescriptor, limits: Limits,
        names: Names
    ) throws {
        let campaign = fields.uuid("campaignId")
        let inputs = min(mode.maxInputs, limits.maxInputs)
        let terms =
            mode.inputKind == .keywords
            ? Self.keywords(&fields, upTo: inputs, names) : Self.usernames(&fields, upTo: inputs, on: platform, names)
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

    /// What fields may be called.
    enum Names: Sendable {
        case current
        /// Also as the old frontend calls them: `hashtag` for one keyword, `targetChannel` for one target.
        case withOld
    }

    /// What this caller may ask for.
    struct Limits: Sendable {
        var maxInputs: Int
        var maxResults: Int
    }

    private static func keywords(_ fields: inout FieldReader, upTo most: Int, _ names: Names) -> [String]? {
        let accepted = "1 to \(most) texts of 1 to 100 characters"
        let several = fields.strings("keywords", count: 1...most, length: 1...100)
        let single = names == .withOld ? fields.string("hashtag", length: 1...100, required: false) : nil
        guard let given = several ?? single.map({ [$0] }) else {
            let isMissing = !fields.issues.contains { $0.field.hasPrefix("keywords") || $0.field == "hashtag" }
            if isMissing { fields.fail("keywords", "is missing", accepted: accepted) }
            return nil
        }
        return unique(given)
    }

    private static func usernames(
        _ fields: inout FieldReader, upTo most: Int, on platform: PlatformDescriptor, _ names: Names
    ) -> [String]? {
        let accepted = "1 to \(most) handles or profile addresses on \(platform.profileHosts.joined(separator: ", "))"
        let several = fields.strings("targetUsernames", count: 1...most, length: 1...300)
        let singles = (["targetUsername"] + (names == .withOld ? ["targetChannel"] : [])).compactMap { name in
            fields.string(name, length: 1...300, required: false).map { (name: name, text: $0) }
        }
        let named = several?.enumerated().map { (name: "targetUsernames[\($0)]", text: $1) }
        guard let given = named ?? singles.first.map({ [$0] }) else {
            let isMissing = !fields.issues.contains { $0.field.hasPrefix("target") && $0.field != "targetResults" }
            if isMissing { fields.fail("targetUsernames", "is missing", accepted: accepted) }
            return nil
        }
        let handles = given.compactMap { name, text -> String? in
            if let handle = platform.handle(fromInput: text) { return handle }
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
        .optional(
            "minEngagementRate", .number(0...1).about("A creator whose rate is unknown does not pass.")),
        .optional("hasEmail", .bool), .optional("verified", .bool),
        .optional("language", .string(2...2, pattern: "^[A-Za-z]{2}$")),
        .optional("country", .string(2...2, pattern: "^[A-Za-z]{2}$")),
        .optional("postedWithinDays", .integer(1...3650)),
        .optional("q", .text(1...100).about("Looked for in handle, name and biography.")),
    ])

    /// A body for each mode and each way of naming the terms, within the limits that stand when the host starts.
    static func schemas(for searches: SearchService, names: Names) -> Schema {
        let config = searches.config.current
        let limits = searches.limits(isAdmin: false, by: config)
        let most = searches.limits(isAdmin: true, by: config).maxResults
        let forAdmins = most > limits.maxResults ? ", for admins \(most)" : ""
        let target = Schema.integer(1...most, fallback: defaultTarget).about(
            "How many creators are wanted: at most \(limits.maxResults)\(forAdmins).")
        let keywords = Schema.list(of: .text(1...100).example(.string("vegan recipes")), count: 1...limits.maxInputs)
        let targets = Schema.list(of: .text(1...300).example(.string("jane.cooks")), count: 1...limits.maxInputs)
        let single = Schema.text(1...300).example(.string("@jane.cooks"))
        var terms: [Schema.Field] = [
            .required("keywords", keywords.about("What to search for; several take turns.")),
            .required("targetUsernames", targets.about("Handles or profile addresses to find similar creators to.")),
            .required("targetUsername", single.about("One target, in place of `targetUsernames`.")),
        ]
        if names == .withOld {
            terms += [
                .required("hashtag", .text(1...100).about("One keyword, as the old frontend names it.")),
                .required("targetChannel", single.about("One target, as the old frontend names it.")),
            ]
        }
        return .any(of: terms.map { schema($0, target: target) })
    }

    private static func schema(_ terms: Schema.Field, target: Schema) -> Schema {
        .object([
            .required("campaignId", .uuid.about("One of the caller's own campaigns.")), terms,
            .optional("targetResults", target),
            .optional(
                "region",
                .string(2...2, pattern: "^[A-Za-z]{2}$").about("ISO 3166 alpha-2, of those the platform offers.")
                    .example(.string("US"))),
            .optional("filters", filterSchema.about("Creators that do not fit are not counted.")),
        ])
    }
}
