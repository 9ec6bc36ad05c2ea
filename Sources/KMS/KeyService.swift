import Kernel
import Keys
import OrderedCollections

/// The key management service: a synchronous state machine that takes a request, a principal and an instant and gives
/// a typed answer or a typed error. It has no clock and does no input or output, so that the simulator can drive it on
/// virtual time (``KmsEndpoint``) and a server on real time.
///
/// Each operation stands in its own file under `Operations/`; what is AWS's (names, texts, tables) stands under `Aws/`.
/// A request passes, in this order: credentials, the checks of its members, quota, permission, existence of the key,
/// key state, and what the operation itself demands. AWS does not document the order; state before spec is recorded.
///
/// Private material never leaves it: no answer, error or description holds any, and records of its state only sealed.
public final class KeyService {
  /// What the instance was set up with.
  public let configuration: KmsInstanceConfiguration
  /// Who may do what from now on.
  public var permissions: Permissions
  /// Who is told of each request that is answered; nil for nobody.
  public var trail: CloudTrail?

  let crypto: CryptoEngine
  let names: AwsNames
  let seed: UInt64
  var tokenStream: RandomStream
  var importTokens = Tracked<[UInt8], ImportToken>()
  var grants = GrantStore()
  /// The services that know of this one; nil for one that is alone.
  weak var directory: KmsDirectory?
  /// The aliases of the account, by name.
  var aliases = Tracked<String, StoredAlias>()
  /// By key id.
  var keyUses = Tracked<String, KeyUses>(isUrgent: false)
  /// The keys that the request being answered was allowed to use.
  private var keysOfCall: [String] = []
  /// The ARNs of what else it concerned.
  private var othersOfCall: [String] = []
  /// What hears of changes; nil for a service whose state nobody writes down.
  var watch: StateWatch?
  var ordinals = ReservedCounters<String>()
  var storedKeys = Tracked<String, StoredKey>()
  private var quotas: Quotas
  private var pregenerated: [String: String] = [:]

  /// An empty service. Ids and material derive from the seed and the instance's name.
  public init(configuration: KmsInstanceConfiguration, crypto: CryptoEngine, seed: UInt64) {
    self.configuration = configuration
    self.crypto = crypto
    self.seed = seed
    permissions = configuration.permissions
    names = AwsNames(account: configuration.account, region: configuration.region)
    quotas = Quotas(
      rates: configuration.quotas, otherLoad: configuration.otherLoad, window: configuration.quotaWindow)
    tokenStream = RandomStream(seed: seed, name: "kms/\(configuration.name)/import-tokens")
  }

  /// Lets a search of stored bytes look for the service's key pairs, too. A node's files must hold none of them.
  public func addHeldKeys(to search: inout SecretSearch) throws(CryptoError) {
    for key in storedKeys.entries.values {
      for material in key.materials { try material.held?.add(to: &search) }
    }
  }

  /// Answers a request.
  public func handle<Request: KmsOperationRequest>(
    _ request: Request, from principal: KmsPrincipal, at instant: Instant
  ) -> Result<Request.Response, KmsServiceError> {
    perform(request, from: principal, at: instant).result
  }

  /// Answers a request and says which quota and which kind of key it concerned. `reading` is what was found wrong when
  /// the request was read from the wire; it is refused together with what is wrong with the members themselves.
  /// `origin` says where it came from, for `GetKeyLastUsage` and CloudTrail to tell.
  public func perform<Request: KmsOperationRequest>(
    _ request: Request, from principal: KmsPrincipal, at instant: Instant,
    after reading: AwsValidation = AwsValidation(), origin: CallOrigin = CallOrigin()
  ) -> KmsAnswer<Request.Response> {
    let spec = keySpec(of: request, callerAccount: principal.account)
    let quota = request.quota(keySpec: spec ?? request.assumedKeySpec).rawValue
    let call = KmsCall(operation: request.operation, principal: principal, instant: instant, request: request)
    let result: Result<Request.Response, KmsServiceError>
    keysOfCall.removeAll(keepingCapacity: true)
    othersOfCall.removeAll(keepingCapacity: true)
    let eventID = trail?.nextEventID()
    do throws(KmsServiceError) {
      guard permissions.knows(principal) else { throw AwsErrors.unrecognizedClient }
      if let end = principal.credentialsExpireAt, instant >= end { throw AwsErrors.expiredToken }
      var check = reading
      if let keyID = request.keyReference { check.keyID(keyID, Request.keyReferenceMember) }
      check.grantTokens(request.grantTokens)
      request.validate(&check)
      try check.check()
      guard quotas.take(quota, account: principal.account, at: instant) else { throw AwsErrors.throttling }
      let answer = try request.perform(by: self, call)
      // Each operation ends a dry run itself, before its effect; an answer never leaves one.
      try endDryRun(request)
      result = .success(answer)
      remember(useOf: keysOfCall, call, requestID: origin.requestID, eventID: eventID)
    } catch {
      result = .failure(error)
    }
    note(eventID, request, result, from: principal, at: instant, origin: origin)
    return KmsAnswer(result: result, quota: configuration.quotas[quota] == nil ? nil : quota, keySpec: spec)
  }

  /// Multiplies all quotas from now on, for a fault that takes capacity away.
  public func scaleQuotas(by factor: Ratio) { quotas.scale(by: factor) }

  // MARK: Inspection

  /// The metadata of all keys that exist at an instant, in the order in which they were made.
  public func keys(at instant: Instant) -> [KeyMetadata] {
    storedKeys.entries.keys.compactMap { stored($0, at: instant)?.metadata }
  }

  /// The metadata of one key; nil when there is none.
  public func metadata(of keyID: String, at instant: Instant) -> KeyMetadata? { stored(keyID, at: instant)?.metadata }

  /// Canton's fingerprint of an asymmetric key; nil when it has no material.
  public func fingerprint(of keyID: String) -> Fingerprint? { storedKeys[keyID]?.material?.publicKey?.fingerprint }

  /// The public key of an asymmetric key as DER SubjectPublicKeyInfo; nil when it has no material.
  public func subjectPublicKeyInfo(of keyID: String) -> [UInt8]? {
    storedKeys[keyID]?.material?.publicKey?.subjectPublicKeyInfo
  }

  /// A key's tags in the order in which they were set.
  public func tags(of keyID: String) -> [KeyTag] { storedKeys[keyID]?.tags ?? [] }

  /// The id of the key that ``pregenerate(name:keySpec:keyUsage:multiRegion:policy:at:)`` made under a name.
  public func pregeneratedKeyID(named name: String) -> String? { pregenerated[name] }

  /// Makes a key before the run begins, as an operator who prepares the account does; it takes no quota and needs no
  /// permission. Its id depends on its name alone, not on the order. Names are unique within the service.
  @discardableResult
  public func pregenerate(
    name: String, keySpec: KmsKeySpec, keyUsage: KmsKeyUsage, multiRegion: Bool = false,
    policy: PolicyDocument? = nil, at instant: Instant = .zero
  ) throws(KmsServiceError) -> KeyMetadata {
    precondition(pregenerated[name] == nil, "key \(name) of KMS \(configuration.name) is pregenerated already")
    var stream = stream("pregenerated/\(name)")
    let request = CreateKeyRequest(keySpec: keySpec, keyUsage: keyUsage, description: name, isMultiRegion: multiRegion)
    var key = try newKey(
      request, id: AwsNames.keyID(multiRegion: multiRegion, from: &stream), maker: "pregenerated", at: instant)
    if let policy {
      key.policy = policy
      store(key)
    }
    pregenerated[name] = key.id
    return key.metadata
  }

  /// The ARN that a request's key has or would have; `*` where it names none.
  public func resource(of request: some KmsOperationRequest, callerAccount: String) -> String {
    guard let keyID = request.keyReference else { return "*" }
    switch reference(keyID, callerAccount: callerAccount, request.operation) {
    case .key(_, let arn): return arn
    case .unknown(_, let resource): return resource
    }
  }

  // MARK: What operations use

  /// The key that a request may use: permission, existence and state are checked, in this order.
  func usableKey(_ keyID: String, _ call: KmsCall) throws(KmsServiceError) -> StoredKey {
    switch reference(keyID, callerAccount: call.principal.account, call.operation, at: call.instant) {
    case .unknown(let error, let resource):
      try permit(call, resource: resource)
      throw error
    case .key(let id, let arn):
      guard let key = stored(id, at: call.instant) else {
        try permit(call, resource: arn)
        throw missing(keyID, arn: arn, call)
      }
      try authorize(call, on: key)
      if let refusal = key.state.refusal(of: call.operation, arn: key.arn) { throw refusal }
      if storedKeys[id]?.rotation.due(by: call.instant, state: key.state) != nil { store(key) }
      keysOfCall.append(id)
      return key
    }
  }

  /// Notes that a request concerns an alias, or a key that it makes.
  func concerns(_ arn: String) { othersOfCall.append(arn) }

  /// Tells the trail of a request that was refused before the service saw it, by an injected fault.
  func noteRefusal<Request: KmsOperationRequest>(
    of request: Request, _ error: KmsServiceError, from principal: KmsPrincipal, at instant: Instant, origin: CallOrigin
  ) {
    keysOfCall.removeAll(keepingCapacity: true)
    othersOfCall.removeAll(keepingCapacity: true)
    note(trail?.nextEventID(), request, .failure(error), from: principal, at: instant, origin: origin)
  }

  private func note<Request: KmsOperationRequest>(
    _ eventID: String?, _ request: Request, _ result: Result<Request.Response, KmsServiceError>,
    from principal: KmsPrincipal, at instant: Instant, origin: CallOrigin
  ) {
    guard let trail, let eventID else { return }
    let event = CloudTrailEvent(
      principal: principal, instant: instant, origin: origin, subject: subject(of: request, from: principal),
      eventID: eventID)
    trail.note(event, request, result)
  }

  /// What the request being answered was about: what it used, or the key that it was not allowed to use.
  private func subject(of request: some KmsOperationRequest, from principal: KmsPrincipal) -> CloudTrail.Subject {
    var resources = keysOfCall.map(names.keyARN) + othersOfCall
    if resources.isEmpty, let keyID = request.keyReference,
      case .key(let id, let arn) = reference(keyID, callerAccount: principal.account, request.operation),
      storedKeys[id] != nil
    {
      resources = [arn]
    }
    return CloudTrail.Subject(
      names: names, resources: resources, epochSeconds: configuration.epochSeconds)
  }

  /// Ends a dry run. An operation calls it when all that could fail has been checked, and nothing has been done yet.
  func endDryRun(_ request: some KmsOperationRequest) throws(KmsServiceError) {
    if request.isDryRun { throw AwsErrors.dryRun }
  }

  /// The key with this id as of an instant, with what time has done to it.
  func stored(_ keyID: String, at instant: Instant) -> StoredKey? {
    guard var key = storedKeys[keyID], key.visibleFrom.isReached(at: instant) else { return nil }
    settle(&key, at: instant)
    guard !key.isGone(at: instant) else { return nil }
    advance(&key, to: instant)
    return key
  }

  /// The key with this id as it was stored last, gone or not.
  func copy(_ keyID: String) -> StoredKey? { storedKeys[keyID] }

  /// Adds or replaces a key.
  func store(_ key: StoredKey) { storedKeys[key.id] = key }

  /// How often this was asked under a name before. Ids and data keys derive from a name and this number, so that what
  /// one caller or key does never changes what another gets.
  func nextOrdinal(_ name: String) -> Int {
    let ordinal = Int(ordinals.take(name))
    if ordinals.hasReservations { watch?.isUrgent = true }
    return ordinal
  }

  /// The keys that exist at an instant, in the order in which they were made, from the one at a position on.
  func keyIDs(from position: Int, at instant: Instant) -> some Sequence<(offset: Int, element: String)> {
    zip(position..., storedKeys.entries.keys[position...]).lazy
      .filter { self.stored($0.1, at: instant) != nil }.map { (offset: $0.0, element: $0.1) }
  }

  /// How many keys were ever made.
  var keysMade: Int { storedKeys.entries.count }

  /// A stream of this service.
  func stream(_ name: String) -> RandomStream { RandomStream(seed: seed, name: "kms/\(configuration.name)/\(name)") }

  /// How many keys the account has.
  func keyCount(at instant: Instant) -> Int {
    guard storedKeys.entries.count >= configuration.maximumKeys else { return storedKeys.entries.count }
    return storedKeys.entries.values.count { !$0.isGone(at: instant) }
  }

  private func keySpec(of request: some KmsOperationRequest, callerAccount: String) -> KmsKeySpec? {
    if let spec = request.newKeySpec { return spec }
    guard let text = request.quotaKeyReference,
      case .key(let id, _) = reference(text, callerAccount: callerAccount, request.operation)
    else { return nil }
    return storedKeys[id]?.spec
  }
}

/// Who calls what and when.
public struct KmsCall {
  var operation: KmsOperation
  let principal: KmsPrincipal
  let instant: Instant
  /// What policies can ask about; nil for a call that the service makes up to see what would be allowed.
  var request: (any KmsOperationRequest)?
  /// Which part of an operation that is several, for instance `kms:ReEncryptFrom`.
  var part: String?

  /// What a policy must allow, for instance `kms:Sign`.
  var action: String { part ?? operation.action }

  /// The same call under another operation, which it needs permission for, too.
  func acting(as operation: KmsOperation) -> KmsCall {
    var call = self
    call.operation = operation
    return call
  }

  /// One part of the call, which is to policies what `request` is.
  func part(_ action: String, _ request: any KmsOperationRequest) -> KmsCall {
    var call = self
    call.part = action
    call.request = request
    return call
  }
}

/// An answer with what a recording says about it.
public struct KmsAnswer<Response: Sendable>: Sendable {
  /// The typed answer or error.
  public let result: Result<Response, KmsServiceError>
  /// The quota that the request counted against; nil when the instance does not limit it.
  public let quota: String?
  /// The spec of the key, where it is known.
  public let keySpec: KmsKeySpec?

  /// Whether it refuses for lack of quota.
  public var isThrottled: Bool {
    if case .failure(let error) = result { return error.isThrottling }
    return false
  }
}
