import Kernel

/// All grants of a service, by key, and the tokens that were handed out for them.
struct GrantStore {
  /// What a token stands for.
  struct Reference: Hashable, Codable {
    let keyID: String
    let grantID: String
  }

  private var tables: [String: GrantTable] = [:]
  private var tokens = Tracked<String, Reference>()
  private var changes = ChangeList<Reference>()

  /// A key may have so many (kms.md section 5; AWS KMS developer guide, "Resource quotas").
  static let maximumPerKey = 50_000

  subscript(keyID: String) -> GrantTable { tables[keyID] ?? GrantTable() }

  func count(keyID: String) -> Int { tables[keyID]?.count ?? 0 }

  /// The grants of a key under a name; none without a name.
  func grants(named name: String?, keyID: String) -> [KmsGrant] {
    name.flatMap { tables[keyID]?.grants(named: $0) } ?? []
  }

  func reference(of token: String) -> Reference? { tokens[token] }

  mutating func insert(_ grant: KmsGrant, keyID: String) {
    tables[keyID, default: GrantTable()].insert(grant)
    changes.note(Reference(keyID: keyID, grantID: grant.grantID))
  }

  mutating func remove(_ grantID: String, keyID: String) {
    tables[keyID]?.remove(grantID)
    changes.note(Reference(keyID: keyID, grantID: grantID))
  }

  mutating func add(token: String, for grantID: String, keyID: String) {
    tokens[token] = Reference(keyID: keyID, grantID: grantID)
  }
}

/// Grants as records of the service's state.
extension GrantStore {
  mutating func watch(_ watch: StateWatch) {
    tokens.changes.begin(watch)
    changes.begin(watch)
  }

  mutating func takeChanges() -> [StateRecord] {
    changes.take().map { StateRecord(.grant, "\($0.keyID)/\($0.grantID)", tables[$0.keyID]?[$0.grantID]) }
      + tokens.take().map { StateRecord(.grantToken, $0.key, $0.value) }
  }

  /// Puts a record back. A grant's name is its key's id and its own.
  mutating func restore(_ kind: StateKind, _ name: String, from source: some StateSource) throws {
    guard kind == .grant else { return tokens.restore(try source.decode(Reference.self), as: name) }
    let grant = try source.decode(KmsGrant.self)
    let parts = name.split(separator: "/").map(String.init)
    guard parts.count == 2, parts[1] == grant.grantID else {
      throw StateMismatch("the record of grant \(name) is another grant's")
    }
    tables[parts[0], default: GrantTable()].insert(grant)
  }
}

extension KeyService {
  /// Whether a grant lets the caller do what is asked. A grant counts once it is visible everywhere
  /// (``KmsInstanceConfiguration/visibilityDelay``), or at once for a caller that shows its token.
  func grantAllows(
    _ access: AccessRequest, key: StoredKey, identityAllows: Bool, at instant: Instant
  ) -> Bool {
    let shown = Set((access.request?.grantTokens ?? []).compactMap { grants.reference(of: $0)?.grantID })
    return grants[key.id].grants(for: access.principal).contains { grant in
      guard grant.visibleFrom.isReached(at: instant) || shown.contains(grant.grantID) else { return false }
      return switch grant.coverage(of: access) {
      case .none: false
      case .account: identityAllows
      case .direct: true
      }
    }
  }

  /// Throws for a grant token that the service never handed out. One of a grant that is gone means nothing any more.
  func checkGrantTokens(_ request: (any KmsOperationRequest)?) throws(KmsServiceError) {
    guard let tokens = request?.grantTokens else { return }
    for token in tokens where grants.reference(of: token) == nil { throw AwsErrors.invalidGrantToken }
  }

  /// The grant of a key. Throws `InvalidGrantIdException` for a text that cannot name one, `NotFoundException` for one
  /// that is not there.
  func grant(_ id: String, of key: StoredKey) throws(KmsServiceError) -> KmsGrant {
    let digits = id.utf8.count == 64 && id.utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    guard digits else { throw AwsErrors.invalidGrantID }
    guard let grant = grants[key.id][id] else { throw AwsErrors.notFound("Grant ID \(id) not found") }
    return grant
  }

  /// One answer's share of a list of grants.
  func page(
    _ grants: [KmsGrant], of operation: KmsOperation, scope: String, limit: Int?, marker: String?
  ) throws(KmsServiceError) -> ListGrantsResponse {
    let page = try ListMarker(operation, scope: scope, instance: configuration.name)
      .page(grants, KmsPaging(limit: limit, marker: marker), size: limit ?? 50)
    return ListGrantsResponse(grants: page.items, nextMarker: page.nextMarker, isTruncated: page.isTruncated)
  }
}
