import OrderedCollections

/// The services of several accounts and Regions that know of each other: what multi-Region keys and callers of other
/// accounts need. It is one account's in a Region per service; each works alone, too. Whoever makes a directory holds it:
/// services refer to it weakly.
public final class KmsDirectory {
  /// An account in a Region.
  public struct Place: Hashable, Sendable {
    /// Twelve digits.
    public let account: String
    /// For instance `us-east-1`.
    public let region: String

    /// Names a place.
    public init(account: String, region: String) {
      self.account = account
      self.region = region
    }
  }

  private var services: OrderedDictionary<Place, KeyService> = [:]
  private let make: ((Place) -> KeyService?)?

  /// An empty directory. `make` makes the service of a place that is asked for first, or says with nil that there is no
  /// such place; without it there are the services that were added and no others.
  public init(make: ((Place) -> KeyService?)? = nil) { self.make = make }

  /// All services, in the order in which they came.
  public var all: [KeyService] { Array(services.values) }

  /// Adds the service of a place that has none yet.
  public func add(_ service: KeyService) {
    let place = Place(account: service.configuration.account, region: service.configuration.region)
    precondition(services[place] == nil, "there is a KMS of \(place.account) in \(place.region) already")
    services[place] = service
    service.directory = self
  }

  /// The service of a place; nil where there is none.
  public func service(at place: Place) -> KeyService? {
    if let service = services[place] { return service }
    guard let made = make?(place) else { return nil }
    precondition(
      made.configuration.account == place.account && made.configuration.region == place.region,
      "the service made for \(place.account) in \(place.region) is another's")
    add(made)
    return made
  }

  /// The service that answers a request which reaches a Region: that of the account which the request's key or alias ARN
  /// names, and of the caller's account otherwise. A key of an account that the directory does not have does not exist;
  /// the caller's service says so.
  public func service(
    for request: some KmsOperationRequest, from principal: KmsPrincipal, in region: String
  ) -> KeyService? {
    if let reference = request.keyReference, let account = AwsNames.account(of: reference),
      let service = services[Place(account: account, region: region)]
    {
      return service
    }
    return service(at: Place(account: principal.account, region: region))
  }
}
