import Effects
import Foundation
import Testing

@Suite("Values that may be a little old")
struct RecentValuesTests {
    @Test(
        "a value is found for as long as it is fresh, and not once the clock was set back",
        arguments: [(0, true), (9.9, true), (10, false), (3600, false), (-0.1, false)] as [(TimeInterval, Bool)])
    func age(seconds: TimeInterval, isFound: Bool) {
        let values = RecentValues<String, Int>(lifetime: 10, capacity: 5)
        let start = Date(timeIntervalSince1970: 1_000_000)
        values.set(7, for: "seven", now: start)
        #expect(values.value(for: "seven", now: start.addingTimeInterval(seconds)) == (isFound ? 7 : nil))
        #expect(values.value(for: "eight", now: start) == nil)
    }

    @Test("one too many drops the old ones, or all where none is old; a value set anew drops none")
    func capacity() {
        let values = RecentValues<Int, Int>(lifetime: 10, capacity: 2)
        let start = Date(timeIntervalSince1970: 1_000_000)
        let later = start.addingTimeInterval(6)
        func kept(at now: Date) -> [Int?] { (1...4).map { values.value(for: $0, now: now) } }
        values.set(1, for: 1, now: start)
        values.set(2, for: 2, now: later)
        values.set(20, for: 2, now: later)
        #expect(kept(at: later) == [1, 20, nil, nil])
        values.set(3, for: 3, now: start.addingTimeInterval(11))
        #expect(kept(at: start.addingTimeInterval(11)) == [nil, 20, 3, nil])
        values.set(4, for: 4, now: start.addingTimeInterval(12))
        #expect(kept(at: start.addingTimeInterval(12)) == [nil, nil, nil, 4])
    }
}
