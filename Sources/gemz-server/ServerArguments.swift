import Host

/// The few words the server takes: `--port 8787` and `--data DIR`; everything else comes from the environment.
struct ServerArguments {
    var port: Int?
    var dataDirectory: String?

    /// - Throws: ``EnvironmentError`` saying what is accepted.
    init(_ words: some Sequence<String>) throws {
        var words = words.makeIterator()
        while let word = words.next() {
            switch (word, words.next()) {
            case ("--port", let value?) where Int(value).map((0...65535).contains) == true: port = Int(value)
            case ("--data", let value?): dataDirectory = value
            default: throw EnvironmentError("gemz-server takes --port 0…65535 and --data DIR, not '\(word)'.")
            }
        }
    }
}
