import Domain
import Effects

/// `/api/export/csv`: results to take away.
enum ExportRoutes {
    static func endpoints(jobs: JobService, effects: Effects) -> [Endpoint] {
        let handlers = ExportHandlers(jobs: jobs, effects: effects)
        return [
            Endpoint(
                method: .get, path: "/api/export/csv", access: .session,
                summary: "What a job has found by now, as CSV (version 1), in order of arrival", tag: "export",
                parameters: [.query("jobId", "The job's id.", .uuid, isRequired: true)],
                result: .string().about(
                    "RFC 4180 with LF line ends, UTF-8. Columns: `\(CreatorCSV.columns.joined(separator: ","))`. "
                        + "A text that a spreadsheet would run as a formula has a `'` before it."),
                isEnveloped: false, contentType: "text/csv; charset=utf-8", errors: [.notFound, .validationFailed],
                handle: handlers.csv)
        ]
    }
}
