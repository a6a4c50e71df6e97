import CLibcurl

extension HTTPRequest {
    /// Refuses what libcurl would send as something else than it says.
    ///
    /// - Returns: scheme, host and port.
    func checkedOrigin() throws(HTTPClientError) -> String {
        guard !method.isEmpty, method.utf8.allSatisfy(\.isTokenCharacter) else {
            throw .invalidRequest("the method is no HTTP token")
        }
        for (name, value) in headers { try Self.check(name, value) }
        return try Self.origin(of: url)
    }

    private static func check(_ name: String, _ value: String) throws(HTTPClientError) {
        guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenCharacter) else {
            throw .invalidRequest("a header's name is no HTTP token")
        }
        guard !["content-length", "transfer-encoding"].contains(name.lowercased()) else {
            throw .invalidRequest("\(name) is not the caller's to set")
        }
        guard value.utf8.allSatisfy({ $0 == UInt8(ascii: "\t") || ($0 >= 0x20 && $0 != 0x7F) }) else {
            throw .invalidRequest("the value of \(name) holds control characters")
        }
    }

    private static func origin(of url: String) throws(HTTPClientError) -> String {
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidURL("it holds spaces, control characters or characters beyond ASCII")
        }
        guard let parts = curl_url() else { throw .invalidURL("out of memory") }
        defer { curl_url_cleanup(parts) }
        let result = curl_url_set(parts, CURLUPART_URL, url, UInt32(CURLU_DISALLOW_USER))
        guard result == CURLUE_OK else { throw .invalidURL(String(cString: curl_url_strerror(result))) }
        func part(_ part: CURLUPart) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            defer { curl_free(text) }
            guard curl_url_get(parts, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK else { return nil }
            return text.map { String(cString: $0).lowercased() }
        }
        guard let scheme = part(CURLUPART_SCHEME), scheme == "http" || scheme == "https" else {
            throw .invalidURL("it begins with neither http:// nor https://")
        }
        // libcurl forgives a third slash and takes the path for the host.
        guard !url.dropFirst(scheme.count + "://".count).hasPrefix("/") else { throw .invalidURL("no host") }
        guard let host = part(CURLUPART_HOST), let port = part(CURLUPART_PORT) else { throw .invalidURL("no host") }
        return "\(scheme)://\(host):\(port)"
    }
}

extension UInt8 {
    /// RFC 9110, 5.6.2.
    fileprivate var isTokenCharacter: Bool {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }
}
