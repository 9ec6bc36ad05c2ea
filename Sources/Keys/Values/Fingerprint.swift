/// Identifies a key or a namespace: 68 hexadecimal characters, `1220` and a SHA-256 digest.
///
/// The digest covers the hash purpose 12 in four bytes, then the raw public key for Ed25519 and the whole
/// SubjectPublicKeyInfo for every other kind. Model: Canton's `Fingerprint.create` and `getDataForFingerprint`.
/// Compares as its text does.
public struct Fingerprint: Hashable, Comparable, Sendable, CustomStringConvertible {
  private let word0: UInt64
  private let word1: UInt64
  private let word2: UInt64
  private let word3: UInt64

  /// A fingerprint of a digest of 32 bytes.
  init(digest: some Collection<UInt8>) {
    precondition(digest.count == 32, "a SHA-256 digest has 32 bytes, not \(digest.count)")
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for (position, byte) in digest.enumerated() {
      switch position / 8 {
      case 0: words.0 = words.0 << 8 | UInt64(byte)
      case 1: words.1 = words.1 << 8 | UInt64(byte)
      case 2: words.2 = words.2 << 8 | UInt64(byte)
      default: words.3 = words.3 << 8 | UInt64(byte)
      }
    }
    (word0, word1, word2, word3) = words
  }

  /// The fingerprint with this text; nil unless it is `1220` and 64 lowercase hexadecimal digits.
  public init?(hex: String) {
    self.init(hex: hex[...])
  }

  /// The fingerprint with this text; nil unless it is `1220` and 64 lowercase hexadecimal digits.
  public init?(hex: Substring) {
    var hex = hex
    let words = hex.withUTF8 { digits -> (UInt64, UInt64, UInt64, UInt64)? in
      guard digits.count == 68, digits.starts(with: "1220".utf8), let first = word(digits[4..<20]),
        let second = word(digits[20..<36]), let third = word(digits[36..<52]), let fourth = word(digits[52..<68])
      else { return nil }
      return (first, second, third, fourth)
    }
    guard let words else { return nil }
    (word0, word1, word2, word3) = words
  }

  /// The fingerprint of these 34 bytes (`12 20` and the digest); nil for anything else.
  public init?(multihash: [UInt8]) {
    guard multihash.count == 34, multihash[0] == 0x12, multihash[1] == 0x20 else { return nil }
    self.init(digest: multihash[2...])
  }

  /// The fingerprint of a signing key, from its SubjectPublicKeyInfo.
  public static func of(_ spec: SigningKeySpec, subjectPublicKeyInfo: [UInt8]) -> Fingerprint {
    of(spec.kind, subjectPublicKeyInfo: subjectPublicKeyInfo)
  }

  /// The fingerprint of an encryption key, from its SubjectPublicKeyInfo.
  public static func of(_ spec: EncryptionKeySpec, subjectPublicKeyInfo: [UInt8]) -> Fingerprint {
    of(spec.kind, subjectPublicKeyInfo: subjectPublicKeyInfo)
  }

  static func of(_ kind: KeyKind, subjectPublicKeyInfo: [UInt8]) -> Fingerprint {
    let data = kind == .ed25519 ? Array(subjectPublicKeyInfo.suffix(32)) : subjectPublicKeyInfo
    return Fingerprint(digest: CantonHash.digest(purpose: .publicKeyFingerprint, data).suffix(32))
  }

  /// The multihash: `12 20` and the digest.
  public var bytes: [UInt8] {
    var writer = ByteWriter(capacity: 34)
    writer.u16(0x1220)
    writer.u64(word0)
    writer.u64(word1)
    writer.u64(word2)
    writer.u64(word3)
    return writer.output
  }

  /// All 68 characters.
  public var hex: String { Hexadecimal.encode(bytes) }

  /// For printouts: the first twelve characters and an ellipsis.
  public var short: String { hex.prefix(12) + "…" }

  /// All 68 characters.
  public var description: String { hex }

  /// Takes in one word: it belongs to a digest, which tells keys apart by any part.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(word0)
  }

  /// Whether the left text sorts before the right one.
  public static func < (left: Fingerprint, right: Fingerprint) -> Bool {
    (left.word0, left.word1, left.word2, left.word3) < (right.word0, right.word1, right.word2, right.word3)
  }
}

/// The number that lowercase hexadecimal digits stand for; nil for any other character.
private func word(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64? {
  var value: UInt64 = 0
  for digit in digits {
    switch digit {
    case 0x30...0x39: value = value << 4 | UInt64(digit - 0x30)
    case 0x61...0x66: value = value << 4 | UInt64(digit - 0x61 + 10)
    default: return nil
    }
  }
  return value
}
