import Foundation

/// Reads exchanges in either form: a fixture case's, or a sample tape's.
///
/// The two differ in names only: `query` or `params`; a body as a file's name in `body` or in `body_file`, else inline.
struct TapeReader {
    /// The file that holds the exchanges.
    let file: URL
    /// Whether bodies must be files beside the tape, as in a fixture case.
    let isCase: Bool

    func root() throws(TapeProblem) -> JSONValue {
        do {
            return try JSONValue(parsing: bytes(of: file))
        } catch let problem as JSONProblem {
            throw self.problem(problem.description)
        } catch {
            throw self.problem("\(error)")
        }
    }

    func exchanges(in root: JSONValue) throws(TapeProblem) -> [Tape.Exchange] {
        guard let listed = root["exchanges"]?.elements else { throw problem("no list of exchanges") }
        var exchanges: [Tape.Exchange] = []
        for (index, exchange) in listed.enumerated() {
            exchanges.append(try self.exchange(exchange, at: "exchanges[\(index)]"))
        }
        return exchanges
    }

    func problem(_ reason: String) -> TapeProblem {
        TapeProblem(file: file.pathComponents.suffix(4).joined(separator: "/"), reason: reason)
    }

    private func exchange(_ exchange: JSONValue, at place: String) throws(TapeProblem) -> Tape.Exchange {
        guard let path = exchange["request"]?["path"]?.string, path.hasPrefix("/") else {
            throw problem("\(place).request has no path")
        }
        var query: [String: String] = [:]
        let parameters = exchange["request"]?["query"] ?? exchange["request"]?["params"]
        for parameter in parameters?.members ?? [] {
            guard let text = parameter.value.parameterText else {
                throw problem("\(place): the parameter \(parameter.key) is neither a string nor a number")
            }
            query[parameter.key] = text
        }
        let request = Tape.Request(path: path, query: query)
        // A fault stands beside the request, or inside the response.
        if let name = (exchange["fault"] ?? exchange["response"]?["fault"])?.string {
            guard let fault = Tape.Fault(rawValue: name) else { throw problem("\(place): unknown fault \(name)") }
            return Tape.Exchange(request, .fault(fault))
        }
        return Tape.Exchange(request, .response(try response(exchange["response"], at: place)))
    }

    private func response(_ response: JSONValue?, at place: String) throws(TapeProblem) -> Tape.Response {
        guard let response, let status = response["status"]?.integer else { throw problem("\(place) has no status") }
        var headers: [String: String] = [:]
        for header in response["headers"]?.members ?? [] {
            let name = header.key.lowercased()
            guard Tape.Response.allowedHeaders.contains(name), let value = header.value.string else {
                throw problem(
                    "\(place): the header \(header.key) is not one of \(Tape.Response.allowedHeaders.sorted())")
            }
            headers[name] = value
        }
        return Tape.Response(status: status, headers: headers, body: try body(of: response, at: place))
    }

    private func body(of response: JSONValue, at place: String) throws(TapeProblem) -> [UInt8] {
        if let name = response["body_file"]?.string { return try bytes(of: beside(name)) }
        switch response["body"] {
        case .string(let name) where isCase:
            guard !name.contains("/") else { throw problem("\(place): the body \(name) is not beside the case") }
            return try bytes(of: beside(name))
        case .string(let text): return Array(text.utf8)
        case .some(let inline): return Array(inline.compact.utf8)
        case nil: return []
        }
    }

    private func beside(_ name: String) -> URL {
        file.deletingLastPathComponent().appending(path: name).standardizedFileURL
    }

    private func bytes(of url: URL) throws(TapeProblem) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: url))
        } catch {
            throw problem("cannot read \(url.lastPathComponent)")
        }
    }
}
