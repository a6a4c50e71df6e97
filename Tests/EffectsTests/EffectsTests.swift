import Effects
import Foundation
import Testing

@Suite("Effects")
struct EffectsTests {
    @Test(
        "a UUIDv7 is its milliseconds, then version, variant and the random bytes",
        arguments: [
            (0.0, 0x00, "00000000-0000-7000-8000-000000000000"),
            (0.0, 0xFF, "00000000-0000-7FFF-BFFF-FFFFFFFFFFFF"),
            (1.5, 0xAB, "00000000-05DC-7BAB-ABAB-ABABABABABAB"),
            // RFC 9562, appendix A.6: 2022-02-22T14:22:22.00-05:00.
            (1_645_557_742, 0x00, "017F22E2-79B0-7000-8000-000000000000"),
            // The last millisecond that 48 bits hold.
            (281_474_976_710.655, 0x11, "FFFFFFFF-FFFF-7111-9111-111111111111"),
            // Before 1970 counts as 1970.
            (-5, 0x00, "00000000-0000-7000-8000-000000000000"),
        ] as [(TimeInterval, UInt8, String)])
    func version7(seconds: TimeInterval, random: UInt8, wanted: String) {
        let uuid = UUID.version7(
            at: Date(timeIntervalSince1970: seconds), random: [UInt8](repeating: random, count: 10))
        #expect(uuid.uuidString == wanted)
    }

    @Test("each random byte has a place of its own")
    func randomBytesPlaced() {
        let uuid = UUID.version7(at: Date(timeIntervalSince1970: 0), random: Array(1...10))
        #expect(uuid.uuidString == "00000000-0000-7102-8304-05060708090A")
    }

    @Test("an id of a later millisecond sorts later, whatever chance says")
    func order() {
        let start = Date(timeIntervalSince1970: 1_767_323_045)
        let ids = (0..<1000).map { step in
            UUID.version7(
                at: start.addingTimeInterval(Double(step) / 512),
                random: [UInt8](repeating: UInt8(truncatingIfNeeded: 255 - step), count: 10)
            ).uuidString
        }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
    }

    @Test("live ids are UUIDv7 and differ, live bytes come in the number asked for")
    func live() {
        let effects = Effects.live
        let ids = (0..<100).map { _ in effects.uuid() }
        #expect(Set(ids).count == 100)
        #expect(ids.allSatisfy { $0.uuid.6 >> 4 == 7 && $0.uuid.8 >> 6 == 0b10 })
        #expect([0, 1, 32].map { effects.randomBytes($0).count } == [0, 1, 32])
        #expect(effects.randomBytes(32) != effects.randomBytes(32))
        #expect((0..<100).allSatisfy { _ in (0..<1).contains(effects.randomUnit()) })
    }

    @Test("a cancelled sleeper wakes at once")
    func cancelledSleep() async {
        let sleeper = Task { try await Effects.live.sleep(.seconds(86_400)) }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }

    @Test(
        "a duration in seconds keeps its fraction and sign",
        arguments: [
            (.zero, 0), (.seconds(90), 90), (.milliseconds(1500), 1.5), (.microseconds(250), 0.000_25),
            (.milliseconds(-250), -0.25), (.seconds(-3), -3),
            (Duration(secondsComponent: 1, attosecondsComponent: 500_000_000_000_000_000), 1.5),
        ] as [(Duration, Double)])
    func seconds(duration: Duration, wanted: Double) { #expect(duration.seconds == wanted) }
}
