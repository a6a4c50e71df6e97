import Domain
import Effects

/// `/api/export/csv` and links to it: results to take away.
enum ExportRoutes {
    static func endpoints(jobs: JobService, links: SignedLinks, origin: OwnOrigin, effects: Effects) -> [Endpoint] {
        let handlers = ExportHandlers(jobs: jobs, links: links, origin: origin, effects: effects)
        return [
            Endpoint(
                method: .get, path: csv, access: .signedURL(.job(.query, "jobId")),
                summary: "What a job has found by now, as CSV (version 1), in order of arrival", tag: "export",
                parameters: [
                    .query("jobId", "The job's id.", .uuid, isRequired: true),
                    .query("expires", "Of a link: until when it is good, in seconds since 1970.", .string(1...20)),
                    .query("signature", "Of a link: it takes the place of a session.", .string(1...100)),
                ], headers: [disposition],
                result: .string().about(
                    "RFC 4180 with LF line ends, UTF-8. Columns: `\(CreatorCSV.columns.joined(separator: ","))`. "
                        + "A text that a spreadsheet would run as a formula has a `'` before it."),
                isEnveloped: false, contentTypes: ["text/csv; charset=utf-8"], errors: [.validationFailed],
                handle: handlers.csv),
            Endpoint(
                method: .post, path: "/api/export/links", access: .owner(.job(.body, "jobId")),
                summary: "Make an address that downloads the CSV without a session, for an hour", tag: "export",
                body: .object([.required("jobId", .uuid.about("One of the caller's own jobs."))]), maxBodyBytes: 4096,
                status: 201, result: ExportLink.schema, handle: handlers.link),
        ]
    }

    static let csv = "/api/export/csv"

    private static let disposition = ResponseHeader(
        name: "Content-Disposition", about: "What the file is called: ASCII alone.",
        schema: .string(pattern: "^attachment; filename=\"gemz-[a-z0-9-]+\\.csv\"$")
            .example(.string("attachment; filename=\"gemz-toy-keyword-vegan-recipes-2026-01-02.csv\"")))
}
