import FixtureTape
import PlatformAPI

/// The cases that every mode must have, told by what happens in them and not by their names.
enum RequiredCase: String, CaseIterable {
    case pages = "a search of two pages or more that ends well"
    case lastPage = "a search that reaches its last page"
    case malformed = "a page with a malformed item, skipped while the others are kept"
    case rateLimited = "a search that ends with 429"
    case broken = "a search that ends with 5xx"
    case badShape = "a search that ends with a body of another shape"
    case notFound = "a target that is not found"

    /// What to write, below `Fixtures/<platform>/<mode>/`.
    var instruction: String {
        switch self {
        case .pages: "two-pages: the first two answers of a search, the second of which is the last"
        case .lastPage: "two-pages: a last answer as the provider ends a search"
        case .malformed: "malformed-item: an answer of several items, one without its id"
        case .rateLimited: #"rate-limited: a first answer with {"status": 429}"#
        case .broken: #"server-error: a first answer with {"status": 500}"#
        case .badShape: "no-list: an answer with status 200 whose list is missing or has another name"
        case .notFound: "target-not-found: the provider's answer for a handle that nobody has"
        }
    }

    static func required(of mode: ModeDescriptor) -> [RequiredCase] {
        allCases.filter { kind in
            switch kind {
            case .pages: mode.maxPages > 1
            case .notFound: mode.mode == .similar
            default: true
            }
        }
    }

    /// Whether a run is such a case.
    func isMet(by run: SearchRun, on tape: Tape) -> Bool {
        let transcript = run.transcript
        let isWell = transcript.failure == nil && !transcript.isCutOff && run.misses.isEmpty
        let last = run.calls.last
        switch self {
        case .pages: return isWell && transcript.pages.count > 1
        case .lastPage: return isWell && transcript.pages.last?.next == nil && !transcript.pages.isEmpty
        case .malformed: return transcript.pages.contains { !$0.skipped.isEmpty && !$0.creators.isEmpty }
        case .rateLimited: return transcript.failure?.code == "rateLimited"
        case .broken:
            // A deadline and a reset are `unavailable` too.
            let isBroken = tape.exchanges.contains { exchange in
                guard case .response(let response) = exchange.answer else { return false }
                return exchange.request == last?.request.onTape && (500...599).contains(response.status)
            }
            return transcript.failure?.code == "unavailable" && isBroken
        case .badShape:
            return transcript.failure?.code == "badShape" && run.misses.isEmpty && last?.goodBody != nil
        case .notFound: return transcript.failure?.code == "notFound"
        }
    }
}

extension CheckBench {
    func requiredCaseFindings() async -> [Finding] {
        var met: [SearchMode: Set<RequiredCase>] = [:]
        for search in taped {
            guard let tape = search.contents?.tape else { continue }
            let run = await search.whole()
            met[search.mode, default: []].formUnion(RequiredCase.allCases.filter { $0.isMet(by: run, on: tape) })
        }
        return Checked.descriptor.modes.flatMap { mode in
            RequiredCase.required(of: mode).filter { !(met[mode.mode] ?? []).contains($0) }
                .map { kind in
                    Finding(
                        "Fixtures/\(Checked.descriptor.id)/\(mode.mode)", "there is no case of \(kind.rawValue)",
                        remedy: "Write \(kind.instruction)")
                }
        }
    }
}
