extension NewPlatform {
    /// Two pages: two posts of one author, a post that lacks its author, and an author whose profile is gone.
    var keywordCase: FixtureTemplate {
        let search = { (cursor: [(String, String)]) in [("query", "knitting")] + cursor }
        return FixtureTemplate(
            name: "whole-search",
            why: "Two pages to the end: an author of two posts, a post without an author, a profile that is gone.",
            subject: "\"keyword\": \"knitting\"",
            exchanges: [
                .init(path: "/v1/\(id)/search", query: search([]), file: "1-search.json", body: firstPosts),
                .init(
                    path: "/v1/\(id)/search", query: search([("cursor", "2")]), file: "2-search.json", body: lastPosts),
                profile(of: .ada, file: 3),
                FixtureTemplate.Exchange(
                    path: "/v1/\(id)/profile", query: [("handle", FixtureAccount.ben.handle)], status: 404,
                    file: "4-profile-ben.purls.json",
                    body: "{\n  \"success\": false,\n  \"message\": \"User not found\"\n}"),
                profile(of: .cleo, file: 5),
            ],
            expected: keywordExpectation)
    }

    /// The exchange that tells an account's profile.
    func profile(of account: FixtureAccount, file number: Int) -> FixtureTemplate.Exchange {
        FixtureTemplate.Exchange(
            path: "/v1/\(id)/profile", query: [("handle", account.handle)],
            file: "\(number)-profile-\(account.handle).json",
            body: "{\n  \"user\": \(account.user(of: id, indent: "  ", profile: true))\n}")
    }

    private var firstPosts: String {
        """
        {
          "posts": [
        \(post(501, "A yoke in one evening", by: .ada)),
        \(post(502, "Socks, again", by: .ben)),
            {
              "id": "503",
              "text": "Nobody wrote this",
              "created_at": 1767484800,
              "like_count": 1
            },
        \(post(504, "Blocking day", by: .ada))
          ],
          "cursor": "2"
        }
        """
    }

    private var lastPosts: String {
        """
        {
          "posts": [
        \(post(505, "From sheep to shawl", by: .cleo))
          ]
        }
        """
    }

    private func post(_ number: Int, _ text: String, by author: FixtureAccount) -> String {
        """
            {
              "id": "\(number)",
              "text": "\(text)",
              "created_at": \(1_767_000_000 + 1_000 * number),
              "like_count": \(number * 3),
              "user": \(author.user(of: id, indent: "      "))
            }
        """
    }
}
