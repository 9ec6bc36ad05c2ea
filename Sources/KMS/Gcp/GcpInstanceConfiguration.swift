import Kernel

/// What a scenario says about one Google KMS: a key ring of a project in a location, with its quotas and delays.
public struct GcpInstanceConfiguration: Sendable {
  /// The service itself: name, quotas, permissions, background delays.
  public var service: GcpConfiguration
  /// The project that owns the key ring; its service accounts call.
  public var project: String
  /// The location, for instance `europe-west6`.
  public var location: String
  /// The key ring's id.
  public var keyRing: String
  /// How long the service works.
  public var latency: GcpLatencyTable
  /// How long a refusal for lack of quota takes.
  public var throttledLatency: Distribution
  /// There and back between client and service.
  public var roundTrip: Distribution
  /// How long a new channel takes until it can carry a request (TCP, TLS and HTTP/2).
  public var connectionSetup: Distribution

  /// An instance without delays, unless told otherwise.
  public init(
    service: GcpConfiguration, project: String, location: String, keyRing: String,
    latency: GcpLatencyTable = GcpLatencyTable(), throttledLatency: Distribution = .constant(.zero),
    roundTrip: Distribution = .constant(.zero), connectionSetup: Distribution = .constant(.zero)
  ) {
    self.service = service
    self.project = project
    self.location = location
    self.keyRing = keyRing
    self.latency = latency
    self.throttledLatency = throttledLatency
    self.roundTrip = roundTrip
    self.connectionSetup = connectionSetup
  }

  /// The name in the scenario.
  public var name: String { service.name }
  /// The location's resource name.
  public var locationName: String { "projects/\(project)/locations/\(location)" }
  /// The key ring's resource name.
  public var keyRingName: String { "\(locationName)/keyRings/\(keyRing)" }

  /// The resource name of a key that is named by its id, or by the whole name already.
  public func keyName(_ id: String) -> String { id.contains("/") ? id : "\(keyRingName)/cryptoKeys/\(id)" }

  /// A service account of the project.
  public func principal(named name: String) -> GcpPrincipal {
    GcpPrincipal(member: "serviceAccount:\(name)@\(project).iam.gserviceaccount.com", project: project)
  }
}

extension GcpPrincipal {
  /// What stands before the `@` of the member's address.
  public var name: String {
    let address = member.split(separator: ":", maxSplits: 1).last ?? ""
    return String(address.prefix { $0 != "@" })
  }
}
