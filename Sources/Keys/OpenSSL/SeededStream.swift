import CSeededRandom

/// A stream of bytes that depends on its key and nonce alone, and the only chance OpenSSL is given.
///
/// One stream per operation, not one per run: how much OpenSSL draws depends on what it has cached (the first decryption
/// of an RSA key object draws 256 bytes for blinding, later ones none), so with a shared stream re-reading a key would
/// shift everything after it.
struct SeededStream {
  private var state = keyshift_stream()

  /// The stream of a 32-byte key and a nonce.
  init(key: [UInt8], nonce: UInt64) {
    precondition(key.count == 32, "a stream key has 32 bytes, not \(key.count)")
    keyshift_stream_init(&state, key, nonce)
  }

  /// The next `count` bytes.
  mutating func bytes(_ count: Int) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: count)
    keyshift_stream_read(&state, &output, count)
    return output
  }

  /// Runs `body` with this stream as OpenSSL's random source on this thread.
  mutating func scoped<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    OpenSSL.prepare()
    return try withUnsafeMutablePointer(to: &state) { (pointer) throws(Failure) -> Result in
      let previous = keyshift_stream_set_current(pointer)
      defer { _ = keyshift_stream_set_current(previous) }
      return try body()
    }
  }

  /// Runs `body` with a stream of a fixed key, for computations whose result does not depend on what is drawn
  /// (OpenSSL blinds scalars and checks signatures with random values).
  static func blinding<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    var stream = SeededStream(key: blindingKey, nonce: 0)
    return try stream.scoped(body)
  }

  private static let blindingKey = CryptoEngine.sha256([UInt8]("keyshift blinding".utf8))
}
