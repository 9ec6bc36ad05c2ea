import CSeededRandom
import Kernel

/// Whether signatures and ciphertexts are real.
public enum CryptoMode: String, CaseIterable, Hashable, Sendable {
  /// OpenSSL signs, verifies, encrypts and decrypts.
  case real
  /// Hashes stand in for signatures and ciphertexts, of the same sizes and with the same failures. Keys are real.
  case symbolic
}

/// All cryptography of one run. Confined to the run's thread.
///
/// Every operation draws from a stream of its own, derived from the seed, what the operation is for and how many of its
/// kind came before; so results depend on neither threads nor caches. Key pairs depend on (seed, node, name) alone.
/// Parsed keys are cached by fingerprint without limit: a run has as many as its network.
public final class CryptoEngine {
  /// Whether signatures and ciphertexts are real.
  public let mode: CryptoMode
  /// The seed of the run.
  public let seed: UInt64
  /// Where RSA keys come from.
  public let rsaKeys: RSAKeyPool

  private var streamKeys: [StreamPurpose: [UInt8]] = [:]
  var counters = ReservedCounters<StreamPurpose>()
  private var publicKeys: [Fingerprint: ParsedKey] = [:]
  private var privateKeys: [Fingerprint: ParsedKey] = [:]
  private var verified: Set<Fingerprint> = []

  /// What an operation's stream is for.
  enum StreamPurpose: String, CaseIterable, Sendable {
    case sign
    case verify
    case encrypt
    case decrypt
    case seal
    case symmetricKey
    case bytes
    case wrap
  }

  /// The cryptography of a run with this seed.
  public init(mode: CryptoMode, seed: UInt64, rsaKeys: RSAKeyPool) {
    OpenSSL.prepare()
    self.mode = mode
    self.seed = seed
    self.rsaKeys = rsaKeys
    for purpose in StreamPurpose.allCases {
      var writer = ByteWriter()
      writer.string("keyshift operation")
      writer.u64(seed)
      writer.string(purpose.rawValue)
      streamKeys[purpose] = CryptoEngine.sha256(writer.output)
    }
  }

  /// The SHA-256 digest of `bytes`.
  public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    OpenSSL.hash(bytes, OpenSSL.sha256)
  }

  /// How often OpenSSL asked for randomness outside any operation since the process started. Must stay 0: such a draw
  /// fails, and would not be repeatable if it did not.
  public static func unscopedDraws() -> UInt64 {
    keyshift_unscoped_draws()
  }

  /// The next `count` bytes of the run's own stream.
  public func randomBytes(_ count: Int) -> [UInt8] {
    var stream = stream(.bytes)
    return stream.bytes(count)
  }

  /// A new symmetric key.
  public func generateSymmetricKey() -> SymmetricKey {
    var stream = stream(.symmetricKey)
    return SymmetricKey(drawn: stream.bytes(SymmetricKey.size))
  }

  /// The stream of the next operation of a kind.
  func stream(_ purpose: StreamPurpose) -> SeededStream {
    let nonce = counters.take(purpose)
    guard let key = streamKeys[purpose] else { preconditionFailure("no stream for \(purpose.rawValue)") }
    return SeededStream(key: key, nonce: nonce)
  }

  /// Whether a signature matches `content` (the digest, or the message for Ed25519), by `check` unless the same was
  /// found before: in a network every member verifies what one signed. Only matches are remembered.
  func isVerified(
    _ content: [UInt8], _ signature: [UInt8], _ key: PublicKeyMaterial, _ algorithm: RawSigningAlgorithm,
    by check: (ParsedKey) throws(CryptoError) -> Bool
  ) throws(CryptoError) -> Bool {
    var writer = ByteWriter(capacity: 256)
    writer.raw(key.fingerprint.bytes)
    writer.string(algorithm.name)
    writer.bytes(signature)
    writer.raw(content)
    let identity = Fingerprint(digest: CryptoEngine.sha256(writer.output))
    if verified.contains(identity) { return true }
    let parsed = try parsed(key)
    var stream = stream(.verify)
    guard try stream.scoped({ () throws(CryptoError) in try check(parsed) }) else { return false }
    if verified.count >= CryptoEngine.verifiedLimit {
      verified.removeAll(keepingCapacity: true)
    }
    verified.insert(identity)
    return true
  }

  private static let verifiedLimit = 1 << 16

  /// The parsed form of a public key.
  func parsed(_ key: PublicKeyMaterial) throws(CryptoError) -> ParsedKey {
    if let cached = publicKeys[key.fingerprint] { return cached }
    let parsed = try SeededStream.blinding { () throws(CryptoError) in
      try ParsedKey.publicKey(key.subjectPublicKeyInfo)
    }
    publicKeys[key.fingerprint] = parsed
    return parsed
  }

  /// The parsed form of a private key.
  func parsed(_ key: KeyMaterial) throws(CryptoError) -> ParsedKey {
    if let cached = privateKeys[key.fingerprint] { return cached }
    let content = try PrivateKeyInfo.parse(key.pkcs8)
    let parsed = try SeededStream.blinding { () throws(CryptoError) in
      try ParsedKey.privateKey(content, subjectPublicKeyInfo: key.publicKey.subjectPublicKeyInfo)
    }
    privateKeys[key.fingerprint] = parsed
    return parsed
  }
}
