import Kernel

/// `CreateKeyRing`: makes a key ring, which can never be deleted. Errors: INVALID_ARGUMENT for an id of another form
/// than `[a-zA-Z0-9_-]{1,63}`, ALREADY_EXISTS, NOT_FOUND for an unknown location.
public struct GcpCreateKeyRing: GcpRequest {
  /// The location.
  public var parent: String
  /// The id.
  public var keyRingID: String

  /// Makes a request.
  public init(parent: String, keyRingID: String) {
    self.parent = parent
    self.keyRingID = keyRingID
  }

  /// `CreateKeyRing`.
  public static var method: GcpMethod { .createKeyRing }
  /// The location.
  public var resource: String { parent }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpKeyRing {
    try service.checkID(keyRingID, "key_ring_id")
    let name = call.name.child(.keyRing, keyRingID)
    guard service.storedKeyRing(name) == nil else { throw GcpErrors.alreadyExists(name) }
    let ring = GcpStoredKeyRing(name: name, createTime: call.instant)
    service.store(ring)
    return ring.shown
  }
}

/// `GetKeyRing`: gives a key ring. Errors: NOT_FOUND.
public struct GcpGetKeyRing: GcpRequest {
  /// The key ring.
  public var name: String

  /// Makes a request.
  public init(name: String) { self.name = name }

  /// `GetKeyRing`.
  public static var method: GcpMethod { .getKeyRing }
  /// The key ring.
  public var resource: String { name }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpKeyRing {
    try service.keyRing(call.name).shown
  }
}

/// `ListKeyRings`: lists the key rings of a location by name.
public struct GcpListKeyRings: GcpRequest {
  /// The location.
  public var parent: String
  /// Which page.
  public var paging: GcpPaging

  /// Makes a request.
  public init(parent: String, paging: GcpPaging = GcpPaging()) {
    self.parent = parent
    self.paging = paging
  }

  /// `ListKeyRings`.
  public static var method: GcpMethod { .listKeyRings }
  /// The location.
  public var resource: String { parent }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpPage<GcpKeyRing> {
    let names = service.allKeyRings.map(\.name).filter { $0.parent == call.name }
    return try paging.page(names, in: call.name) { (name) throws(GcpStatus) in try service.keyRing(name).shown }
  }
}

extension GcpKeyService {
  /// Throws unless a new resource may have this id.
  func checkID(_ id: String, _ field: String) throws(GcpStatus) {
    guard !id.isEmpty else { throw GcpErrors.required(field) }
    guard GcpResourceName.isValidID(id) else {
      throw GcpErrors.invalid("The field '\(field)' must match [a-zA-Z0-9_-]{1,63}; it is '\(id)'.", field: field)
    }
  }
}
