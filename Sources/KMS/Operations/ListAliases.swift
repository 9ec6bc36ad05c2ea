import Kernel

/// `ListAliases`: the aliases of the caller's account in the Region, or of one key, 50 a page unless told otherwise and
/// 100 at most, by name. Predefined aliases of AWS's own keys are not modelled. Errors: `InvalidMarkerException`,
/// `ValidationException`, `InvalidArnException` (an alias as key), `NotFoundException`, `AccessDeniedException`.
public struct ListAliasesRequest: KmsOperationRequest {
  /// Only this key's, by id or ARN; nil for all.
  public var keyID: String?
  /// Which page.
  public var paging: KmsPaging

  /// Makes a request.
  public init(keyID: String? = nil, paging: KmsPaging = KmsPaging()) {
    self.keyID = keyID
    self.paging = paging
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { paging.validate(&check) }
}

/// An alias in the answer of `ListAliases`.
public struct KeyAlias: Hashable, Sendable {
  /// `alias/` and a name.
  public let aliasName: String
  /// Its ARN.
  public let aliasARN: String
  /// The id of the key.
  public let targetKeyID: String
  /// When it was made.
  public let creationDate: Instant
  /// When it got its key.
  public let lastUpdatedDate: Instant
}

extension ListAliasesRequest {
  /// `ListAliases`.
  public static var operation: KmsOperation { .listAliases }
  /// The key, if any.
  public var keyReference: String? { keyID }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsPage<KeyAlias> {
    try service.listAliases(self, call)
  }
}

extension KeyService {
  func listAliases(_ request: ListAliasesRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsPage<KeyAlias> {
    var keyID: String?
    if let named = request.keyID {
      keyID = try usableKey(named, call).id
    } else {
      try permit(call, resource: "*")
    }
    let markers = ListMarker(.listAliases, scope: keyID ?? "", instance: configuration.name)
    // A name says where to go on, so that a page neither repeats nor leaves out when aliases come and go.
    let last = try request.paging.marker.map { (marker) throws(KmsServiceError) in try markers.decode(marker) }
    guard call.principal.account == configuration.account else { return KmsPage(items: [], nextMarker: nil) }
    let rest = aliases(of: keyID, at: call.instant).filter { alias in last.map { alias.name > $0 } ?? true }
    let page = rest.prefix(request.paging.size(default: 50, maximum: 100))
    let next = page.count < rest.count ? page.last.map { markers.encode($0.name) } : nil
    return KmsPage(
      items: page.map {
        KeyAlias(
          aliasName: $0.name, aliasARN: names.aliasARN($0.name), targetKeyID: $0.keyID, creationDate: $0.creationDate,
          lastUpdatedDate: $0.lastUpdatedDate)
      }, nextMarker: next)
  }
}
