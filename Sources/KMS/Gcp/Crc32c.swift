/// The checksum that Cloud KMS takes and gives beside bytes: CRC-32C (Castagnoli), as an integer.
public enum Crc32c {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82f6_3b78 : value >> 1 }
  }

  /// The checksum of bytes, 0 to 2³²−1. Model: RFC 3720, appendix B.4.
  public static func of(_ bytes: some Sequence<UInt8>) -> Int64 {
    var value = UInt32.max
    for byte in bytes { value = value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] }
    return Int64(~value)
  }
}
