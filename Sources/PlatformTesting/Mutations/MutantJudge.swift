import FixtureTape
import PlatformAPI

/// Tells whether a changed body gave a wrong value.
///
/// Right is: the page as before; or with values that are absent, or that the bodies hold elsewhere about the same
/// creator; or with items left out that `skipped` tells; or a `badShape` that names a path around the change. Changes
/// to a profile cost no creator.
struct MutantJudge<Checked: Platform>: Sendable {
    let subject: MutationSubject<Checked>
    private let good: [String: Creator]
    /// The creators as the search found them, before their profiles were read.
    private let goodBefore: [String: Creator]
    /// Ids and texts of all bodies of the case, so that creators who were left out before are known.
    private let entities: [JSONValue]
    private let rules: ResultRules

    init(_ subject: MutationSubject<Checked>) {
        self.subject = subject
        good = Dictionary(subject.page.creators.map { ($0.externalId, $0) }, uniquingKeysWith: { first, _ in first })
        let before = subject.run.enrichments.filter { $0.page == subject.call.page }.map(\.before)
        goodBefore = Dictionary(before.map { ($0.externalId, $0) }, uniquingKeysWith: { first, _ in first })
        // Profiles are about one creator each, lists about as many as they have elements.
        let bodies = subject.run.calls.compactMap { call in call.goodBody.map { (call.asker, $0) } }
        entities = bodies.flatMap { asker, body in asker == .enricher ? [body] : body.listedObjects }
        rules = ResultRules(descriptor: Checked.descriptor, now: subject.search.now)
    }

    /// What is wrong about the outcome of a mutation.
    func mistakes(in run: SearchRun, after mutant: MutationPlan<Checked>.Mutant) throws -> [String] {
        let mutation = mutant.mutation
        let code = mutant.readingCode
        if let failure = run.transcript.failure {
            // A change to what further calls are made of leads off the tape, where nothing is known.
            return run.misses.isEmpty ? failureMistakes(failure, mutation, code) : []
        }
        guard let page = run.transcript.pages.first else { return ["neither a page nor an error"] }
        if let code, subject.call.asker == .searcher { return ["gives a page instead of \(code)"] }
        // Other words of a target lead to other creators.
        let losses = hasSameCalls(run) ? lossMistakes(page, mutation) : []
        let values = try valueMistakes(page, mutation)
        // What the profile does not cover is there twice.
        let early = try earlyMistakes(run.enrichments, mutation).filter { !values.contains($0) }
        return losses + profileMistakes(page, code) + values + early
    }

    /// Whether the searcher asked what it asks without the change.
    private func hasSameCalls(_ run: SearchRun) -> Bool {
        let asked = run.calls.filter { $0.asker == .searcher }.map(\.request)
        let usual = subject.run.calls.filter { $0.asker == .searcher && $0.page == subject.call.page }.map(\.request)
        return asked == usual
    }

    private func failureMistakes(
        _ failure: SearchTranscript.Failure, _ mutation: Mutation, _ code: String?
    ) -> [String] {
        let told = "\(failure.code) (\(failure.message ?? ""))"
        if subject.call.asker == .enricher { return ["a profile costs the whole page: \(told)"] }
        if let code { return failure.code == code ? [] : ["gives \(told) instead of \(code)"] }
        let codes = ["badShape"] + (subject.search.mode == .similar ? ["notFound", "privateAccount"] : [])
        guard codes.contains(failure.code) else { return ["gives \(told) instead of badShape"] }
        guard failure.code == "badShape" else { return [] }
        let path = String((failure.message ?? "").prefix { $0 != ":" })
        let isNear = path.hasPrefix(mutation.root) || mutation.place.hasPrefix(path)
        // What is missing without the change too may be missed once the change takes its excuse away.
        let isMissing = subject.body[String(path.prefix { $0 != "." && $0 != "[" })] == nil
        guard !path.isEmpty, isNear || isMissing || mutation.kind == .droppedEverywhere
        else { return ["badShape names \(path.isEmpty ? "no path" : path), not the key that changed"] }
        return []
    }

    /// What is wrong about creators that are gone.
    private func lossMistakes(_ page: ReplayedPage, _ mutation: Mutation) -> [String] {
        let left = Set(page.creators.map(\.externalId))
        let lost = subject.page.creators.filter { creator in
            !left.contains(creator.externalId) && !page.creators.contains { isRenamed($0, creator) }
        }
        if lost.isEmpty { return [] }
        let names = lost.map(\.externalId).joined(separator: ", ")
        if subject.call.asker == .enricher { return ["a profile costs the creator \(names)"] }
        if case .array = mutation.value {
            let isGone = left.isEmpty && mutation.kind != .emptied
            return isGone
                ? ["without its list the page is empty and well; it must be badShape at \(mutation.place)"] : []
        }
        return page.skipped.count > subject.page.skipped.count ? [] : ["\(names) lost, and nothing skipped"]
    }

    /// What is wrong about a profile that cannot be read.
    private func profileMistakes(_ page: ReplayedPage, _ code: String?) -> [String] {
        guard subject.call.asker == .enricher else { return [] }
        let failures = page.unenriched.filter { !subject.page.unenriched.contains($0) }
        if let code {
            let isRight = failures.contains { $0.failure.code == code }
            return isRight ? [] : ["a profile that is no JSON must be \(code); it is \(failures.map(\.failure.code))"]
        }
        let codes = Set(failures.map(\.failure.code)).subtracting(["badShape", "notFound", "privateAccount"])
        return codes.map { "a profile of another shape gives \($0)" }
    }

    /// What is wrong about values that are there.
    private func valueMistakes(_ page: ReplayedPage, _ mutation: Mutation) throws -> [String] {
        var mistakes = ResultRules.repeats(in: page.creators.map(\.externalId)).map { "\($0) is there twice" }
        for creator in page.creators where good[creator.externalId] != creator && !isOdd(creator) {
            mistakes += try self.mistakes(in: creator, mutation)
        }
        if let target = page.target, target != subject.page.target, !isOdd(target) {
            let facts = KnownFacts(entities + [subject.body], hosts: hosts, about: nil)
            mistakes += try differences(from: subject.page.target, to: target, facts, mutation)
        }
        return mistakes
    }

    /// What is wrong about values that the search found, and that profiles have covered since.
    private func earlyMistakes(_ enrichments: [Enrichment], _ mutation: Mutation) throws -> [String] {
        guard subject.call.asker == .searcher else { return [] }
        return try enrichments.map(\.before).flatMap { found -> [String] in
            guard let twin = goodBefore[found.externalId], twin != found else { return [] }
            return try differences(from: twin, to: found, facts(of: twin, found), mutation)
        }
    }

    private func mistakes(in creator: Creator, _ mutation: Mutation) throws -> [String] {
        let broken = rules.violations(in: try creator.json()).map { "\($0.path): \($0.mistake)" }
        let twin = good[creator.externalId] ?? subject.page.creators.first { isRenamed(creator, $0) }
        if let twin {
            return try broken + differences(from: twin, to: creator, facts(of: twin, creator), mutation)
        }
        // One that was left out before, as an advertisement's owner: the bodies know it.
        let names = [creator.externalId.lowercased()]
        let isKnown = entities.contains { $0.mentions(Set(names)) } || subject.body.mentions(Set(names))
        return broken + (isKnown ? [] : ["\(creator.externalId) is nobody's id"])
    }

    private var hosts: [String] { Checked.descriptor.profileHosts }

    private func facts(of creator: Creator, _ other: Creator) -> KnownFacts {
        let names = [creator.externalId, creator.handle, other.handle].compactMap { $0?.lowercased() }
        return KnownFacts(entities, hosts: hosts, about: Set(names))
    }

    /// Whether a creator's id is the number that a retyped body has in its place: then the body says so itself.
    private func isOdd(_ creator: Creator) -> Bool { creator.externalId == Mutation.oddNumber }

    /// Whether a creator is another that goes by its handle now, for want of an id, or by a retyped id.
    private func isRenamed(_ creator: Creator, _ other: Creator) -> Bool {
        if isOdd(creator) { return true }
        guard let handle = other.handle else { return false }
        return creator.externalId == handle.lowercased()
    }

    private func differences(
        from good: Creator?, to got: Creator, _ facts: KnownFacts, _ mutation: Mutation
    ) throws -> [String] {
        guard let good else { return ["\(got.externalId) is a target that was none"] }
        let usual = try good.json()
        return CreatorComparison(usual, facts: facts, kind: mutation.kind)
            .mistakes(from: usual, to: try got.json()).map { "\(got.externalId) \($0)" }
    }
}
