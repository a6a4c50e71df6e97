public import Foundation

/// Everything a program takes from outside itself without saying so: the time, waiting, fresh ids, randomness.
///
/// Handed down through initialisers, so that a test can stand on any instant. Production uses ``live``.
public struct Effects: Sendable {
    public var now: @Sendable () -> Date
    /// Waits; throws `CancellationError` when the task is cancelled meanwhile.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// A fresh UUIDv7 (RFC 9562): ids of a later millisecond sort later.
    public var uuid: @Sendable () -> UUID
    /// Bytes fit for keys and tokens.
    public var randomBytes: @Sendable (_ count: Int) -> [UInt8]
    /// A number in 0..<1, for jitter.
    public var randomUnit: @Sendable () -> Double

    public init(
        now: @escaping @Sendable () -> Date, sleep: @escaping @Sendable (Duration) async throws -> Void,
        uuid: @escaping @Sendable () -> UUID, randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8],
        randomUnit: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.uuid = uuid
        self.randomBytes = randomBytes
        self.randomUnit = randomUnit
    }

    public static let live = Effects(
        now: { Date() },
        sleep: { try await Task.sleep(for: $0) },
        uuid: { UUID.version7(at: Date(), random: secureBytes(10)) },
        randomBytes: secureBytes,
        randomUnit: { Double.random(in: 0..<1) })

    private static func secureBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()  // getrandom(2) on Linux
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        // Eight at a time: each draw is a system call.
        while bytes.count < count { withUnsafeBytes(of: generator.next()) { bytes += $0 } }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}

extension UUID {
    /// A UUIDv7: 48 bits of unix milliseconds, then version, variant and the given random bytes.
    ///
    /// - Parameter random: ten bytes.
    public static func version7(at date: Date, random: [UInt8]) -> UUID {
        precondition(random.count == 10, "a UUIDv7 takes ten random bytes")
        let milliseconds = UInt64(max(0, date.timeIntervalSince1970 * 1000))
        func time(_ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: milliseconds >> shift) }
        return UUID(
            uuid: (
                time(40), time(32), time(24), time(16), time(8), time(0), 0x70 | (random[0] & 0x0F), random[1],
                0x80 | (random[2] & 0x3F), random[3], random[4], random[5], random[6], random[7], random[8], random[9]
            ))
    }
}

extension Duration {
    /// Seconds with their fraction.
    public var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
