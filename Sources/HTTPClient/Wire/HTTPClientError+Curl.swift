import CLibcurl

extension HTTPClientError {
    /// What libcurl's result code means for a transfer that ended with it.
    init(_ code: CURLcode, of transfer: Transfer) {
        let text = String(cString: transfer.errorText)
        let reason = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
        switch code {
        case CURLE_URL_MALFORMAT: self = .invalidURL(reason)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR:
            self = .connect(reason)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS:
            self = .tls(reason)
        case CURLE_OPERATION_TIMEDOUT: self = .timeout(HTTPTimeoutPhase(of: transfer))
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR: self = .reset(reason)
        case CURLE_PARTIAL_FILE:
            let received = gemz_curl_get_offset(transfer.easy, CURLINFO_SIZE_DOWNLOAD_T)
            let expected = gemz_curl_get_offset(transfer.easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T)
            self = .truncated(received: Int(max(0, received)), expected: expected < 0 ? nil : Int(expected))
        default: self = .malformed(reason)
        }
    }
}

extension HTTPTimeoutPhase {
    fileprivate init(of transfer: Transfer) {
        // Zero until the connection, TLS included, is ready for the request.
        let isConnected = gemz_curl_get_offset(transfer.easy, CURLINFO_PRETRANSFER_TIME_T) > 0
        self = transfer.hasAnswer ? .body : isConnected ? .response : .connect
    }
}
