/// Where a simulator's choices come from: words in, the same numbers out, in every process and on every machine.
///
/// A seed is a value. Draws are named, so that a new draw never changes the others:
///
///     let seed = Seed("tiktok", "user", handle)
///     let uid = seed("uid").digits(19)
///     var draw = seed("videos").generator()
///     let count = draw.integer(in: 1...40)
public struct Seed: Hashable, Sendable {
    let state: UInt64

    /// A seed keyed by words. `Seed("a", "bc")` and `Seed("ab", "c")` differ.
    public init(_ words: String...) { self.init(words: words) }

    public init(words: [String]) {
        state = words.reduce(0xcbf2_9ce4_8422_2325) { Self.fold($1, into: $0) }
    }

    private init(state: UInt64) { self.state = state }

    /// A seed of its own below this one.
    public func callAsFunction(_ word: String) -> Seed { Seed(state: Self.fold(word, into: state)) }

    /// A seed of its own below this one, for the members of a numbered series.
    public func callAsFunction(_ index: Int) -> Seed { self("#\(index)") }

    /// A generator that begins here; two generators of one seed draw the same numbers.
    public func generator() -> SeededGenerator { SeededGenerator(state: state) }

    /// FNV-1a over the word's UTF-8 and its end, then mixed, so that neighbours share no pattern.
    private static func fold(_ word: String, into state: UInt64) -> UInt64 {
        var hash = state
        for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ 0xff) &* 0x0000_0100_0000_01b3
        return SeededGenerator.mix(hash)
    }
}

extension Seed {
    /// A number in a range, each as likely.
    public func integer(in range: ClosedRange<Int>) -> Int {
        var draw = generator()
        return draw.integer(in: range)
    }

    /// True with a probability from 0 to 1.
    public func chance(_ probability: Double) -> Bool {
        var draw = generator()
        return draw.unit() < probability
    }

    /// One of a list's elements, or `nil` of an empty list.
    public func pick<Element>(_ list: [Element]) -> Element? {
        var draw = generator()
        return draw.pick(list)
    }

    /// That many decimal digits, the first not 0: an id as a provider writes it.
    public func digits(_ count: Int) -> String {
        var draw = generator()
        return draw.digits(count)
    }

    /// That many characters of an alphabet; letters, digits, `-` and `_` unless told.
    public func token(_ count: Int, of alphabet: [Character] = SeededGenerator.urlSafe) -> String {
        var draw = generator()
        return draw.token(count, of: alphabet)
    }
}
