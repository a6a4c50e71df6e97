/// The program's version, as the API document and `--version` tell it.
public enum GemzVersion {
    public static let current = "0.1.0"
}
