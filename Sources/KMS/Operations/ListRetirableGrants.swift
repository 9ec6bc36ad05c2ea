/// `ListRetirableGrants`: lists the grants of the account and Region that name a retiring principal, key by key in the
/// order in which the keys were made. Errors: `ValidationException`, `InvalidMarkerException`, `InvalidArnException`,
/// `AccessDeniedException`.
public struct ListRetirableGrantsRequest: KmsOperationRequest {
  /// The ARN of the retiring principal.
  public var retiringPrincipal: String
  /// At most so many in one answer, 1 to 100; 50 when left out.
  public var limit: Int?
  /// Where the last answer ended.
  public var marker: String?

  /// Makes a request.
  public init(retiringPrincipal: String, limit: Int? = nil, marker: String? = nil) {
    self.retiringPrincipal = retiringPrincipal
    self.limit = limit
    self.marker = marker
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    if let limit { check.number(limit, "limit", 1...100) }
    if let marker { check.text(marker, "marker", 1...1024) }
    check.text(retiringPrincipal, "retiringPrincipal", 1...256)
  }
}

extension ListRetirableGrantsRequest {
  /// `ListRetirableGrants`.
  public static var operation: KmsOperation { .listRetirableGrants }
  /// None.
  public var keyReference: String? { nil }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> ListGrantsResponse {
    try service.listRetirableGrants(self, call)
  }
}

extension KeyService {
  func listRetirableGrants(
    _ request: ListRetirableGrantsRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> ListGrantsResponse {
    try permit(call, resource: "*")
    guard KmsGrant.isPrincipal(request.retiringPrincipal) else {
      throw AwsErrors.invalidArn("ARN does not refer to a valid principal: \(request.retiringPrincipal)")
    }
    let found = keys(at: call.instant).flatMap { key in
      grants[key.keyID].all.filter { $0.retiringPrincipal == request.retiringPrincipal }
    }
    return try page(
      found, of: .listRetirableGrants, scope: request.retiringPrincipal, limit: request.limit,
      marker: request.marker)
  }
}
