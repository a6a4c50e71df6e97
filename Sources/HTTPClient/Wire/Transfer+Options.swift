import CLibcurl

extension Transfer {
    func setOptions(userAgent: String) throws(HTTPClientError) {
        let request = exchange.request
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_USERAGENT, userAgent)
        // An empty proxy is no proxy: http_proxy and its like in the environment do not count.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_ACCEPT_ENCODING, Self.encodings)
        try set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.wholeMilliseconds)
        try set(CURLOPT_TIMEOUT_MS, ContinuousClock.now.duration(to: exchange.deadline).wholeMilliseconds)
        try set(CURLOPT_NOSIGNAL, 1)
        // Without it, ending a transfer whose name is still being resolved would hold up all others.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_TCP_KEEPIDLE, 30)
        try set(CURLOPT_TCP_KEEPINTVL, 15)
        if request.followsRedirects { try setRedirects(request) }
        // On a kept connection that breaks before the answer, libcurl sends again by itself, POST included.
        if !request.isRepeatable {
            try set(CURLOPT_FRESH_CONNECT, 1)
            try set(CURLOPT_FORBID_REUSE, 1)
        }
        try setMethodAndBody(request)
        try setHeaders(request)
        try setCallbacks()
    }

    private func setRedirects(_ request: HTTPRequest) throws(HTTPClientError) {
        let isSecure = request.url.lowercased().hasPrefix("https:")
        try set(CURLOPT_FOLLOWLOCATION, 1)
        try set(CURLOPT_MAXREDIRS, 5)
        try set(CURLOPT_REDIR_PROTOCOLS_STR, isSecure ? "https" : "http,https")
    }

    private func setMethodAndBody(_ request: HTTPRequest) throws(HTTPClientError) {
        switch (request.method, request.body) {
        case ("GET", nil): try set(CURLOPT_HTTPGET, 1)
        case ("HEAD", nil): try set(CURLOPT_NOBODY, 1)
        case (let method, nil) where method != "POST" && method != "PUT" && method != "PATCH":
            try set(CURLOPT_CUSTOMREQUEST, method)
        case (let method, let body):
            try set(CURLOPT_POST, 1)
            try setBody(body ?? [])
            if method != "POST" { try set(CURLOPT_CUSTOMREQUEST, method) }
        }
    }

    private func setBody(_ body: [UInt8]) throws(HTTPClientError) {
        // Without any pointer libcurl would read the body from standard input.
        guard !body.isEmpty else { return try set(CURLOPT_COPYPOSTFIELDS, "") }
        try check(gemz_curl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        try check(body.withUnsafeBytes { gemz_curl_set_bytes(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) })
    }

    private func setHeaders(_ request: HTTPRequest) throws(HTTPClientError) {
        // "Name;" is libcurl's spelling of a header without value; "Name:" takes out one of its own.
        var lines = request.headers.map { name, value in value.isEmpty ? "\(name);" : "\(name): \(value)" }
        let names = Set(request.headers.map { $0.0.lowercased() })
        for name in ["Content-Type", "Expect"] where !names.contains(name.lowercased()) { lines.append("\(name):") }
        for line in lines {
            guard let list = curl_slist_append(headerList, line) else { throw .connect("out of memory") }
            headerList = list
        }
        try check(gemz_curl_set_list(easy, CURLOPT_HTTPHEADER, headerList))
    }

    private func setCallbacks() throws(HTTPClientError) {
        // The engine holds this object for as long as libcurl may call back.
        let context = Unmanaged.passUnretained(self).toOpaque()
        try check(gemz_curl_set_context(easy, CURLOPT_WRITEDATA, context))
        try check(gemz_curl_set_context(easy, CURLOPT_HEADERDATA, context))
        try check(gemz_curl_set_context(easy, CURLOPT_ERRORBUFFER, errorText))
        try check(gemz_curl_set_close_on_exec(easy))
        try check(gemz_curl_set_context(easy, CURLOPT_PREREQDATA, context))
        try check(
            gemz_curl_set_before_request(easy) { context, _, _, _, _ in
                Transfer.from(context)?.prepareToSend() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            })
        try check(
            gemz_curl_set_function(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                Transfer.call(bytes, size * count, context) { $0.receiveBody($1) }
            })
        try check(
            gemz_curl_set_function(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                Transfer.call(bytes, size * count, context) { $0.receiveHead($1) }
            })
    }

    /// - Returns: the count, or 0 to make libcurl break off.
    private static func call(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ receive: (Transfer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let transfer = from(context) else { return 0 }
        return receive(transfer, UnsafeRawBufferPointer(start: bytes, count: count)) ? count : 0
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// What this libcurl can decompress, of what gemz asks for.
    private static let encodings: String = {
        let features = curl_version_info(CURLVERSION_FIRST)?.pointee.features ?? 0
        return features & CURL_VERSION_BROTLI != 0 ? "gzip, deflate, br" : "gzip, deflate"
    }()

    // MARK: Values by type

    private func set(_ option: CURLoption, _ value: Int) throws(HTTPClientError) {
        try check(gemz_curl_set_long(easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(HTTPClientError) {
        try check(gemz_curl_set_string(easy, option, value))
    }

    /// An option that libcurl does not take may be one that keeps it in bounds: better no request than an unbound one.
    private func check(_ result: CURLcode) throws(HTTPClientError) {
        guard result == CURLE_OK else { throw .invalidRequest(String(cString: curl_easy_strerror(result))) }
    }
}
