import Kernel

/// What the copies of a multi-Region key have in common, and what one does to the others. Id, material, spec, usage,
/// origin and rotation are shared; policy, grants, tags, aliases, description and state are each copy's own. Source: AWS
/// KMS developer guide, "Multi-Region keys".
extension KeyService {
  /// The service that holds the copy in a Region; this one in its own.
  func copyService(in region: String) -> KeyService? {
    if region == configuration.region { return self }
    return directory?.service(at: KmsDirectory.Place(account: configuration.account, region: region))
  }

  /// Does to a multi-Region key what time and its other copies have done to it.
  func settle(_ key: inout StoredKey, at instant: Instant) {
    guard var copies = key.copies else { return }
    if let transition = key.transition, instant >= transition.end {
      key.state = transition.state
      key.transition = nil
    }
    let replicas = copies.replicaRegions.map { (region: $0, service: copyService(in: $0)) }
    if key.state == .pendingReplicaDeletion {
      // The waiting period begins when the last replica is gone.
      let ends = replicas.map { $0.service?.end(of: key.id, by: instant) }
      if ends.allSatisfy({ $0 != nil }) {
        let last = ends.compactMap { $0 }.max() ?? instant
        key.state = .pendingDeletion
        key.deletionDate = last + .days(Int64(key.pendingWindowInDays ?? 30))
        key.pendingWindowInDays = nil
      }
    }
    copies.replicaRegions = replicas.filter { $0.service.map { $0.end(of: key.id, by: instant) == nil } ?? false }
      .map(\.region)
    key.copies = copies
    guard key.origin == .awsKms, copies.primaryRegion != configuration.region,
      let primary = copyService(in: copies.primaryRegion)?.advanced(key.id, to: instant)
    else { return }
    key.materials = primary.materials
    key.rotation = primary.rotation
  }

  /// When a copy went away, if it did by an instant.
  private func end(of keyID: String, by instant: Instant) -> Instant? {
    guard let key = copy(keyID), key.isGone(at: instant) else { return nil }
    return key.deletionDate
  }

  /// The primary with the materials that it has by an instant.
  private func advanced(_ keyID: String, to instant: Instant) -> StoredKey? {
    guard var key = copy(keyID) else { return nil }
    advance(&key, to: instant)
    return key
  }

  /// How long a replica is being made, or a primary Region changed.
  func transition(of key: StoredKey, to state: KeyState, at instant: Instant) -> StateTransition {
    let name = "replication/\(key.id)"
    var stream = stream("\(name)/\(nextOrdinal(name))")
    return StateTransition(state: state, end: instant + configuration.replicationTime.draw(from: &stream))
  }

  /// Throws unless a key is the primary of a multi-Region key.
  func checkPrimary(_ key: StoredKey) throws(KmsServiceError) {
    guard key.copies?.primaryRegion == configuration.region else {
      throw AwsErrors.unsupported("\(key.arn) is not a multi-region primary key.")
    }
  }

  /// Throws for a replica of a multi-Region key: what is shared is changed at the primary. The text is not recorded.
  func checkNoReplica(_ key: StoredKey) throws(KmsServiceError) {
    if key.copies != nil { try checkPrimary(key) }
  }

  /// Throws `IncorrectKeyMaterialException` for material that a replica cannot take because the primary does not have it.
  func checkShared(_ held: HeldMaterial, _ key: StoredKey) throws(KmsServiceError) {
    guard let copies = key.copies, copies.primaryRegion != configuration.region,
      let primary = copyService(in: copies.primaryRegion)?.copy(key.id)
    else { return }
    guard primary.materials.contains(where: { $0.identifier == held.identifier }) else {
      throw AwsErrors.incorrectKeyMaterial
    }
  }

  /// Tells every copy of a key where the copies are.
  func spread(_ copies: KeyCopies, of keyID: String) {
    for region in [copies.primaryRegion] + copies.replicaRegions {
      guard let service = copyService(in: region), var copy = service.copy(keyID) else { continue }
      copy.copies = copies
      service.store(copy)
    }
  }
}

extension StoredKey {
  /// What `KeyMetadata` shows of the copies.
  var multiRegionConfiguration: MultiRegionConfiguration? {
    guard let copies else { return nil }
    let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    func key(_ region: String) -> MultiRegionConfiguration.Key {
      MultiRegionConfiguration.Key(
        arn: AwsNames(account: account, region: region).keyARN(id), region: region)
    }
    return MultiRegionConfiguration(
      keyType: copies.primaryRegion == String(parts[3]) ? .primary : .replica,
      primaryKey: key(copies.primaryRegion), replicaKeys: copies.replicaRegions.map(key))
  }
}
