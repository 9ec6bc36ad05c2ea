import Keys

/// `MacSign`: computes the HMAC of at most 64 KiB. Errors: INVALID_ARGUMENT (sizes, checksum), FAILED_PRECONDITION
/// (another purpose, a version that is not enabled), NOT_FOUND.
public struct GcpMacSign: GcpRequest {
  /// The version.
  public var name: String
  /// What to authenticate.
  public var data: [UInt8]
  /// Its checksum.
  public var dataCrc32c: Int64?

  /// Makes a request.
  public init(name: String, data: [UInt8], dataCrc32c: Int64? = nil) {
    self.name = name
    self.data = data
    self.dataCrc32c = dataCrc32c
  }

  /// `MacSign`.
  public static var method: GcpMethod { .macSign }
  /// The version.
  public var resource: String { name }

  /// The answer.
  public struct Answer: Hashable, Sendable {
    /// The version.
    public let name: String
    /// The tag, as long as the hash.
    public let mac: [UInt8]
    /// Its checksum.
    public let macCrc32c: Int64
    /// Whether a checksum of the data was sent, which then was right.
    public let verifiedDataCrc32c: Bool
    /// Where the material lives.
    public let protectionLevel: GcpProtectionLevel
  }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> Answer {
    let (key, _, version) = try service.version(call.name, at: call.instant)
    guard case .mac(let hash) = version.algorithm.meaning else {
      throw GcpErrors.wrongPurpose(key.name, key.purpose, Self.method)
    }
    try GcpRules.limit(data.count, version.protectionLevel == .software ? 65_536 : 16_384, "data")
    let isVerified = try GcpRules.verify(dataCrc32c, data, "data")
    guard let mac = try service.usableMaterial(of: version).hmac(hash, data) else { throw GcpErrors.internalError }
    return Answer(
      name: version.name.description, mac: mac, macCrc32c: Crc32c.of(mac), verifiedDataCrc32c: isVerified,
      protectionLevel: version.protectionLevel)
  }
}

/// `MacVerify`: says whether a tag is that of the data; a wrong one is an answer, not an error. Errors: those of
/// ``GcpMacSign``, and INVALID_ARGUMENT for a tag of another length than the hash's.
public struct GcpMacVerify: GcpRequest {
  /// The version.
  public var name: String
  /// What was authenticated.
  public var data: [UInt8]
  /// Its checksum.
  public var dataCrc32c: Int64?
  /// The tag.
  public var mac: [UInt8]
  /// Its checksum.
  public var macCrc32c: Int64?

  /// Makes a request.
  public init(name: String, data: [UInt8], dataCrc32c: Int64? = nil, mac: [UInt8], macCrc32c: Int64? = nil) {
    self.name = name
    self.data = data
    self.dataCrc32c = dataCrc32c
    self.mac = mac
    self.macCrc32c = macCrc32c
  }

  /// `MacVerify`.
  public static var method: GcpMethod { .macVerify }
  /// The version.
  public var resource: String { name }

  /// The answer.
  public struct Answer: Hashable, Sendable {
    /// The version.
    public let name: String
    /// Whether the tag is right.
    public let success: Bool
    /// The same once more, against changes on the way.
    public let verifiedSuccessIntegrity: Bool
    /// Whether a checksum of the data was sent, which then was right.
    public let verifiedDataCrc32c: Bool
    /// The same for the tag.
    public let verifiedMacCrc32c: Bool
    /// Where the material lives.
    public let protectionLevel: GcpProtectionLevel
  }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> Answer {
    let (key, _, version) = try service.version(call.name, at: call.instant)
    guard case .mac(let hash) = version.algorithm.meaning else {
      throw GcpErrors.wrongPurpose(key.name, key.purpose, Self.method)
    }
    try GcpRules.limit(data.count, version.protectionLevel == .software ? 65_536 : 16_384, "data")
    let isDataVerified = try GcpRules.verify(dataCrc32c, data, "data")
    let isMacVerified = try GcpRules.verify(macCrc32c, mac, "mac")
    guard mac.count == hash.size else {
      throw GcpErrors.invalid(
        "The mac has \(mac.count) bytes; one of \(version.algorithm.rawValue) has \(hash.size).", field: "mac")
    }
    guard let right = try service.usableMaterial(of: version).hmac(hash, data) else { throw GcpErrors.internalError }
    return Answer(
      name: version.name.description, success: mac == right, verifiedSuccessIntegrity: mac == right,
      verifiedDataCrc32c: isDataVerified, verifiedMacCrc32c: isMacVerified, protectionLevel: version.protectionLevel)
  }
}
