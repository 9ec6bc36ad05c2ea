/// A source of pseudo-random numbers derived from a seed and a name (SplitMix64).
///
/// Streams of different names are independent: a new consumer with its own name does not disturb the draws of others.
/// A stream is a value; a copy repeats the draws of the original.
@frozen
public struct RandomStream: Sendable {
  @usableFromInline var state: UInt64

  /// The stream `name` of the run with this seed.
  public init(seed: UInt64, name: String) {
    var digest = Digest()
    digest.mix(name)
    state = RandomStream.mix(RandomStream.mix(seed) &+ digest.value)
  }

  @inlinable
  static func mix(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The next 64 bits.
  @inlinable
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return RandomStream.mix(state)
  }

  /// A number from 0 up to, not including, `bound`; the bound must not be zero. Takes exactly one draw; the
  /// deviation from equal chances is below `bound / 2^64`.
  @inlinable
  public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "a draw below zero")
    return next().multipliedFullWidth(by: bound).high
  }

  /// True with the given probability. Certain outcomes (zero, one and above) take no draw.
  @inlinable
  public mutating func chance(_ ratio: Ratio) -> Bool {
    if ratio.numerator == 0 { return false }
    if ratio.numerator >= ratio.denominator { return true }
    return below(ratio.denominator) < ratio.numerator
  }

  /// `count` random bytes, one draw for each eight.
  public mutating func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      var word = next()
      for _ in 0..<min(8, count - bytes.count) {
        bytes.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
      }
    }
    return bytes
  }

  /// `count` random lower-case hexadecimal digits.
  public mutating func hex(_ count: Int) -> String {
    let alphabet = Array("0123456789abcdef".utf8)
    var digits: [UInt8] = []
    for byte in bytes((count + 1) / 2) {
      digits.append(alphabet[Int(byte >> 4)])
      digits.append(alphabet[Int(byte & 15)])
    }
    return String(decoding: digits.prefix(count), as: UTF8.self)
  }
}
