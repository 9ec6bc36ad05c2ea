import Kernel

/// An answer of the service with what callers of the model want to know beside it.
public struct GcpAnswer<Response: Sendable>: Sendable {
  /// The typed answer or error.
  public let result: Result<Response, GcpStatus>
  /// The quota that refused the request, else the most particular one that counted it; nil where none limits it.
  public let quota: String?
  /// What the key computes, where it is known.
  public let algorithm: GcpAlgorithm?
  /// Where its material lives, where it is known.
  public let level: GcpProtectionLevel?

  /// Whether it refuses for lack of quota.
  public var isThrottled: Bool {
    if case .failure(let status) = result { return status.isThrottling }
    return false
  }
}

extension GcpKeyService {
  /// Answers a request as ``handle(_:from:at:)`` does, and says what the key was and which quota counted.
  public func perform<Request: GcpRequest>(
    _ request: Request, from principal: GcpPrincipal, at instant: Instant
  ) -> GcpAnswer<Request.Response> {
    let template = request.newTemplate ?? template(of: request.resource, at: instant)
    let result = handle(request, from: principal, at: instant)
    var quota = counted(request, principal, template)
    if case .failure(let status) = result, status.isThrottling { quota = status.refusingQuota }
    return GcpAnswer(result: result, quota: quota, algorithm: template?.algorithm, level: template?.protectionLevel)
  }

  /// Algorithm and level of the version that a request names, or of the key's next version; nil for other resources.
  func template(of resource: String, at instant: Instant) -> GcpVersionTemplate? {
    guard let name = GcpResourceName(resource), let keyName = name.enclosing(.cryptoKey),
      let key = try? storedKey(keyName, at: instant)
    else { return nil }
    guard let version = name.versionNumber.flatMap({ key.version($0) }) else { return key.template }
    return GcpVersionTemplate(protectionLevel: version.protectionLevel, algorithm: version.algorithm)
  }

  private func counted(
    _ request: some GcpRequest, _ principal: GcpPrincipal, _ template: GcpVersionTemplate?
  ) -> String? {
    guard let name = GcpResourceName(request.resource) else { return nil }
    let level = request.method == .generateRandomBytes ? .hsm : template?.protectionLevel
    let charges = configuration.regime.charges(
      request.method, caller: principal, name: name, level: level,
      isAsymmetric: template?.algorithm.isAsymmetric ?? false)
    return charges.last { configuration.quotas[$0.quota.rawValue] != nil }?.quota.rawValue
  }
}

extension GcpStatus {
  /// The quota that a refusal for lack of it names, without the service's name.
  var refusingQuota: String? {
    for case .errorInfo(_, _, let metadata) in details {
      let metric = metadata.first { $0.name == "quota_metric" }?.value
      return metric.flatMap { $0.split(separator: "/").last.map(String.init) }
    }
    return nil
  }
}

/// What a wire form's answer was about, for quotas and latencies of a server: what ``GcpAnswer`` says beside the result.
public struct GcpObservation: Hashable, Sendable {
  /// The quota that refused the request, else the most particular one that counted it; nil where none limits it.
  public var quota: String?
  /// What the key computes, where it is known.
  public var algorithm: GcpAlgorithm?
  /// Where its material lives, where it is known.
  public var level: GcpProtectionLevel?

  /// Nothing was asked of the service.
  public init() {}

  /// What an answer says.
  public init(_ answer: GcpAnswer<some Sendable>) {
    quota = answer.quota
    algorithm = answer.algorithm
    level = answer.level
  }
}
