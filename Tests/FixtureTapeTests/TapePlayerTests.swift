import FixtureTape
import Testing

@Suite("Playing tapes")
struct TapePlayerTests {
    private static func request(_ path: String, _ query: [String: String] = [:]) -> Tape.Request {
        Tape.Request(path: path, query: query)
    }

    private static func answer(_ text: String) -> Tape.Answer {
        .response(Tape.Response(status: 200, body: Array(text.utf8)))
    }

    private static let search = request("/search", ["query": "trek", "cursor": "0"])
    private static let next = request("/search", ["query": "trek", "cursor": "30"])
    private static let profile = request("/profile", ["handle": "milora"])
    private static let tape = Tape(
        name: "one",
        exchanges: [
            .init(search, answer("first")), .init(next, answer("next")), .init(search, .fault(.reset)),
            .init(profile, answer("milora")), .init(search, answer("third")),
        ])
    private static let second = Tape(
        name: "two", exchanges: [.init(profile, answer("another")), .init(request("/users"), answer("users"))])

    @Test("a repeated request walks through its exchanges and stays at the last")
    func repeats() {
        let player = TapePlayer([Self.tape, Self.second])
        let answers = (0..<5).map { _ in player.answer(Self.search) }
        let last = Self.answer("third")
        #expect(answers == [Self.answer("first"), .fault(.reset), last, last, last])
        #expect((0..<2).map { _ in player.answer(Self.profile) } == [Self.answer("milora"), Self.answer("milora")])
        #expect(player.answer(Self.request("/users")) == Self.answer("users"))
    }

    @Test("path and query must match exactly; what does not is counted")
    func misses() {
        let player = TapePlayer([Self.tape])
        let strangers = [
            Self.request("/search", ["query": "trek"]), Self.request("/search", ["query": "Trek", "cursor": "0"]),
            Self.request("/Search", ["query": "trek", "cursor": "0"]),
            Self.request("/search", ["query": "trek", "cursor": "0", "region": "US"]),
        ]
        #expect(strangers.map { player.answer($0) } == [nil, nil, nil, nil])
        #expect(player.misses == strangers)
    }

    @Test("what was not asked for is listed, and rewinding forgets all")
    func consumed() {
        let player = TapePlayer([Self.tape])
        _ = player.answer(Self.search)
        _ = player.answer(Self.next)
        _ = player.answer(Self.request("/nowhere"))
        #expect(player.unconsumed.map(\.request) == [Self.search, Self.profile])
        #expect(player.unconsumed.map(\.exchanges) == [2, 1])
        player.rewind()
        #expect(player.unconsumed.map(\.exchanges) == [3, 1, 1])
        #expect(player.misses == [])
    }

    @Test("another player goes on where one stands")
    func position() {
        let player = TapePlayer([Self.tape])
        _ = player.answer(Self.search)
        let other = TapePlayer([Self.tape], at: player.position)
        #expect(other.answer(Self.search) == .fault(.reset))
        #expect(player.answer(Self.search) == .fault(.reset))
    }

    @Test("it knows what it can be asked about")
    func subjects() {
        let player = TapePlayer([Self.tape, Self.second])
        #expect(player.subjects(named: ["query", "handle"]) == ["trek", "milora"])
        let far = Self.request("/search", ["query": "trek", "cursor": "900"])
        #expect(player.holds(subjectOf: far, named: ["query"]))
        #expect(!player.holds(subjectOf: far, named: ["handle"]))
        #expect(!player.holds(subjectOf: Self.request("/search", ["query": "yoga"]), named: ["query"]))
        #expect(!player.holds(subjectOf: Self.request("/profile", ["query": "trek"]), named: ["query"]))
        #expect(player.misses == [])
    }

    @Test("the nearest requests are those to the same path with most in common")
    func nearest() {
        let player = TapePlayer([Self.tape, Self.second])
        let asked = Self.request("/search", ["query": "trek", "cursor": "30", "region": "US"])
        #expect(player.nearest(to: asked, limit: 2) == [Self.next, Self.search])
        #expect(player.nearest(to: Self.request("/profil"), limit: 1) == [Self.profile])
        #expect(Self.search.description == "/search?cursor=0&query=trek")
    }

    @Test("many at once are answered each exchange once")
    func concurrent() async {
        let exchanges = (0..<200).map { Tape.Exchange(Self.search, Self.answer("\($0)")) }
        let player = TapePlayer([Tape(name: "many", exchanges: exchanges)])
        let answers = await withTaskGroup(of: Tape.Answer?.self) { group in
            for _ in 0..<200 { group.addTask { player.answer(Self.search) } }
            return await group.reduce(into: [Tape.Answer?]()) { $0.append($1) }
        }
        #expect(Set(answers) == Set(exchanges.map(\.answer)))
        #expect(player.unconsumed.isEmpty)
    }
}
