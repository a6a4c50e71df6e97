import FixtureTape
import PlatformAPI

/// Q: what a provider is asked.
extension CheckBench {
    var requestChecks: [Check<Checked>] {
        [
            check("Q1", "equal searches ask equal questions", of: taped) { search in
                let first = await search.whole().calls.map(\.request)
                let second = await search.run().calls.map(\.request)
                guard
                    let index = (0..<max(first.count, second.count)).first(where: {
                        !first.indices.contains($0) || !second.indices.contains($0) || first[$0] != second[$0]
                    })
                else { return [] }
                let pair = [first, second].map { $0.indices.contains(index) ? $0[index].asText : "nothing" }
                return [Finding(search.name, "call \(index + 1) asks \(pair[0]), and \(pair[1]) the second time")]
            },
            check("Q2", "requests have a path and a query, no host and no key", of: searches) { search in
                let requests = await search.whole().calls.map(\.request)
                var seen: Set<ProviderRequest> = []
                return requests.filter { seen.insert($0).inserted }.flatMap { request in
                    RequestRules.violations(in: request).map { Finding("\(search.name) \(request.asText)", $0) }
                }
            },
            Check("Q3", "whatever somebody types arrives unchanged") { await hostileFindings() },
        ]
            + checks("Q", "asks what the tape holds, and all of it", of: taped) { search in
                let run = await search.whole()
                let missed = run.misses.map { Finding(search.name, $0) }
                if run.unused.isEmpty || search.contents?.unused != nil { return missed }
                let lines = run.unused.map { "\n    \($0)" }.joined()
                let remedy = #"Take them off the tape, or say why they stay in case.json: "unused""#
                return missed + [Finding(search.name, "the search never asked for:\(lines)", remedy: remedy)]
            }
    }

    private func hostileFindings() async -> [Finding] {
        var findings: [Finding] = []
        for mode in modes {
            for word in mode == .keyword ? RequestRules.hostileWords : RequestRules.hostileHandles {
                guard let searcher = Checked().searcher(for: mode) else { continue }
                let subject: SearchRequest.Subject = mode == .keyword ? .keyword(word) : .similar(to: word)
                // Whatever comes of a provider that is away, the question was asked.
                let log = CallLog()
                let away = SimulatorProvider { _, _ in (503, []) }
                _ = try? await searcher.page(
                    SearchRequest(subject: subject, wanted: 10), after: nil,
                    in: SearchContext(
                        provider: WatchedProvider(base: away, log: log, asker: .searcher), now: Conformance.instant))
                let asked = log.calls.first?.request
                let values = asked.map { Array($0.query.values) } ?? []
                let arrives = values.contains { $0 == word || mode == .similar && $0 == "@\(word)" }
                if !arrives {
                    let place = "\(mode) search for \(word.debugDescription)"
                    findings.append(Finding(place, "the provider is asked \(asked?.asText ?? "nothing")"))
                }
            }
        }
        return findings
    }
}

/// What holds for every request.
enum RequestRules {
    static let hostileWords = [
        "🍜 ramen 👩‍👩‍👧", #"say "hi" 'now' `then`"#, "שלום עולם ‏مرحبا", "two\nlines", "a&b=c%20d+e#f?g", "/../%2e%2e",
        "Zürich naïve ﬁ", String(repeating: "longword ", count: 22) + "ab", "\\u0041\\",
    ]
    static let hostileHandles = ["寿司太郎", "jane.cooks", "a_b-c·d", "UPPER.lower", "22.11"]

    /// Parameters that carry a key at one provider or another.
    private static let keyNames: Set<String> = [
        "key", "apikey", "api_key", "x-api-key", "access_token", "accesstoken", "auth", "authorization", "secret",
        "password",
    ]

    static func violations(in request: ProviderRequest) -> [String] {
        var found: [String] = []
        if !request.path.hasPrefix("/") || request.path.hasPrefix("//") {
            found.append("the path does not begin with one /")
        }
        if request.path.contains("://") { found.append("the path names a host") }
        if request.path.contains(where: { "?#".contains($0) || $0.isWhitespace }) {
            found.append("the path holds a query, or space")
        }
        for (name, value) in request.query.sorted(by: { $0.key < $1.key }) {
            if keyNames.contains(name.lowercased()) { found.append("\(name) is a key; the host adds keys") }
            if value.hasPrefix("https://") || value.hasPrefix("http://") {
                found.append("\(name) names a host: \(value)")
            }
        }
        return found
    }
}

extension ProviderRequest {
    /// Such as `/v1/tiktok/search/keyword?cursor=30&query=trek`, unencoded, parameters in alphabetical order.
    var asText: String { onTape.description }

    /// The request as a tape holds it.
    var onTape: Tape.Request { Tape.Request(path: path, query: query) }
}
