import Foundation
import PlatformAPI
import Testing

@testable import Domain

@Suite("CSV, version 1")
struct CreatorCSVTests {
    @Test("the header is the contract's")
    func header() {
        #expect(
            CreatorCSV.header
                == "platform,handle,display_name,followers,emails,bio,links,profile_url,verified,country,language,"
                + "engagement_rate,similarity,content_url,caption,views,likes,comments,shares,hashtags,published_at,"
                + "keywords_or_targets\n")
    }

    @Test("a full creator fills every column; the most viewed post stands for all")
    func full() {
        let creator = Creator(
            platform: "toy", externalId: "1", handle: "jane.cooks", displayName: "Jane, \"the\" cook",
            profileUrl: "https://toy.example.com/jane", bio: "Bread\nand cake",
            emails: ["jane@example.com", "shop@example.org"].map {
                CreatorEmail(address: $0, source: .bio, confidence: 1)
            },
            links: ["https://a.example.com", "https://b.example.com"].map { CreatorLink(url: $0, source: .bio) },
            followers: 12345, isVerified: false, country: "US", language: "en",
            similarity: SimilarityScore(0.82, reasons: ["both bake"]),
            content: [
                Content(id: "1", url: "https://toy.example.com/1", views: 10, likes: 1),
                Content(
                    id: "2", url: "https://toy.example.com/2", caption: "=1+1", hashtags: ["vegan", "bread"],
                    publishedAt: .sample, views: 200, likes: 6, comments: 4, shares: 3),
                Content(id: "3", url: "https://toy.example.com/3", likes: 999),
            ])
        #expect(
            CreatorCSV.line(for: creator, terms: ["vegan bread", "@sign"])
                == "toy,jane.cooks,\"Jane, \"\"the\"\" cook\",12345,jane@example.com; shop@example.org,"
                + "\"Bread\nand cake\",https://a.example.com; https://b.example.com,https://toy.example.com/jane,false,"
                + "US,en,0.075,0.82,https://toy.example.com/2,'=1+1,200,6,4,3,vegan bread,2026-01-02T03:04:05.000Z,"
                + "vegan bread; @sign\n")
    }

    @Test("unknown is an empty field")
    func empty() {
        #expect(CreatorCSV.line(for: .toy(), terms: []) == "toy" + String(repeating: ",", count: 21) + "\n")
        #expect(CreatorCSV.columns.count == 22)
    }

    @Test(
        "the post with most views, the first of equals, any rather than none",
        arguments: [([1, 5, 5], "1"), ([nil, 0, nil], "1"), ([nil, nil], "0"), ([7], "0")] as [([Int?], String)])
    func mostViewed(views: [Int?], wanted: String) {
        let creator = Creator.toy {
            $0.content = views.enumerated().map { Content(id: "\($0)", url: "post-\($0)", views: $1) }
        }
        #expect(CreatorCSV.line(for: creator, terms: []).split(separator: ",").contains("post-\(wanted)"))
    }

    @Test(
        "quotes where RFC 4180 asks for them, and nowhere else",
        arguments: [
            ("plain", "plain"), ("it's", "it's"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""),
            ("a\rb", "\"a\rb\""), ("a\r\nb", "\"a\r\nb\""), ("a; b", "a; b"), ("日本, 🍞", "\"日本, 🍞\""), ("", ""),
            ("\"", "\"\"\"\""),
            // A mark that joins the quote into one letter for people leaves it a quote for programs.
            ("a\"\u{301}b", "\"a\"\"\u{301}b\""),
        ])
    func quoting(text: String, wanted: String) { #expect(CreatorCSV.text(text).utf8.elementsEqual(wanted.utf8)) }

    @Test(
        "what a spreadsheet would run as a formula gets a sign before it",
        arguments: [
            "=1+1", "+1", "-1", "@sum", "\tx", "＝1", "＋1", "－1", "＠a", " =1", "  \u{A0}@a", "\u{3000}＝1", " \tx",
            "=\u{301}1", "\u{FEFF}=1", "\u{200B}+1",
        ])
    func formula(text: String) { #expect(CreatorCSV.text(text).utf8.elementsEqual("'\(text)".utf8)) }

    @Test("a formula that also needs quotes gets both")
    func formulaInQuotes() {
        #expect(CreatorCSV.text("=HYPERLINK(\"x\",1)") == "\"'=HYPERLINK(\"\"x\"\",1)\"")
        #expect(CreatorCSV.text("\r=1").utf8.elementsEqual("\"'\r=1\"".utf8))
        #expect(CreatorCSV.text("\n=1") == "\"'\n=1\"")
    }

    @Test(
        "a formula behind a semicolon or a line break gets a sign too, where it could do something",
        arguments: [
            ("hi;=cmd|'/C calc'!A0", "hi;'=cmd|'/C calc'!A0"), ("hi; +SUM(1)", "hi;' +SUM(1)"),
            ("a;b;@x!A1;c", "a;b;'@x!A1;c"), ("a\n=HYPERLINK(1)", "\"a\n'=HYPERLINK(1)\""),
            ("a\r\n-f(1)", "\"a\r\n'-f(1)\""), ("a;＝f（1）", "a;'＝f（1）"), ("=f(1);=f(2)", "'=f(1);'=f(2)"),
            // What people write into biographies.
            ("hi\n@brand\n- bread", "\"hi\n@brand\n- bread\""), ("a; -5; +3", "a; -5; +3"),
            ("mail me (daily);@brand", "mail me (daily);@brand"),
        ])
    func formulaBehindSeparator(text: String, wanted: String) {
        #expect(CreatorCSV.text(text).utf8.elementsEqual(wanted.utf8))
    }

    @Test(
        "signs inside a text are left alone", arguments: ["a=b", "1+1", "jane@example.com", "#tag", "'quoted", " a-b"])
    func harmless(text: String) { #expect(CreatorCSV.text(text) == text) }
}
