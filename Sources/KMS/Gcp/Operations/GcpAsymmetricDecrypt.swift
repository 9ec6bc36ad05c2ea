import Keys

/// `AsymmetricDecrypt`: decrypts RSA-OAEP; the same hash for MGF1, an empty label. Errors: INVALID_ARGUMENT (not a
/// ciphertext of this key, checksum), FAILED_PRECONDITION (another purpose, a version that is not enabled), NOT_FOUND.
public struct GcpAsymmetricDecrypt: GcpRequest {
  /// The version.
  public var name: String
  /// The ciphertext: as long as the modulus.
  public var ciphertext: [UInt8]
  /// Its checksum.
  public var ciphertextCrc32c: Int64?

  /// Makes a request.
  public init(name: String, ciphertext: [UInt8], ciphertextCrc32c: Int64? = nil) {
    self.name = name
    self.ciphertext = ciphertext
    self.ciphertextCrc32c = ciphertextCrc32c
  }

  /// `AsymmetricDecrypt`.
  public static var method: GcpMethod { .asymmetricDecrypt }
  /// The version.
  public var resource: String { name }

  /// The answer.
  public struct Answer: Hashable, Sendable {
    /// The plaintext.
    public let plaintext: SecretBytes
    /// Its checksum.
    public let plaintextCrc32c: Int64
    /// Whether a checksum of the ciphertext was sent, which then was right.
    public let verifiedCiphertextCrc32c: Bool
    /// Where the material lives.
    public let protectionLevel: GcpProtectionLevel
  }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> Answer {
    let (key, _, version) = try service.version(call.name, at: call.instant)
    guard case .oaep(_, let hash) = version.algorithm.meaning else {
      throw GcpErrors.wrongPurpose(key.name, key.purpose, Self.method)
    }
    guard !ciphertext.isEmpty else { throw GcpErrors.required("ciphertext") }
    let isVerified = try GcpRules.verify(ciphertextCrc32c, ciphertext, "ciphertext")
    let material = try service.usableMaterial(of: version)
    let plaintext: [UInt8]
    do {
      plaintext = try material.oaepDecrypt(ciphertext, hash, service.crypto)
    } catch {
      throw GcpErrors.invalidCiphertext
    }
    return Answer(
      plaintext: SecretBytes(plaintext), plaintextCrc32c: Crc32c.of(plaintext), verifiedCiphertextCrc32c: isVerified,
      protectionLevel: version.protectionLevel)
  }
}
