import Kernel

/// What policies decide on: who wants to do what to what, and what can be asked about it.
struct AccessRequest {
  let principal: KmsPrincipal
  /// For instance `kms:Sign`. `ReEncrypt` is two actions.
  let action: String
  /// The ARN of a key or alias, or `*`.
  let resource: String
  let region: String
  /// Nanoseconds since 1970.
  let epochNanoseconds: Int64
  var request: (any KmsOperationRequest)?
  var key: StoredKey?
  /// The names of the key, such as `alias/canton`.
  var aliases: () -> [String] = { [] }

  /// The values of a condition key, which is in lower case; nil when the request does not have it. Sources: AWS KMS
  /// developer guide, "Condition keys for AWS KMS"; IAM user guide, "AWS global condition context keys".
  func values(of conditionKey: String) -> [String]? {
    switch conditionKey {
    case "kms:calleraccount", "aws:principalaccount": [principal.account]
    case "aws:principalarn": [principal.policyARN]
    case "aws:principaltype": [principal.kind.conditionValue]
    case "aws:username": principal.kind == .user ? [principal.name] : nil
    case "aws:requestedregion": [region]
    case "aws:securetransport": ["true"]
    case "aws:currenttime": [CivilTime(epochNanoseconds: epochNanoseconds).iso8601()]
    case "aws:epochtime": [String(epochNanoseconds / 1_000_000_000)]
    case "kms:resourcealiases": key == nil ? nil : aliases()
    case "kms:requestalias": requestAlias.map { [$0] }
    // No service calls on behalf of others here.
    case "kms:viaservice": nil
    default: requestValues(of: conditionKey) ?? keyValues(of: conditionKey)
    }
  }

  private func requestValues(of conditionKey: String) -> [String]? {
    guard let request else { return nil }
    let prefix = "kms:encryptioncontext:"
    if conditionKey.hasPrefix(prefix) {
      let name = conditionKey.dropFirst(prefix.count)
      let values = request.encryptionContext.filter { $0.key.lowercased() == name }.values.sorted()
      return values.isEmpty ? nil : values
    }
    if conditionKey == "kms:encryptioncontextkeys" {
      return request.encryptionContext.isEmpty ? nil : request.encryptionContext.keys.sorted()
    }
    return request.accessValues(conditionKey)
  }

  private func keyValues(of conditionKey: String) -> [String]? {
    guard let key else { return nil }
    switch conditionKey {
    case "kms:keyspec", "kms:customermasterkeyspec": return [key.spec.rawValue]
    case "kms:keyusage", "kms:customermasterkeyusage": return [key.usage.rawValue]
    case "kms:keyorigin": return [key.origin.rawValue]
    case "kms:multiregionkeytype": return key.multiRegionConfiguration.map { [$0.keyType.rawValue] }
    case "kms:multiregion": return [key.isMultiRegion ? "true" : "false"]
    default:
      let prefix = "aws:resourcetag/"
      guard conditionKey.hasPrefix(prefix) else { return nil }
      let name = conditionKey.dropFirst(prefix.count)
      return key.tags.first { $0.key.lowercased() == name }.map { [$0.value] }
    }
  }

  /// The alias by which the request names its key.
  private var requestAlias: String? {
    guard let reference = request?.keyReference else { return nil }
    if reference.hasPrefix("alias/") { return reference }
    let parts = reference.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return parts.count == 6 && parts[5].hasPrefix("alias/") ? String(parts[5]) : nil
  }
}

extension KmsPrincipal.Kind {
  /// The value of `aws:PrincipalType`.
  var conditionValue: String {
    switch self {
    case .role: "AssumedRole"
    case .user: "User"
    case .root: "Account"
    }
  }
}
