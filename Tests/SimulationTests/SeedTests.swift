import Testing

@testable import Simulation

@Suite("Seeds")
struct SeedTests {
    @Test("a seed draws the same numbers on every machine, for ever")
    func steady() {
        var draw = Seed("tiktok", "user", "123").generator()
        #expect(
            (0..<3).map { _ in draw.next() } == [
                9_521_273_701_774_467_222, 2_012_244_036_298_426_207, 1_538_903_187_158_623_788,
            ])
        #expect(Seed("id").digits(19) == "7396930684131496604")
        #expect(Seed("id").token(8) == "tV-n9WBp")
    }

    @Test("the generator is SplitMix64: its published first numbers for 1234567")
    func reference() {
        var draw = SeededGenerator(state: 1_234_567)
        #expect(
            (0..<5).map { _ in draw.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test("words are kept apart, and naming a draw leaves the others alone")
    func keys() {
        #expect(Seed("a", "bc") != Seed("ab", "c"))
        #expect(Seed("a")("b") == Seed("a", "b"))
        #expect(Seed("a")(1) != Seed("a")(2))
        #expect(Seed("a")(1).integer(in: 0...1_000_000) != Seed("a")(2).integer(in: 0...1_000_000))
    }

    @Test("numbers stay in their range and reach its ends", arguments: [0...0, -3...3, 1...6, 0...99])
    func ranges(range: ClosedRange<Int>) {
        var draw = Seed("range").generator()
        let drawn = (0..<4_000).map { _ in draw.integer(in: range) }
        #expect(drawn.min() == range.lowerBound)
        #expect(drawn.max() == range.upperBound)
    }

    @Test("the widest range of all is drawn from, too")
    func widest() {
        var draw = Seed("wide").generator()
        let drawn = (0..<64).map { _ in draw.integer(in: Int.min...Int.max) }
        #expect(Set(drawn).count == 64)
        #expect(drawn.contains { $0 < 0 } && drawn.contains { $0 > 0 })
    }

    @Test("a sample holds each element once, and no more than there are")
    func samples() {
        var draw = Seed("sample").generator()
        #expect(draw.sample(9, of: [1, 2, 3]).sorted() == [1, 2, 3])
        #expect(draw.sample(0, of: [1, 2, 3]) == [])
        #expect(draw.pick([Int]()) == nil)
    }

    @Test("normal draws have the normal's mean and spread")
    func normal() {
        var draw = Seed("normal").generator()
        let drawn = (0..<20_000).map { _ in draw.normal() }
        let mean = drawn.reduce(0, +) / 20_000
        let variance = drawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
        #expect(abs(mean) < 0.03)
        #expect(abs(variance - 1) < 0.05)
    }
}
