import PlatformAPI

/// C: calls side by side, and calls that nobody waits for any more.
extension CheckBench {
    var concurrencyChecks: [Check<Checked>] {
        [
            Check("C1", "32 equal calls at once agree") { await agreementFindings() },
            Check("C2", "a call that is cancelled while it waits ends as cancelled") { await cancellationFindings() },
        ]
    }

    private func agreementFindings() async -> [Finding] {
        var findings: [Finding] = []
        for mode in modes {
            guard let (search, run) = await example(of: mode, pages: 1), let first = run.transcript.pages.first else {
                continue
            }
            // One platform for all, unlike elsewhere: it is what they might disturb each other through.
            let platform = Checked()
            let others = await withTaskGroup(of: SearchRun.self) { group in
                for _ in 0..<32 { group.addTask { await search.run(pages: 1, on: platform) } }
                return await group.reduce(into: 0) { count, run in count += run.transcript.pages == [first] ? 0 : 1 }
            }
            if others > 0 {
                findings.append(Finding("\(search.name) page 1", "\(others) of 32 calls at once give another page"))
            }
        }
        return findings
    }

    private func cancellationFindings() async -> [Finding] {
        var findings: [Finding] = []
        for mode in modes {
            guard let (search, run) = await example(of: mode, pages: 1) else { continue }
            if let searcher = Checked().searcher(for: mode) {
                let end = await Self.endOfCancelled { provider throws(PlatformError) in
                    let context = SearchContext(provider: provider, now: search.now)
                    _ = try await searcher.page(search.request, after: nil, in: context)
                }
                findings += Self.findings(end, "\(search.name) page 1")
            }
            if let enricher = Checked().enricher, let creator = run.enrichments.first?.before {
                let end = await Self.endOfCancelled { provider throws(PlatformError) in
                    let context = SearchContext(provider: provider, now: search.now)
                    _ = try await enricher.enrich(creator, in: context)
                }
                findings += Self.findings(end, "\(search.name) \(creator.externalId)")
            }
        }
        return findings
    }

    private static func findings(_ end: CancelledEnd, _ place: String) -> [Finding] {
        switch end {
        case .unasked, .failed(.cancelled): return []
        case .failed(let error):
            let got = SearchTranscript.Failure(error)
            return [Finding(place, "a cancelled call throws \(got.code) (\(got.message ?? ""))")]
        case .answered: return [Finding(place, "a cancelled call ends well, with nothing to make a result of")]
        }
    }

    /// How an operation ends that is cancelled while it waits for its provider.
    private static func endOfCancelled(
        _ operation: @escaping @Sendable (PatientProvider) async throws(PlatformError) -> Void
    ) async -> CancelledEnd {
        let (arrivals, arrival) = AsyncStream<Void>.makeStream()
        return await withTaskGroup(of: Result<Void, PlatformError>.self) { group in
            group.addTask {
                // One that asks nothing never arrives, and must not be waited for.
                defer { arrival.finish() }
                return await Result.of { () throws(PlatformError) in
                    try await operation(PatientProvider(arrival: arrival))
                }
            }
            var hasAsked = false
            for await _ in arrivals {
                hasAsked = true
                break
            }
            group.cancelAll()
            switch await group.next() {
            case .failure(let error): return .failed(error)
            case .success, nil: return hasAsked ? .answered : .unasked
            }
        }
    }
}

/// How a cancelled operation ends.
private enum CancelledEnd {
    /// Without asking its provider: there was nothing to cancel.
    case unasked
    /// With a result, though its provider never answered.
    case answered
    case failed(PlatformError)
}

/// A provider that answers nobody, and lets go of those that are cancelled.
private struct PatientProvider: ProviderClient {
    let arrival: AsyncStream<Void>.Continuation

    func send(_ request: ProviderRequest) async throws(PlatformError) -> ProviderResponse {
        arrival.yield()
        let (answers, answer) = AsyncStream<Never>.makeStream()
        // Ends when the task is cancelled, at once where it is already.
        for await _ in answers {}
        answer.finish()
        throw .cancelled
    }
}
