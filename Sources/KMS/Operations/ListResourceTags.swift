/// `ListResourceTags`: a key's tags in the order in which they were set, 50 a page at most. Takes a key id or key ARN.
/// Errors: `InvalidMarkerException`, `ValidationException`, `InvalidArnException`, `NotFoundException`,
/// `AccessDeniedException`.
public struct ListResourceTagsRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// Which page.
  public var paging: KmsPaging

  /// Makes a request.
  public init(keyID: String, paging: KmsPaging = KmsPaging()) {
    self.keyID = keyID
    self.paging = paging
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { paging.validate(&check) }
}

extension ListResourceTagsRequest {
  /// `ListResourceTags`.
  public static var operation: KmsOperation { .listResourceTags }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsPage<KeyTag> {
    try service.listResourceTags(self, call)
  }
}

extension KeyService {
  func listResourceTags(_ request: ListResourceTagsRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsPage<KeyTag>
  {
    let key = try usableKey(request.keyID, call)
    return try ListMarker(.listResourceTags, scope: key.id, instance: configuration.name)
      .page(key.tags, request.paging, size: request.paging.size(default: 50, maximum: 50))
  }
}
