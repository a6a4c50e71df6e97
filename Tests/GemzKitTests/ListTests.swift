import Testing

@testable import gemz_kit

@Suite("Lists of platforms")
struct ListTests {
    static let registry = """
        import InstagramPlatform
        public import PlatformAPI
        import TikTokPlatform

        public let allPlatforms: [any Platform] = [
            TikTokPlatform(),
            InstagramPlatform(),
        ]

        """

    @Test(
        "an import stands in the alphabet's order",
        arguments: [
            ("Art", ["Art", "Instagram", "API", "TikTok"]), ("Jazz", ["Instagram", "Jazz", "API", "TikTok"]),
            ("Threads", ["Instagram", "API", "Threads", "TikTok"]), ("Vines", ["Instagram", "API", "TikTok", "Vines"]),
        ])
    func imports(_ name: String, _ order: [String]) throws {
        let text = try PlatformList.registry.adding(name, to: Self.registry)
        let modules = text.lines.filter { $0.contains("import ") }.compactMap { $0.split(separator: " ").last }
        #expect(modules == order.map { $0 == "API" ? "PlatformAPI" : "\($0)Platform" }.map { $0[...] })
        #expect(try PlatformList.registry.names(in: text) == ["TikTok", "Instagram", name])
        #expect(PlatformList.registry.removing(name, from: text) == Self.registry)
    }

    @Test("an element that is not of the list's form is refused with its line")
    func strangeElement() {
        let text = "let platforms = [\n    \"TikTok\",\n    name,\n]\n"
        #expect(throws: ScaffoldProblem.self) { try PlatformList.manifest.names(in: text) }
    }

    @Test("a difference shows the lines changed, each with its neighbours")
    func difference() throws {
        let text = try PlatformList.registry.adding("Vines", to: Self.registry)
        #expect(
            LineDifference.text(of: "Registry.swift", from: Self.registry, to: text) == """
                Registry.swift
                    import TikTokPlatform
                  + import VinesPlatform
                \("    ")
                  …
                        InstagramPlatform(),
                  +     VinesPlatform(),
                    ]
                """)
    }
}
