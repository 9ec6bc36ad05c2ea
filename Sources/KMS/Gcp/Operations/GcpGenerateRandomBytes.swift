import Kernel

/// `GenerateRandomBytes`: draws 8 to 1024 bytes in the HSMs of a location. Errors: INVALID_ARGUMENT for another length
/// or another level than HSM.
public struct GcpGenerateRandomBytes: GcpRequest {
  /// The location.
  public var location: String
  /// How many.
  public var lengthBytes: Int
  /// Must be HSM.
  public var protectionLevel: GcpProtectionLevel?

  /// Makes a request.
  public init(location: String, lengthBytes: Int, protectionLevel: GcpProtectionLevel? = .hsm) {
    self.location = location
    self.lengthBytes = lengthBytes
    self.protectionLevel = protectionLevel
  }

  /// `GenerateRandomBytes`.
  public static var method: GcpMethod { .generateRandomBytes }
  /// The location.
  public var resource: String { location }

  /// The answer.
  public struct Answer: Hashable, Sendable {
    /// The bytes.
    public let data: SecretBytes
    /// Their checksum.
    public let dataCrc32c: Int64
  }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> Answer {
    guard (8...1024).contains(lengthBytes) else {
      throw GcpErrors.invalid(
        "The field 'length_bytes' must be between 8 and 1024; it is \(lengthBytes).", field: "length_bytes")
    }
    guard protectionLevel == .hsm else {
      throw GcpErrors.invalid("The field 'protection_level' must be HSM.", field: "protection_level")
    }
    let purpose = "random/\(call.principal.member)/\(call.name)"
    var stream = service.stream("\(purpose)/\(service.nextOrdinal(purpose))")
    let bytes = stream.bytes(lengthBytes)
    return Answer(data: SecretBytes(bytes), dataCrc32c: Crc32c.of(bytes))
  }
}
