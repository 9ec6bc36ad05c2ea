/// A certificate that vouches for itself, with its P-256 key: what a server on a developer's machine shows when nobody
/// gave it one. X.509 version 3 (RFC 5280) with ECDSA and SHA-256, the names as subject alternative names.
public struct SelfSignedCertificate: Sendable, Secret {
  /// The certificate as DER.
  public let certificate: [UInt8]
  /// The private key as DER PKCS #8.
  public let privateKey: [UInt8]
  /// The fingerprint of the public key.
  public let fingerprint: Fingerprint

  /// Makes one for host names and for addresses (4 or 16 bytes), valid between two times of the form `260101000000Z`.
  /// The key depends on the engine's seed. Throws what signing throws.
  public init(
    names: [String], addresses: [[UInt8]], from: String, until: String, with engine: CryptoEngine
  ) throws(CryptoError) {
    let key = try engine.generateKeyMaterial(kind: .p256, node: "server", name: "tls")
    let algorithm = DER.sequence(Self.ecdsaWithSha256)
    let name = DER.sequence(
      DER.element(0x31, DER.sequence(Self.commonName, DER.element(0x0c, [UInt8]("keyshift serve".utf8)))))
    let alternatives =
      names.map { DER.element(0x82, [UInt8]($0.utf8)) } + addresses.map { DER.element(0x87, $0) }
    let extensions = [
      DER.sequence(Self.basicConstraints, Self.critical, DER.octetString(DER.sequence(Self.critical))),
      DER.sequence(Self.subjectAlternativeName, DER.octetString(DER.element(0x30, alternatives.flatMap { $0 }))),
    ]
    let content = DER.sequence(
      DER.element(0xa0, DER.integer([2])), DER.integer([0x01] + engine.randomBytes(15)), algorithm, name,
      DER.sequence(Self.time(from), Self.time(until)), name, key.publicKey.subjectPublicKeyInfo,
      DER.element(0xa3, DER.element(0x30, extensions.flatMap { $0 })))
    let signature = try engine.sign(message: content, with: key, algorithm: .ecdsa(.sha256))
    certificate = DER.sequence(content, algorithm, DER.bitString(signature))
    privateKey = key.pkcs8
    fingerprint = key.fingerprint
  }

  var redacted: String { "<certificate of \(fingerprint.short)>" }

  private static let ecdsaWithSha256: [UInt8] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]
  private static let commonName: [UInt8] = [0x06, 0x03, 0x55, 0x04, 0x03]
  private static let basicConstraints: [UInt8] = [0x06, 0x03, 0x55, 0x1d, 0x13]
  private static let subjectAlternativeName: [UInt8] = [0x06, 0x03, 0x55, 0x1d, 0x11]
  /// The boolean true: an extension that must be understood, and a certificate that may vouch for others, itself.
  private static let critical: [UInt8] = [0x01, 0x01, 0xff]

  private static func time(_ text: String) -> [UInt8] { DER.element(0x17, [UInt8](text.utf8)) }
}
