/// Who may do what: an allow list for each principal. A principal that is not listed has no valid credentials.
public struct Permissions: Hashable, Sendable {
  private var allowed: [String: Set<KmsOperation>]?

  /// Everybody may do everything.
  public static let unrestricted = Permissions(allowed: nil)

  /// Only these principals, by name, and only these operations.
  public init(_ allowed: [String: Set<KmsOperation>]) { self.init(allowed: allowed) }

  private init(allowed: [String: Set<KmsOperation>]?) { self.allowed = allowed }

  /// The permissions that Canton documents for external keys (canton.md section 7.1).
  public static let cantonExternalKeys: Set<KmsOperation> = [
    .createKey, .tagResource, .decrypt, .sign, .describeKey, .getPublicKey,
  ]

  /// Whether the principal's credentials are known.
  public func knows(_ principal: KmsPrincipal) -> Bool { allowed == nil || allowed?[principal.name] != nil }

  /// Whether the principal may use the operation.
  public func allows(_ operation: KmsOperation, to principal: KmsPrincipal) -> Bool {
    guard let allowed else { return true }
    return allowed[principal.name]?.contains(operation) ?? false
  }

  /// Sets what a principal may do from now on.
  public mutating func set(_ operations: Set<KmsOperation>, for name: String) {
    allowed = allowed ?? [:]
    allowed?[name] = operations
  }

  /// Takes an operation away from a listed principal. Nothing happens where everybody may do everything.
  public mutating func revoke(_ operation: KmsOperation, from name: String) { allowed?[name]?.remove(operation) }
}
