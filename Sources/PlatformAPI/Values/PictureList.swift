/// Lists of one picture in several forms.
public enum PictureList {
    /// The first address that is not HEIC, which few browsers show; the first of all where every one is.
    public static func best(of urls: [String]) -> String? {
        let usable = urls.filter { url in
            let scheme = url.prefix { $0 != "/" }.lowercased()
            return url.dropFirst(scheme.count).hasPrefix("//") && (scheme == "https:" || scheme == "http:")
        }
        return usable.first { !isHEIC($0) } ?? usable.first
    }

    private static func isHEIC(_ url: String) -> Bool {
        let path = url.prefix { $0 != "?" && $0 != "#" }.lowercased()
        return path.hasSuffix(".heic") || path.hasSuffix(".heif")
    }
}
