import Foundation
import PlatformAPI
import Testing

@testable import PlatformTesting

@Suite("Q, P, T, E and C find wrong searches")
struct BrokenSearchTests {
    private static func findings<Wrong: Flaw>(
        _ flaw: Wrong.Type, changed: [String: String] = [:]
    ) async throws -> [String: [Finding]] {
        try await ToyFixture.with(changed: changed) { try await $0.findings(flaw) }
    }

    @Test("Q1: a question that is another one every time")
    func unequal() async throws {
        enum Dicey: Flaw {
            static func page(after cursor: Cursor?, memory: Int) -> Int { Int.random(in: 1...1_000_000_000) }
        }
        let found = try #require(try await Self.findings(Dicey.self)["Q1"]?.first)
        #expect(found.place.hasPrefix("toy/keyword/"))
        #expect(found.mistake.hasPrefix("call 1 asks /toy/search?page="))
        #expect(found.mistake.hasSuffix(" the second time"))
    }

    @Test("Q2: a key or a host in a request")
    func keys() async throws {
        enum Leaky: Flaw {
            static func request(_ request: ProviderRequest) -> ProviderRequest {
                ProviderRequest(
                    path: "https://example.com" + request.path,
                    query: request.query.merging(["api_key": "k"]) { own, _ in own })
            }
        }
        let found = try #require(try await Self.findings(Leaky.self)["Q2"])
        #expect(found.first?.place == "toy/keyword/broken https://example.com/toy/search?api_key=k&page=1&q=trek")
        #expect(
            found.prefix(3).map(\.mistake) == [
                "the path does not begin with one /", "the path names a host", "api_key is a key; the host adds keys",
            ])
    }

    @Test("Q3: words that are cut or encoded on their way")
    func words() async throws {
        enum Tidy: Flaw {
            static func request(_ request: ProviderRequest) -> ProviderRequest {
                ProviderRequest(
                    path: request.path, query: request.query.mapValues { $0.replacing("\n", with: " ") })
            }
        }
        #expect(
            try await Self.findings(Tidy.self) == [
                "Q3": [
                    Finding(
                        #"keyword search for "two\nlines""#,
                        "the provider is asked /toy/search?page=1&q=two lines")
                ]
            ])
    }

    @Test("Q of a case: a request that the tape lacks is named with its neighbours, and so is what nobody asks for")
    func tape() async throws {
        enum Chatty: Flaw {
            static func request(_ request: ProviderRequest) -> ProviderRequest {
                ProviderRequest(path: request.path, query: request.query.merging(["trim": "1"]) { own, _ in own })
            }
        }
        let found = try #require(try await Self.findings(Chatty.self)["Q toy/keyword/limited"])
        #expect(
            found == [
                Finding(
                    "toy/keyword/limited",
                    """
                    no tape holds
                        /toy/search?page=1&q=trek&trim=1
                      nearest on the tape:
                        /toy/search?page=1&q=trek
                    """),
                Finding(
                    "toy/keyword/limited",
                    """
                    the search never asked for:
                        1 of /toy/search?page=1&q=trek
                    """, remedy: #"Take them off the tape, or say why they stay in case.json: "unused""#),
            ])
    }

    @Test("Q of a case: exchanges may stay unused for a reason")
    func excused() async throws {
        let more = ToyFixture.wholeSearch + [ToyFixture.wholeSearch[0]]
        let bare = try await Self.findings(Flawless.self, changed: ["keyword/whole": ToyFixture.text(more)])
        #expect(Array(bare.keys) == ["Q toy/keyword/whole"])
        let text = ToyFixture.text(more, extra: #""unused":"a thrifty reader stops before","#)
        #expect(try await Self.findings(Flawless.self, changed: ["keyword/whole": text]) == [:])
    }

    @Test("P and C1: a searcher that keeps its place in memory")
    func memory() async throws {
        enum Forgetful: Flaw {
            static func page(after cursor: Cursor?, memory: Int) -> Int { memory }
        }
        let found = try await Self.findings(Forgetful.self)
        let resumed = try #require(found["P toy/keyword/whole"])
        #expect(resumed.map(\.place) == ["toy/keyword/whole from the cursor behind page 1"])
        #expect(resumed.first?.mistake.contains("pages[0].creators[0].externalId\n    expected \"3\"") == true)
        #expect(found["C1"]?.map(\.place) == ["toy/keyword/whole page 1"])
        #expect(found["C1"]?.first?.mistake == "31 of 32 calls at once give another page")
    }

    @Test("P: a cursor that comes back, and a search without an end")
    func circling() async throws {
        enum Circling: Flaw {
            static func page(after cursor: Cursor?, memory: Int) -> Int { 1 }
        }
        let found = try #require(try await Self.findings(Circling.self)["P toy/keyword/whole"])
        #expect(
            found.first
                == Finding("toy/keyword/whole page 2", "the cursor behind it is that behind page 1"))
        #expect(found.last == Finding("toy/keyword/whole", "the search has not ended after 100 pages"))
    }

    @Test("P: a cursor over 4 KB")
    func packrat() async throws {
        enum Packrat: Flaw {
            static func page(after cursor: Cursor?, memory: Int) -> Int { cursor == nil ? 1 : 2 }
            static func cursor(toPage number: Int) -> Cursor { Cursor(rawValue: String(repeating: "é", count: 2_049)) }
        }
        #expect(
            try await Self.findings(Packrat.self)["P toy/keyword/whole"] == [
                Finding("toy/keyword/whole page 1", "the cursor behind it has 4098 bytes, more than 4096")
            ])
    }

    @Test("T: a wrong value is shown with its path, what was expected, and the command that accepts it")
    func wrongValue() async throws {
        enum Shouting: Flaw {
            static func creator(_ creator: Creator, _ body: JSONReader) -> Creator {
                var loud = creator
                if loud.externalId == "1" { loud.displayName = creator.displayName?.uppercased() }
                return loud
            }
        }
        #expect(
            try await Self.findings(Shouting.self)["T toy/keyword/whole"] == [
                Finding(
                    "toy/keyword/whole",
                    """
                    not as expected:
                      pages[0].creators[0].displayName
                        expected "Mira"
                        got      "MIRA"
                    """, remedy: "If this is right: GEMZ_UPDATE_FIXTURES=1 make fixtures")
            ])
    }

    @Test("T: a value that breaks a rule is shown with its path")
    func brokenRule() async throws {
        enum Careless: Flaw {
            static func creator(_ creator: Creator, _ body: JSONReader) -> Creator {
                var wrong = creator
                wrong.country = "UK"
                return wrong
            }
        }
        let found = try #require(try await Self.findings(Careless.self)["T toy/keyword/whole"])
        #expect(
            found.first == Finding("toy/keyword/whole pages[0].creators[0].country", "UK is no country's code"))
    }

    @Test("E: every fault made into one")
    func faults() async throws {
        enum Soothing: Flaw {
            static func error(_ error: PlatformError) -> PlatformError {
                error == .cancelled ? error : .unavailable("try again")
            }
        }
        let found = try await Self.findings(Soothing.self)
        #expect(
            found["E1"]?.first
                == Finding("toy/keyword/whole page 1, 400", "must be invalidInput, is unavailable (try again)"))
        #expect(
            found["E2"]?.first
                == Finding("toy/keyword/whole page 2, 400", "must be invalidInput, is unavailable (try again)"))
        #expect(
            found["E3"]?.first
                == Finding("toy/keyword/whole 1, 400", "must be invalidInput, is unavailable (try again)"))
    }

    @Test("E1: a body without its list that is taken for an empty page")
    func lenient() async throws {
        let found = try await Self.findings(Lenient.self)["E1"]
        let finding = Finding("toy/keyword/shape page 1, 200 with {}", "must be badShape, is no error")
        #expect(found?.contains(finding) == true)
    }

    @Test("E1: a fault of a page's second call that nobody hears of")
    func laterCall() async throws {
        enum Careless: Flaw {
            static func ask(in context: SearchContext) async throws(PlatformError) {
                do throws(PlatformError) {
                    _ = try await context.provider.send(ProviderRequest(path: "/toy/more", query: [:])).json()
                } catch {
                    if case .rateLimited = error { return }
                    throw error
                }
            }
        }
        let more = ToyFixture.exchange("/toy/more", "", "{}")
        let text = ToyFixture.text([ToyFixture.friends[0], more] + ToyFixture.friends[1...], subject: ToyFixture.mira)
        let place = "toy/similar/friends page 1, 429"
        #expect(
            try await Self.findings(Careless.self, changed: ["similar/friends": text])["E1"]?.filter {
                $0.place.hasPrefix(place)
            } == [
                Finding("\(place) for /toy/more", "must be rateLimited, is no error"),
                Finding("\(place) with Retry-After for /toy/more", "must be rateLimited, is no error"),
            ])
    }

    @Test("C2: a cancelled call that ends as if there were nobody")
    func quiet() async throws {
        enum Quiet: Flaw {
            static func unread(page error: PlatformError) throws(PlatformError) -> Page {
                guard error == .cancelled else { throw error }
                return Page(creators: [], next: .end)
            }
            static func unread(_ creator: Creator, _ error: PlatformError) throws(PlatformError) -> Creator {
                guard error == .cancelled else { throw error }
                return creator
            }
        }
        let mistake = "a cancelled call ends well, with nothing to make a result of"
        #expect(
            try await Self.findings(Quiet.self) == [
                "C2": [
                    Finding("toy/keyword/whole page 1", mistake), Finding("toy/keyword/whole 1", mistake),
                    Finding("toy/similar/friends mira", mistake),
                ]
            ])
    }

    @Test("C2: a cancelled call that says something else")
    func cancelled() async throws {
        enum Alarmed: Flaw {
            static func error(_ error: PlatformError) -> PlatformError {
                error == .cancelled ? .unavailable("gone") : error
            }
        }
        #expect(
            try await Self.findings(Alarmed.self) == [
                "C2": [
                    Finding("toy/keyword/whole page 1", "a cancelled call throws unavailable (gone)"),
                    Finding("toy/keyword/whole 1", "a cancelled call throws unavailable (gone)"),
                    Finding("toy/similar/friends page 1", "a cancelled call throws unavailable (gone)"),
                    Finding("toy/similar/friends mira", "a cancelled call throws unavailable (gone)"),
                ]
            ])
    }
}

/// Takes a missing list for an empty one.
enum Lenient: Flaw {
    static func people(_ body: JSONReader) throws(PlatformError) -> [JSONReader] { body.elements("people") }
}
