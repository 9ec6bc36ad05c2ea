/// `ListKeyPolicies`: lists the names of a key's policies, of which there is one. Takes a key id or key ARN. Errors:
/// `ValidationException`, `InvalidMarkerException`, `NotFoundException`, `AccessDeniedException`.
public struct ListKeyPoliciesRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// At most so many names in one answer, 1 to 1000.
  public var limit: Int?
  /// Where the last answer ended; there is never more than one, so no marker is a right one.
  public var marker: String?

  /// Makes a request.
  public init(keyID: String, limit: Int? = nil, marker: String? = nil) {
    self.keyID = keyID
    self.limit = limit
    self.marker = marker
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    if let limit { check.number(limit, "limit", 1...1000) }
    if let marker { check.text(marker, "marker", 1...1024) }
  }
}

/// The answer of `ListKeyPolicies`.
public struct ListKeyPoliciesResponse: Hashable, Sendable {
  /// `default` alone.
  public let policyNames: [String]
  /// False.
  public let isTruncated: Bool
}

extension ListKeyPoliciesRequest {
  /// `ListKeyPolicies`.
  public static var operation: KmsOperation { .listKeyPolicies }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> ListKeyPoliciesResponse {
    try service.listKeyPolicies(self, call)
  }
}

extension KeyService {
  func listKeyPolicies(
    _ request: ListKeyPoliciesRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> ListKeyPoliciesResponse {
    _ = try usableKey(request.keyID, call)
    guard request.marker == nil else { throw AwsErrors.invalidMarker }
    return ListKeyPoliciesResponse(policyNames: ["default"], isTruncated: false)
  }
}
