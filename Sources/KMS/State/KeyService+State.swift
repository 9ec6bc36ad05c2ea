import Kernel
import Keys

/// The state of a service as records that can be written down and read back. Not among them: quotas, which begin anew,
/// and what the service was set up with.
extension KeyService {
  /// Begins to note what changes. To be called once, before the first request, after all records were restored.
  public func watchState(_ watch: StateWatch) {
    self.watch = watch
    storedKeys.changes.begin(watch)
    aliases.changes.begin(watch)
    importTokens.changes.begin(watch)
    keyUses.changes.begin(watch)
    grants.watch(watch)
    ordinals.watch()
  }

  /// What changed since it was asked last. Uses of keys come only if they are asked for.
  public func takeChanges(includingUses: Bool) -> [StateRecord] {
    var records = storedKeys.take().map { StateRecord(.key, $0.key, $0.value) }
    records += aliases.take().map { StateRecord(.alias, $0.key, $0.value) }
    records += grants.takeChanges()
    records += importTokens.take().map { StateRecord(.importToken, Base64.encode($0.key), $0.value) }
    records += ordinals.takeReservations().map { StateRecord(.counter, $0.name, $0.end) }
    if includingUses { records += keyUses.take().map { StateRecord(.keyUses, $0.key, $0.value) } }
    return records
  }

  /// Gives back the ids that were reserved and not used, at an orderly end; the next changes say so.
  public func giveBackReservations() { ordinals.giveBack(orderedBy: <) }

  /// Puts a record back, in the order in which they were written first. Throws `StateMismatch` for one that is none of
  /// AWS's service, and whatever the source throws.
  public func restore(_ kind: StateKind, _ name: String, from source: some StateSource) throws {
    switch kind {
    case .key:
      let key = try source.decode(StoredKey.self)
      guard key.id == name else { throw StateMismatch("the record of key \(name) is another key's") }
      storedKeys.restore(key, as: name)
    case .alias: aliases.restore(try source.decode(StoredAlias.self), as: name)
    case .grant, .grantToken: try grants.restore(kind, name, from: source)
    case .importToken:
      guard let token = Base64.decode(name) else { throw StateMismatch("an import token is not in Base64") }
      importTokens.restore(try source.decode(ImportToken.self), as: token)
    case .keyUses: keyUses.restore(try source.decode(KeyUses.self), as: name)
    case .counter:
      let end = try source.decode(UInt64.self)
      ordinals.restore(name, from: end)
      if name == Self.importTokenCounter { skipImportTokens(end) }
    case .keyRing, .cryptoKey, .importJob, .policy:
      throw StateMismatch("AWS's service has no record of kind \(kind.rawValue)")
    }
  }
}
