import Kernel
import OrderedCollections

/// The operations that a grant can allow (AWS API model, `GrantOperation`).
public enum KmsGrantOperation: String, CaseIterable, Hashable, Sendable {
  /// `Decrypt`.
  case decrypt = "Decrypt"
  /// `Encrypt`.
  case encrypt = "Encrypt"
  /// `GenerateDataKey`.
  case generateDataKey = "GenerateDataKey"
  /// `GenerateDataKeyWithoutPlaintext`.
  case generateDataKeyWithoutPlaintext = "GenerateDataKeyWithoutPlaintext"
  /// `ReEncrypt`, for the key that decrypts.
  case reEncryptFrom = "ReEncryptFrom"
  /// `ReEncrypt`, for the key that encrypts.
  case reEncryptTo = "ReEncryptTo"
  /// `Sign`.
  case sign = "Sign"
  /// `Verify`.
  case verify = "Verify"
  /// `GetPublicKey`.
  case getPublicKey = "GetPublicKey"
  /// `CreateGrant`, of no more than this grant allows.
  case createGrant = "CreateGrant"
  /// `RetireGrant`, of this grant by its grantee.
  case retireGrant = "RetireGrant"
  /// `DescribeKey`.
  case describeKey = "DescribeKey"
  /// `GenerateDataKeyPair`.
  case generateDataKeyPair = "GenerateDataKeyPair"
  /// `GenerateDataKeyPairWithoutPlaintext`.
  case generateDataKeyPairWithoutPlaintext = "GenerateDataKeyPairWithoutPlaintext"
  /// `GenerateMac`.
  case generateMac = "GenerateMac"
  /// `VerifyMac`.
  case verifyMac = "VerifyMac"
  /// `DeriveSharedSecret`.
  case deriveSharedSecret = "DeriveSharedSecret"

  /// The action of policies, for instance `kms:ReEncryptFrom`.
  var action: String { "kms:\(rawValue)" }

  /// Whether requests of this kind have an encryption context, so that constraints are about them.
  var takesEncryptionContext: Bool {
    switch self {
    case .decrypt, .encrypt, .generateDataKey, .generateDataKeyWithoutPlaintext, .reEncryptFrom, .reEncryptTo,
      .generateDataKeyPair, .generateDataKeyPairWithoutPlaintext:
      true
    case .sign, .verify, .getPublicKey, .createGrant, .retireGrant, .describeKey, .generateMac, .verifyMac,
      .deriveSharedSecret:
      false
    }
  }

  /// What a grant for a key can hold (AWS KMS developer guide, "Grants": the operation must be one of the key's).
  static func allowed(_ spec: KmsKeySpec, _ usage: KmsKeyUsage) -> [KmsGrantOperation] {
    let always: [KmsGrantOperation] = [.describeKey, .createGrant, .retireGrant]
    let encryption: [KmsGrantOperation] = [.encrypt, .decrypt, .reEncryptFrom, .reEncryptTo]
    switch usage.rawValue {
    case "ENCRYPT_DECRYPT" where spec == .symmetricDefault:
      return always + encryption + [
        .generateDataKey, .generateDataKeyWithoutPlaintext, .generateDataKeyPair, .generateDataKeyPairWithoutPlaintext,
      ]
    case "ENCRYPT_DECRYPT": return always + encryption + [.getPublicKey]
    case "SIGN_VERIFY": return always + [.sign, .verify, .getPublicKey]
    case "GENERATE_VERIFY_MAC": return always + [.generateMac, .verifyMac]
    case "KEY_AGREEMENT": return always + [.deriveSharedSecret, .getPublicKey]
    default: return always
    }
  }
}

/// What encryption context a request must have for a grant to count.
public struct KmsGrantConstraints: Hashable, Codable, Sendable {
  /// The request's context must hold these pairs, and may hold more.
  public var encryptionContextSubset: [String: String]?
  /// The request's context must be this one.
  public var encryptionContextEquals: [String: String]?

  /// Makes constraints; none when both are nil.
  public init(
    encryptionContextSubset: [String: String]? = nil, encryptionContextEquals: [String: String]? = nil
  ) {
    self.encryptionContextSubset = encryptionContextSubset
    self.encryptionContextEquals = encryptionContextEquals
  }

  /// Whether a context satisfies them.
  func admit(_ context: [String: String]) -> Bool {
    if let wanted = encryptionContextEquals, wanted != context { return false }
    guard let wanted = encryptionContextSubset else { return true }
    return wanted.allSatisfy { context[$0.key] == $0.value }
  }

  /// Whether every context that other constraints admit is admitted here, too.
  func cover(_ other: KmsGrantConstraints?) -> Bool {
    if encryptionContextEquals == nil, encryptionContextSubset == nil { return true }
    guard let other else { return false }
    if let context = other.encryptionContextEquals { return admit(context) }
    guard encryptionContextEquals == nil, let wanted = encryptionContextSubset, let has = other.encryptionContextSubset
    else { return false }
    return wanted.allSatisfy { has[$0.key] == $0.value }
  }
}

/// A grant: lets one principal use one key for some operations, beside the key's policy.
public struct KmsGrant: Hashable, Codable, Sendable {
  /// 64 hexadecimal digits.
  public let grantID: String
  /// The ARN of the key.
  public let keyARN: String
  /// The caller's text that makes `CreateGrant` repeatable.
  public let name: String?
  /// When it was made.
  public let creationDate: Instant
  /// Who may use the key.
  public let granteePrincipal: String
  /// Who may give the grant up.
  public let retiringPrincipal: String?
  /// The root ARN of the account that made it.
  public let issuingAccount: String
  /// What for.
  public let operations: [KmsGrantOperation]
  /// On which condition.
  public let constraints: KmsGrantConstraints?
  /// When it counts for everybody; nil for at once.
  let visibleFrom: Instant?

  /// Whether it lets the principal do what is asked; `account` means if its account's policies allow it, too.
  func coverage(of access: AccessRequest) -> PolicyPrincipal.Coverage {
    guard let operation = operations.first(where: { $0.action == access.action }) else { return .none }
    if operation.takesEncryptionContext, let constraints {
      guard constraints.admit(access.request?.encryptionContext ?? [:]) else { return .none }
    }
    if let child = access.request as? CreateGrantRequest, !covers(child) { return .none }
    return PolicyPrincipal(aws: granteePrincipal)?.coverage(of: access.principal) ?? .none
  }

  /// A grantee can hand on no more than the grant allows.
  private func covers(_ child: CreateGrantRequest) -> Bool {
    child.operations.allSatisfy(operations.contains) && (constraints?.cover(child.constraints) ?? true)
  }
}

/// The grants of one key, in the order in which they were made.
struct GrantTable {
  private var grants: OrderedDictionary<String, KmsGrant> = [:]
  private var byGrantee: [String: [String]] = [:]
  private var byName: [String: [String]] = [:]

  subscript(id: String) -> KmsGrant? { grants[id] }
  var all: [KmsGrant] { Array(grants.values) }
  var count: Int { grants.count }

  /// The grants for a principal, by any of the ARNs that mean it.
  func grants(for principal: KmsPrincipal) -> [KmsGrant] {
    let arns = [principal.policyARN, principal.arn, "arn:aws:iam::\(principal.account):root", principal.account]
    var seen: Set<String> = []
    return arns.filter { seen.insert($0).inserted }.flatMap { byGrantee[$0] ?? [] }.compactMap { grants[$0] }
  }

  /// The grants of a name.
  func grants(named name: String) -> [KmsGrant] { (byName[name] ?? []).compactMap { grants[$0] } }

  mutating func insert(_ grant: KmsGrant) {
    grants[grant.grantID] = grant
    byGrantee[grant.granteePrincipal, default: []].append(grant.grantID)
    if let name = grant.name { byName[name, default: []].append(grant.grantID) }
  }

  mutating func remove(_ id: String) {
    guard let grant = grants.removeValue(forKey: id) else { return }
    byGrantee[grant.granteePrincipal]?.removeAll { $0 == id }
    if let name = grant.name { byName[name]?.removeAll { $0 == id } }
  }
}
