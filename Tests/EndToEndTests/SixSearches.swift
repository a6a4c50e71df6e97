import Testing

/// Each mode of each platform, with a term that plenty of creators are found for.
enum SixSearches {
    static let all = [
        ("tiktok", "keyword", "vegan recipes"), ("tiktok", "similar", "jane.cooks"), ("instagram", "keyword", "yoga"),
        ("instagram", "similar", "jane.cooks"), ("youtube", "keyword", "weeknight dinners"),
        ("youtube", "similar", "@janecooks"),
    ]

    /// Starts all six at once, follows them to their end, and holds that each found so many creators, no two alike.
    ///
    /// - Returns: the ids of the jobs.
    static func run(as caller: HostCaller, results: Int) async throws -> [String] {
        var ids: [String] = []
        for (platform, mode, term) in all {
            ids.append(try await caller.start(platform, mode, [term], results: results))
        }
        for (id, search) in zip(ids, all) {
            let job = try await caller.job(id) { $0.isFinal }
            #expect(job["status"] as? String == "completed", "\(search): \(job)")
            let found = try await caller.results(of: id).compactMap { $0["externalId"] as? String }
            #expect(found.count == results && Set(found).count == results, "\(search)")
        }
        return ids
    }
}
