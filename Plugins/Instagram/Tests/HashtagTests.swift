import Testing

@testable import InstagramPlatform

@Suite("Instagram hashtags")
struct HashtagTests {
    struct Case: Sendable {
        var caption: String
        var tags: [String]

        init(_ caption: String, _ tags: [String]) {
            self.caption = caption
            self.tags = tags
        }
    }

    @Test(
        "tags of a caption",
        arguments: [
            Case("", []),
            Case("no tags", []),
            Case("#Vegan #FOOD\n#vegan", ["vegan", "food"]),
            Case("#one#two,#three.", ["one", "two", "three"]),
            Case("day #4 of 30, #2026 #4you #_", ["4you", "_"]),
            Case("brödbak: #brödbak #خبز #水彩画 毎日#ヨガ", ["brödbak", "خبز", "水彩画", "ヨガ"]),
            Case("＃全角 # space ## #", ["全角"]),
            Case("it&#39;s at https://example.com/#top", []),
            Case("https://example.com/a#part#two 見てhttps://example.com/b。#料理 #after", ["料理", "after"]),
            Case("#yoga🧘‍♀️ #art_2026!", ["yoga", "art_2026"]),
        ])
    func tags(_ example: Case) {
        #expect(Hashtags.all(in: example.caption) == example.tags)
    }
}
