import PlatformAPI
import Testing

@testable import gemz_kit

@Suite("Names of new platforms")
struct NameTests {
    @Test("the id is the name in lower case, unless told")
    func ids() throws {
        #expect(try NewPlatform(name: "Threads", modes: [.similar, .keyword]).id == "threads")
        let platform = try NewPlatform(name: "BlueSky", id: "blue-sky", modes: [.similar, .keyword])
        #expect(platform.id == "blue-sky")
        #expect(platform.modes == [.keyword, .similar])
    }

    @Test(
        "a name that cannot be one is refused with what would do",
        arguments: [
            ("", "\"\" is no name: it takes the letters A to Z and digits, such as Threads."),
            ("..", "\"..\" is no name: it takes the letters A to Z and digits, such as Threads."),
            ("../X", "\"../X\" is no name: it takes the letters A to Z and digits, such as Threads."),
            ("Blue-Sky", "\"Blue-Sky\" is no name: it takes the letters A to Z and digits, such as Threads."),
            ("Blüte", "\"Blüte\" is no name: it takes the letters A to Z and digits, such as Threads."),
            ("threads", "\"threads\" does not begin with a capital letter: it names types, such as Threads."),
            ("9Gag", "\"9Gag\" does not begin with a capital letter: it names types, such as Threads."),
            ("X", "\"X\" is too short or too long: a name has 2 to 20 characters."),
            (
                "Abcdefghijklmnopqrstu",
                "\"Abcdefghijklmnopqrstu\" is too short or too long: a name has 2 to 20 characters."
            ),
            ("Provider", "\"Provider\" is taken by Swift or by gemz itself: choose another, such as ProviderApp."),
        ])
    func refusedNames(_ name: String, _ reason: String) {
        #expect(throws: ScaffoldProblem(reason)) { try NewPlatform(name: name, modes: [.keyword]) }
    }

    @Test(
        "an id that cannot be one is refused",
        arguments: ["", "Threads", "9gag", "a--b", "a-", "../x", "a b", "abcdefghijklmnopqrstu"])
    func refusedIDs(_ id: String) {
        let reason =
            "\"\(id)\" is no id: it takes up to 20 lower-case letters, digits and single dashes, "
            + "such as --id threads."
        #expect(throws: ScaffoldProblem(reason)) { try NewPlatform(name: "Threads", id: id, modes: [.keyword]) }
    }

    @Test("modes are read from a list")
    func modes() throws {
        #expect(try NewPlatform.modes(in: "keyword") == [.keyword])
        #expect(try NewPlatform.modes(in: "similar, keyword") == [.keyword, .similar])
        let reason = "\"users\" is no mode. Write --modes keyword, --modes similar, or --modes keyword,similar."
        #expect(throws: ScaffoldProblem(reason)) { try NewPlatform.modes(in: "keyword,users") }
        #expect(throws: ScaffoldProblem.self) { try NewPlatform.modes(in: "") }
    }
}
