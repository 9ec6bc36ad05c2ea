/// ECIES over P-256 with AES-128-CBC and HMAC-SHA256, as Canton uses it.
///
/// Output: vector (16) ‖ ephemeral point, uncompressed (65) ‖ AES-128-CBC with PKCS #7 padding ‖ HMAC-SHA256 (32).
/// Keys: 16 bytes for the cipher and 64 for the MAC, from KDF2 with SHA-256 (IEEE 1363a, counter from 1) over ephemeral
/// point ‖ x coordinate of the shared point. The MAC covers the CBC ciphertext and the length, zero in eight bytes, of
/// an empty encoding parameter. In spite of the scheme's name no HKDF is involved: this is Bouncy Castle's
/// `ECIESwithSHA256andAES-CBC` with a MAC key of 512 bits and a random vector in front, which is what Canton's
/// `JcePureCrypto` calls.
enum Ecies {
  static let vectorSize = 16
  static let pointSize = 65
  static let tagSize = 32

  /// Encrypts for `recipient`; the vector and the ephemeral scalar come from `stream`.
  static func encrypt(
    _ plaintext: [UInt8], for recipient: ParsedKey, stream: inout SeededStream
  ) throws(CryptoError) -> [UInt8] {
    let vector = stream.bytes(vectorSize)
    let scalar = Curve.p256.scalar(from: &stream)
    let point = try KeyDerivation.point(.p256, scalar: scalar)
    let shared = try stream.scoped { () throws(CryptoError) in
      try ParsedKey.privateKey(.p256, scalar: scalar, point: point).agree(recipient)
    }
    let keys = keys(point: point, shared: shared)
    let body = try SymmetricCiphers.cbc(key: keys.cipher, vector: vector, plaintext, encrypting: true)
    return vector + point + body + tag(keys.mac, body)
  }

  /// Decrypts what `encrypt` made. Throws `decryptionFailed` for anything else; to be called with a current stream.
  static func decrypt(_ ciphertext: [UInt8], with key: ParsedKey) throws(CryptoError) -> [UInt8] {
    guard ciphertext.count >= vectorSize + pointSize + 16 + tagSize else { throw .decryptionFailed }
    let vector = Array(ciphertext[..<vectorSize])
    let point = Array(ciphertext[vectorSize..<vectorSize + pointSize])
    let body = Array(ciphertext[(vectorSize + pointSize)..<(ciphertext.count - tagSize)])
    let shared: [UInt8]
    do {
      shared = try key.agree(ParsedKey.publicKey(.p256, point: point))
    } catch {
      throw .decryptionFailed
    }
    let keys = keys(point: point, shared: shared)
    guard tag(keys.mac, body) == Array(ciphertext.suffix(tagSize)) else { throw .decryptionFailed }
    return try SymmetricCiphers.cbc(key: keys.cipher, vector: vector, body, encrypting: false)
  }

  private static func keys(point: [UInt8], shared: [UInt8]) -> (cipher: [UInt8], mac: [UInt8]) {
    var stream: [UInt8] = []
    for counter: UInt8 in 1...3 {
      stream += OpenSSL.hash(point + shared + [0, 0, 0, counter], OpenSSL.sha256)
    }
    return (Array(stream[..<16]), Array(stream[16..<80]))
  }

  private static func tag(_ key: [UInt8], _ body: [UInt8]) -> [UInt8] {
    OpenSSL.hmacSha256(key: key, body + [UInt8](repeating: 0, count: 8))
  }
}

extension Curve {
  /// A scalar between 1 and the order less 1, drawn by rejection.
  func scalar(from stream: inout SeededStream) -> [UInt8] {
    while true {
      var scalar = stream.bytes(size)
      // P-521 uses one bit of its first byte.
      if self == .p521 { scalar[0] &= 1 }
      if KeyDerivation.isInRange(scalar, self) { return scalar }
    }
  }
}
