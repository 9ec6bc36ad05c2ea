import Keys

/// The keys that may sign for one namespace: those that a chain of delegations connects with the root certificate.
///
/// A delegation's signers point at its target; only a key that may sign delegations passes authority on. When a
/// delegation is revoked, everything behind it loses its authority. Model: `AuthorizationGraph` of Canton 3.5.
struct AuthorizationGraph: Hashable, Sendable {
  /// A delegation that is in force, with the keys that signed it.
  struct Delegation: Hashable, Sendable {
    let mapping: NamespaceDelegation
    let signers: [Fingerprint]
  }

  /// A key with authority.
  struct AuthorizedKey: Hashable, Sendable {
    let mapping: NamespaceDelegation
    /// Delegations from the root certificate to the key, the root certificate counted.
    let level: Int
    var fingerprint: Fingerprint { mapping.target.fingerprint }
  }

  let namespace: Fingerprint
  private let delegations: [Delegation]
  /// Sorted by fingerprint.
  let keys: [AuthorizedKey]

  /// The graph of the delegations in force for a namespace.
  init(namespace: Fingerprint, delegations: [Delegation]) {
    self.namespace = namespace
    self.delegations = delegations
    keys = AuthorizationGraph.reachable(namespace: namespace, delegations: delegations, without: nil)
  }

  private static func reachable(
    namespace: Fingerprint, delegations: [Delegation], without: Fingerprint?
  )
    -> [AuthorizedKey]
  {
    guard let root = delegations.first(where: { $0.mapping.isRoot && $0.signers.contains(namespace) }) else {
      return []
    }
    var found = [AuthorizedKey(mapping: root.mapping, level: 1)]
    var next = 0
    while next < found.count {
      let key = found[next]
      next += 1
      guard key.mapping.restriction.canSign(.namespaceDelegation) else { continue }
      for delegation in delegations where delegation.signers.contains(key.fingerprint) {
        let target = delegation.mapping.target.fingerprint
        guard target != without, !found.contains(where: { $0.fingerprint == target }) else { continue }
        found.append(AuthorizedKey(mapping: delegation.mapping, level: key.level + 1))
      }
    }
    return found.sorted { $0.fingerprint < $1.fingerprint }
  }

  /// The key, if it may sign such a mapping for the namespace.
  func authorizedKey(_ key: Fingerprint, for code: TopologyMappingCode) -> SigningPublicKey? {
    guard let found = keys.first(where: { $0.fingerprint == key }) else { return nil }
    return found.mapping.restriction.canSign(code) ? found.mapping.target : nil
  }

  /// The keys that may sign such a mapping. For a delegation `target` is its target: keys whose own authority hangs on
  /// that target are left out, and a root certificate is signed by the root key alone.
  func candidates(for code: TopologyMappingCode, target: Fingerprint?) -> [AuthorizedKey] {
    let usable: [AuthorizedKey]
    if let target {
      usable =
        target == namespace
        ? keys.filter { $0.fingerprint == namespace }
        : AuthorizationGraph.reachable(namespace: namespace, delegations: delegations, without: target)
    } else {
      usable = keys
    }
    return usable.filter { $0.mapping.restriction.canSign(code) }
  }
}
