import Foundation
import PlatformAPI
import Testing

@Suite("Values in words")
struct ValueTests {
    @Test(
        "counts in words",
        arguments: [
            ("1.2M", 1_200_000), ("12K subscribers", 12_000), ("No views", 0), ("1,234", 1234),
            ("1.234.567", 1_234_567),
            ("1,2 Mio.", 1_200_000), ("3.4 lakh", 340_000), ("2 crore", 20_000_000), ("12万", 120_000),
            ("1.5億", 150_000_000), ("6.60M subscribers", 6_600_000), ("20M", 20_000_000), ("7", 7),
            ("12,263,657 views", 12_263_657),
            ("1.234 Abonnenten", 1234), ("1 234 567", 1_234_567), ("2,5 Tsd.", 2500), ("1,1 млн", 1_100_000),
            ("3 mil seguidores", 3000), ("12,34,567", 1_234_567), ("1B", 1_000_000_000), ("Keine Aufrufe", 0),
            ("１２３", 123),
            ("-5", nil), ("−5", nil), ("", nil), ("views", nil), ("1.2.3.4", nil), ("9999999999999999999999", nil),
        ] as [(String, Int?)])
    func counts(text: String, wanted: Int?) { #expect(CountText.count(from: text) == wanted) }

    @Test(
        "relative dates count back from now",
        arguments: [
            ("3 weeks ago", 21.0), ("Streamed 2 days ago", 2), ("Premiered 1 year ago", 365), ("yesterday", 1),
            ("just now", 0), ("vor 2 Monaten", 60), ("a day ago", 1), ("hace 3 semanas", 21), ("ages ago", nil),
            ("", nil),
        ] as [(String, Double?)])
    func relative(text: String, days: Double?) {
        let now = Date(timeIntervalSince1970: 1_767_323_045)
        let wanted = days.map { now.addingTimeInterval(-$0 * 86_400) }
        #expect(RelativeDate.date(from: text, now: now) == wanted)
    }

    @Test("the first picture that is not HEIC is taken")
    func pictures() {
        let heic = "https://p16.example.com/a~cropcenter:1080:1080:q70.heic?dr=1"
        #expect(
            PictureList.best(of: [heic, "https://p16.example.com/a.webp?x=.heic", "https://b.example.com/c.jpeg"])
                == "https://p16.example.com/a.webp?x=.heic")
        #expect(
            PictureList.best(of: [heic, "https://b.example.com/c.HEIF#x", "https://b.example.com/c.jpeg?a=b.heic"])
                == "https://b.example.com/c.jpeg?a=b.heic")
        #expect(
            PictureList.best(of: ["https://b.example.com/a.HEIC?x", "https://b.example.com/b.jpg"])
                == "https://b.example.com/b.jpg")
        #expect(PictureList.best(of: ["HTTPS://b.example.com/b.jpg"]) == "HTTPS://b.example.com/b.jpg")
        #expect(PictureList.best(of: [heic]) == heic)
        #expect(PictureList.best(of: []) == nil)
        #expect(PictureList.best(of: ["", "ftp://example.com/a.jpg"]) == nil)
    }

    @Test(
        "a signed picture says when it stops working",
        arguments: [
            ("https://p16.example.com/a.jpeg?x-expires=1748797200&x-signature=b", 1_748_797_200),
            ("https://p16.example.com/a.jpeg?a=b&x-expires=683C8710", 1_748_797_200),
            ("https://scontent.example.com/v/a.jpg?oh=1&oe=683C8710&_nc_sid=8", 1_748_797_200),
            ("https://scontent.example.com/a.jpg?OE=683c8710#oe=1", 1_748_797_200),
            ("https://p16.example.com/a.jpeg?x-expires=soon&oe=683C8710", 1_748_797_200),
            ("https://p16.example.com/x-expires=1748797200/a.jpeg", nil), ("https://p16.example.com/a?oe=12", nil),
            ("https://p16.example.com/a.jpeg?x-expires=", nil), ("https://p16.example.com/a.jpeg", nil),
            ("https://p16.example.com/a.jpeg?x-expires=-683C8710", nil),
            ("https://p16.example.com/a.jpeg?x-expires=0x683C8710", nil),
            ("https://p16.example.com/a.jpeg?x-expires=1748797200000", nil),
            ("https://p16.example.com/a.jpeg?x-expires=+683C8710", nil),
            ("https://p16.example.com/a.jpeg?x-expires=", nil),
            ("https://p16.example.com/a.jpeg?X-Expires=1748797200", 1_748_797_200),
            ("https://p16.example.com/a.jpeg?x-signature=a%3D&amp;x-expires=1748797200", nil),
            ("https://p16.example.com/a.jpeg?x-expires=1748797200&oe=683C8711", 1_748_797_200),
            ("https://scontent.example.com/a.jpg?_nc_oe=683C8710", nil),
            ("https://scontent.example.com/a.jpg?a=1?oe=683C8710", nil),
            ("", nil), ("?", nil),
        ] as [(String, Double?)])
    func pictureExpiry(_ url: String, _ seconds: Double?) {
        #expect(PictureExpiry.date(of: url) == seconds.map(Date.init(timeIntervalSince1970:)))
    }

    @Test("terms are rare before common, long before short, then alphabetical")
    func terms() {
        #expect(
            SearchTerms.terms(from: ["Sourdough and rye. Rye bread!", "bread, Hefe 2024", "baker_jane"])
                == ["sourdough", "baker", "hefe", "jane", "bread"])
        #expect(
            SearchTerms.terms(from: ["Arob Alemata", "El Ahitalehok/Sogipefe Spruce Founder.", "pirisefamirizof"])
                == ["pirisefamirizof", "ahitalehok", "sogipefe", "alemata", "founder"])
        #expect(SearchTerms.terms(from: ["the of 123 ab", String(repeating: "x", count: 20)]) == [])
        let piled = String(repeating: "e" + String(repeating: "\u{336}", count: 20), count: 10)
        #expect(SearchTerms.terms(from: [piled, "हस्तशिल्प"]) == ["हस्तशिल्प"])
    }

    @Test("tags of several words stay phrases as their owner wrote them")
    func phrases() {
        let tags = ["home workout", "Fitness  Saffron", "workout videos", "knot", "fitness saffron"]
        #expect(
            SearchTerms.phrases(from: tags, texts: ["home workout at home, home workout", "Fitness Saffron"], limit: 5)
                == ["Fitness Saffron", "home workout"])
    }

    @Test(
        "profile addresses and handles are read, anything else is refused",
        arguments: [
            ("jane", "jane"), ("@jane.cooks", "jane.cooks"), (" @jane ", "jane"),
            ("https://www.toy.example.com/@jane?lang=en", "jane"), ("toy.example.com/jane/", "jane"),
            ("https://toy.example.com/channel/UC123-_x", "UC123-_x"), ("https://elsewhere.example.org/@jane", nil),
            ("jane doe", nil), ("", nil), ("@", nil), ("https://toy.example.com/", nil),
        ] as [(String, String?)])
    func handles(input: String, wanted: String?) {
        let platform = PlatformDescriptor(
            id: "toy", name: "Toy", modes: [], provider: ProviderBinding(vendor: "toys"),
            profileHosts: ["toy.example.com"], imageHosts: [])
        #expect(platform.handle(fromInput: input) == wanted)
    }

    @Test("similarity is in range, has reasons, and prefers what is alike")
    func similarity() throws {
        let target = Creator(
            platform: "toy", externalId: "1", handle: "jane", bio: "sourdough baker in Lisbon", followers: 10_000,
            country: "PT", category: "Food")
        let alike = Creator(
            platform: "toy", externalId: "2", bio: "Baker. Sourdough every day", followers: 12_000, country: "PT",
            category: "Food")
        let other = Creator(platform: "toy", externalId: "3", bio: "cars", followers: 5_000_000)
        let near = try #require(Similarity.score(of: alike, to: target, as: Candidate(target: target)))
        let far = try #require(Similarity.score(of: other, to: target, as: Candidate(target: target, degree: 2)))
        #expect(near.score > far.score)
        #expect((0...1).contains(near.score) && (0...1).contains(far.score))
        #expect(near.reasons.first == "writes about sourdough, baker, food")
        #expect(near.reasons.contains("same category: Food"))
        #expect(far.reasons == ["related to a creator like the target"])
    }
}
