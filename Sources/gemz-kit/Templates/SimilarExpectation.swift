extension NewPlatform {
    /// What must come of ``similarCase``, as the kit writes it once the plugin is written.
    var similarExpectation: String {
        """
        {
          "pages": [
            {
              "creators": [
                {
                  "avatarUrl": "https://cdn.\(id).example/72.jpg",
                  "bio": "Socks for everyone 🧦",
                  "content": [],
                  "displayName": "Ben Purls",
                  "emails": [],
                  "externalId": "72",
                  "followers": 880,
                  "following": 80,
                  "handle": "ben.purls",
                  "links": [
                    {
                      "source": "bioLink",
                      "url": "https://example.com/ben"
                    }
                  ],
                  "platform": "\(id)",
                  "posts": 410,
                  "private": false,
                  "profileFetchedAt": "2026-01-15T12:00:00.000Z",
                  "profileUrl": "https://www.\(id).example/@ben.purls",
                  "similarity": {
                    "reasons": [
                      "found on the target's own page or by its own terms",
                      "similar audience size"
                    ],
                    "score": 0.197
                  },
                  "verified": false
                },
                {
                  "avatarUrl": "https://cdn.\(id).example/73.jpg",
                  "bio": "Wool from our own sheep",
                  "content": [],
                  "displayName": "Cleo",
                  "emails": [],
                  "externalId": "73",
                  "followers": 64300,
                  "following": 80,
                  "handle": "cleo.spins",
                  "links": [
                    {
                      "source": "bioLink",
                      "url": "https://example.com/cle"
                    }
                  ],
                  "platform": "\(id)",
                  "posts": 410,
                  "private": false,
                  "profileFetchedAt": "2026-01-15T12:00:00.000Z",
                  "profileUrl": "https://www.\(id).example/@cleo.spins",
                  "similarity": {
                    "reasons": [
                      "found on the target's own page or by its own terms"
                    ],
                    "score": 0.15
                  },
                  "verified": false
                }
              ],
              "next": "2",
              "skipped": [
                {
                  "path": "users[1]",
                  "reason": "no id or no handle"
                }
              ],
              "target": {
                "avatarUrl": "https://cdn.\(id).example/71.jpg",
                "bio": "Jumpers, slowly. ada@example.com",
                "content": [],
                "displayName": "Ada",
                "emails": [
                  {
                    "address": "ada@example.com",
                    "confidence": 0.98,
                    "source": "bio"
                  }
                ],
                "externalId": "71",
                "followers": 5120,
                "following": 80,
                "handle": "ada.knits",
                "links": [
                  {
                    "source": "bioLink",
                    "url": "https://example.com/ada"
                  }
                ],
                "platform": "\(id)",
                "posts": 410,
                "private": false,
                "profileUrl": "https://www.\(id).example/@ada.knits",
                "verified": false
              }
            },
            {
              "creators": [
                {
                  "avatarUrl": "https://cdn.\(id).example/74.jpg",
                  "bio": "Looms and patience",
                  "content": [],
                  "displayName": "Dov",
                  "emails": [],
                  "externalId": "74",
                  "followers": 2410,
                  "following": 80,
                  "handle": "dov.weaves",
                  "links": [
                    {
                      "source": "bioLink",
                      "url": "https://example.com/dov"
                    }
                  ],
                  "platform": "\(id)",
                  "posts": 410,
                  "private": false,
                  "profileFetchedAt": "2026-01-15T12:00:00.000Z",
                  "profileUrl": "https://www.\(id).example/@dov.weaves",
                  "similarity": {
                    "reasons": [
                      "found on the target's own page or by its own terms",
                      "similar audience size"
                    ],
                    "score": 0.285
                  },
                  "verified": false
                }
              ],
              "end": true,
              "skipped": []
            }
          ]
        }
        """
    }
}
