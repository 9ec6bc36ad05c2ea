import Kernel
import Keys

/// `GetIamPolicy`: gives who may do what with a key ring, a key or an import job. Errors: NOT_FOUND.
public struct GcpGetIamPolicy: GcpRequest {
  /// The resource.
  public var resource: String

  /// Makes a request.
  public init(resource: String) { self.resource = resource }

  /// `GetIamPolicy`.
  public static var method: GcpMethod { .getIamPolicy }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpIamPolicy {
    try service.checkExists(call)
    return service.policies[call.name] ?? GcpIamPolicy(etag: GcpIamPolicy.emptyEtag)
  }
}

/// `SetIamPolicy`: replaces who may do what with a resource and what is in it. The bindings of predefined roles count
/// from then on. Errors: INVALID_ARGUMENT (a role that Cloud KMS has not, a member of another form, another version),
/// ABORTED for an old etag, NOT_FOUND.
public struct GcpSetIamPolicy: GcpRequest {
  /// The resource.
  public var resource: String
  /// The new policy. An empty etag replaces whatever there is.
  public var policy: GcpIamPolicy

  /// Makes a request.
  public init(resource: String, policy: GcpIamPolicy) {
    self.resource = resource
    self.policy = policy
  }

  /// `SetIamPolicy`.
  public static var method: GcpMethod { .setIamPolicy }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpIamPolicy {
    try service.checkExists(call)
    guard policy.version == 0 || policy.version == 1 else {
      throw GcpErrors.notModelled("IAM policy version \(policy.version)")
    }
    for binding in policy.bindings {
      guard GcpRole(rawValue: binding.role) != nil else {
        throw GcpErrors.invalid("Role \(binding.role) is not supported for this resource.", field: "policy.bindings")
      }
      for member in binding.members where !Self.isMember(member) {
        throw GcpErrors.invalid(
          "The member \(member) is of an unknown type. Please set a valid type prefix for the member.",
          field: "policy.bindings")
      }
    }
    let old = service.policies[call.name]?.etag ?? GcpIamPolicy.emptyEtag
    guard policy.etag.isEmpty || policy.etag == old else {
      throw GcpStatus(
        .aborted,
        "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.")
    }
    let purpose = "etag/\(call.name)"
    var stream = service.stream("\(purpose)/\(service.nextOrdinal(purpose))")
    let kept = GcpIamPolicy(version: 1, bindings: policy.bindings, etag: stream.bytes(8))
    service.policies[call.name] = kept
    return kept
  }

  private static func isMember(_ member: String) -> Bool {
    if member == "allUsers" || member == "allAuthenticatedUsers" { return true }
    let parts = member.split(separator: ":", maxSplits: 1)
    let kinds = ["user", "serviceAccount", "group", "domain", "principal", "principalSet"]
    return parts.count == 2 && kinds.contains(String(parts[0]))
  }
}

/// `TestIamPermissions`: says which of some permissions the caller has on a resource; it needs none itself. A resource
/// that does not exist gives none. Errors: INVALID_ARGUMENT for a permission that Cloud KMS has not.
public struct GcpTestIamPermissions: GcpRequest {
  /// The resource.
  public var resource: String
  /// The permissions asked for.
  public var permissions: [String]

  /// Makes a request.
  public init(resource: String, permissions: [String]) {
    self.resource = resource
    self.permissions = permissions
  }

  /// `TestIamPermissions`.
  public static var method: GcpMethod { .testIamPermissions }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> [GcpPermission] {
    var asked: [GcpPermission] = []
    for text in permissions {
      guard let permission = GcpPermission(rawValue: text) else {
        throw GcpErrors.invalid("Permission \(text) is not valid for this resource.", field: "permissions")
      }
      asked.append(permission)
    }
    guard try service.exists(call) else { return [] }
    return asked.filter { service.isPermitted($0, on: call.name, call.principal) }
  }
}

extension GcpKeyService {
  /// Whether the resource that a call names exists.
  func exists(_ call: GcpCall) throws(GcpStatus) -> Bool {
    switch call.name.kind {
    case .project, .location: true
    case .keyRing: storedKeyRing(call.name) != nil
    case .cryptoKey: try storedKey(call.name, at: call.instant) != nil
    case .cryptoKeyVersion:
      try call.name.parent.flatMap { (name) throws(GcpStatus) in try storedKey(name, at: call.instant) }?
        .version(call.name.versionNumber ?? 0) != nil
    case .importJob: hasImportJob(call.name)
    }
  }

  func checkExists(_ call: GcpCall) throws(GcpStatus) {
    guard try exists(call) else { throw GcpErrors.notFound(call.name) }
  }
}
