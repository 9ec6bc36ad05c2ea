import Kernel
import OrderedCollections

/// A friendly name of a key.
struct StoredAlias: Codable {
  /// `alias/` and a name.
  let name: String
  var keyID: String
  let creationDate: Instant
  var lastUpdatedDate: Instant
  /// When requests begin to find it.
  let visibleFrom: Instant?
}

extension KeyService {
  /// How many aliases one key can have.
  static let aliasesPerKey = 50

  /// What a `KeyId` names at an instant. An alias names its key where the operation takes aliases, and is refused elsewhere.
  func reference(
    _ text: String, callerAccount: String, _ operation: KmsOperation, at instant: Instant = .distantFuture
  ) -> AwsNames.Reference {
    guard AwsNames.isAlias(text) else { return names.resolve(text, callerAccount: callerAccount) }
    guard operation.takesAliases else { return .unknown(error: AwsErrors.aliasNotSupported, resource: text) }
    guard let name = names.aliasName(text, callerAccount: callerAccount), let alias = aliases[name],
      alias.visibleFrom.isReached(at: instant)
    else {
      return names.resolve(text, callerAccount: callerAccount)
    }
    return .key(id: alias.keyID, arn: names.keyARN(alias.keyID))
  }

  /// The error for a `KeyId` whose key does not exist: an alias is gone with its key.
  func missing(_ text: String, arn: String, _ call: KmsCall) -> KmsServiceError {
    guard AwsNames.isAlias(text) else { return AwsErrors.notFound("Key '\(arn)' does not exist") }
    return AwsErrors.aliasNotFound(text.hasPrefix("arn:") ? text : names.aliasARN(text))
  }

  /// The alias of a name as of an instant; nil when there is none or its key is gone.
  func alias(named name: String, at instant: Instant) -> StoredAlias? {
    guard let alias = aliases[name], alias.visibleFrom.isReached(at: instant), isThere(alias, at: instant) else {
      return nil
    }
    return alias
  }

  /// Whether the key of an alias exists.
  func isThere(_ alias: StoredAlias, at instant: Instant) -> Bool { stored(alias.keyID, at: instant) != nil }

  /// The aliases of a key, or all, by name.
  func aliases(of keyID: String?, at instant: Instant) -> [StoredAlias] {
    aliases.entries.values
      .filter {
        (keyID == nil || $0.keyID == keyID) && $0.visibleFrom.isReached(at: instant) && isThere($0, at: instant)
      }
      .sorted { $0.name < $1.name }
  }

  /// The alias that an operation changes: permission and existence are checked. The name is the caller's account's.
  func usableAlias(_ name: String, _ call: KmsCall) throws(KmsServiceError) -> StoredAlias {
    let arn = AwsNames(account: call.principal.account, region: configuration.region).aliasARN(name)
    try permit(call, resource: arn)
    guard call.principal.account == configuration.account, let alias = alias(named: name, at: call.instant) else {
      throw AwsErrors.aliasNotFound(arn)
    }
    concerns(arn)
    return alias
  }

  /// Throws when a key has as many aliases as it can have.
  func checkAliasLimit(_ keyID: String, _ call: KmsCall) throws(KmsServiceError) {
    let count = aliases(of: keyID, at: call.instant).count
    guard count < Self.aliasesPerKey else {
      throw AwsErrors.resourceQuota("Aliases per key", limit: Self.aliasesPerKey, usage: count)
    }
  }
}

/// AWS's rules for the name of an alias (answers recorded from the service: prefix, characters, a colon, the reserved
/// names; an empty name is documented as `InvalidAliasNameException` only).
enum AliasName {
  /// The pattern of the API model.
  static func validate(_ name: String, _ check: inout AwsValidation) {
    check.text(name, "aliasName", 1...256)
    if !name.isEmpty { check.text(name, "aliasName", .name) }
  }

  /// What the service demands beyond the pattern.
  static func check(_ name: String) throws(KmsServiceError) {
    guard name.hasPrefix("alias/") else {
      throw AwsErrors.validation(
        "Alias must start with the prefix \"alias/\". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"
      )
    }
    guard name.count > "alias/".count else {
      throw KmsServiceError(
        code: "InvalidAliasNameException",
        message: "The request was rejected because the specified alias name is not valid.")
    }
    guard !name.hasPrefix("alias/aws/") else { throw AwsErrors.reservedAlias }
    guard !name.contains(":") else { throw AwsErrors.validation("\(name) contains invalid characters for an alias") }
  }

  /// The target of an alias is a key.
  static func check(target: String) throws(KmsServiceError) {
    guard !AwsNames.isAlias(target) else { throw AwsErrors.validation("Aliases must refer to keys. Not aliases") }
  }
}
