import Kernel

/// `GenerateRandom`: makes random bytes. It names no key. Errors: `ValidationException`,
/// `CustomKeyStoreNotFoundException` (there are no custom key stores), `AccessDeniedException`.
public struct GenerateRandomRequest: KmsOperationRequest {
  /// 1 to 1024; AWS's API model does not demand it, the service does.
  public var numberOfBytes: Int?
  /// A CloudHSM key store, 1 to 64 characters.
  public var customKeyStoreID: String?

  /// Makes a request.
  public init(numberOfBytes: Int?, customKeyStoreID: String? = nil) {
    self.numberOfBytes = numberOfBytes
    self.customKeyStoreID = customKeyStoreID
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    if let numberOfBytes { check.number(numberOfBytes, "numberOfBytes", 1...1024) }
    if let customKeyStoreID { check.text(customKeyStoreID, "customKeyStoreId", 1...64) }
  }
}

/// The answer of `GenerateRandom`.
public struct GenerateRandomResponse: Hashable, Sendable {
  /// The random bytes.
  public let plaintext: SecretBytes
}

extension GenerateRandomRequest {
  /// `GenerateRandom`.
  public static var operation: KmsOperation { .generateRandom }
  /// None.
  public var keyReference: String? { nil }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> GenerateRandomResponse {
    try service.generateRandom(self, call)
  }
}

extension KeyService {
  func generateRandom(
    _ request: GenerateRandomRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> GenerateRandomResponse {
    guard let count = request.numberOfBytes else { throw AwsErrors.validation("NumberOfBytes is required.") }
    try permit(call, resource: "*")
    guard request.customKeyStoreID == nil else { throw AwsErrors.customKeyStoreNotFound }
    // Each caller's bytes come from a stream of their own, so that other callers do not change them.
    let name = "random/\(call.principal.account)/\(call.principal.name)"
    var stream = stream("\(name)/\(nextOrdinal(name))")
    return GenerateRandomResponse(plaintext: SecretBytes(stream.bytes(count)))
  }
}
