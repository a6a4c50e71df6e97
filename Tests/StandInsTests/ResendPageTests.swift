import FixtureTape
import Foundation
import HTTPClient
import HTTPTesting
import Testing

@Suite("Resend: the inbox")
struct ResendPageTests {
    private func text(_ response: HTTPResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    @Test("it lists mails, the newest first, and finds some, without a key")
    func list() async throws {
        try await ResendBench.run { bench async throws in
            #expect(text(try await bench.page("")).contains("No mail was sent yet."))
            let first = try await bench.send(#""subject":"Day two","tags":[{"name":"type","value":"trial_day2"}]"#)
            let second = try await bench.send(#""subject":"Later","scheduled_at":"in 1 hour""#)
            _ = try await bench.webhook("/hook", ["email.opened"])
            let page = text(try await bench.page(""))
            for text in [
                "Mails (2)", ">Day two</a>", ">Later</a>", "delivered", "scheduled", "2026-01-02 04:04:05.000",
                "jane@example.com", "Acme &lt;hi@acme.example&gt;", "\(bench.receiver.url)/hook", "email.opened",
            ] {
                #expect(page.contains(text), "\(text)")
            }
            let places = [second, first].compactMap { page.range(of: "/_dev/resend/inbox/\($0)")?.lowerBound }
            #expect(places.count == 2 && places.sorted() == places)
            let found = text(try await bench.page("?q=TRIAL_day2"))
            #expect(found.contains("Mails (1)") && found.contains(first) && !found.contains(second))
            #expect(text(try await bench.page("?q=%22%3E%3Cb%3E")).contains("value=\"&quot;&gt;&lt;b&gt;\""))
        }
    }

    @Test("a mail is shown with its headers, its text, its HTML in a frame that runs nothing, and who was told")
    func mail() async throws {
        try await ResendBench.run { bench async throws in
            let hook = try await bench.webhook("/hook", ["email.sent"])
            let id = try await bench.send(
                #""text":"plain <b>words</b>","headers":{"List-Unsubscribe":"<https://x.example/u>"},"#
                    + #""attachments":[{"filename":"a.txt","content":"YWJj","content_type":"text/plain"}]"#,
                [("Idempotency-Key", "trial/7")])
            _ = try await bench.delivery(to: hook.id, until: "success", attempts: 1)
            let page = text(try await bench.page("/inbox/\(id)"))
            for text in [
                "<h1>Hello</h1>", "plain &lt;b&gt;words&lt;/b&gt;",
                "<dt>List-Unsubscribe</dt><dd>&lt;https://x.example/u&gt;</dd>",
                "a.txt, 3 bytes, text/plain", "trial/7", "email.sent", "200 <span", "&lt;p&gt;Hi&lt;/p&gt;",
                "sandbox=\"allow-popups allow-popups-to-escape-sandbox\" src=\"/_dev/resend/inbox/\(id)/html\"",
            ] {
                #expect(page.contains(text), "\(text)")
            }
            #expect(!page.contains("<p>Hi</p>"))
            #expect(text(try await bench.page("/inbox/\(id)?view=phone")).contains("<iframe class=\"narrow\""))
            #expect(try await bench.page("/inbox/nothing").status == 404)
        }
    }

    @Test("a mail's HTML is served to the frame alone: without scripts, forms or anything else but pictures")
    func frame() async throws {
        try await ResendBench.run { bench async throws in
            let script = "<script>alert(1)</script>"
            let id = try await bench.send(#""html":"<!doctype html><html><HEAD lang='en'><title>t</title>\#(script)""#)
            let frame = try await bench.page("/inbox/\(id)/html")
            #expect(
                frame.header("content-security-policy")
                    == "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
                    + "img-src http: https: data:; form-action 'none'; frame-ancestors 'self'")
            #expect(
                text(frame)
                    == "<!doctype html><html><HEAD lang='en'><base target=\"_blank\"><title>t</title>\(script)")
            let bare = try await bench.send(#""html":"<p>x</p>""#)
            #expect(text(try await bench.page("/inbox/\(bare)/html")) == "<base target=\"_blank\"><p>x</p>")
            let plain = try await bench.send(#""html":null,"text":"x""#)
            #expect(try await bench.page("/inbox/\(plain)/html").status == 404)
            #expect(text(try await bench.page("/inbox/\(plain)")).contains("This mail has no HTML part."))
        }
    }

    @Test("it runs no script, sits in no frame, and what a stranger wrote stays text")
    func policy() async throws {
        try await ResendBench.run { bench async throws in
            let id = try await bench.send(#""subject":"<script>1</script>","to":"\"<i>\" <x@example.com>""#)
            for target in ["", "/inbox/\(id)"] {
                let page = try await bench.page(target)
                #expect(
                    page.header("content-security-policy")
                        == "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; "
                        + "base-uri 'none'; frame-ancestors 'none'")
                #expect([page.status == 200, page.header("cache-control") == "no-store"] == [true, true])
                #expect(text(page).contains("&lt;script&gt;1&lt;/script&gt;"))
                #expect(
                    !text(page).contains("<script") && !text(page).contains("<i>") && !text(page).contains(" style="))
            }
            #expect(try await bench.page("/inbox.css").header("content-type") == "text/css; charset=utf-8")
            let slash = try await bench.page("/")
            #expect([slash.status == 308, slash.header("location") == "/_dev/resend"] == [true, true])
            let index = try await bench.http.send(HTTPRequest(url: "http://127.0.0.1:\(bench.port)/_dev/"))
            #expect(text(index).contains("<a href=\"/_dev/resend\">"))
        }
    }

    @Test("a person has a mail opened, clicked, bounced or reported, which webhooks are told; a page elsewhere cannot")
    func simulation() async throws {
        try await ResendBench.run { bench async throws in
            _ = try await bench.webhook(
                "/hook", ["email.opened", "email.clicked", "email.bounced", "email.complained"])
            let id = try await bench.send(#""html":"<a href='https://x.example/?a=1&amp;b=2'>x</a>""#)
            let place = "/inbox/\(id)/events"
            for (number, event) in ["opened", "clicked", "bounced", "complained"].enumerated() {
                let answer = try await bench.ask(
                    "POST", place, key: nil, [("Sec-Fetch-Site", "same-origin")], body: "event=\(event)")
                #expect(answer.status == 303)
                #expect(try await bench.lastEvent(of: id) == event)
                let told = await bench.deliveries(to: "/hook", number + 1).last?.json
                #expect(told?["type"]?.string == "email.\(event)")
                if event == "clicked" {
                    #expect(told?["data"]?["click"]?["link"]?.string == "https://x.example/?a=1&b=2")
                }
            }
            let waiting = try await bench.send(#""scheduled_at":"in 1 hour""#)
            #expect(!text(try await bench.page("/inbox/\(waiting)")).contains("<form"))
            let linkless = try await bench.send()
            for (headers, target, event, status) in [
                ([("Sec-Fetch-Site", "cross-site")], place, "bounced", 403), ([], place, "sent", 422),
                ([], place, "", 422), ([], "/inbox/\(waiting)/events", "bounced", 422),
                ([], "/inbox/\(linkless)/events", "clicked", 422), ([], "/inbox/x/events", "opened", 404),
            ] as [([(String, String)], String, String, Int)] {
                let answer = try await bench.ask("POST", target, key: nil, headers, body: "event=\(event)")
                #expect(answer.status == status, "\(target) \(event)")
            }
            #expect(bench.receiver.tally.requests.count == 4)
        }
    }
}
