import Effects
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// From what a handler gives or throws to what goes out.
extension HostRouter {
    /// Runs a handler under a request id, turns what it throws into an error answer, and logs one line.
    func answer(_ request: Request, _ handle: (inout APIRequest) async throws -> Answer) async -> Response {
        let started = effects.now()
        let id = RequestID.from(request.headers[.requestID]) ?? effects.uuid().uuidString.lowercased()
        let fields = request.headers
        var call = APIRequest(
            id: id, path: [:], query: QueryString.parse(request.uri.query),
            cookies: RequestCookies(request.headers[.cookie]), host: request.head.authority,
            header: { HTTPField.Name($0).flatMap { fields[$0] } }, body: [], session: nil, log: log.with("request", id))
        let answer: Answer
        do {
            answer = try await RequestID.$current.withValue(id) { try await handle(&call) }
        } catch {
            answer = failure(error, call: call)
        }
        let milliseconds = Int(effects.now().timeIntervalSince(started) * 1000)
        call.log.figures(
            "\(request.method.rawValue) \(request.uri.path.prefix(200)) \(answer.status) \(milliseconds) ms")
        let response = response(answer, call: call)
        return request.method == .head ? response.createHeadResponse() : response
    }

    func failure(_ error: any Error, call: APIRequest) -> Answer {
        let shown = ErrorTranslation.shown(error)
        if shown.code == .internalError, !ErrorTranslation.isCancellation(error) {
            call.log.failed("unexpected: \(ErrorTranslation.inside(of: error))")
        }
        return Answer(shown, requestID: call.id)
    }

    private func response(_ answer: Answer, call: APIRequest) -> Response {
        var fields = standing
        fields[.requestID] = call.id
        for header in answer.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            if name == .setCookie {
                fields.append(HTTPField(name: name, value: header.value))  // each needs a line of its own
            } else {
                fields[name] = header.value
            }
        }
        let body =
            switch answer.body {
            case .bytes(let bytes): ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            case .stream(let stream): Self.body(stream, log: call.log)
            }
        return Response(status: HTTPTypes.HTTPResponse.Status(code: answer.status), headers: fields, body: body)
    }

    /// What is thrown in the middle goes on to the server, which drops the connection without the body's last chunk.
    private static func body(_ stream: ByteStream, log: HouseLog) -> ResponseBody {
        ResponseBody { writer in
            do {
                for try await piece in stream { try await writer.write(ByteBuffer(bytes: piece)) }
                try await writer.finish(nil)
            } catch {
                log.warned("the answer was cut off: \(ErrorTranslation.inside(of: error))")
                throw error
            }
        }
    }

    // MARK: What comes in

    func body(of request: Request, upTo most: Int) async throws -> [UInt8] {
        let type = request.headers[.contentType]?.split(separator: ";").first.map(String.init) ?? ""
        guard type.trimmingCharacters(in: .whitespaces).lowercased() == "application/json" else {
            throw APIError.unsupportedMediaType
        }
        return try await bytes(of: request, upTo: most)
    }

    /// - Parameter most: bytes; a body that says that it has more is not waited for.
    func bytes(of request: Request, upTo most: Int) async throws -> [UInt8] {
        if let told = request.headers[.contentLength].flatMap({ Int($0) }), told > most {
            throw APIError.payloadTooLarge(most: most)
        }
        do {
            let buffer = try await request.body.collect(upTo: most)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw APIError.payloadTooLarge(most: most)
        }
    }
}

extension HTTPFields {
    /// Tells how much of a limit is left, where the answer does not tell of another one.
    mutating func tell(_ quota: Quota?) {
        guard let quota, self[.rateLimitLimit] == nil else { return }
        append(HTTPField(name: .rateLimitLimit, value: String(quota.limit)))
        append(HTTPField(name: .rateLimitRemaining, value: String(quota.remaining)))
        append(HTTPField(name: .rateLimitReset, value: String(quota.reset)))
    }
}
