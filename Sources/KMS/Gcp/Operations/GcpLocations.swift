/// `GetLocation`: gives a location. Errors: NOT_FOUND.
public struct GcpGetLocation: GcpRequest {
  /// The location.
  public var name: String

  /// Makes a request.
  public init(name: String) { self.name = name }

  /// `GetLocation`.
  public static var method: GcpMethod { .getLocation }
  /// The location.
  public var resource: String { name }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpLocation {
    GcpLocation(name: call.name.description, locationID: call.name.id)
  }
}

/// `ListLocations`: lists the locations that the service was set up with; where it takes any, those with key rings.
public struct GcpListLocations: GcpRequest {
  /// The project.
  public var name: String
  /// Which page.
  public var paging: GcpPaging

  /// Makes a request.
  public init(name: String, paging: GcpPaging = GcpPaging()) {
    self.name = name
    self.paging = paging
  }

  /// `ListLocations`.
  public static var method: GcpMethod { .listLocations }
  /// The project.
  public var resource: String { name }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpPage<GcpLocation> {
    var ids = service.configuration.locations
    if ids.isEmpty {
      let used = service.allKeyRings.map(\.name).filter { $0.project == call.name.project }
      ids = Array(Set(used.compactMap(\.location))).sorted()
    }
    let names = ids.map { call.name.child(.location, $0) }
    return try paging.page(names, in: call.name) { (name) throws(GcpStatus) in
      GcpLocation(name: name.description, locationID: name.id)
    }
  }
}
