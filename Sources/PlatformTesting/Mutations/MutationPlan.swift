import FixtureTape
import PlatformAPI

/// The mutants that are worth running: each key of each endpoint once with each change, in the first and in the last
/// element of the lists around it.
struct MutationPlan<Checked: Platform>: Sendable {
    /// A body with its changes.
    struct Body: Sendable {
        let subject: MutationSubject<Checked>
        let mutants: [Mutant]
    }

    struct Mutant: Sendable {
        let mutation: Mutation
        let bytes: [UInt8]

        /// The code of the error that reading a body gives which is no JSON any more; `nil` where it is.
        var readingCode: String? {
            if mutation.kind.isOfKey { return nil }
            do throws(PlatformError) {
                _ = try ProviderResponse(status: 200, body: bytes).json()
                return nil
            } catch {
                return SearchTranscript.Failure(error).code
            }
        }
    }

    private struct Key: Hashable {
        let endpoint: String
        let asker: ProviderCall.Asker
        let mode: SearchMode
        let path: String
        let type: String
        let kind: Mutation.Kind
        let isFirst: Bool
    }

    private(set) var bodies: [Body] = []
    private var seen: Set<Key> = []

    init(_ searches: [CheckedSearch<Checked>]) async {
        var subjects: [MutationSubject<Checked>] = []
        for search in searches {
            let run = await search.whole()
            for (number, call) in run.goodCalls {
                if let body = call.goodBody {
                    subjects.append(MutationSubject(search: search, run: run, number: number, call: call, body: body))
                }
            }
        }
        // Small pages first: what they have need not be tried in large ones.
        for subject in subjects.sorted(by: { $0.weight < $1.weight }) {
            let mutants = mutants(of: subject)
            if !mutants.isEmpty { bodies.append(Body(subject: subject, mutants: mutants)) }
        }
    }

    private mutating func mutants(of subject: MutationSubject<Checked>) -> [Mutant] {
        let body = MutableBody(subject.body)
        var mutants: [Mutant] = []
        func isNew(_ mutation: Mutation, _ isFirst: Bool) -> Bool {
            seen.insert(
                Key(
                    endpoint: subject.call.request.path, asker: subject.call.asker, mode: subject.search.mode,
                    path: BodyPath.text(of: mutation.path, collapsed: true), type: mutation.value.kindName,
                    kind: mutation.kind, isFirst: isFirst)
            ).inserted
        }
        for member in body.members {
            for kind in [Mutation.Kind.dropped, .null, .retyped, .emptied] {
                let mutation = Mutation(kind: kind, path: member.path, value: member.value)
                guard isNew(mutation, member.isFirst), let bytes = body.mutated(member, kind) else { continue }
                mutants.append(Mutant(mutation: mutation, bytes: bytes))
            }
        }
        for name in body.repeatedNames {
            let value = body.members.first { $0.path.last == .key(name) }?.value ?? .null
            let mutation = Mutation(kind: .droppedEverywhere, path: [.key(name)], value: value)
            if isNew(mutation, true) { mutants.append(Mutant(mutation: mutation, bytes: body.dropping(name))) }
        }
        if isNew(Mutation(kind: .cut), true) {
            let count = body.bytes.count
            let ends = Set([1, count / 4, count / 2, count * 3 / 4, count - 1])
            mutants += ends.sorted().map { Mutant(mutation: Mutation(kind: .cut), bytes: Array(body.bytes.prefix($0))) }
        }
        if isNew(Mutation(kind: .html), true) {
            let page = Array("<!DOCTYPE html><html><body>oops</body></html>".utf8)
            mutants.append(Mutant(mutation: Mutation(kind: .html), bytes: page))
        }
        return mutants
    }
}

/// A good answer that is changed, and the page that it belongs to.
struct MutationSubject<Checked: Platform>: Sendable {
    let search: CheckedSearch<Checked>
    let run: SearchRun
    /// The call's number in the whole run.
    let number: Int
    let call: ProviderCall
    let body: JSONValue

    /// The page as it is without a change.
    var page: ReplayedPage { run.transcript.pages[call.page] }

    /// How much one run of the page costs.
    var weight: Int {
        run.calls.filter { $0.page == call.page }.reduce(0) { sum, call in
            guard case .success(let response) = call.answer else { return sum }
            return sum + response.body.count
        }
    }

    /// The page again, with another body in place of this one. Pages before it do not change, and those behind it are
    /// searches of their own.
    func run(with body: [UInt8]) async -> SearchRun {
        let first = run.calls.firstIndex { $0.page == call.page } ?? 0
        return await search.run(
            from: run.starts[call.page], pages: 1,
            replacing: [number - first: .response(.init(status: 200, body: body))])
    }
}
