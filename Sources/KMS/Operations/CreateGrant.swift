import Kernel
import Keys

/// `CreateGrant`: lets a principal use a key for some operations. A request with a name that is repeated answers with the
/// grant that is there and another token. Takes a key id or key ARN. Errors: `InvalidArnException` (a principal that
/// cannot exist), `ValidationException` (an operation that is not one of the key's; a constraint for a key without
/// encryption context), `LimitExceededException` (50,000 grants), `InvalidGrantTokenException`, `DisabledException`,
/// `KMSInvalidStateException`, `NotFoundException`, `AccessDeniedException`.
public struct CreateGrantRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// The ARN of who may use the key.
  public var granteePrincipal: String
  /// The ARN of who may give the grant up.
  public var retiringPrincipal: String?
  /// What for; not empty.
  public var operations: [KmsGrantOperation]
  /// On which condition.
  public var constraints: KmsGrantConstraints?
  /// 1 to 256 letters, digits and `:/_-`; makes the request repeatable.
  public var name: String?
  /// Tokens of grants that may not be visible yet.
  public var grantTokens: [String]
  /// Only asks whether the request would succeed.
  public var isDryRun = false

  /// Makes a request.
  public init(
    keyID: String, granteePrincipal: String, operations: [KmsGrantOperation], retiringPrincipal: String? = nil,
    constraints: KmsGrantConstraints? = nil, name: String? = nil, grantTokens: [String] = []
  ) {
    self.keyID = keyID
    self.granteePrincipal = granteePrincipal
    self.retiringPrincipal = retiringPrincipal
    self.operations = operations
    self.constraints = constraints
    self.name = name
    self.grantTokens = grantTokens
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    check.text(granteePrincipal, "granteePrincipal", 1...256)
    if let retiringPrincipal { check.text(retiringPrincipal, "retiringPrincipal", 1...256) }
    if let name {
      check.text(name, "name", 1...256)
      check.text(name, "name", .name)
    }
  }
}

/// The answer of `CreateGrant`.
public struct CreateGrantResponse: Hashable, Sendable {
  /// The grant.
  public let grantID: String
  /// Lets the grantee use the grant before it is visible everywhere; another one each time.
  public let grantToken: String
}

extension CreateGrantRequest {
  /// `CreateGrant`.
  public static var operation: KmsOperation { .createGrant }

  /// Grantee, operations and constraints.
  public func accessValues(_ conditionKey: String) -> [String]? {
    switch conditionKey {
    case "kms:granteeprincipal": [granteePrincipal]
    case "kms:retiringprincipal": retiringPrincipal.map { [$0] }
    case "kms:grantoperations": operations.map(\.rawValue)
    case "kms:grantisforawsresource": ["false"]
    case "kms:grantconstrainttype":
      switch (constraints?.encryptionContextEquals, constraints?.encryptionContextSubset) {
      case (.some, _): ["EncryptionContextEquals"]
      case (nil, .some): ["EncryptionContextSubset"]
      case (nil, nil): nil
      }
    default: nil
    }
  }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> CreateGrantResponse {
    try service.createGrant(self, call)
  }
}

extension KeyService {
  func createGrant(_ request: CreateGrantRequest, _ call: KmsCall) throws(KmsServiceError) -> CreateGrantResponse {
    let key = try usableKey(request.keyID, call)
    for principal in [request.granteePrincipal, request.retiringPrincipal ?? request.granteePrincipal] {
      guard principal.hasSuffix(".amazonaws.com") || KmsGrant.isPrincipal(principal) else {
        throw AwsErrors.invalidArn("ARN does not refer to a valid principal: \(principal)")
      }
    }
    let allowed = KmsGrantOperation.allowed(key.spec, key.usage)
    if let other = request.operations.first(where: { !allowed.contains($0) }) {
      throw AwsErrors.validation(
        "Grant operation \(other.rawValue) is not valid for a key of spec \(key.spec.rawValue) and usage \(key.usage.rawValue)."
      )
    }
    guard !request.operations.isEmpty else { throw AwsErrors.validation("Operations must not be empty.") }
    if request.constraints != nil, key.spec != .symmetricDefault {
      throw AwsErrors.validation("Grant constraints are valid for symmetric encryption keys only.")
    }
    let id = try grantID(request, key, call)
    let name = "grant-tokens/\(key.id)"
    var stream = stream("\(name)/\(nextOrdinal(name))")
    let token = Base64.encode(stream.bytes(96))
    grants.add(token: token, for: id, keyID: key.id)
    return CreateGrantResponse(grantID: id, grantToken: token)
  }

  /// The grant of the same name and content, or a new one.
  private func grantID(
    _ request: CreateGrantRequest, _ key: StoredKey, _ call: KmsCall
  ) throws(KmsServiceError) -> String {
    var operations: [KmsGrantOperation] = []
    for operation in request.operations where !operations.contains(operation) { operations.append(operation) }
    func grant(_ id: String, _ date: Instant, _ visibleFrom: Instant?) -> KmsGrant {
      KmsGrant(
        grantID: id, keyARN: key.arn, name: request.name, creationDate: date,
        granteePrincipal: request.granteePrincipal, retiringPrincipal: request.retiringPrincipal,
        issuingAccount: "arn:aws:iam::\(call.principal.account):root", operations: operations,
        constraints: request.constraints, visibleFrom: visibleFrom)
    }
    if let found = grants.grants(named: request.name, keyID: key.id)
      .first(where: { $0 == grant($0.grantID, $0.creationDate, $0.visibleFrom) })
    {
      try endDryRun(request)
      return found.grantID
    }
    guard grants.count(keyID: key.id) < GrantStore.maximumPerKey else { throw AwsErrors.keyLimit }
    try endDryRun(request)
    let name = "grant-ids/\(key.id)"
    var stream = stream("\(name)/\(nextOrdinal(name))")
    let id = Hexadecimal.encode(stream.bytes(32))
    grants.insert(grant(id, call.instant, visibility(of: id, at: call.instant)), keyID: key.id)
    return id
  }
}

extension KmsGrant {
  /// Whether a text can name a grantee: an ARN of IAM or STS, not everybody.
  static func isPrincipal(_ text: String) -> Bool {
    guard let principal = PolicyPrincipal(aws: text) else { return false }
    return principal != .everyone
  }
}
