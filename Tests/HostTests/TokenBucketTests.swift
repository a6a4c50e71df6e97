import Foundation
import Testing

@testable import Host

@Suite("Buckets of tokens")
struct TokenBucketTests {
    private let noon = Date(timeIntervalSinceReferenceDate: 800_000_000)

    @Test("a bucket gives what it holds, and fills up within a minute", arguments: [1, 3, 7, 60, 300, 999])
    func fills(limit: Int) {
        let buckets = TokenBuckets<String>(capacity: 10)
        for taken in 1...limit {
            let quota = buckets.take("a", limit: limit, now: noon)
            #expect(quota.wait == nil)
            #expect(quota.remaining == limit - taken)
        }
        let refused = buckets.take("a", limit: limit, now: noon)
        #expect(refused.wait == (limit >= 60 ? 1 : (60 + limit - 1) / limit))
        #expect((refused.limit, refused.remaining, refused.reset) == (limit, 0, 60))
        #expect(buckets.take("b", limit: limit, now: noon).wait == nil)
        let one = 60 / Double(limit)
        #expect(buckets.take("a", limit: limit, now: noon + one * 0.9).wait != nil)
        #expect(buckets.take("a", limit: limit, now: noon + one).wait == nil)
        #expect(buckets.take("a", limit: limit, now: noon + one).wait != nil)
        #expect(buckets.take("a", limit: limit, now: noon + one + 60).remaining == limit - 1)
    }

    @Test("after a clock was set back nobody waits longer than an empty bucket does")
    func clock() {
        let buckets = TokenBuckets<String>(capacity: 10)
        _ = buckets.take("a", limit: 2, now: noon + 86_400)
        #expect(buckets.take("a", limit: 2, now: noon).wait == 30)
        #expect(buckets.take("a", limit: 2, now: noon + 29).wait == 1)
        #expect(buckets.take("a", limit: 2, now: noon + 30).wait == nil)
        #expect(buckets.take("a", limit: 2, now: noon + 30).wait == 30)
    }

    @Test("a limit that changes holds from the next request on")
    func change() {
        let buckets = TokenBuckets<String>(capacity: 10)
        for _ in 1...5 { _ = buckets.take("a", limit: 10, now: noon) }
        #expect(buckets.take("a", limit: 100, now: noon).remaining == 49)
        #expect(buckets.take("a", limit: 2, now: noon).wait != nil)
    }

    @Test("there are never more buckets than were allowed, and who has asked most is not forgotten")
    func room() {
        let buckets = TokenBuckets<Int>(capacity: 100)
        for _ in 1...5 { _ = buckets.take(-1, limit: 5, now: noon) }
        for key in 0..<10_000 {
            _ = buckets.take(key, limit: 5, now: noon)
            #expect(buckets.count <= 100)
        }
        #expect(buckets.take(-1, limit: 5, now: noon).wait != nil)
        #expect(buckets.take(-1, limit: 5, now: noon + 12).wait == nil)
    }
}
