/// Ids that callers give their requests.
enum RequestID {
    /// The id of the request that is being answered, for whatever its handler calls; `nil` outside of one.
    @TaskLocal static var current: String?

    /// The id, if it is a sane token: 1 to 128 letters, digits, dots, dashes or underscores. It reaches logs as it is.
    static func from(_ header: String?) -> String? {
        guard let header, (1...128).contains(header.utf8.count) else { return nil }
        let isSane = header.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isSane ? header : nil
    }
}
