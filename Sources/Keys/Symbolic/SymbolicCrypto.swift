/// Stand-ins for signatures and ciphertexts that cost a hash: for large runs whose subject is not the cryptography.
///
/// Whoever knows a public key could forge them, which no simulated node does. They keep what a run depends on: sizes,
/// failure with a wrong key or changed bytes, and plaintext that never appears in a ciphertext. Nothing is kept aside,
/// so they survive a restart.
enum SymbolicCrypto {
  /// A signature of nominal size. `content` is the digest that the algorithm signs, or the message for Ed25519.
  static func sign(_ content: [UInt8], key: PublicKeyMaterial, algorithm: RawSigningAlgorithm) -> [UInt8] {
    var writer = ByteWriter()
    writer.string("keyshift symbolic signature")
    writer.string(algorithm.name)
    writer.raw(key.fingerprint.bytes)
    writer.raw(content)
    return expand(writer.output, algorithm.nominalSignatureSize(key.kind))
  }

  /// A ciphertext of `size` bytes in all: nonce (16) ‖ tag (16) ‖ masked length, plaintext and filling.
  static func encrypt(
    _ plaintext: [UInt8], recipient: Fingerprint, label: String, nonce: [UInt8], size: Int
  ) -> [UInt8] {
    var body = ByteWriter(capacity: size)
    body.u32(UInt32(plaintext.count))
    body.raw(plaintext)
    let filling = size - headerSize - body.output.count
    precondition(filling >= 0 && nonce.count == nonceSize, "\(plaintext.count) bytes do not fit into \(size)")
    body.raw([UInt8](repeating: 0, count: filling))
    let tag = tag(body.output, recipient: recipient, label: label, nonce: nonce)
    return nonce + tag + mask(body.output, recipient.bytes, label, nonce)
  }

  /// The plaintext of what `encrypt` made for this recipient. Throws `decryptionFailed` for anything else.
  static func decrypt(_ ciphertext: [UInt8], recipient: Fingerprint, label: String) throws(CryptoError) -> [UInt8] {
    guard ciphertext.count >= headerSize + 4 else { throw .decryptionFailed }
    let nonce = Array(ciphertext[..<nonceSize])
    let body = mask(Array(ciphertext[headerSize...]), recipient.bytes, label, nonce)
    let tag = tag(body, recipient: recipient, label: label, nonce: nonce)
    guard tag == Array(ciphertext[nonceSize..<headerSize]) else { throw .decryptionFailed }
    let count = body[..<4].reduce(0) { $0 << 8 | Int($1) }
    guard count <= body.count - 4 else { throw .decryptionFailed }
    return Array(body[4..<4 + count])
  }

  /// Sealed bytes with the sizes of AES-128-GCM: nonce (12) ‖ masked plaintext ‖ tag (16).
  static func seal(_ plaintext: [UInt8], key: [UInt8], nonce: [UInt8]) -> [UInt8] {
    nonce + mask(plaintext, key, "seal", nonce) + sealTag(plaintext, key: key, nonce: nonce)
  }

  /// The plaintext of what `seal` made with this key. Throws `decryptionFailed` for anything else.
  static func open(_ sealed: [UInt8], key: [UInt8]) throws(CryptoError) -> [UInt8] {
    guard sealed.count >= SymmetricKey.sealingOverhead else { throw .decryptionFailed }
    let nonce = Array(sealed[..<12])
    let plaintext = mask(Array(sealed[12..<sealed.count - 16]), key, "seal", nonce)
    guard sealTag(plaintext, key: key, nonce: nonce) == Array(sealed.suffix(16)) else { throw .decryptionFailed }
    return plaintext
  }

  private static let nonceSize = 16
  private static let headerSize = 32

  private static func sealTag(_ plaintext: [UInt8], key: [UInt8], nonce: [UInt8]) -> [UInt8] {
    Array(CryptoEngine.sha256([UInt8]("keyshift symbolic tag".utf8) + key + nonce + plaintext).prefix(16))
  }

  private static func tag(_ body: [UInt8], recipient: Fingerprint, label: String, nonce: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.string("keyshift symbolic tag")
    writer.string(label)
    writer.raw(recipient.bytes)
    writer.raw(nonce)
    writer.raw(body)
    return Array(CryptoEngine.sha256(writer.output).prefix(16))
  }

  private static func mask(_ bytes: [UInt8], _ key: [UInt8], _ label: String, _ nonce: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.string("keyshift symbolic mask")
    writer.string(label)
    writer.raw(key)
    writer.raw(nonce)
    let stream = expand(writer.output, bytes.count)
    return zip(bytes, stream).map { $0 ^ $1 }
  }

  /// `count` bytes that depend on `input` alone.
  private static func expand(_ input: [UInt8], _ count: Int) -> [UInt8] {
    var stream = SeededStream(key: CryptoEngine.sha256(input), nonce: 0)
    return stream.bytes(count)
  }
}
