import Keys

/// `Encrypt`: encrypts with a symmetric key's primary version, or with the version named. At most 64 KiB in software and
/// 8 KiB in Cloud HSM, where the authenticated data counts, too.
///
/// Errors: INVALID_ARGUMENT (sizes, checksums), FAILED_PRECONDITION (another purpose, no primary version, a version that
/// is not enabled), NOT_FOUND.
public struct GcpEncrypt: GcpRequest {
  /// The key, or a version of it.
  public var name: String
  /// What to encrypt.
  public var plaintext: SecretBytes
  /// What the same call of `Decrypt` must give.
  public var additionalAuthenticatedData: [UInt8]
  /// The plaintext's checksum.
  public var plaintextCrc32c: Int64?
  /// The authenticated data's checksum.
  public var additionalAuthenticatedDataCrc32c: Int64?

  /// Makes a request.
  public init(
    name: String, plaintext: SecretBytes, additionalAuthenticatedData: [UInt8] = [], plaintextCrc32c: Int64? = nil,
    additionalAuthenticatedDataCrc32c: Int64? = nil
  ) {
    self.name = name
    self.plaintext = plaintext
    self.additionalAuthenticatedData = additionalAuthenticatedData
    self.plaintextCrc32c = plaintextCrc32c
    self.additionalAuthenticatedDataCrc32c = additionalAuthenticatedDataCrc32c
  }

  /// `Encrypt`.
  public static var method: GcpMethod { .encrypt }
  /// The key.
  public var resource: String { name }

  /// The answer.
  public struct Answer: Hashable, Sendable {
    /// The version that encrypted.
    public let name: String
    /// The ciphertext.
    public let ciphertext: [UInt8]
    /// Its checksum.
    public let ciphertextCrc32c: Int64
    /// Whether a checksum of the plaintext was sent, which then was right.
    public let verifiedPlaintextCrc32c: Bool
    /// The same for the authenticated data.
    public let verifiedAdditionalAuthenticatedDataCrc32c: Bool
    /// Where the material lives.
    public let protectionLevel: GcpProtectionLevel
  }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> Answer {
    let key = try service.key(call.name.enclosing(.cryptoKey) ?? call.name, at: call.instant)
    guard key.purpose == .encryptDecrypt else { throw GcpErrors.wrongPurpose(key.name, key.purpose, Self.method) }
    let version: GcpStoredVersion
    if let number = call.name.versionNumber {
      guard let named = key.version(number) else { throw GcpErrors.notFound(call.name) }
      version = named
    } else {
      guard let primary = key.primary.flatMap(key.version) else {
        throw GcpErrors.failedPrecondition(
          "CryptoKey \(key.name) has no primary CryptoKeyVersion.", type: "KEY_NO_PRIMARY", subject: key.name)
      }
      version = primary
    }
    try GcpCiphertext.checkSizes(
      plaintext: plaintext.count, associated: additionalAuthenticatedData.count, version.protectionLevel)
    let isPlaintextVerified = try GcpRules.verify(plaintextCrc32c, plaintext.bytes, "plaintext")
    let isDataVerified = try GcpRules.verify(
      additionalAuthenticatedDataCrc32c, additionalAuthenticatedData, "additional_authenticated_data")
    let material = try service.usableMaterial(of: version)
    let ciphertext: [UInt8]
    do {
      ciphertext = try GcpCiphertext.seal(
        plaintext.bytes, additionalAuthenticatedData, version.name, material, service.crypto)
    } catch {
      throw GcpErrors.internalError
    }
    return Answer(
      name: version.name.description, ciphertext: ciphertext, ciphertextCrc32c: Crc32c.of(ciphertext),
      verifiedPlaintextCrc32c: isPlaintextVerified, verifiedAdditionalAuthenticatedDataCrc32c: isDataVerified,
      protectionLevel: version.protectionLevel)
  }
}

/// `Decrypt`: decrypts what `Encrypt` made with any version of the key. Errors: INVALID_ARGUMENT (another key's
/// ciphertext, a changed one, other authenticated data, checksums, sizes), FAILED_PRECONDITION (another purpose; the
/// version is not enabled), NOT_FOUND.
public struct GcpDecrypt: GcpRequest {
  /// The key.
  public var name: String
  /// The ciphertext.
  public var ciphertext: [UInt8]
  /// What `Encrypt` was given.
  public var additionalAuthenticatedData: [UInt8]
  /// The ciphertext's checksum.
  public var ciphertextCrc32c: Int64?
  /// The authenticated data's checksum.
  public var additionalAuthenticatedDataCrc32c: Int64?

  /// Makes a request.
  public init(
    name: String, ciphertext: [UInt8], additionalAuthenticatedData: [UInt8] = [], ciphertextCrc32c: Int64? = nil,
    additionalAuthenticatedDataCrc32c: Int64? = nil
  ) {
    self.name = name
    self.ciphertext = ciphertext
    self.additionalAuthenticatedData = additionalAuthenticatedData
    self.ciphertextCrc32c = ciphertextCrc32c
    self.additionalAuthenticatedDataCrc32c = additionalAuthenticatedDataCrc32c
  }

  /// `Decrypt`.
  public static var method: GcpMethod { .decrypt }
  /// The key.
  public var resource: String { name }

  /// The answer.
  public struct Answer: Hashable, Sendable {
    /// The plaintext.
    public let plaintext: SecretBytes
    /// Its checksum.
    public let plaintextCrc32c: Int64
    /// Whether the version was the key's primary one.
    public let usedPrimary: Bool
    /// Where the material lives.
    public let protectionLevel: GcpProtectionLevel
  }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> Answer {
    let key = try service.key(call.name, at: call.instant)
    guard key.purpose == .encryptDecrypt else { throw GcpErrors.wrongPurpose(key.name, key.purpose, Self.method) }
    guard !ciphertext.isEmpty else { throw GcpErrors.required("ciphertext") }
    try GcpRules.limit(ciphertext.count, 65_536 + GcpCiphertext.overheadLimit, "ciphertext")
    _ = try GcpRules.verify(ciphertextCrc32c, ciphertext, "ciphertext")
    _ = try GcpRules.verify(
      additionalAuthenticatedDataCrc32c, additionalAuthenticatedData, "additional_authenticated_data")
    guard let sealed = GcpCiphertext(ciphertext) else { throw GcpErrors.invalidCiphertext }
    guard let version = key.version(sealed.version), sealed.isOf(version.name) else { throw GcpErrors.wrongKey }
    let material = try service.usableMaterial(of: version)
    let plaintext: [UInt8]
    do {
      plaintext = try sealed.open(additionalAuthenticatedData, material, service.crypto)
    } catch {
      throw GcpErrors.invalidCiphertext
    }
    return Answer(
      plaintext: SecretBytes(plaintext), plaintextCrc32c: Crc32c.of(plaintext),
      usedPrimary: key.primary == sealed.version, protectionLevel: version.protectionLevel)
  }
}

extension GcpKeyService {
  /// The material of a version that is enabled.
  func usableMaterial(of version: GcpStoredVersion) throws(GcpStatus) -> HeldMaterial {
    guard version.state == .enabled else { throw GcpErrors.notEnabled(version.name, version.state) }
    guard let material = version.material else { throw GcpErrors.internalError }
    return material
  }
}
