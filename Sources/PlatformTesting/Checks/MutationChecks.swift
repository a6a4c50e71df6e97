import Foundation
import PlatformAPI

/// M: bodies with mistakes in them.
extension CheckBench {
    var mutationChecks: [Check<Checked>] {
        [
            Check("M1", "a body with a mistake in it gives no wrong value") {
                let plan = await MutationPlan(taped)
                let found = try await mistakes(in: plan.bodies)
                let count = plan.bodies.reduce(0) { $0 + $1.mutants.count }
                say(
                    "M \(Checked.descriptor.id): \(count.formatted(.number.locale(Locale(identifier: "en_US")))) "
                        + "mutations of \(plan.bodies.count) bodies, \(found.count) wrong")
                if count == 0 { return [Finding("Fixtures/\(Checked.descriptor.id)", "no case has a good JSON body")] }
                let shown = found.prefix(50)
                let more = Finding("and", "\(found.count - shown.count) mutations more")
                return shown + (found.count > shown.count ? [more] : [])
            }
        ]
    }

    private func mistakes(in bodies: [MutationPlan<Checked>.Body]) async throws -> [Finding] {
        // As many at once as there are cores, each giving way to others after every mutant.
        let workers = max(1, ProcessInfo.processInfo.activeProcessorCount)
        return try await withThrowingTaskGroup(of: (Int, [Finding]).self) { group in
            for worker in 0..<workers {
                group.addTask {
                    var found: [Finding] = []
                    for (index, body) in bodies.enumerated() {
                        let judge = MutantJudge(body.subject)
                        for (number, mutant) in body.mutants.enumerated() where (index + number) % workers == worker {
                            let run = await body.subject.run(with: mutant.bytes)
                            found += try judge.mistakes(in: run, after: mutant).map {
                                Finding(Self.place(of: body.subject, mutant.mutation), $0)
                            }
                            await Task.yield()
                        }
                    }
                    return (worker, found)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private static func place(of subject: MutationSubject<Checked>, _ mutation: Mutation) -> String {
        let what = mutation.place.isEmpty ? "the body" : mutation.place
        var asked = subject.call.request
        // A token of hundreds of characters tells nobody anything.
        asked.query = asked.query.mapValues { $0.count <= 60 ? $0 : "\($0.prefix(20))…" }
        return "\(subject.search.name) page \(subject.call.page + 1), \(asked.asText)\n"
            + "  \(what) \(mutation.kind.rawValue)"
    }
}
