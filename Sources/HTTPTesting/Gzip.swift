/// Writes gzip (RFC 1952) without a library: enough to see how a client unpacks it.
public enum Gzip {
    /// Bytes in a member that is not compressed at all. At most 65,535.
    public static func stored(_ bytes: [UInt8]) -> [UInt8] {
        precondition(bytes.count <= 0xFFFF, "a stored block holds no more")
        let count = UInt16(bytes.count)
        return header + [1] + little(count) + little(~count) + bytes + little(checksum(bytes)) + little(UInt32(count))
    }

    /// A bomb: a hundred and sixty times as many zeros as it takes bytes. Its checksum is wrong.
    public static func zeros(atLeast count: Int) -> [UInt8] {
        var bits = BitWriter()
        bits.write(0b011, count: 3)  // last block, fixed codes (RFC 1951, 3.2.6)
        bits.writeCode(0b0011_0000, count: 8)  // the byte 0
        for _ in 0...(count / 258) {
            bits.writeCode(0b1100_0101, count: 8)  // 258 bytes…
            bits.writeCode(0b00000, count: 5)  // …from one byte before
        }
        bits.writeCode(0, count: 7)  // end of block
        return header + bits.bytes + [0, 0, 0, 0, 0, 0, 0, 0]
    }

    private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

    private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = ~0
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }

    private struct BitWriter {
        var bytes: [UInt8] = []
        private var used = 8

        /// Lowest bit first.
        mutating func write(_ value: Int, count: Int) {
            for shift in 0..<count {
                if used == 8 {
                    bytes.append(0)
                    used = 0
                }
                bytes[bytes.count - 1] |= UInt8(value >> shift & 1) << used
                used += 1
            }
        }

        /// Highest bit first, as Huffman codes go.
        mutating func writeCode(_ code: Int, count: Int) {
            for shift in (0..<count).reversed() { write(code >> shift, count: 1) }
        }
    }
}
