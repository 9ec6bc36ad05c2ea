import Kernel

/// The state of a service as records that can be written down and read back. Not among them: quotas, which begin anew,
/// and what the service was set up with.
extension GcpKeyService {
  /// Begins to note what changes. To be called once, before the first request, after all records were restored.
  public func watchState(_ watch: StateWatch) {
    self.watch = watch
    rings.changes.begin(watch)
    keys.changes.begin(watch)
    jobs.changes.begin(watch)
    policies.changes.begin(watch)
    ordinals.watch()
  }

  /// What changed since it was asked last.
  public func takeChanges() -> [StateRecord] {
    var records = rings.take().map { StateRecord(.keyRing, $0.key.description, $0.value) }
    records += keys.take().map { StateRecord(.cryptoKey, $0.key.description, $0.value) }
    records += jobs.take().map { StateRecord(.importJob, $0.key.description, $0.value) }
    records += policies.take().map { StateRecord(.policy, $0.key.description, $0.value) }
    records += ordinals.takeReservations().map { StateRecord(.counter, $0.name, $0.end) }
    return records
  }

  /// Gives back what was reserved and not used, at an orderly end; the next changes say so.
  public func giveBackReservations() { ordinals.giveBack(orderedBy: <) }

  /// Puts a record back, in the order in which they were written first. Throws `StateMismatch` for one that is none of
  /// Google's service, and whatever the source throws.
  public func restore(_ kind: StateKind, _ name: String, from source: some StateSource) throws {
    switch kind {
    case .keyRing:
      let ring = try source.decode(GcpStoredKeyRing.self)
      rings.restore(ring, as: try checked(ring.name, name))
    case .cryptoKey:
      let key = try source.decode(GcpStoredKey.self)
      keys.restore(key, as: try checked(key.name, name))
    case .importJob:
      let job = try source.decode(GcpStoredImportJob.self)
      jobs.restore(job, as: try checked(job.name, name))
    case .policy:
      guard let resource = GcpResourceName(name) else { throw StateMismatch("\(name) is no resource name") }
      policies.restore(try source.decode(GcpIamPolicy.self), as: resource)
    case .counter: ordinals.restore(name, from: try source.decode(UInt64.self))
    case .key, .alias, .grant, .grantToken, .importToken, .keyUses:
      throw StateMismatch("Google's service has no record of kind \(kind.rawValue)")
    }
  }

  private func checked(_ found: GcpResourceName, _ name: String) throws -> GcpResourceName {
    guard found.description == name else { throw StateMismatch("the record of \(name) is another's") }
    return found
  }
}
