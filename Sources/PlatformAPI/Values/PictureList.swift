/// Lists of one picture in several forms.
public enum PictureList {
    /// The first address that is not HEIC, which few browsers show; the first of all where every one is.
    public static func best(of urls: [String]) -> String? {
        let usable = urls.filter { $0.hasPrefix("https://") || $0.hasPrefix("http://") }
        return usable.first { !isHEIC($0) } ?? usable.first
    }

    private static func isHEIC(_ url: String) -> Bool {
        let path = url.prefix { $0 != "?" && $0 != "#" }.lowercased()
        return path.hasSuffix(".heic") || path.hasSuffix(".heif")
    }
}
