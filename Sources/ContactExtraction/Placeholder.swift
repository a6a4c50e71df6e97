public import PlatformAPI

/// SKELETON: signatures settled, body to be written.
public enum ContactExtraction {
    /// Addresses in a text, each once, in order of appearance.
    public static func emails(in text: String, source: CreatorEmail.Source) -> [CreatorEmail] { fatalError() }
}
