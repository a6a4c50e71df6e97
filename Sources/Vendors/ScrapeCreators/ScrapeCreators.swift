/// The vendor whose answers the platforms' plugins read: https://docs.scrapecreators.com
public enum ScrapeCreators {
    /// The base address of a configured one, which may be that of an endpoint.
    ///
    /// Ends before the first `/v1/` or `/v2/`, without a slash: `https://api.example.com/v1/tiktok/search/keyword`
    /// and `https://api.example.com/` both give `https://api.example.com`.
    public static func baseURL(from url: String) -> String {
        let versions = ["/v1/", "/v2/"]
        // With the slash added, an address that ends in its version is cut too.
        var base = Substring(url + "/")
        if let start = base.indices.first(where: { index in versions.contains { base[index...].hasPrefix($0) } }) {
            base = base[..<start]
        }
        while base.hasSuffix("/") { base.removeLast() }
        return String(base)
    }
}
