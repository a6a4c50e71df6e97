extension NewPlatform {
    /// What must come of ``keywordCase``, as the kit writes it once the plugin is written.
    var keywordExpectation: String {
        """
        {
          "pages": [
            {
              "creators": [
                {
                  "avatarUrl": "https://cdn.\(id).example/71.jpg",
                  "bio": "Jumpers, slowly. ada@example.com",
                  "content": [
                    {
                      "caption": "A yoke in one evening",
                      "hashtags": [],
                      "id": "501",
                      "likes": 1503,
                      "publishedAt": "2026-01-04T04:30:00.000Z",
                      "url": "https://www.\(id).example/post/501"
                    },
                    {
                      "caption": "Blocking day",
                      "hashtags": [],
                      "id": "504",
                      "likes": 1512,
                      "publishedAt": "2026-01-04T05:20:00.000Z",
                      "url": "https://www.\(id).example/post/504"
                    }
                  ],
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
                  "profileFetchedAt": "2026-01-15T12:00:00.000Z",
                  "profileUrl": "https://www.\(id).example/@ada.knits",
                  "verified": false
                },
                {
                  "avatarUrl": "https://cdn.\(id).example/72.jpg",
                  "content": [
                    {
                      "caption": "Socks, again",
                      "hashtags": [],
                      "id": "502",
                      "likes": 1506,
                      "publishedAt": "2026-01-04T04:46:40.000Z",
                      "url": "https://www.\(id).example/post/502"
                    }
                  ],
                  "displayName": "Ben Purls",
                  "emails": [],
                  "externalId": "72",
                  "followers": 880,
                  "handle": "ben.purls",
                  "links": [],
                  "platform": "\(id)",
                  "private": false,
                  "profileUrl": "https://www.\(id).example/@ben.purls",
                  "verified": false
                }
              ],
              "next": "2",
              "skipped": [
                {
                  "path": "posts[2].user",
                  "reason": "no id or no handle"
                }
              ],
              "unenriched": [
                {
                  "externalId": "72",
                  "failure": {
                    "code": "notFound",
                    "message": "User not found"
                  }
                }
              ]
            },
            {
              "creators": [
                {
                  "avatarUrl": "https://cdn.\(id).example/73.jpg",
                  "bio": "Wool from our own sheep",
                  "content": [
                    {
                      "caption": "From sheep to shawl",
                      "hashtags": [],
                      "id": "505",
                      "likes": 1515,
                      "publishedAt": "2026-01-04T05:36:40.000Z",
                      "url": "https://www.\(id).example/post/505"
                    }
                  ],
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
