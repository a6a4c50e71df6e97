import Domain
import Effects
import Foundation
import PlatformAPI

/// From requests to files.
struct ExportHandlers: Sendable {
    var jobs: JobService
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
