import Domain

/// A job as the old frontend reads it: status and every result in one object, without the envelope.
enum OldStatus {
    /// The object, made while it is sent.
    static func stream(of job: Job, results: ResultSlices) throws -> ByteStream {
        var head: [(String, JSONValue)] = [
            ("status", .string(job.status.rawValue)), ("processedResults", .int(job.processedResults)),
            ("targetResults", .int(job.targetResults)), ("progress", .double(job.progress)),
        ]
        if let code = job.errorCode { head.append(("error", .string(job.errorMessage ?? code))) }
        let open = JSONValue.object(head).bytes.dropLast() + Array(",\"results\":[{\"creators\":[".utf8)
        return ResultStream(head: Array(open), results: results, tail: Array("]}]}".utf8)) { found in
            var json: [UInt8] = []
            for creator in found {
                if creator.position > 1 { json.append(UInt8(ascii: ",")) }
                json += creator.json
            }
            return json
        }
    }

    static let schema = Schema.object([
        .required("status", JobView.statusSchema.example(.string("processing"))),
        .required("processedResults", .count.example(.int(42))),
        .required("targetResults", .count.example(.int(100))),
        .required("progress", .number(0...100).example(.double(42))),
        .optional("error", .string().about("Why the job ended, in words.")),
        .required("results", .list(of: .object([.required("creators", .list(of: .named("Creator")))]))),
    ])
}
