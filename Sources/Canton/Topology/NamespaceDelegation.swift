import Keys

/// What the target of a namespace delegation may sign.
public enum DelegationRestriction: Hashable, Sendable {
  /// Every mapping, further delegations too (`CanSignAllMappings`).
  case canSignAllMappings
  /// Every mapping but further delegations (`CanSignAllButNamespaceDelegations`).
  case canSignAllButNamespaceDelegations
  /// Only these mappings (`CanSignSpecificMappings`).
  case canSignSpecificMappings([TopologyMappingCode])

  /// Whether the restriction allows to sign such a mapping.
  public func canSign(_ code: TopologyMappingCode) -> Bool {
    switch self {
    case .canSignAllMappings: true
    case .canSignAllButNamespaceDelegations: code != .namespaceDelegation
    case .canSignSpecificMappings(let codes): codes.contains(code)
    }
  }
}

/// Lets a key sign topology transactions of a namespace. When the target is the namespace's own key, it is the
/// namespace's root certificate, which signs itself.
public struct NamespaceDelegation: Hashable, Sendable {
  /// The fingerprint of the namespace's root key.
  public let namespace: Fingerprint
  /// The key that may sign.
  public let target: SigningPublicKey
  /// What it may sign.
  public let restriction: DelegationRestriction

  /// A delegation. Throws `TOPOLOGY_INVALID_MAPPING` when the target does not have the usage `namespace`, when a root
  /// certificate could not sign delegations, and for an empty list of specific mappings.
  public init(
    namespace: Fingerprint, target: SigningPublicKey, restriction: DelegationRestriction
  )
    throws(TopologyError)
  {
    guard target.usage.contains(.namespace) else {
      throw .invalidMapping("The key \(target.fingerprint.short) must include a namespace usage.")
    }
    guard restriction.canSign(.namespaceDelegation) || namespace != target.fingerprint else {
      throw .invalidMapping(
        "Root certificate for \(namespace.short) needs to be able to sign other NamespaceDelegations")
    }
    self.namespace = namespace
    self.target = target
    if case .canSignSpecificMappings(let codes) = restriction {
      guard !codes.isEmpty else { throw .invalidMapping("no mappings given that the key may sign") }
      let sorted = TopologyMappingCode.allCases.filter(codes.contains).sorted { $0.protoValue < $1.protoValue }
      self.restriction = .canSignSpecificMappings(sorted)
    } else {
      self.restriction = restriction
    }
  }

  /// The root certificate of a key's own namespace. Throws as the other initializer does.
  public static func root(_ key: SigningPublicKey) throws(TopologyError) -> NamespaceDelegation {
    try NamespaceDelegation(namespace: key.fingerprint, target: key, restriction: .canSignAllMappings)
  }

  /// Whether the target is the namespace's own key.
  public var isRoot: Bool { target.fingerprint == namespace }
}

extension TopologyError {
  static func invalidMapping(_ reason: String) -> TopologyError {
    TopologyError(
      code: TopologyErrorCode.invalidMapping,
      message: "The topology transaction was rejected due to an invalid mapping: \(reason)")
  }
}
