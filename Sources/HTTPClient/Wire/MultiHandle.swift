import CLibcurl

/// Owns libcurl's multi handle.
///
/// Unchecked, since the compiler cannot see into the pointer. It is safe because ``handle`` is used by the engine's
/// thread alone, but for `curl_multi_wakeup`, which libcurl allows from any thread; ``Inbox`` calls that under its lock
/// and never after the engine has marked its end there, which comes before ``close()``.
final class MultiHandle: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer

    /// Thread-safe since libcurl 7.84, and Swift runs it once.
    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init?(configuration: HTTPClientConfiguration) {
        guard Self.isLibraryReady, let handle = curl_multi_init() else { return nil }
        self.handle = handle
        _ = gemz_curl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, configuration.maxConnections)
    }

    func wakeUp() { curl_multi_wakeup(handle) }

    /// Closes the kept connections. Every transfer has been removed before.
    func close() { curl_multi_cleanup(handle) }
}
