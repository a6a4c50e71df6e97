import PlatformAPI

extension NewPlatform {
    var simulatedAccount: GeneratedFile {
        let imports = offers(.keyword) ? "import FoundationEssentials\n" : ""
        let post = offers(.keyword) ? "\n\n" + simulatedPost : ""
        return GeneratedFile(
            "Plugins/\(name)/Simulator/\(name)Account.swift",
            #"""
            \#(imports)import Simulation

            /// An invented account, the same in searches and as a profile, since everything follows from the handle.
            struct \#(name)Account {
                let person: InventedPerson

                init(handle: String) { person = InventedPerson(handle: handle.lowercased(), on: "\#(id)") }

                /// As searches show it.
                var searched: SimulatedJSON {
                    [
                        "id": .string(person.seed("id").digits(16)), "username": .string(person.handle),
                        "full_name": .string(person.displayName),
                        "picture": .string("https://cdn.\#(id).example/\(person.seed("picture").token(20)).jpg"),
                        "follower_count": .int(person.followers), "is_verified": .bool(person.isVerified),
                        "is_private": .bool(person.isPrivate),
                    ]
                }

                /// As its profile shows it.
                var profile: SimulatedJSON {
                    searched.adding([
                        "biography": .string(person.biography), "link": .optional(person.link),
                        "following_count": .int(person.following), "post_count": .int(person.posts),
                    ])
                }\#(post)
            }
            """#)
    }

    private var simulatedPost: String {
        """
            func post(_ post: InventedPost) -> SimulatedJSON {
                [
                    "id": .string(post.seed("id").digits(18)), "text": .string(post.caption),
                    "created_at": .int(Int(post.publishedAt.timeIntervalSince1970)), "like_count": .int(post.likes),
                    "user": searched,
                ]
            }
        """
    }
}
