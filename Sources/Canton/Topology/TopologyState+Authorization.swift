import Events
import Keys

/// Signatures and what they authorize.
extension TopologyState {
  struct Verified {
    /// The transaction without signatures that authorize nothing.
    let transaction: SignedTopologyTransaction
    /// What must sign still.
    let missing: ReferencedAuthorizations
  }

  /// Checks every signature that could count and tells what is missing.
  ///
  /// A signature counts when its key may sign such a mapping for one of the namespaces concerned, or when it proves the
  /// ownership of a listed key; others are dropped. Namespace signatures are verified before proofs of ownership.
  func verify(
    _ transaction: SignedTopologyTransaction, inStore: StoredTopology?, crypto: CryptoEngine
  )
    throws(TopologyError) -> Verified
  {
    if transaction.isRootCertificate, case .namespaceDelegation(let root) = transaction.mapping {
      try verify(transaction, keys: [root.target], provingOwnership: [], crypto: crypto)
      return Verified(transaction: transaction, missing: .none)
    }
    let mapping = transaction.mapping
    let required = mapping.requiredAuthorization(previous: inStore?.transaction.transaction)
    let permissible = required.referenced.union(mapping.requiredAuthorization(previous: nil).referenced)

    var namespaceKeys: [SigningPublicKey] = []
    var namespaces: [Fingerprint] = []
    for namespace in permissible.namespaces {
      let graph = index.graph(namespace)
      let keys = transaction.signers.compactMap { graph.authorizedKey($0, for: mapping.kind) }
      if !keys.isEmpty { namespaces.append(namespace) }
      for key in keys where !namespaceKeys.contains(where: { $0.fingerprint == key.fingerprint }) {
        namespaceKeys.append(key)
      }
    }
    let listed = transaction.transaction.isRemoval ? [] : mapping.listedSigningKeys
    let extraKeys = listed.filter {
      permissible.extraKeys.contains($0.fingerprint) && transaction.signers.contains($0.fingerprint)
    }
    let useful = (namespaceKeys + extraKeys).map(\.fingerprint)
    let superfluous = transaction.signers.filter { !useful.contains($0) }
    guard !useful.isEmpty else { throw .noDelegation(superfluous) }
    guard !namespaceKeys.isEmpty else {
      throw TopologyError(
        code: TopologyErrorCode.unauthorizedTransaction,
        message: "Topology transaction is not properly authorized by any namespace key")
    }
    let kept = transaction.removing(superfluous)
    let proving = extraKeys.filter { key in !namespaceKeys.contains { $0.fingerprint == key.fingerprint } }
    try verify(
      kept, keys: namespaceKeys + proving, provingOwnership: listed.map(\.fingerprint), crypto: crypto)
    let given = ReferencedAuthorizations(namespaces: namespaces, extraKeys: extraKeys.map(\.fingerprint))
    let merging = inStore?.transaction.hash == transaction.hash
    return Verified(transaction: kept, missing: merging ? .none : required.missing(given: given))
  }

  /// Verifies the signature of each key. A key that the mapping lists may prove its ownership or sign as a namespace
  /// key; every other key must have the usage `namespace`.
  private func verify(
    _ transaction: SignedTopologyTransaction, keys: [SigningPublicKey], provingOwnership: [Fingerprint],
    crypto: CryptoEngine
  ) throws(TopologyError) {
    for key in keys {
      for signature in transaction.signatures where signature.signedBy == key.fingerprint {
        let usage: SigningKeyUsages =
          provingOwnership.contains(key.fingerprint) ? [.namespace, .proofOfOwnership] : .namespace
        do {
          try crypto.verify(transaction.hash, signature, with: key, usage: usage)
        } catch {
          throw TopologyError(
            code: TopologyErrorCode.invalidSignature,
            message: "Transaction signature verification failed: \(error) (\(key.fingerprint.short))")
        }
      }
    }
  }
}

extension TopologyMapping {
  /// The signing keys that must prove that the owner holds them.
  var listedSigningKeys: [SigningPublicKey] {
    guard case .ownerToKey(let mapping) = self else { return [] }
    return mapping.signingKeys
  }
}

extension SignedTopologyTransaction {
  /// Whether it is a namespace's root certificate (or its removal), signed by the root key alone.
  var isRootCertificate: Bool {
    guard case .namespaceDelegation(let delegation) = mapping, delegation.isRoot, !signatures.isEmpty else {
      return false
    }
    return signers.allSatisfy { $0 == delegation.namespace }
  }
}

extension TopologyError {
  static func missingAuthorizations(_ missing: ReferencedAuthorizations) -> TopologyError {
    TopologyError(
      code: TopologyErrorCode.unauthorizedTransaction,
      message: "Topology transaction is missing authorizations by namespaces=[\(missing.namespaces.listing)]"
        + " and keys=[\(missing.extraKeys.listing)]")
  }

  static func noDelegation(_ keys: [Fingerprint]) -> TopologyError {
    TopologyError(
      code: TopologyErrorCode.unauthorizedTransaction,
      message: "Topology transaction authorization cannot be verified due to missing namespace delegations for keys "
        + keys.listing)
  }
}
