import FixtureTape
import PlatformAPI

/// E: a provider's faults as errors.
extension CheckBench {
    var errorChecks: [Check<Checked>] {
        let searches = [
            Check<Checked>("E1", "a fault on the first page becomes its error") { await pageFindings(1) },
            Check<Checked>("E2", "a fault on a later page becomes its error and keeps the pages before") {
                await pageFindings(2)
            },
        ]
        guard Checked().enricher != nil else { return searches }
        return searches + [
            Check("E3", "a fault of a profile becomes its error and costs no creator") { await enrichmentFindings() }
        ]
    }

    /// The faults of a page's calls, one of each endpoint that a mode's searches ask.
    private func pageFindings(_ page: Int) async -> [Finding] {
        var findings: [Finding] = []
        // Required cases are D5's to ask for.
        for mode in modes {
            var endpoints: Set<String> = []
            for search in taped where search.mode == mode {
                let run = await search.whole()
                guard run.transcript.failure == nil, run.transcript.pages.count >= page else { continue }
                let numbers = run.calls.indices.filter {
                    run.calls[$0].page == page - 1 && run.calls[$0].asker == .searcher
                }
                for number in numbers where endpoints.insert(run.calls[number].request.path).inserted {
                    findings += await faultFindings(of: number, isFirst: number == numbers.first, page, search, run)
                }
            }
        }
        return findings
    }

    /// The faults of one call of a page.
    private func faultFindings(
        of number: Int, isFirst: Bool, _ page: Int, _ search: CheckedSearch<Checked>, _ run: SearchRun
    ) async -> [Finding] {
        var findings: [Finding] = []
        for fault in ProviderFault.all {
            let faulty = await search.run(pages: page, replacing: [number: fault.answer]).transcript
            let before = Array(run.transcript.pages.prefix(page - 1))
            let asked = isFirst ? "" : " for \(run.calls[number].request.path)"
            let place = "\(search.name) page \(page), \(fault.name)\(asked)"
            if Array(faulty.pages.prefix(page - 1)) != before {
                findings.append(Finding(place, "the pages before are not kept"))
            }
            let needsTarget = search.mode == .similar && page == 1 && isFirst
            if !Self.isRight(faulty, fault: fault, needsTarget: needsTarget, page: page) {
                let got = faulty.failure.map { "\($0.code) (\($0.message ?? ""))" } ?? "no error"
                findings.append(Finding(place, "must be \(fault.code), is \(got)"))
            }
        }
        return findings
    }

    /// Whether a search ended as a fault must end it.
    private static func isRight(
        _ transcript: SearchTranscript, fault: ProviderFault, needsTarget: Bool, page: Int
    ) -> Bool {
        if let failure = transcript.failure {
            guard failure.code == fault.code else { return false }
            return fault.code != "rateLimited" || failure.message == (fault.name == "429" ? nil : "7 s")
        }
        // Nobody for a term is an empty page, from which a search of several terms goes on; a target must be found.
        let isEmpty = transcript.pages.count >= page && transcript.pages[page - 1].creators.isEmpty
        return fault.code == "notFound" && !needsTarget && isEmpty
    }

    private func enrichmentFindings() async -> [Finding] {
        var findings: [Finding] = []
        var hasExample = false
        for mode in modes {
            guard let (search, run) = await example(of: mode, enriching: true),
                let number = run.calls.firstIndex(where: { $0.asker == .enricher }),
                let enrichment = run.enrichments.first(where: { !$0.calls.isEmpty })
            else { continue }
            hasExample = true
            for fault in ProviderFault.all {
                let faulty = await search.run(pages: enrichment.page + 1, replacing: [number: fault.answer])
                let place = "\(search.name) \(enrichment.before.externalId), \(fault.name)"
                guard let again = faulty.enrichments.first(where: { !$0.calls.isEmpty }),
                    faulty.transcript.failure == nil
                else {
                    findings.append(Finding(place, "the search is lost"))
                    continue
                }
                switch again.after {
                case .failure(let error):
                    let got = SearchTranscript.Failure(error)
                    if got.code != fault.code {
                        findings.append(Finding(place, "must be \(fault.code), is \(got.code) (\(got.message ?? ""))"))
                    }
                case .success(let creator):
                    // A host that is not told of a 429 goes on at the same speed.
                    let what = creator == again.before ? "is no error" : "makes a creator of it"
                    findings.append(Finding(place, "must be \(fault.code), and \(what)"))
                }
            }
        }
        let missing = Finding("Fixtures/\(Checked.descriptor.id)", "no case enriches a creator")
        return hasExample ? findings : [missing]
    }

    /// The first search of a mode in which a creator is enriched.
    func example(
        of mode: SearchMode, enriching: Bool
    ) async -> (search: CheckedSearch<Checked>, run: SearchRun)? {
        for search in taped where search.mode == mode {
            let run = await search.whole()
            let isGood = run.enrichments.contains { (try? $0.after.get()) != nil }
            if isGood || !enriching { return (search, run) }
        }
        return nil
    }
}
