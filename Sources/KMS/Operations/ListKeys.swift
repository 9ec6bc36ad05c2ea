/// `ListKeys`: the keys of the caller's account in the Region, in every state, in the order in which they were made,
/// 100 a page unless told otherwise. AWS does not document an order. Errors: `InvalidMarkerException`,
/// `ValidationException`, `AccessDeniedException`.
public struct ListKeysRequest: KmsOperationRequest {
  /// Which page.
  public var paging: KmsPaging

  /// Makes a request.
  public init(paging: KmsPaging = KmsPaging()) { self.paging = paging }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { paging.validate(&check) }
}

/// A key in the answer of `ListKeys`.
public struct KmsKeyEntry: Hashable, Sendable {
  /// The key's id.
  public let keyID: String
  /// The key's ARN.
  public let keyARN: String
}

extension ListKeysRequest {
  /// `ListKeys`.
  public static var operation: KmsOperation { .listKeys }
  /// None.
  public var keyReference: String? { nil }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsPage<KmsKeyEntry> {
    try service.listKeys(self, call)
  }
}

extension KeyService {
  func listKeys(_ request: ListKeysRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsPage<KmsKeyEntry> {
    try permit(call, resource: "*")
    let markers = ListMarker(.listKeys, scope: "", instance: configuration.name)
    let start = try markers.position(request.paging.marker)
    guard start <= keysMade else { throw AwsErrors.invalidMarker }
    guard call.principal.account == configuration.account else { return KmsPage(items: [], nextMarker: nil) }
    let size = request.paging.size(default: 100)
    var items: [KmsKeyEntry] = []
    for (position, id) in keyIDs(from: start, at: call.instant) {
      guard items.count < size else { return KmsPage(items: items, nextMarker: markers.encode("\(position)")) }
      items.append(KmsKeyEntry(keyID: id, keyARN: names.keyARN(id)))
    }
    return KmsPage(items: items, nextMarker: nil)
  }
}
