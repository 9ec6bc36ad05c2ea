import Keys

/// `GetPublicKey`: gives the public half of a key pair. Errors: FAILED_PRECONDITION (a version that is not enabled, or
/// has no public key), UNIMPLEMENTED for formats of post-quantum keys, NOT_FOUND.
public struct GcpGetPublicKey: GcpRequest {
  /// The version.
  public var name: String
  /// PEM unless given.
  public var publicKeyFormat: GcpPublicKeyFormat?

  /// Makes a request.
  public init(name: String, publicKeyFormat: GcpPublicKeyFormat? = nil) {
    self.name = name
    self.publicKeyFormat = publicKeyFormat
  }

  /// `GetPublicKey`.
  public static var method: GcpMethod { .getPublicKey }
  /// The version.
  public var resource: String { name }

  /// The answer.
  public struct Answer: Hashable, Sendable {
    /// The version.
    public let name: String
    /// The key as text, unless another format was asked for.
    public let pem: String?
    /// The text's checksum.
    public let pemCrc32c: Int64?
    /// The algorithm.
    public let algorithm: GcpAlgorithm
    /// Where the private half lives.
    public let protectionLevel: GcpProtectionLevel
    /// The format that was asked for.
    public let publicKeyFormat: GcpPublicKeyFormat?
    /// The key in that format.
    public let publicKey: [UInt8]?
    /// Its checksum.
    public let publicKeyCrc32c: Int64?
  }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> Answer {
    let (key, _, version) = try service.version(call.name, at: call.instant)
    guard version.algorithm.isAsymmetric else {
      throw GcpErrors.wrongPurpose(key.name, key.purpose, Self.method)
    }
    if publicKeyFormat == .nistPqc || publicKeyFormat == .xwingRawBytes {
      throw GcpErrors.notModelled("public key format \(publicKeyFormat?.rawValue ?? "")")
    }
    guard let der = try service.usableMaterial(of: version).publicKey?.subjectPublicKeyInfo else {
      throw GcpErrors.internalError
    }
    let pem = publicKeyFormat == .der ? nil : GcpPem.encode(der)
    let bytes = publicKeyFormat.map { $0 == .der ? der : Array((pem ?? "").utf8) }
    return Answer(
      name: version.name.description, pem: pem, pemCrc32c: pem.map { Crc32c.of($0.utf8) },
      algorithm: version.algorithm, protectionLevel: version.protectionLevel, publicKeyFormat: publicKeyFormat,
      publicKey: bytes, publicKeyCrc32c: bytes.map { Crc32c.of($0) })
  }
}
