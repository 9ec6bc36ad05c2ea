import Kernel
import Keys

/// `RawEncrypt`: encrypts with AES-GCM, -CBC or -CTR and shows the vector. The service draws the vector of GCM; for CBC
/// and CTR a caller may bring one. CBC does not pad. Authenticated data is for GCM only. Sizes as for ``GcpEncrypt``.
///
/// Errors: INVALID_ARGUMENT (sizes, checksums, a vector or authenticated data where there is none, broken blocks),
/// FAILED_PRECONDITION (another purpose, a version that is not enabled), NOT_FOUND.
public struct GcpRawEncrypt: GcpRequest {
  /// The version.
  public var name: String
  /// What to encrypt.
  public var plaintext: SecretBytes
  /// GCM: what the same call of `RawDecrypt` must give.
  public var additionalAuthenticatedData: [UInt8]
  /// CBC and CTR: the vector, 16 bytes; empty for one that the service draws.
  public var initializationVector: [UInt8]
  /// The plaintext's checksum.
  public var plaintextCrc32c: Int64?
  /// The authenticated data's checksum.
  public var additionalAuthenticatedDataCrc32c: Int64?
  /// The vector's checksum.
  public var initializationVectorCrc32c: Int64?

  /// Makes a request.
  public init(
    name: String, plaintext: SecretBytes, additionalAuthenticatedData: [UInt8] = [],
    initializationVector: [UInt8] = [], plaintextCrc32c: Int64? = nil,
    additionalAuthenticatedDataCrc32c: Int64? = nil, initializationVectorCrc32c: Int64? = nil
  ) {
    self.name = name
    self.plaintext = plaintext
    self.additionalAuthenticatedData = additionalAuthenticatedData
    self.initializationVector = initializationVector
    self.plaintextCrc32c = plaintextCrc32c
    self.additionalAuthenticatedDataCrc32c = additionalAuthenticatedDataCrc32c
    self.initializationVectorCrc32c = initializationVectorCrc32c
  }

  /// `RawEncrypt`.
  public static var method: GcpMethod { .rawEncrypt }
  /// The version.
  public var resource: String { name }

  /// The answer.
  public struct Answer: Hashable, Sendable {
    /// The version.
    public let name: String
    /// The ciphertext; GCM's tag stands at its end.
    public let ciphertext: [UInt8]
    /// Its checksum.
    public let ciphertextCrc32c: Int64
    /// The vector.
    public let initializationVector: [UInt8]
    /// Its checksum.
    public let initializationVectorCrc32c: Int64
    /// Bytes of the tag; 0 for CBC and CTR.
    public let tagLength: Int
    /// Whether a checksum of the plaintext was sent, which then was right.
    public let verifiedPlaintextCrc32c: Bool
    /// The same for the authenticated data.
    public let verifiedAdditionalAuthenticatedDataCrc32c: Bool
    /// The same for the vector.
    public let verifiedInitializationVectorCrc32c: Bool
    /// Where the material lives.
    public let protectionLevel: GcpProtectionLevel
  }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> Answer {
    let (key, _, version) = try service.version(call.name, at: call.instant)
    guard case .raw(let cipher, _) = version.algorithm.meaning else {
      throw GcpErrors.wrongPurpose(key.name, key.purpose, Self.method)
    }
    try GcpCiphertext.checkSizes(
      plaintext: plaintext.count, associated: additionalAuthenticatedData.count, version.protectionLevel)
    try GcpRules.checkRaw(cipher, version.algorithm, associated: additionalAuthenticatedData)
    let isPlaintextVerified = try GcpRules.verify(plaintextCrc32c, plaintext.bytes, "plaintext")
    let isDataVerified = try GcpRules.verify(
      additionalAuthenticatedDataCrc32c, additionalAuthenticatedData, "additional_authenticated_data")
    let isVectorVerified = try GcpRules.verify(
      initializationVectorCrc32c, initializationVector, "initialization_vector")
    guard cipher != .cbc || plaintext.count.isMultiple(of: 16) else {
      throw GcpErrors.invalid("The plaintext must be whole blocks of 16 bytes for AES-CBC.", field: "plaintext")
    }
    let vector = try self.vector(cipher, version, service)
    let material = try service.usableMaterial(of: version)
    let ciphertext: [UInt8]
    do {
      ciphertext = try material.rawEncrypt(
        plaintext.bytes, cipher, vector: vector, authenticating: additionalAuthenticatedData)
    } catch {
      throw GcpErrors.internalError
    }
    return Answer(
      name: version.name.description, ciphertext: ciphertext, ciphertextCrc32c: Crc32c.of(ciphertext),
      initializationVector: vector, initializationVectorCrc32c: Crc32c.of(vector),
      tagLength: cipher == .gcm ? 16 : 0, verifiedPlaintextCrc32c: isPlaintextVerified,
      verifiedAdditionalAuthenticatedDataCrc32c: isDataVerified, verifiedInitializationVectorCrc32c: isVectorVerified,
      protectionLevel: version.protectionLevel)
  }

  private func vector(
    _ cipher: RawCipher, _ version: GcpStoredVersion, _ service: GcpKeyService
  ) throws(GcpStatus) -> [UInt8] {
    guard !initializationVector.isEmpty else {
      let purpose = "vector/\(version.name)"
      var stream = service.stream("\(purpose)/\(service.nextOrdinal(purpose))")
      return stream.bytes(cipher.vectorSize)
    }
    guard cipher != .gcm else {
      throw GcpErrors.invalid(
        "The field 'initialization_vector' must not be set for AES-GCM.", field: "initialization_vector")
    }
    try GcpRules.checkVector(initializationVector, cipher)
    return initializationVector
  }
}

/// `RawDecrypt`: decrypts what `RawEncrypt` made, or anything else that AES can decrypt. Errors: INVALID_ARGUMENT (a
/// vector of another length, another tag length than 16, a ciphertext that does not decrypt, checksums, sizes),
/// FAILED_PRECONDITION, NOT_FOUND.
public struct GcpRawDecrypt: GcpRequest {
  /// The version.
  public var name: String
  /// The ciphertext.
  public var ciphertext: [UInt8]
  /// GCM: what `RawEncrypt` was given.
  public var additionalAuthenticatedData: [UInt8]
  /// The vector.
  public var initializationVector: [UInt8]
  /// GCM: 16, or 0 for that.
  public var tagLength: Int
  /// The ciphertext's checksum.
  public var ciphertextCrc32c: Int64?
  /// The authenticated data's checksum.
  public var additionalAuthenticatedDataCrc32c: Int64?
  /// The vector's checksum.
  public var initializationVectorCrc32c: Int64?

  /// Makes a request.
  public init(
    name: String, ciphertext: [UInt8], additionalAuthenticatedData: [UInt8] = [], initializationVector: [UInt8],
    tagLength: Int = 0, ciphertextCrc32c: Int64? = nil, additionalAuthenticatedDataCrc32c: Int64? = nil,
    initializationVectorCrc32c: Int64? = nil
  ) {
    self.name = name
    self.ciphertext = ciphertext
    self.additionalAuthenticatedData = additionalAuthenticatedData
    self.initializationVector = initializationVector
    self.tagLength = tagLength
    self.ciphertextCrc32c = ciphertextCrc32c
    self.additionalAuthenticatedDataCrc32c = additionalAuthenticatedDataCrc32c
    self.initializationVectorCrc32c = initializationVectorCrc32c
  }

  /// `RawDecrypt`.
  public static var method: GcpMethod { .rawDecrypt }
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
    /// The same for the authenticated data.
    public let verifiedAdditionalAuthenticatedDataCrc32c: Bool
    /// The same for the vector.
    public let verifiedInitializationVectorCrc32c: Bool
    /// Where the material lives.
    public let protectionLevel: GcpProtectionLevel
  }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> Answer {
    let (key, _, version) = try service.version(call.name, at: call.instant)
    guard case .raw(let cipher, _) = version.algorithm.meaning else {
      throw GcpErrors.wrongPurpose(key.name, key.purpose, Self.method)
    }
    try GcpRules.limit(ciphertext.count, 65_536 + 16, "ciphertext")
    try GcpRules.checkRaw(cipher, version.algorithm, associated: additionalAuthenticatedData)
    guard tagLength == 0 || (cipher == .gcm && tagLength == 16) else {
      throw GcpErrors.invalid("The field 'tag_length' must be 16 for AES-GCM and 0 otherwise.", field: "tag_length")
    }
    let isCiphertextVerified = try GcpRules.verify(ciphertextCrc32c, ciphertext, "ciphertext")
    let isDataVerified = try GcpRules.verify(
      additionalAuthenticatedDataCrc32c, additionalAuthenticatedData, "additional_authenticated_data")
    let isVectorVerified = try GcpRules.verify(
      initializationVectorCrc32c, initializationVector, "initialization_vector")
    try GcpRules.checkVector(initializationVector, cipher)
    let material = try service.usableMaterial(of: version)
    let plaintext: [UInt8]
    do {
      plaintext = try material.rawDecrypt(
        ciphertext, cipher, vector: initializationVector, authenticating: additionalAuthenticatedData)
    } catch {
      throw GcpErrors.invalidCiphertext
    }
    return Answer(
      plaintext: SecretBytes(plaintext), plaintextCrc32c: Crc32c.of(plaintext),
      verifiedCiphertextCrc32c: isCiphertextVerified, verifiedAdditionalAuthenticatedDataCrc32c: isDataVerified,
      verifiedInitializationVectorCrc32c: isVectorVerified, protectionLevel: version.protectionLevel)
  }
}

extension GcpRules {
  /// Throws for authenticated data where the cipher takes none.
  static func checkRaw(_ cipher: RawCipher, _ algorithm: GcpAlgorithm, associated: [UInt8]) throws(GcpStatus) {
    guard cipher == .gcm || associated.isEmpty else {
      throw GcpErrors.invalid(
        "The algorithm \(algorithm.rawValue) takes no additional authenticated data.",
        field: "additional_authenticated_data")
    }
  }

  /// Throws for a vector of another length than the cipher's.
  static func checkVector(_ vector: [UInt8], _ cipher: RawCipher) throws(GcpStatus) {
    guard vector.count == cipher.vectorSize else {
      throw GcpErrors.invalid(
        "The field 'initialization_vector' has \(vector.count) bytes; it must have \(cipher.vectorSize).",
        field: "initialization_vector")
    }
  }
}
