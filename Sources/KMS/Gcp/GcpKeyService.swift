import Kernel
import Keys
import OrderedCollections

/// Google's key management service: a synchronous state machine that takes a request, a principal and an instant and
/// gives a typed answer or a typed error, as ``KeyService`` does for AWS. It has no clock and does no input or output.
///
/// A request passes, in this order: credentials, the form of its resource name, quota, permission, existence, its
/// members, key state. Google does not document the order; that a missing permission hides whether a resource exists is
/// in the text of the refusal.
///
/// Material, drawn delays and etags derive from the seed, the service's name and the resource's name, so what one caller
/// does never changes what another gets. Private material never leaves it but sealed, in
/// records of its state.
public final class GcpKeyService {
  /// What the service was set up with.
  public let configuration: GcpConfiguration
  /// Who may do what from now on.
  public var permissions: GcpPermissions
  /// Gets the entry of Cloud Audit Logs of each request; nil keeps none.
  public var auditSink: ((GcpAuditEntry) -> Void)?

  let crypto: CryptoEngine
  let seed: UInt64
  var policies = Tracked<GcpResourceName, GcpIamPolicy>()
  /// What hears of changes; nil for a service whose state nobody writes down.
  var watch: StateWatch?
  var rings = Tracked<GcpResourceName, GcpStoredKeyRing>()
  var keys = Tracked<GcpResourceName, GcpStoredKey>()
  var jobs = Tracked<GcpResourceName, GcpStoredImportJob>()
  var ordinals = ReservedCounters<String>()
  private var quotas: Quotas
  private var capacity: RandomStream

  /// An empty service.
  public init(configuration: GcpConfiguration, crypto: CryptoEngine, seed: UInt64) {
    self.configuration = configuration
    self.crypto = crypto
    self.seed = seed
    permissions = configuration.permissions
    var intervals: [String: Span] = [:]
    for quota in GcpQuota.allCases { intervals[quota.rawValue] = quota.interval }
    quotas = Quotas(
      rates: configuration.quotas, otherLoad: configuration.otherLoad, window: configuration.quotaWindow,
      intervals: intervals)
    capacity = RandomStream(seed: seed, name: "kms/\(configuration.name)/capacity")
  }

  /// Lets a search of stored bytes look for the service's key pairs, too.
  public func addHeldKeys(to search: inout SecretSearch) throws(CryptoError) {
    for key in keys.entries.values {
      for version in key.versions { try version.material?.add(to: &search) }
    }
  }

  /// Answers a request.
  public func handle<Request: GcpRequest>(
    _ request: Request, from principal: GcpPrincipal, at instant: Instant
  ) -> Result<Request.Response, GcpStatus> {
    let result = answer(request, from: principal, at: instant)
    if let auditSink {
      var stream = stream("audit/\(nextOrdinal("audit"))")
      let entry = GcpAuditEntry(request, from: principal, result, at: instant, insertID: stream.hex(12))
      if let entry { auditSink(entry) }
    }
    return result
  }

  private func answer<Request: GcpRequest>(
    _ request: Request, from principal: GcpPrincipal, at instant: Instant
  ) -> Result<Request.Response, GcpStatus> {
    do throws(GcpStatus) {
      guard permissions.knows(principal) else { throw GcpErrors.unauthenticated }
      guard let name = GcpResourceName(request.resource), request.method.resourceKinds.contains(name.kind) else {
        throw GcpErrors.invalidName(request.resource)
      }
      let call = GcpCall(method: request.method, name: name, principal: principal, instant: instant)
      try charge(call, request.newTemplate)
      if let permission = request.method.permission(on: name.kind) {
        try permit(permission, on: request.method.permissionResource(name), principal)
      }
      if let location = name.location, !configuration.locations.isEmpty, !configuration.locations.contains(location) {
        throw GcpErrors.unknownLocation(name)
      }
      return .success(try request.perform(by: self, call))
    } catch {
      return .failure(error)
    }
  }

  /// Multiplies all quotas from now on, for a fault that takes capacity away.
  public func scaleQuotas(by factor: Ratio) { quotas.scale(by: factor) }

  // MARK: Quotas and permissions

  private func charge(_ call: GcpCall, _ newTemplate: GcpVersionTemplate?) throws(GcpStatus) {
    guard !configuration.quotas.isEmpty else { return }
    let template = newTemplate ?? call.name.enclosing(.cryptoKey).flatMap { keys[$0]?.template }
    let level = call.method == .generateRandomBytes ? .hsm : template?.protectionLevel
    let charges = configuration.regime.charges(
      call.method, caller: call.principal, name: call.name, level: level,
      isAsymmetric: template?.algorithm.isAsymmetric ?? false)
    var left = quotas
    for charge in charges {
      if left.take(charge.quota.rawValue, account: charge.consumer, at: call.instant) { continue }
      if !charge.isHard, !capacity.chance(configuration.backgroundLoad) { continue }
      let rate = configuration.quotas[charge.quota.rawValue] ?? QuotaRate(perThousandSeconds: 0)
      throw GcpErrors.quotaExceeded(charge, perMinute: rate.perThousandSeconds * 60 / 1000)
    }
    quotas = left
  }

  /// Throws unless the principal has the permission: by the service's own list, or by the policy of the resource or of
  /// what contains it.
  func permit(
    _ permission: GcpPermission, on resource: GcpResourceName, _ principal: GcpPrincipal
  ) throws(GcpStatus) {
    guard isPermitted(permission, on: resource, principal) else {
      throw GcpErrors.permissionDenied(permission, on: resource)
    }
  }

  func isPermitted(_ permission: GcpPermission, on resource: GcpResourceName, _ principal: GcpPrincipal) -> Bool {
    if permissions.allows(permission, to: principal) { return true }
    var next: GcpResourceName? = resource
    while let name = next {
      for binding in policies[name]?.bindings ?? []
      where GcpRole(rawValue: binding.role)?.permissions.contains(permission) ?? false {
        if binding.members.contains(where: { [principal.member, "allUsers", "allAuthenticatedUsers"].contains($0) }) {
          return true
        }
      }
      next = name.parent
    }
    return false
  }

  // MARK: What operations use

  /// A stream of this service.
  func stream(_ name: String) -> RandomStream { RandomStream(seed: seed, name: "kms/\(configuration.name)/\(name)") }

  /// How often this was asked under a name before.
  func nextOrdinal(_ name: String) -> Int {
    let ordinal = Int(ordinals.take(name))
    if ordinals.hasReservations { watch?.isUrgent = true }
    return ordinal
  }

  /// How many keys there are.
  public var keyCount: Int { keys.entries.count }

  /// The versions that Google has a price for, as of an instant: those whose material is not destroyed, those that wait
  /// for it among them.
  public func billedVersions(at instant: Instant) -> [(algorithm: GcpAlgorithm, level: GcpProtectionLevel)] {
    keys.entries.values.flatMap(\.versions).filter { version in
      switch version.state {
      case .destroyed: false
      case .destroyScheduled: version.destroyTime.map { instant < $0 } ?? true
      default: true
      }
    }.map { ($0.algorithm, $0.protectionLevel) }
  }

  /// All key rings.
  var allKeyRings: [GcpStoredKeyRing] { Array(rings.entries.values) }

  /// A key ring, if there is one.
  func storedKeyRing(_ name: GcpResourceName) -> GcpStoredKeyRing? { rings[name] }

  /// The key ring with this name.
  func keyRing(_ name: GcpResourceName) throws(GcpStatus) -> GcpStoredKeyRing {
    guard let ring = rings[name] else { throw GcpErrors.notFound(name) }
    return ring
  }

  /// Adds or replaces a key ring.
  func store(_ ring: GcpStoredKeyRing) { rings[ring.name] = ring }

  /// A key, if there is one, with what time has done to it.
  func storedKey(_ name: GcpResourceName, at instant: Instant) throws(GcpStatus) -> GcpStoredKey? {
    guard var key = keys[name] else { return nil }
    let count = key.versions.count
    var isChanged = false
    for index in key.versions.indices where key.versions[index].advance(to: instant) { isChanged = true }
    try rotate(&key, at: instant)
    if isChanged || key.versions.count != count { keys[name] = key }
    return key
  }

  /// The key with this name.
  func key(_ name: GcpResourceName, at instant: Instant) throws(GcpStatus) -> GcpStoredKey {
    guard let key = try storedKey(name, at: instant) else { throw GcpErrors.notFound(name) }
    return key
  }

  /// The key of a version, and the version's number.
  func version(
    _ name: GcpResourceName, at instant: Instant
  ) throws(GcpStatus) -> (key: GcpStoredKey, number: Int, version: GcpStoredVersion) {
    guard let keyName = name.parent, let number = name.versionNumber,
      let key = try storedKey(keyName, at: instant), let version = key.version(number)
    else { throw GcpErrors.notFound(name) }
    return (key, number, version)
  }

  /// Adds or replaces a key.
  func store(_ key: GcpStoredKey) { keys[key.name] = key }

  /// The import job with this name.
  func importJob(_ name: GcpResourceName) throws(GcpStatus) -> GcpStoredImportJob {
    guard let job = jobs[name] else { throw GcpErrors.notFound(name) }
    return job
  }

  /// Whether there is such an import job.
  func hasImportJob(_ name: GcpResourceName) -> Bool { jobs[name] != nil }

  /// Adds an import job.
  func store(_ job: GcpStoredImportJob) { jobs[job.name] = job }
}
