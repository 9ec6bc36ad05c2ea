import Keys

/// `AsymmetricSign`: signs a digest, or data that the service hashes; exactly one of them. Ed25519 and RSA without a hash
/// (`RSA_SIGN_RAW_PKCS1_…`) take data only. ECDSA signatures are DER. Data has at most 64 KiB, also in Cloud HSM; for RSA
/// without a hash 11 bytes fewer than the modulus.
///
/// Errors: INVALID_ARGUMENT (both or none, a digest of another hash or length, checksums, sizes), FAILED_PRECONDITION
/// (another purpose, a version that is not enabled), NOT_FOUND.
public struct GcpAsymmetricSign: GcpRequest {
  /// A digest and its hash.
  public enum Digest: Hashable, Sendable {
    /// 32 bytes.
    case sha256([UInt8])
    /// 48 bytes.
    case sha384([UInt8])
    /// 64 bytes.
    case sha512([UInt8])

    var bytes: [UInt8] {
      switch self {
      case .sha256(let bytes), .sha384(let bytes), .sha512(let bytes): bytes
      }
    }

    var hash: HashFunction {
      switch self {
      case .sha256: .sha256
      case .sha384: .sha384
      case .sha512: .sha512
      }
    }
  }

  /// The version.
  public var name: String
  /// What to sign, hashed.
  public var digest: Digest?
  /// The digest's checksum.
  public var digestCrc32c: Int64?
  /// What to sign.
  public var data: [UInt8]?
  /// The data's checksum.
  public var dataCrc32c: Int64?

  /// Makes a request.
  public init(
    name: String, digest: Digest? = nil, digestCrc32c: Int64? = nil, data: [UInt8]? = nil, dataCrc32c: Int64? = nil
  ) {
    self.name = name
    self.digest = digest
    self.digestCrc32c = digestCrc32c
    self.data = data
    self.dataCrc32c = dataCrc32c
  }

  /// `AsymmetricSign`.
  public static var method: GcpMethod { .asymmetricSign }
  /// The version.
  public var resource: String { name }

  /// The answer.
  public struct Answer: Hashable, Sendable {
    /// The version.
    public let name: String
    /// The signature.
    public let signature: [UInt8]
    /// Its checksum.
    public let signatureCrc32c: Int64
    /// Whether a checksum of the digest was sent, which then was right.
    public let verifiedDigestCrc32c: Bool
    /// The same for the data.
    public let verifiedDataCrc32c: Bool
    /// Where the material lives.
    public let protectionLevel: GcpProtectionLevel
  }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> Answer {
    let (key, _, version) = try service.version(call.name, at: call.instant)
    guard case .sign(let kind, let algorithm) = version.algorithm.meaning else {
      throw GcpErrors.wrongPurpose(key.name, key.purpose, Self.method)
    }
    let content = try checkedContent(kind, algorithm, version.algorithm)
    let material = try service.usableMaterial(of: version)
    let signature: [UInt8]
    do {
      signature = try material.sign(content, isDigest: digest != nil, with: algorithm, service.crypto)
    } catch {
      throw GcpErrors.internalError
    }
    return Answer(
      name: version.name.description, signature: signature, signatureCrc32c: Crc32c.of(signature),
      verifiedDigestCrc32c: digestCrc32c != nil, verifiedDataCrc32c: dataCrc32c != nil,
      protectionLevel: version.protectionLevel)
  }

  private static func limit(_ kind: KeyKind, _ algorithm: RawSigningAlgorithm) -> Int {
    algorithm == .rsaPkcs1Unhashed ? (kind.modulusSize ?? 0) - 11 : 65_536
  }

  private func checkedContent(
    _ kind: KeyKind, _ algorithm: RawSigningAlgorithm, _ name: GcpAlgorithm
  ) throws(GcpStatus) -> [UInt8] {
    switch (digest, data) {
    case (nil, nil): throw GcpErrors.invalid("One of the fields 'digest' and 'data' must be set.")
    case (.some, .some): throw GcpErrors.invalid("Only one of the fields 'digest' and 'data' may be set.")
    case (nil, let data?):
      guard digestCrc32c == nil else {
        throw GcpErrors.invalid("The field 'digest_crc32c' must not be set without 'digest'.", field: "digest_crc32c")
      }
      try GcpRules.limit(data.count, Self.limit(kind, algorithm), "data")
      _ = try GcpRules.verify(dataCrc32c, data, "data")
      return data
    case (let digest?, nil):
      guard dataCrc32c == nil else {
        throw GcpErrors.invalid("The field 'data_crc32c' must not be set without 'data'.", field: "data_crc32c")
      }
      guard algorithm.hash == digest.hash else {
        let wanted = algorithm.hash.map { "a \($0.rawValue) digest" } ?? "'data', not 'digest'"
        throw GcpErrors.invalid("The algorithm \(name.rawValue) takes \(wanted).", field: "digest")
      }
      guard digest.bytes.count == digest.hash.size else {
        throw GcpErrors.invalid(
          "The digest has \(digest.bytes.count) bytes; a \(digest.hash.rawValue) digest has \(digest.hash.size).",
          field: "digest")
      }
      _ = try GcpRules.verify(digestCrc32c, digest.bytes, "digest")
      return digest.bytes
    }
  }
}
