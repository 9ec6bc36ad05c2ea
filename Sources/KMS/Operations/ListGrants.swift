/// `ListGrants`: lists a key's grants in the order in which they were made. Takes a key id or key ARN. Errors:
/// `ValidationException`, `InvalidMarkerException`, `InvalidGrantIdException`, `NotFoundException`,
/// `AccessDeniedException`.
public struct ListGrantsRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// At most so many in one answer, 1 to 100; 50 when left out.
  public var limit: Int?
  /// Where the last answer ended.
  public var marker: String?
  /// This grant alone.
  public var grantID: String?
  /// The grants of this grantee alone.
  public var granteePrincipal: String?

  /// Makes a request.
  public init(
    keyID: String, limit: Int? = nil, marker: String? = nil, grantID: String? = nil, granteePrincipal: String? = nil
  ) {
    self.keyID = keyID
    self.limit = limit
    self.marker = marker
    self.grantID = grantID
    self.granteePrincipal = granteePrincipal
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    if let limit { check.number(limit, "limit", 1...100) }
    if let marker { check.text(marker, "marker", 1...1024) }
    if let grantID { check.text(grantID, "grantId", 1...128) }
    if let granteePrincipal { check.text(granteePrincipal, "granteePrincipal", 1...256) }
  }
}

/// The answer of `ListGrants` and `ListRetirableGrants`.
public struct ListGrantsResponse: Hashable, Sendable {
  /// The grants.
  public let grants: [KmsGrant]
  /// What the next request says; nil at the end.
  public let nextMarker: String?
  /// Whether there are more.
  public let isTruncated: Bool
}

extension ListGrantsRequest {
  /// `ListGrants`.
  public static var operation: KmsOperation { .listGrants }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> ListGrantsResponse {
    try service.listGrants(self, call)
  }
}

extension KeyService {
  func listGrants(_ request: ListGrantsRequest, _ call: KmsCall) throws(KmsServiceError) -> ListGrantsResponse {
    let key = try usableKey(request.keyID, call)
    var found = grants[key.id].all
    if let id = request.grantID { found = [try grant(id, of: key)] }
    if let grantee = request.granteePrincipal { found = found.filter { $0.granteePrincipal == grantee } }
    return try page(
      found, of: .listGrants, scope: key.id, limit: request.limit, marker: request.marker)
  }
}
