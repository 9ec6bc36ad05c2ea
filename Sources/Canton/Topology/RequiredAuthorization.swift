import Events
import Keys

/// Namespaces and keys, each sorted and without duplicates: those that must sign, or those that did.
public struct ReferencedAuthorizations: Hashable, Sendable {
  /// Namespaces, each authorized by a key that may sign for it.
  public let namespaces: [Fingerprint]
  /// Keys that sign for themselves.
  public let extraKeys: [Fingerprint]

  /// These namespaces and keys.
  public init(namespaces: [Fingerprint], extraKeys: [Fingerprint] = []) {
    self.namespaces = namespaces.sortedUnique
    self.extraKeys = extraKeys.sortedUnique
  }

  /// Nothing.
  public static let none = ReferencedAuthorizations(namespaces: [])

  /// Whether there is nothing.
  public var isEmpty: Bool { namespaces.isEmpty && extraKeys.isEmpty }

  func union(_ other: ReferencedAuthorizations) -> ReferencedAuthorizations {
    ReferencedAuthorizations(namespaces: namespaces + other.namespaces, extraKeys: extraKeys + other.extraKeys)
  }

  func subtracting(_ other: ReferencedAuthorizations) -> ReferencedAuthorizations {
    ReferencedAuthorizations(
      namespaces: namespaces.filter { !other.namespaces.contains($0) },
      extraKeys: extraKeys.filter { !other.extraKeys.contains($0) })
  }
}

/// Who must sign a mapping: for each clause one of its alternatives. Model: `RequiredAuth` of Canton 3.5.
public struct RequiredAuthorization: Hashable, Sendable {
  /// All of these must be met, each by one of its alternatives.
  public let clauses: [[ReferencedAuthorizations]]

  /// Everything that any clause speaks of.
  public var referenced: ReferencedAuthorizations {
    clauses.joined().reduce(.none) { $0.union($1) }
  }

  /// What is missing when these have signed; of an unmet clause the last alternative counts, as in Canton.
  public func missing(given: ReferencedAuthorizations) -> ReferencedAuthorizations {
    var missing = ReferencedAuthorizations.none
    for alternatives in clauses {
      let rests = alternatives.map { $0.subtracting(given) }
      guard !rests.contains(where: \.isEmpty), let last = rests.last else { continue }
      missing = missing.union(last)
    }
    return missing
  }
}

extension TopologyMapping {
  /// Who must sign the mapping when it follows `previous`, the last authorized transaction with its unique key.
  ///
  /// A member's keys need its namespace and the proof of ownership of each signing key that `previous` did not list. A
  /// party's hosts need the party for a new threshold, the party and the participant for a new host or more permission,
  /// either of them for a removed host or less permission, the participant for the end of onboarding. All others need
  /// their namespace. Model: `TopologyMapping.requiredAuth` of Canton 3.5.
  public func requiredAuthorization(previous: TopologyTransaction?) -> RequiredAuthorization {
    let replaced = previous.flatMap { $0.isRemoval ? nil : $0.mapping }
    switch self {
    case .namespaceDelegation, .trustCertificate, .vettedPackages, .synchronizerParameters, .mediatorState,
      .sequencerState:
      return RequiredAuthorization(clauses: [[ReferencedAuthorizations(namespaces: [namespace])]])
    case .ownerToKey(let mapping):
      var added = mapping.signingKeys.map(\.fingerprint)
      if case .ownerToKey(let old)? = replaced {
        added.removeAll { key in old.signingKeys.contains { $0.fingerprint == key } }
      }
      return RequiredAuthorization(
        clauses: [[ReferencedAuthorizations(namespaces: [namespace], extraKeys: added)]])
    case .partyToParticipant(let mapping):
      if case .partyToParticipant(let old)? = replaced { return mapping.requiredAuthorization(previous: old) }
      return mapping.requiredAuthorization(previous: nil)
    }
  }
}

extension PartyToParticipant {
  fileprivate func requiredAuthorization(previous: PartyToParticipant?) -> RequiredAuthorization {
    let own = party.uid.namespace
    var clauses: [[ReferencedAuthorizations]] = []
    func require(_ alternatives: [Fingerprint]...) {
      clauses.append(alternatives.map { ReferencedAuthorizations(namespaces: $0) })
    }

    if previous?.threshold != threshold { require([own]) }
    for host in participants {
      let theirs = host.participant.uid.namespace
      guard let old = previous?.host(host.participant) else {
        require([own, theirs])
        continue
      }
      if old.onboarding, !host.onboarding { require([theirs]) }
      if !old.onboarding, host.onboarding { require([own]) }
      if old.permission < host.permission { require([own, theirs]) }
      if old.permission > host.permission { require([own], [theirs]) }
    }
    for old in previous?.participants ?? [] where host(old.participant) == nil {
      require([own], [old.participant.uid.namespace])
    }
    if clauses.isEmpty { require([own]) }
    return RequiredAuthorization(clauses: clauses)
  }
}

extension [Fingerprint] {
  var sortedUnique: [Fingerprint] {
    guard count > 1 else { return self }
    var result: [Fingerprint] = []
    for key in sorted() where result.last != key {
      result.append(key)
    }
    return result
  }

  /// For messages: short forms with commas.
  var listing: String { map(\.short).joined(separator: ", ") }
}
