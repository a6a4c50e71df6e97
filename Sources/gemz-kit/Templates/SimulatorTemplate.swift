extension NewPlatform {
    var simulator: GeneratedFile {
        let own = parts(keyword: "search", similar: "similar")
        let answers = parts(
            keyword:
                "        case \"/v1/\(id)/search\": .json(posts(about: request.query[\"query\"] ?? \"\", page, request))",
            similar: "        case \"/v1/\(id)/similar\": similar(to: handle, page)")
        let pages = parts(keyword: posts, similar: similar)
        return GeneratedFile(
            "Plugins/\(name)/Simulator/\(name)Simulator.swift",
            #"""
            public import Simulation

            /// The provider's \#(name) endpoints with invented accounts: hundreds for every term or target, and a
            /// profile for every handle. Nobody has the handle `gemz.missing`.
            public struct \#(name)Simulator: ProviderSimulator {
                private static let pages = 25
                private static let pageSize = 20

                public init() {}

                public var endpoints: [SimulatedEndpoint] {
                    [
            \#((own + ["profile"]).map(endpoint).joined(separator: "\n"))
                    ]
                }

                public func answer(_ request: SimulatedRequest) -> SimulatedResponse {
                    let page = max(1, request.query["cursor"].flatMap { Int($0) } ?? 1)
                    let handle = request.query["handle"] ?? ""
                    return switch request.path {
            \#(answers.joined(separator: "\n"))
                    case "/v1/\#(id)/profile": profile(of: handle)
                    default: .failure(404, "Cannot GET \(request.path)")
                    }
                }

            \#((pages + [profile]).joined(separator: "\n\n"))

                /// What both kinds of pages have: a list, and where the next page begins.
                private static func page(_ name: String, _ list: [SimulatedJSON], _ page: Int) -> SimulatedJSON {
                    let isLast = page >= pages
                    return .object([
                        SimulatedJSON.Member(name, .array(page > pages ? [] : list)),
                        SimulatedJSON.Member("cursor", .string(String(page + 1), orAbsent: isLast)),
                    ])
                }

                private static let missing = SimulatedResponse.failure(404, "User not found")
            }
            """#)
    }

    private func endpoint(_ name: String) -> String {
        let subject = name == "search" ? "query" : "handle"
        let empty =
            switch name {
            case "search": ".json([\"posts\": []])"
            default: "Self.missing"
            }
        return """
                        SimulatedEndpoint(
                            path: "/v1/\(id)/\(name)", required: [["\(subject)"]], missingMessage: "\(subject) is required",
                            subjects: ["\(subject)"], empty: \(empty)),
            """
    }

    private var posts: String {
        #"""
            /// Every seventh post is a second one of the author before.
            private func posts(about term: String, _ page: Int, _ request: SimulatedRequest) -> SimulatedJSON {
                let crowd = Seed("\#(id)", "crowd", term.lowercased())
                let posts = (0..<Self.pageSize).map { place in
                    let number = page * Self.pageSize + place
                    let author = place % 7 == 6 ? number - 1 : number
                    let account = \#(name)Account(handle: InventedHandle.handle(crowd(author)))
                    let post = InventedPost(crowd("post")(number), by: account.person, topic: term, now: request.now)
                    return account.post(post)
                }
                return Self.page("posts", posts, page)
            }
        """#
    }

    private var similar: String {
        #"""
            private func similar(to handle: String, _ page: Int) -> SimulatedResponse {
                guard handle.lowercased() != "gemz.missing" else { return Self.missing }
                let ring = Seed("\#(id)", "ring", handle.lowercased())
                let users = (0..<Self.pageSize).map { place in
                    \#(name)Account(handle: InventedHandle.handle(ring(page * Self.pageSize + place))).searched
                }
                let target: SimulatedJSON = page > 1 ? [:] : ["target": \#(name)Account(handle: handle).profile]
                return .json(target.adding(Self.page("users", users, page)))
            }
        """#
    }

    private var profile: String {
        #"""
            private func profile(of handle: String) -> SimulatedResponse {
                guard handle.lowercased() != "gemz.missing" else { return Self.missing }
                return .json(["user": \#(name)Account(handle: handle).profile])
            }
        """#
    }
}
