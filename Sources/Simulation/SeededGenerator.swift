import Foundation

/// SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014), with the draws that
/// simulators need.
///
/// The draws do not go through the standard library's `random(in:using:)`, whose use of a generator may change
/// between Swift versions.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(state: UInt64) { self.state = state }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Self.mix(state)
    }

    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, 1.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number in a range, each as likely (to within 2⁻⁶⁴ times the range's size).
    public mutating func integer(in range: ClosedRange<Int>) -> Int {
        let size = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound)) &+ 1
        guard size != 0 else { return Int(truncatingIfNeeded: next()) }
        let offset = next().multipliedFullWidth(by: size).high
        return range.lowerBound &+ Int(truncatingIfNeeded: offset)
    }

    /// True with a probability from 0 to 1.
    public mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    /// One of a list's elements, or `nil` of an empty list.
    public mutating func pick<Element>(_ list: [Element]) -> Element? {
        list.isEmpty ? nil : list[integer(in: 0...list.count - 1)]
    }

    /// At most that many of a list's elements, each once, in a drawn order.
    public mutating func sample<Element>(_ count: Int, of list: [Element]) -> [Element] {
        var rest = list
        var drawn: [Element] = []
        while drawn.count < count, !rest.isEmpty { drawn.append(rest.remove(at: integer(in: 0...rest.count - 1))) }
        return drawn
    }

    /// A count as audiences have them: log-normal, so most are small and a few are huge.
    ///
    /// - Parameters:
    ///   - median: half of all draws are below it; more than 0.
    ///   - spread: the standard deviation of the logarithm; 1.8 spans a few hundred to some millions.
    public mutating func logNormal(median: Double, spread: Double) -> Int {
        let drawn = median * exp(spread * normal())
        return Int(min(max(drawn, 0), 2e9).rounded())
    }

    /// A draw of the standard normal distribution, by Box and Muller's method.
    public mutating func normal() -> Double {
        let radius = (-2 * log(1 - unit())).squareRoot()
        return radius * cos(2 * Double.pi * unit())
    }

    /// That many decimal digits, the first not 0.
    public mutating func digits(_ count: Int) -> String {
        var text = ""
        for index in 0..<max(count, 0) { text += String(integer(in: (index == 0 ? 1 : 0)...9)) }
        return text
    }

    /// That many characters of an alphabet.
    public mutating func token(_ count: Int, of alphabet: [Character] = urlSafe) -> String {
        var text = ""
        for _ in 0..<max(count, 0) { if let drawn = pick(alphabet) { text.append(drawn) } }
        return text
    }

    /// The 64 characters of base64url, as YouTube's ids use them.
    public static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
}
