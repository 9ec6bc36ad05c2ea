/// Cloud KMS's refusals. Recorded from the service, in public reports of its users: the texts of `notEnabled`,
/// `permissionDenied`, `quotaExceeded`, `wrongKey` and `checksumMismatch`, and the resource that a permission is denied
/// on. The other texts are ours; codes are documented.
public enum GcpErrors {
  static let service = "cloudkms.googleapis.com"

  static var unauthenticated: GcpStatus {
    GcpStatus(
      .unauthenticated,
      "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        + "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
      details: [
        .errorInfo(
          reason: "ACCESS_TOKEN_TYPE_UNSUPPORTED", domain: "googleapis.com",
          metadata: [GcpStatus.Pair("service", service)])
      ])
  }

  /// A request that is wrong whatever the state; `field` is the path of what is wrong.
  public static func invalid(_ message: String, field: String? = nil) -> GcpStatus {
    GcpStatus(
      .invalidArgument, message, details: field.map { [.badRequest(field: $0, description: message)] } ?? [])
  }

  static func invalidName(_ text: String) -> GcpStatus {
    invalid("The request's resource name is malformed: '\(text)'.")
  }

  /// A field that must be set and is not.
  public static func required(_ field: String) -> GcpStatus {
    invalid("Required field '\(field)' is not set.", field: field)
  }

  static func notFound(_ name: GcpResourceName) -> GcpStatus {
    GcpStatus(.notFound, "\(name.kind.rawValue) \(name) not found.")
  }

  static func unknownLocation(_ name: GcpResourceName) -> GcpStatus {
    GcpStatus(.notFound, "Location '\(name.location ?? "")' is not supported by Cloud KMS.")
  }

  static func alreadyExists(_ name: GcpResourceName) -> GcpStatus {
    GcpStatus(.alreadyExists, "\(name.kind.rawValue) \(name) already exists.")
  }

  static func permissionDenied(_ permission: GcpPermission, on resource: GcpResourceName) -> GcpStatus {
    GcpStatus(
      .permissionDenied,
      "Permission '\(permission.rawValue)' denied on resource '\(resource)' (or it may not exist).",
      details: [
        .errorInfo(
          reason: "IAM_PERMISSION_DENIED", domain: service,
          metadata: [
            GcpStatus.Pair("permission", permission.rawValue), GcpStatus.Pair("resource", resource.description),
          ])
      ])
  }

  static func failedPrecondition(_ message: String, type: String, subject: GcpResourceName) -> GcpStatus {
    GcpStatus(
      .failedPrecondition, message, details: [.preconditionFailure(type: type, subject: subject.description)])
  }

  static func notEnabled(_ version: GcpResourceName, _ state: GcpVersionState) -> GcpStatus {
    failedPrecondition(
      "\(version) is not enabled, current state is: \(state.rawValue).", type: state.violation, subject: version)
  }

  static func wrongState(
    _ version: GcpResourceName, _ state: GcpVersionState, wanted: String, to action: String
  ) -> GcpStatus {
    failedPrecondition(
      "\(version) has state \(state.rawValue); it must be \(wanted) to be \(action).", type: state.violation,
      subject: version)
  }

  static func wrongPurpose(_ key: GcpResourceName, _ purpose: GcpPurpose, _ method: GcpMethod) -> GcpStatus {
    failedPrecondition(
      "CryptoKey \(key) has purpose \(purpose.rawValue), which is not valid for \(method.rawValue).",
      type: "KEY_PURPOSE", subject: key)
  }

  static func checksumMismatch(_ field: String) -> GcpStatus {
    invalid("The checksum in field \(field)_crc32c did not match the data in field \(field).")
  }

  static func tooLarge(_ field: String, _ count: Int, limit: Int) -> GcpStatus {
    invalid("The field '\(field)' has \(count) bytes; at most \(limit) are allowed.", field: field)
  }

  static var wrongKey: GcpStatus {
    invalid("Decryption failed: verify that 'name' refers to the correct CryptoKey.")
  }

  static var invalidCiphertext: GcpStatus { invalid("Decryption failed: the ciphertext is invalid.") }

  /// What the service has and the model has not.
  public static func notModelled(_ what: String) -> GcpStatus {
    GcpStatus(.unimplemented, "Operation is not implemented, or supported, or enabled: \(what).")
  }

  static var internalError: GcpStatus { GcpStatus(.internal, "Internal error encountered.") }
}
