import Domain
import Testing

@Suite("Job status")
struct JobStatusTests {
    @Test(
        "what may follow a status, and whether it is final",
        arguments: [
            (.pending, [.processing, .paused, .error, .timeout, .cancelled], false),
            (.processing, [.paused, .completed, .error, .timeout, .cancelled], false),
            (.paused, [.processing, .completed, .error, .timeout, .cancelled], false),
            (.completed, [], true), (.error, [], true), (.timeout, [], true), (.cancelled, [], true),
        ] as [(JobStatus, Set<JobStatus>, Bool)])
    func transitions(status: JobStatus, successors: Set<JobStatus>, isFinal: Bool) {
        #expect(status.successors == successors)
        #expect(status.isFinal == isFinal)
    }

    @Test("every status that is not final can end, and be stopped by its owner", arguments: JobStatus.allCases)
    func ends(status: JobStatus) {
        #expect(status.isFinal || status.successors.isSuperset(of: [.cancelled, .timeout]))
        #expect(!status.successors.contains(status))
    }

    @Test("names are the contract's")
    func names() {
        #expect(
            JobStatus.allCases.map(\.rawValue)
                == ["pending", "processing", "paused", "completed", "error", "timeout", "cancelled"])
    }
}
