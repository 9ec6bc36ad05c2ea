/// `TagResource`: adds tags to a key or replaces their values. Takes a key id or key ARN. Errors: `TagException`,
/// `ValidationException`, `NotFoundException`, `KMSInvalidStateException`, `AccessDeniedException`.
public struct TagResourceRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// What to set.
  public var tags: [KeyTag]

  /// Makes a request.
  public init(keyID: String, tags: [KeyTag]) {
    self.keyID = keyID
    self.tags = tags
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { KeyTag.validate(tags, &check) }
}

extension TagResourceRequest {
  /// `TagResource`.
  public static var operation: KmsOperation { .tagResource }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try service.tagResource(self, call)
  }
}

extension KeyService {
  func tagResource(_ request: TagResourceRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    var key = try usableKey(request.keyID, call)
    try KeyTag.check(request.tags, alreadyThere: key.tags)
    for tag in request.tags {
      if let index = key.tags.firstIndex(where: { $0.key == tag.key }) {
        key.tags[index] = tag
      } else {
        key.tags.append(tag)
      }
    }
    store(key)
    return KmsEmptyResponse()
  }
}

extension KeyTag {
  static func validate(_ tags: [KeyTag], _ check: inout AwsValidation) {
    for (index, tag) in tags.enumerated() {
      check.text(tag.key, "tags.\(index + 1).member.tagKey", 1...128)
      check.text(tag.value, "tags.\(index + 1).member.tagValue", 0...256)
    }
  }

  /// AWS's rules for the tags of one key: none of its own prefix, no key twice, at most 50 in all.
  static func check(_ tags: [KeyTag], alreadyThere: [KeyTag]) throws(KmsServiceError) {
    guard !tags.contains(where: { $0.key.lowercased().hasPrefix("aws:") }) else {
      throw AwsErrors.tag("Tags beginning with aws: are reserved")
    }
    guard Set(tags.map(\.key)).count == tags.count else { throw AwsErrors.tag("Duplicate tag keys") }
    guard Set((tags + alreadyThere).map(\.key)).count <= 50 else { throw AwsErrors.tag("Too many tags") }
  }
}
