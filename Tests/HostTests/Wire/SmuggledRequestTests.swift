import HostTesting
import Testing

@Suite("Smuggled requests")
struct SmuggledRequestTests {
    private static let next = Array(
        "GET /health/live HTTP/1.1\r\nHost: h\r\nX-Request-Id: next\r\nConnection: close\r\n\r\n".utf8)

    @Test("what can be read in two ways is refused with the connection; nothing that is hidden is ever answered")
    func smuggling() async throws {
        try await TestApp.run { app in
            let host = RawConversation(app.url)
            for request in SmuggledRequest.all {
                let answers = try await host.say(request.bytes + Self.next)
                switch request.outcome {
                case .refused:
                    // What is wrong with a body may show when its head is answered already.
                    #expect(answers.statuses.last == 400 && !answers.statuses.contains(200), "\(request)")
                case .one(let status): #expect(answers.statuses == [status, 200], "\(request)")
                }
                #expect(!answers.text.contains("smuggled"), "\(request)")
            }
            #expect(!app.log.all.contains { $0.contains("smuggled") })
            #expect(Set(SmuggledRequest.all.map(\.description)).count == SmuggledRequest.all.count)
            #expect(SmuggledRequest.all.count >= 60)
            print("smuggled requests: \(SmuggledRequest.all.count) read in one way or refused")
        }
    }
}
