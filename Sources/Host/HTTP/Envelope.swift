import Effects

/// The one shape of every JSON answer.
enum Envelope {
    static func success(data: [UInt8], of result: APIResult, requestID: String) -> [UInt8] {
        var out: [UInt8] = Array("{\"success\":true,\"data\":".utf8)
        out += data
        out += ",\"meta\":".utf8
        out += meta(of: result, requestID: requestID).bytes
        out.append(UInt8(ascii: "}"))
        return out
    }

    static func failure(_ error: APIError, requestID: String) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("success", .bool(false)), ("error", .string(error.message)), ("code", .string(error.code.rawValue)),
        ]
        if let details = error.details { members.append(("details", details)) }
        members.append(("requestId", .string(requestID)))
        return .object(members)
    }

    static func meta(of result: APIResult, requestID: String) -> JSONValue {
        var members: [(String, JSONValue)] = []
        if let pagination = result.pagination {
            var fields: [(String, JSONValue)] = [("limit", .int(pagination.limit))]
            if let cursor = pagination.nextCursor { fields.append(("nextCursor", .string(cursor))) }
            if let total = pagination.total { fields.append(("total", .int(total))) }
            members.append(("pagination", .object(fields)))
        }
        if let wait = result.pollAfter { members.append(("pollAfterMs", .int(wait))) }
        members.append(("requestId", .string(requestID)))
        return .object(members)
    }
}
