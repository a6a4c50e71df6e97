extension NewPlatform {
    var enricher: GeneratedFile {
        GeneratedFile(
            "Plugins/\(name)/Sources/\(name)Enricher.swift",
            #"""
            public import PlatformAPI

            /// Completes \#(name) creators from their profiles: one call each.
            public struct \#(name)Enricher: Enricher {
                public let callsPerCreator = 1

                public init() {}

                public func needsEnriching(_ creator: Creator) -> Bool { creator.profileFetchedAt == nil }

                public func enrich(_ creator: Creator, in context: SearchContext) async throws(PlatformError) -> Creator {
                    let body = try await context.provider.send(Self.request(for: creator)).json()
                    var profile = try \#(name)Transformer.creator(body.require("user", .object))
                    // Handles are given up and taken by others; ids stay.
                    guard profile.externalId == creator.externalId else {
                        throw .notFound("@\(creator.handle ?? creator.externalId) belongs to somebody else now")
                    }
                    profile.profileFetchedAt = context.now
                    return creator.completed(by: profile)
                }

                static func request(for creator: Creator) throws(PlatformError) -> ProviderRequest {
                    throw .unwritten("GET /v1/\#(id)/profile with handle (creator.handle, or its externalId)")
                }
            }
            """#)
    }

    /// What marks the places that only the author can write.
    var unwritten: GeneratedFile {
        GeneratedFile(
            "Plugins/\(name)/Sources/Unwritten.swift",
            #"""
            import PlatformAPI

            extension PlatformError {
                /// What a place throws until its author has written it, so that tests tell what is left. With the last place
                /// written, delete this file: what does not compile then was left over.
                static func unwritten(
                    _ what: String, function: String = #function, file: String = #fileID, line: Int = #line
                ) -> PlatformError {
                    let place = "Plugins/\#(name)/Sources/\(file.split(separator: "/").last ?? ""):\(line)"
                    return .badShape(path: "", reason: "write \(function) in \(place): \(what)")
                }
            }
            """#)
    }
}
