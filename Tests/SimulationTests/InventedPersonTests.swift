import Foundation
import Simulation
import Testing

@Suite("Invented people")
struct InventedPersonTests {
    private static let people = (0..<2_000).map {
        InventedPerson(handle: InventedHandle.handle(Seed("test")($0)), on: "tiktok")
    }

    @Test("a handle always means the same person, and another one elsewhere")
    func sameHandle() {
        let person = InventedPerson(handle: "milora.tasven92", on: "tiktok")
        #expect(person == InventedPerson(handle: "milora.tasven92", on: "tiktok"))
        #expect(InventedPerson(handle: "Milora.Tasven92", on: "tiktok").biography == person.biography)
        #expect(InventedPerson(handle: "milora.tasven92", on: "instagram").followers != person.followers)
    }

    @Test("two thousand seeds make two thousand handles of the promised form")
    func handles() throws {
        let handles = Self.people.map(\.handle)
        #expect(Set(handles).count == handles.count)
        let form = try Regex("[a-z0-9._]{5,22}")
        #expect(handles.filter { $0.wholeMatch(of: form) == nil } == [])
    }

    @Test("people differ as real ones do: few famous, some silent, some private, some with an address")
    func spread() {
        let people = Self.people
        let followers = people.map(\.followers).sorted()
        #expect((8_000...18_000).contains(followers[1_000]))
        #expect(followers[1_980] > 300_000)
        #expect((followers.first ?? 0) < 200)
        #expect((200...400).contains(people.count { $0.biography.isEmpty } + 80))
        #expect((600...800).contains(people.count { $0.email != nil }))
        #expect((20...70).contains(people.count(where: \.isPrivate)))
        #expect(Set(people.map(\.language)) == ["en", "es", "de", "pt", "ar", "ja"])
        #expect(people.contains { $0.biography.contains("\n") })
        #expect(Set(people.compactMap(\.emailForm)) == Set(EmailForm.allCases))
    }

    @Test("addresses and links lead to example domains only, and an address is in the biography")
    func examples() throws {
        let address = try Regex(#"[a-z0-9.]+@example\.(com|org|net)"#)
        let link = try Regex(#"(https://)?(www\.|shop\.)?example\.(com|org|net)/[a-z0-9]+"#)
        for person in Self.people {
            if let email = person.email, let form = person.emailForm {
                #expect(email.wholeMatch(of: address) != nil, "\(email)")
                #expect(person.biography.contains(form.writing(email)))
            }
            if let page = person.link { #expect(page.wholeMatch(of: link) != nil, "\(page)") }
        }
    }

    @Test(
        "an address is written in every form",
        arguments: [
            (.plain, "jane.doe@example.com"), (.besideEmoji, "📩jane.doe@example.com✨"),
            (.bracketedUpperCase, "(Jane.doe@Example.com)."), (.spelledOut, "jane.doe [at] example [dot] com"),
            (.bracketedAt, "jane.doe(at)example.com"), (.fullWidth, "jane.doe＠example．com"),
            (.besideLetters, "メールjane.doe@example.com"), (.mailto, "mailto:jane.doe@example.com"),
        ] as [(EmailForm, String)])
    func forms(form: EmailForm, written: String) {
        #expect(form.writing("jane.doe@example.com") == written)
    }

    @Test(
        "a code leads back to its handle",
        arguments: ["a", "milora.tasven92", "x_-.0", "zzzzzzzzzzzzzzzzzzzzzzzz", "......", "999999999999999999999999"])
    func codes(handle: String) {
        let code = InventedHandle.code(of: handle)
        #expect(code.count == 22)
        #expect(InventedHandle.handle(ofCode: code) == handle)
    }

    @Test("a code of no handle leads nowhere")
    func strangeCodes() {
        #expect(InventedHandle.handle(ofCode: InventedHandle.code(of: "größe")) == nil)
        #expect(InventedHandle.handle(ofCode: String(repeating: "A", count: 22)) == nil)
        #expect(InventedHandle.handle(ofCode: "tooshort") == nil)
        #expect(InventedHandle.handle(ofCode: String(repeating: "_", count: 22)) == nil)
        #expect(InventedHandle.name(of: "milora.tasven92") == "Milora Tasven")
        #expect(InventedHandle.name(of: "1234") == "1234")
    }

    @Test("a post speaks of what was searched for, in the past")
    func posts() {
        let now = Date(timeIntervalSince1970: 1_772_000_000.5)
        for (index, person) in Self.people.prefix(300).enumerated() {
            let post = InventedPost(Seed("search", "earbuds pro")(index), by: person, topic: "earbuds pro", now: now)
            #expect(post.hashtags.first == "earbudspro")
            #expect(post.caption.contains("#earbudspro"))
            #expect(post.publishedAt < now)
            #expect(post.likes <= post.views && (3...600).contains(post.duration))
            let later = InventedPost(
                Seed("search", "earbuds pro")(index), by: person, topic: "earbuds pro",
                now: now.addingTimeInterval(60))
            #expect(later == post)
        }
    }
}
