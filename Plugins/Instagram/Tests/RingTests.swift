import Testing

@testable import InstagramSimulator

@Suite("The simulated Instagram's ring")
struct RingTests {
    @Test("one account in fifty is gone and one in thirty private; strangers to the ring are neither")
    func standings() {
        let counts = InstagramRing.handles.reduce(into: [:]) { counts, handle in
            counts[InstagramAccount.standing(of: handle), default: 0] += 1
        }
        #expect((90...150).contains(counts[.gone] ?? 0))
        #expect((160...240).contains(counts[.hidden] ?? 0))
        #expect(["jane", "a.b_c", "2"].allSatisfy { InstagramAccount.standing(of: $0) == .open })
    }

    @Test("neighbours share most of whom they relate to, and nobody relates to itself")
    func neighbours() {
        let one = InstagramRing.related(to: InstagramRing.handles[100], count: 80)
        let other = InstagramRing.related(to: InstagramRing.handles[101], count: 80)
        #expect(Set(one).count == 80 && Set(other).count == 80)
        #expect(Set(one).intersection(other).count >= 30)
        #expect(!one.contains(InstagramRing.handles[100]))
    }

    @Test("a shortcode is its id in base64url")
    func shortcodes() {
        #expect(InstagramMedia.shortcode(of: "3712952179275786496") == "DOHDlXBvukA")
        #expect(InstagramMedia.shortcode(of: "0") == "A")
    }
}
