import FixtureTape
import Foundation
import PlatformAPI

/// N: what a profile does to a creator.
extension CheckBench {
    var enrichmentChecks: [Check<Checked>] {
        guard Checked().enricher != nil else { return [] }
        func each(
            _ id: String, _ sentence: String,
            mistakes: @escaping @Sendable (Enrichment, Creator, CheckedSearch<Checked>) async throws -> [String]
        ) -> Check<Checked> {
            check(id, sentence, of: searches) { search in
                var findings: [Finding] = []
                for enrichment in await search.whole().enrichments {
                    guard case .success(let after) = enrichment.after else { continue }
                    let place = "\(search.name) page \(enrichment.page + 1), \(enrichment.before.externalId)"
                    findings += try await mistakes(enrichment, after, search).map { Finding(place, $0) }
                }
                return findings
            }
        }
        return [
            each("N1", "enriching twice by the same answer is enriching once") { enrichment, after, search in
                try await repetitionMistakes(enrichment, after, search)
            },
            each("N2", "enriching never turns known into unknown") { enrichment, after, _ in
                EnrichmentRules.losses(from: try enrichment.before.json(), to: try after.json())
            },
            each("N3", "enriching never changes who it is") { enrichment, after, _ in
                let (before, now) = (enrichment.before, after)
                if before.platform == now.platform, before.externalId == now.externalId { return [] }
                return ["becomes \(now.externalId) on \(now.platform)"]
            },
            Check("N4", "an enrichment that fails says so, or gives back the creator as it was") {
                await failureFindings()
            },
            each("N5", "enriching sets profileFetchedAt to the search's instant") { _, after, search in
                if after.profileFetchedAt == search.now { return [] }
                return ["profileFetchedAt is \(after.profileFetchedAt.map { Timestamp.string(from: $0) } ?? "absent")"]
            },
            each("N6", "an enriched creator needs no further enriching") { _, after, _ in
                Checked().enricher?.needsEnriching(after) == true ? ["would be enriched again, for ever"] : []
            },
        ]
    }

    private func repetitionMistakes(
        _ enrichment: Enrichment, _ after: Creator, _ search: CheckedSearch<Checked>
    ) async throws -> [String] {
        guard let enricher = Checked().enricher else { return [] }
        let context = SearchContext(provider: RepeatingProvider(calls: enrichment.calls), now: search.now)
        let again = await Result.of { () throws(PlatformError) in try await enricher.enrich(after, in: context) }
        switch again {
        case .failure(let error): return ["the second time it throws \(error)"]
        case .success(let again):
            if again == after { return [] }
            let lines = JSONDifference.lines(from: try after.json(), to: try again.json(), limit: 5)
            return lines.map { ["the second time changes it:\($0)"] } ?? []
        }
    }

    private func failureFindings() async -> [Finding] {
        var findings: [Finding] = []
        for search in taped {
            for before in await search.whole().enrichments.map(\.before) {
                guard let enricher = Checked().enricher else { continue }
                let away = SimulatorProvider { _, _ in (503, []) }
                let after = await Result.of { () throws(PlatformError) in
                    try await enricher.enrich(before, in: SearchContext(provider: away, now: search.now))
                }
                guard case .success(let creator) = after, creator != before else { continue }
                findings.append(
                    Finding("\(search.name) \(before.externalId)", "a profile that is away changes the creator"))
            }
        }
        return findings
    }
}

/// A provider that gives the answers of earlier calls again.
private struct RepeatingProvider: ProviderClient {
    let calls: [ProviderCall]

    func send(_ request: ProviderRequest) async throws(PlatformError) -> ProviderResponse {
        // The second time may ask otherwise, such as by a handle that only the first time told.
        guard
            let call = calls.first(where: { $0.request == request })
                ?? calls.first(where: { $0.request.path == request.path })
        else { throw .badShape(path: "", reason: "the first time never asked \(request.asText)") }
        return try call.answer.get()
    }
}

/// What an enrichment must keep.
enum EnrichmentRules {
    /// What was known before and is not afterwards.
    static func losses(from before: JSONValue, to after: JSONValue) -> [String] {
        (before.members ?? []).compactMap { member in
            guard let kept = after[member.key] else { return "\(member.key) is lost: it was \(member.value.compact)" }
            guard let elements = member.value.elements, let others = kept.elements else { return nil }
            let name =
                ["emails": "address", "content": "id", "links": "url", "related": "externalId"][member.key] ?? ""
            let lost = elements.compactMap { $0[name]?.string }.filter { id in
                !others.contains { $0[name]?.string == id }
            }
            return lost.isEmpty ? nil : "\(member.key) lose \(lost.joined(separator: ", "))"
        }
    }
}

extension Creator {
    /// As results hold it.
    func json() throws -> JSONValue { try JSONValue(parsing: Array(GemzJSON.encoder().encode(self))) }
}
