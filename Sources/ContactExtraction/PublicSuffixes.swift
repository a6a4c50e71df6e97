import CLibidn2
import CLibpsl

/// The public suffix list, as libpsl carries it.
enum PublicSuffixes {
    /// Whether a lower-case domain lies below a public suffix: `example.co.uk`, but neither `co.uk` nor `example.png`.
    ///
    /// `.example` and `.test` count as suffixes: RFC 2606 reserves them for documentation and tests.
    static func isRegistrable(_ domain: String) -> Bool {
        guard let ascii = ascii(domain), let top = ascii.split(separator: ".").last else { return false }
        if top == "example" || top == "test" { return ascii.contains(".") }
        guard let list = psl_builtin() else { return false }
        let types = PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE
        guard psl_is_public_suffix2(list, String(top), types) == 1 else { return false }
        return psl_is_public_suffix2(list, ascii, PSL_TYPE_ICANN) == 0
    }

    /// A domain in ASCII (Punycode where it has other letters), lower-case; `nil` where IDNA2008 refuses it.
    static func ascii(_ domain: String) -> String? {
        var encoded: UnsafeMutablePointer<CChar>?
        let flags = CInt(bitPattern: IDN2_NFC_INPUT.rawValue | IDN2_NONTRANSITIONAL.rawValue)
        guard idn2_to_ascii_8z(domain, &encoded, flags) == IDN2_OK.rawValue, let encoded else { return nil }
        defer { idn2_free(encoded) }
        return String(cString: encoded).lowercased()
    }
}
