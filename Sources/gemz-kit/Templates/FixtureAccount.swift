/// The three people of the fixtures, in the example's shape and in gemz's own.
struct FixtureAccount {
    var id: Int
    var handle: String
    var name: String
    var followers: Int
    var biography: String

    static let ada = FixtureAccount(
        id: 71, handle: "ada.knits", name: "Ada", followers: 5120, biography: "Jumpers, slowly. ada@example.com")
    static let ben = FixtureAccount(
        id: 72, handle: "ben.purls", name: "Ben Purls", followers: 880, biography: "Socks for everyone 🧦")
    static let cleo = FixtureAccount(
        id: 73, handle: "cleo.spins", name: "Cleo", followers: 64_300, biography: "Wool from our own sheep")
    static let dov = FixtureAccount(
        id: 74, handle: "dov.weaves", name: "Dov", followers: 2410, biography: "Looms and patience")

    /// As searches show it; `profile` adds what only the profile has.
    func user(of id: String, indent: String, profile: Bool = false) -> String {
        let more =
            profile
            ? [
                "\"biography\": \"\(biography)\"", "\"link\": \"https://example.com/\(name.lowercased().prefix(3))\"",
                "\"following_count\": 80", "\"post_count\": 410",
            ] : []
        let fields = [
            "\"id\": \"\(self.id)\"", "\"username\": \"\(handle)\"", "\"full_name\": \"\(name)\"",
            "\"picture\": \"https://cdn.\(id).example/\(self.id).jpg\"", "\"follower_count\": \(followers)",
            "\"is_verified\": false", "\"is_private\": false",
        ]
        return "{\n" + (fields + more).map { "\(indent)  \($0)" }.joined(separator: ",\n") + "\n\(indent)}"
    }
}
