import Domain
import Effects
import Foundation
import HTTPClient
import PlatformAPI

/// From requests to files.
struct ExportHandlers: Sendable {
    var jobs: JobService
    var links: SignedLinks
    var origin: OwnOrigin
    var effects: Effects

    @Sendable func csv(_ request: APIRequest) async throws -> APIResult {
        let job = try await jobs.find(request.queryID("jobId"), for: request.user())
        let terms = job.terms
        let stream = ResultStream(
            head: Array(CreatorCSV.header.utf8), results: try await jobs.allResults(of: job), tail: []
        ) { found in
            let decoder = GemzJSON.decoder()
            var lines: [UInt8] = []
            for result in found {
                let creator = try decoder.decode(Creator.self, from: Data(result.document))
                lines += CreatorCSV.line(for: creator, terms: terms).utf8
            }
            return lines
        }
        var result = APIResult(stream)
        let name = ExportName.csv(of: job, on: effects.now())
        result.headers = [("Content-Disposition", "attachment; filename=\"\(name)\"")]
        return result
    }

    @Sendable func link(_ request: APIRequest) async throws -> APIResult {
        let user = try request.user()
        var fields = try request.fields()
        let id = fields.uuid("jobId")
        try fields.finish()
        guard let id else { throw APIError.validation(fields.issues) }
        let job = try await jobs.find(id, for: user)
        let signed = links.sign(
            ExportRoutes.csv, query: ["jobId": job.id.text], for: user.userID, now: effects.now())
        let home = try origin.home(host: request.host)
        return try APIResult(
            ExportLink(
                url: "\(home)\(ExportRoutes.csv)?" + URLQuery.encode(signed.query), expiresAt: signed.expiresAt))
    }
}

/// An address that downloads a file without a session.
struct ExportLink: Encodable, Sendable {
    var url: String
    var expiresAt: Date

    static let schema = Schema.object([
        .required(
            "url",
            .url.about("Whoever has it may download the file.").example(
                .string("https://gemz.example.com/api/export/csv?expires=1767326645&jobId=…&signature=…"))),
        .required("expiresAt", .timestamp),
    ])
}

/// What a downloaded file is called.
enum ExportName {
    /// Such as `gemz-toy-keyword-vegan-recipes-2026-01-02.csv`: ASCII letters, digits and dashes, whatever was searched
    /// for, so that it can stand in a header and on any disk.
    static func csv(of job: Job, on date: Date) -> String {
        let words = (job.terms.first ?? "").lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
        let day = Timestamp.string(from: date).prefix(10)
        let parts = ["gemz", job.platform.rawValue, job.mode.rawValue] + words.prefix(6).map { String($0.prefix(20)) }
        return (parts + [String(day)]).joined(separator: "-") + ".csv"
    }
}
