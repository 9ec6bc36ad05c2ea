#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The random streams of the kernel benchmark, bit-identical to those of the C++ reference; used by nothing else.
///
/// The only place of this module that uses floating point and the C library's logarithm: the reference defines its
/// exponential draws by them, and the trace hashes can be compared only if the draws are equal.
struct ReferenceStream {
  var state: UInt64

  init(seed: UInt64, id: UInt64) {
    state = RandomStream.mix(RandomStream.mix(seed) &+ 0x9E37_79B9_7F4A_7C15 &* (id &+ 1))
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return RandomStream.mix(state)
  }

  /// A number in [0, 1) with 53 random bits.
  @inline(__always)
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// An exponential delay with this mean in seconds, in nanoseconds, truncated.
  @inline(__always)
  mutating func exponential(_ mean: Double) -> Int64 { Int64(-log(1.0 - unit()) * mean * 1e9) }

  @inline(__always)
  mutating func below(_ bound: UInt64) -> UInt64 { next().multipliedFullWidth(by: bound).high }
}
