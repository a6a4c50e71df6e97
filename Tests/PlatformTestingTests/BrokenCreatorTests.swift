import Foundation
import PlatformAPI
import Testing

@testable import PlatformTesting

@Suite("N and S find wrong creators")
struct BrokenCreatorTests {
    private static func findings<Wrong: Flaw>(_ flaw: Wrong.Type, _ id: String) async throws -> [Finding] {
        try await ToyFixture.with { try await $0.findings(flaw) }[id] ?? []
    }

    @Test("N1: something that is added every time")
    func repeated() async throws {
        enum Growing: Flaw {
            static func enriched(_ creator: Creator, before: Creator) -> Creator {
                var grown = creator
                grown.bio = (before.bio ?? "") + "!"
                return grown
            }
        }
        #expect(
            try await Self.findings(Growing.self, "N1").first
                == Finding(
                    "toy/keyword/whole page 1, 1",
                    "the second time changes it:\n  bio\n    expected \"!\"\n    got      \"!!\""))
    }

    @Test("N2: a value that was known before")
    func lost() async throws {
        enum Losing: Flaw {
            static func enriched(_ creator: Creator, before: Creator) -> Creator {
                var poorer = creator
                poorer.displayName = nil
                return poorer
            }
        }
        #expect(
            try await Self.findings(Losing.self, "N2").first
                == Finding("toy/keyword/whole page 1, 1", #"displayName is lost: it was "Mira""#))
    }

    @Test("N3: another id")
    func renamed() async throws {
        enum Renaming: Flaw {
            static func enriched(_ creator: Creator, before: Creator) -> Creator {
                var other = creator
                other.externalId += "0"
                return other
            }
        }
        #expect(
            try await Self.findings(Renaming.self, "N3").first
                == Finding("toy/keyword/whole page 1, 1", "becomes 10 on toy"))
    }

    @Test("N4 and E3: a failure that makes a creator of nothing")
    func failing() async throws {
        enum Pretending: Flaw {
            static func unread(_ creator: Creator, _ error: PlatformError) throws(PlatformError) -> Creator {
                var pretended = creator
                pretended.followers = 0
                return pretended
            }
        }
        #expect(
            try await Self.findings(Pretending.self, "N4").first
                == Finding("toy/keyword/whole 1", "a profile that is away changes the creator"))
        #expect(
            try await Self.findings(Pretending.self, "E3").first
                == Finding("toy/keyword/whole 1, 400", "must be invalidInput, and makes a creator of it"))
    }

    @Test("E3: a failure that is kept quiet, the creator as it was")
    func quiet() async throws {
        enum Quiet: Flaw {
            static func unread(_ creator: Creator, _ error: PlatformError) throws(PlatformError) -> Creator {
                guard case .rateLimited = error else { throw error }
                return creator
            }
        }
        #expect(
            try await Self.findings(Quiet.self, "E3").filter { $0.place.hasPrefix("toy/keyword") } == [
                Finding("toy/keyword/whole 1, 429", "must be rateLimited, and is no error"),
                Finding("toy/keyword/whole 1, 429 with Retry-After", "must be rateLimited, and is no error"),
            ])
    }

    @Test("N5 and N6: a profile that leaves no date, and would be read for ever")
    func undated() async throws {
        enum Undated: Flaw {
            static func enriched(_ creator: Creator, before: Creator) -> Creator {
                var undated = creator
                undated.profileFetchedAt = nil
                return undated
            }
        }
        let place = "toy/keyword/whole page 1, 1"
        #expect(try await Self.findings(Undated.self, "N5").first == Finding(place, "profileFetchedAt is absent"))
        #expect(
            try await Self.findings(Undated.self, "N6").first
                == Finding(place, "would be enriched again, for ever"))
    }

    @Test("S1: a creator without a score")
    func scoreless() async throws {
        enum Scoreless: Flaw {
            static func refined(_ creator: Creator?, _ candidate: Creator) -> Creator? {
                var plain = creator
                plain?.similarity = nil
                return plain
            }
        }
        #expect(
            try await Self.findings(Scoreless.self, "S1")
                == [Finding("toy/similar/friends page 1, tasven", "has no similarity")])
    }

    @Test("S2: a score by chance")
    func chance() async throws {
        enum Dicey: Flaw {
            static func refined(_ creator: Creator?, _ candidate: Creator) -> Creator? {
                var diced = creator
                if creator?.similarity != nil {
                    diced?.similarity = SimilarityScore(Double.random(in: 0...1), reasons: ["luck"])
                }
                return diced
            }
        }
        let found = try #require(try await Self.findings(Dicey.self, "S2").first)
        #expect(found.place == "toy/similar/friends page 1, tasven")
        #expect(found.mistake.hasPrefix("scores 0.") && found.mistake.hasSuffix(" the second time"))
    }

    @Test("S3: a target that is not told")
    func targetless() async throws {
        enum Targetless: Flaw {
            static func target(_ target: Creator) -> Creator? { nil }
        }
        #expect(
            try await Self.findings(Targetless.self, "S3") == [
                Finding(
                    "toy/similar/friends page 1", "names no target",
                    remedy: "Set target on a similar search's page one")
            ])
    }

    @Test("S3 and S4: the target and private accounts among the results")
    func indiscreet() async throws {
        enum Indiscreet: Flaw {
            static func refined(_ creator: Creator?, _ candidate: Creator) -> Creator? { candidate }
        }
        #expect(
            try await Self.findings(Indiscreet.self, "S3") == [
                Finding("toy/similar/friends page 1, mira", "the target is among the results"),
                Finding("toy/similar/friends refine", "lets the target through"),
            ])
        #expect(
            try await Self.findings(Indiscreet.self, "S4") == [
                Finding("toy/similar/friends page 1, shy", "a private account is among the results"),
                Finding("toy/similar/friends refine", "lets a private account through"),
            ])
    }
}
