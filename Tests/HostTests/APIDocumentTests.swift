import Foundation
import HostTesting
import PlatformAPI
import Testing

@testable import Host

@Suite("The API document")
struct APIDocumentTests {
    @Test("the API document describes every route that answers")
    func document() async throws {
        try await TestApp.run { app in
            let document = try await app.stranger.get("/openapi.json").body
            #expect(document["openapi"] as? String == "3.1.0")
            let paths = try #require(document["paths"] as? [String: [String: Any]])
            #expect(
                Set(paths.keys).subtracting(ConsoleRoutes.pages) == [
                    "/console/{version}/{file}",
                    "/api/campaigns", "/api/campaigns/{id}", "/api/scraping/{platform}/{mode}", "/api/jobs/{id}",
                    "/api/jobs/{id}/results", "/api/jobs/{id}/events", "/api/platforms", "/auth/sign-in",
                    "/auth/callback", "/auth/refresh", "/auth/sign-out", "/health/live", "/health/ready",
                    "/openapi.json", "/api/scraping/{platform}",
                    "/api/export/csv", "/api/export/links", "/api/profile", "/api/admin/jobs/dead-letters",
                    "/api/admin/jobs/dead-letters/{id}", "/api/admin/jobs/dead-letters/{id}/retry",
                    "/api/admin/jobs/{id}", "/api/admin/jobs/{id}/retry",
                    "/api/webhooks/clerk", "/api/qstash/process-scraping", "/api/qstash/dead-letter",
                    "/api/email/send-scheduled",
                    "/api/admin/config", "/api/admin/config/init", "/api/admin/config/{key}",
                    "/api/admin/config/history", "/api/admin/config/history/{id}/revert",
                    "/api/admin/platforms", "/api/admin/platforms/{platform}/toggle",
                    "/api/admin/platforms/{platform}/switches", "/api/admin/platforms/{platform}/switches/{id}",
                    "/api/admin/providers", "/api/admin/schedules", "/api/admin/schedules/{name}/run",
                    "/api/admin/users", "/api/admin/users/{id}", "/api/admin/users/{id}/promote",
                    "/api/admin/users/{id}/demote", "/api/admin/create-test-user", "/api/admin/test-login",
                    "/api/admin/audit", "/api/admin/metrics", "/api/admin/jobs", "/api/admin/logs",
                ])
            for (path, operations) in paths {
                for (method, operation) in operations {
                    let answer = try await app.fetch(
                        path.replacing("{", with: "").replacing("}", with: ""), method: method.uppercased())
                    let responses = try #require((operation as? [String: Any])?["responses"] as? [String: Any])
                    #expect(responses[String(answer.status)] != nil, "\(method) \(path) answered \(answer.status)")
                }
            }
        }
    }

    @Test("every JSON answer and every error code has an example in the API document, which its schema admits")
    func examples() async throws {
        try await TestApp.run { app in
            let bytes = try await app.stranger.get("/openapi.json").bytes
            #expect(try APIContract(document: bytes).exampleFindings() == [])
            #expect(!String(decoding: bytes, as: UTF8.self).contains("\":\"…\""), "a text that nobody thought of")
        }
    }

    @Test("an error's details are declared by what they hold, and codes by the route")
    func details() async throws {
        try await TestApp.run { app in
            let document = try JSONReader(parsing: await app.stranger.get("/openapi.json").bytes)
            let kinds = document.elements("components.schemas.Error.properties.details.anyOf")
            #expect(
                kinds.map { $0.string("$ref") }
                    == ["FieldIssues", "Available", "CurrentSetting", "Limit", "Reason"].map {
                        "#/components/schemas/\($0)"
                    })
            let start = document.members("paths").first { $0.key == "/api/scraping/{platform}/{mode}" }?.value
            let notFound = try #require(
                start?.members("post.responses").first { $0.key == "404" }?.value.members("content").first?.value)
            #expect(
                notFound.elements("schema.properties.code.enum").map { $0.string() }
                    == ["NOT_FOUND", "UNKNOWN_MODE", "UNKNOWN_PLATFORM"])
            #expect(
                notFound.elements("schema.properties.details.anyOf").map { $0.string("$ref") }
                    == ["#/components/schemas/Available"])
        }
    }

    @Test("how many creators may be wanted is declared for everybody, with what differs in words")
    func mostResults() async throws {
        try await TestApp.run(TestApp.Options(settings: ["api_limits.max_results=30"])) { app in
            let jane = try await app.caller()
            let document = try JSONReader(parsing: await app.stranger.get("/openapi.json").bytes)
            let start = document.members("paths").first { $0.key == "/api/scraping/{platform}/{mode}" }?.value
            let bodies = start?["post.requestBody"].members("content").first?.value.elements("schema.anyOf") ?? []
            #expect(bodies.count == 3)
            for body in bodies {
                let target = body["properties.targetResults"]
                #expect(target.integer("maximum") == 100_000)
                #expect(target.string("description") == "How many creators are wanted: at most 30, for admins 100000.")
            }
            let body: [String: any Sendable] = [
                "campaignId": try await jane.campaign(), "keywords": ["toys-12"], "targetResults": 31,
            ]
            #expect(try await jane.post("/api/scraping/toy/keyword", body).fields == ["targetResults"])
        }
    }
}
