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
                parameters: [.query("jobId", "The job's id.", .uuid, isRequired: true)], headers: [disposition],
                result: .string().about(
                    "RFC 4180 with LF line ends, UTF-8. Columns: `\(CreatorCSV.columns.joined(separator: ","))`. "
                        + "A text that a spreadsheet would run as a formula has a `'` before it."),
                isEnveloped: false, contentTypes: ["text/csv; charset=utf-8"], errors: [.notFound, .validationFailed],
                handle: handlers.csv)
        ]
    }

    private static let disposition = ResponseHeader(
        name: "Content-Disposition", about: "What the file is called: ASCII alone.",
        schema: .string(pattern: "^attachment; filename=\"gemz-[a-z0-9-]+\\.csv\"$")
            .example(.string("attachment; filename=\"gemz-toy-keyword-vegan-recipes-2026-01-02.csv\"")))
}
