extension NewPlatform {
    /// Two pages of accounts like a target, one of them without an id and a handle.
    var similarCase: FixtureTemplate {
        let search = { (cursor: [(String, String)]) in [("handle", FixtureAccount.ada.handle)] + cursor }
        return FixtureTemplate(
            name: "whole-search",
            why: "Two pages to the end; the first shows the target, and an account without its id.",
            subject: "\"similarTo\": \"\(FixtureAccount.ada.handle)\"",
            exchanges: [
                .init(path: "/v1/\(id)/similar", query: search([]), file: "1-similar.json", body: firstUsers),
                .init(
                    path: "/v1/\(id)/similar", query: search([("cursor", "2")]), file: "2-similar.json", body: lastUsers
                ),
                profile(of: .ben, file: 3), profile(of: .cleo, file: 4), profile(of: .dov, file: 5),
            ],
            expected: similarExpectation)
    }

    private var firstUsers: String {
        """
        {
          "target": \(FixtureAccount.ada.user(of: id, indent: "  ", profile: true)),
          "users": [
            \(FixtureAccount.ben.user(of: id, indent: "    ")),
            {
              "full_name": "Nobody"
            },
            \(FixtureAccount.cleo.user(of: id, indent: "    "))
          ],
          "cursor": "2"
        }
        """
    }

    private var lastUsers: String {
        """
        {
          "users": [
            \(FixtureAccount.dov.user(of: id, indent: "    "))
          ]
        }
        """
    }
}
