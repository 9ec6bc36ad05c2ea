/// `UntagResource`: takes tags away from a key; a tag that the key has not is no error. Takes a key id or key ARN.
/// Errors: `TagException`, `ValidationException`, `NotFoundException`, `KMSInvalidStateException`,
/// `AccessDeniedException`.
public struct UntagResourceRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// The keys of the tags.
  public var tagKeys: [String]

  /// Makes a request.
  public init(keyID: String, tagKeys: [String]) {
    self.keyID = keyID
    self.tagKeys = tagKeys
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    for (index, key) in tagKeys.enumerated() { check.text(key, "tagKeys.\(index + 1).member", 1...128) }
  }
}

extension UntagResourceRequest {
  /// `UntagResource`.
  public static var operation: KmsOperation { .untagResource }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try service.untagResource(self, call)
  }
}

extension KeyService {
  func untagResource(_ request: UntagResourceRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    var key = try usableKey(request.keyID, call)
    guard !request.tagKeys.contains(where: { $0.lowercased().hasPrefix("aws:") }) else {
      throw AwsErrors.tag("Tags beginning with aws: are reserved")
    }
    key.tags.removeAll { request.tagKeys.contains($0.key) }
    store(key)
    return KmsEmptyResponse()
  }
}
