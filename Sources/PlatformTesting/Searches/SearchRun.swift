import FixtureTape
import PlatformAPI

/// What one run of a search gave, and how it came to it.
struct SearchRun: Sendable {
    /// Where a page of a search begins.
    struct Start: Sendable {
        /// 0 for the first page.
        var page = 0
        var cursor: Cursor?
        var target: Creator?
        /// Where the tape stands.
        var position = TapePlayer.Position()
    }

    var transcript = SearchTranscript()
    /// One for each page, and one for the page behind the last where there was to be one.
    var starts: [Start] = []
    var calls: [ProviderCall] = []
    var enrichments: [Enrichment] = []
    /// The requests that the tape lacks, with their nearest neighbours on it.
    var misses: [String] = []
    /// The exchanges of the tape that were not asked for.
    var unused: [String] = []
}

/// One call of a provider.
struct ProviderCall: Sendable {
    enum Asker: String, Hashable, Sendable { case searcher, enricher }

    /// 0 for the first page of its run.
    let page: Int
    let asker: Asker
    let request: ProviderRequest
    var answer: Result<ProviderResponse, PlatformError>

    /// The body of an answer with status 200, where it is a JSON object.
    var goodBody: JSONValue? {
        guard case .success(let response) = answer, response.status == 200 else { return nil }
        // What is no JSON is no good body.
        guard let body = try? JSONValue(parsing: response.body), body.members != nil else { return nil }
        return body
    }
}

/// One creator's enrichment.
struct Enrichment: Sendable {
    let page: Int
    let before: Creator
    let after: Result<Creator, PlatformError>
    /// What it asked, with the answers.
    let calls: [ProviderCall]
}
