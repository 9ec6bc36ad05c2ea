/// Who may do what, as identity policies say it: for each principal an allow list of operations, which is the short form,
/// or policy documents, or both. Key policies and grants stand with the keys.
public struct Permissions: Hashable, Sendable {
  /// What holds for a principal that is not listed.
  private enum Others: Hashable, Sendable {
    /// It may do everything, and a key without a policy of its own does not ask who calls.
    case unchecked
    /// It may do everything that an identity policy can allow: key policies count, other accounts' keys are closed.
    case administrators
    /// It has no valid credentials.
    case unknown
  }

  private var others: Others
  private var allowed: [String: Set<KmsOperation>]
  /// By ``KmsPrincipal/policyARN``.
  private var documents: [String: [PolicyDocument]] = [:]

  /// Everybody may do everything.
  public static let unrestricted = Permissions(others: .unchecked, allowed: [:])

  /// Every principal administers its own account; key policies and account boundaries are in force. Principals that
  /// are given operations or policies have these alone.
  public static let administrators = Permissions(others: .administrators, allowed: [:])

  /// Only these principals, by name, and only these operations.
  public init(_ allowed: [String: Set<KmsOperation>]) { self.init(others: .unknown, allowed: allowed) }

  private init(others: Others, allowed: [String: Set<KmsOperation>]) {
    self.others = others
    self.allowed = allowed
  }

  /// The permissions that Canton documents for external keys (canton.md section 7.1).
  public static let cantonExternalKeys: Set<KmsOperation> = [
    .createKey, .tagResource, .decrypt, .sign, .describeKey, .getPublicKey,
  ]

  /// Whether a key without a policy of its own is open to everybody.
  var isUnchecked: Bool { others == .unchecked }

  /// Whether the principal's credentials are known.
  public func knows(_ principal: KmsPrincipal) -> Bool { others != .unknown || isListed(principal) }

  /// Whether the principal's allow list has the operation. Policy documents are not asked.
  public func allows(_ operation: KmsOperation, to principal: KmsPrincipal) -> Bool {
    guard isListed(principal) else { return others != .unknown }
    return allowed[principal.name]?.contains(operation) ?? false
  }

  /// Sets what a principal may do from now on. Where everybody may do everything, those not listed lose their
  /// credentials by this.
  public mutating func set(_ operations: Set<KmsOperation>, for name: String) {
    list()
    allowed[name] = operations
  }

  /// Takes an operation away from a listed principal. Nothing happens where everybody may do everything.
  public mutating func revoke(_ operation: KmsOperation, from name: String) { allowed[name]?.remove(operation) }

  /// Gives a principal a policy beside what it has already. Where everybody may do everything, those not listed lose
  /// their credentials by this.
  public mutating func attach(_ policy: PolicyDocument, to principal: KmsPrincipal) {
    list()
    documents[principal.policyARN, default: []].append(policy)
  }

  /// Takes all policy documents from a principal; its allow list stays, and it stays known.
  public mutating func detachPolicies(from principal: KmsPrincipal) { documents[principal.policyARN] = [] }

  /// What the principal's identity policies say of a request. The root user needs none.
  func verdict(on access: AccessRequest, operation: KmsOperation) -> PolicyVerdict {
    var verdict = PolicyVerdict()
    verdict.allowsDirectly = access.principal.kind == .root || allows(operation, to: access.principal)
    for document in documents[access.principal.policyARN] ?? [] {
      let one = document.verdict(on: access)
      verdict.isDenied = verdict.isDenied || one.isDenied
      verdict.allowsDirectly = verdict.allowsDirectly || one.allowsDirectly
    }
    return verdict
  }

  private func isListed(_ principal: KmsPrincipal) -> Bool {
    allowed[principal.name] != nil || documents[principal.policyARN] != nil
  }

  private mutating func list() {
    if others == .unchecked { others = .unknown }
  }
}
