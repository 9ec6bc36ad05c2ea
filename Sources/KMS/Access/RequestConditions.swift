// What each request tells the conditions of a policy. Keys are in lower case. Source: AWS KMS developer guide,
// "Condition keys for AWS KMS".

extension SignRequest {
  /// Algorithm and message type.
  public func accessValues(_ conditionKey: String) -> [String]? {
    KmsSigningAlgorithm.accessValues(conditionKey, signingAlgorithm, messageType)
  }
}

extension VerifyRequest {
  /// Algorithm and message type.
  public func accessValues(_ conditionKey: String) -> [String]? {
    KmsSigningAlgorithm.accessValues(conditionKey, signingAlgorithm, messageType)
  }
}

extension EncryptRequest {
  /// The algorithm.
  public func accessValues(_ conditionKey: String) -> [String]? {
    conditionKey == "kms:encryptionalgorithm" ? [encryptionAlgorithm.rawValue] : nil
  }
}

extension DecryptRequest {
  /// The algorithm.
  public func accessValues(_ conditionKey: String) -> [String]? {
    conditionKey == "kms:encryptionalgorithm" ? [encryptionAlgorithm.rawValue] : nil
  }
}

extension GenerateDataKeyRequest {
  /// The algorithm, which is always the symmetric one.
  public func accessValues(_ conditionKey: String) -> [String]? {
    conditionKey == "kms:encryptionalgorithm" ? [KmsEncryptionAlgorithm.symmetricDefault.rawValue] : nil
  }
}

extension ScheduleKeyDeletionRequest {
  /// The waiting period.
  public func accessValues(_ conditionKey: String) -> [String]? {
    conditionKey == "kms:schedulekeydeletionpendingwindowindays" ? [String(pendingWindowInDays ?? 30)] : nil
  }
}

extension GetParametersForImportRequest {
  /// How the material will be wrapped.
  public func accessValues(_ conditionKey: String) -> [String]? {
    switch conditionKey {
    case "kms:wrappingalgorithm": [wrappingAlgorithm.rawValue]
    case "kms:wrappingkeyspec": [wrappingKeySpec.rawValue]
    default: nil
    }
  }
}

extension ImportKeyMaterialRequest {
  /// How the material expires.
  public func accessValues(_ conditionKey: String) -> [String]? {
    conditionKey == "kms:expirationmodel" ? [expirationModel.rawValue] : nil
  }
}

extension TagResourceRequest {
  /// The tags.
  public func accessValues(_ conditionKey: String) -> [String]? { KeyTag.accessValues(conditionKey, tags) }
}

extension CreateKeyRequest {
  /// What the key will be, and its tags.
  public func accessValues(_ conditionKey: String) -> [String]? {
    switch conditionKey {
    case "kms:keyspec", "kms:customermasterkeyspec": [keySpec.rawValue]
    case "kms:keyusage", "kms:customermasterkeyusage": [(keyUsage ?? .encryptDecrypt).rawValue]
    case "kms:keyorigin": [origin.rawValue]
    case "kms:multiregion": [isMultiRegion ? "true" : "false"]
    case "kms:multiregionkeytype": isMultiRegion ? ["PRIMARY"] : nil
    case "kms:bypasspolicylockoutsafetycheck": [bypassPolicyLockoutSafetyCheck ? "true" : "false"]
    default: KeyTag.accessValues(conditionKey, tags)
    }
  }
}

extension PutKeyPolicyRequest {
  /// Whether the safety check is left out.
  public func accessValues(_ conditionKey: String) -> [String]? {
    conditionKey == "kms:bypasspolicylockoutsafetycheck" ? [bypassPolicyLockoutSafetyCheck ? "true" : "false"] : nil
  }
}

extension KmsSigningAlgorithm {
  /// What `Sign` and `Verify` tell.
  static func accessValues(
    _ conditionKey: String, _ algorithm: KmsSigningAlgorithm, _ type: KmsMessageType
  ) -> [String]? {
    switch conditionKey {
    case "kms:signingalgorithm": [algorithm.rawValue]
    case "kms:messagetype": [type.rawValue]
    default: nil
    }
  }
}

extension KeyTag {
  /// `aws:TagKeys` and `aws:RequestTag/<key>`.
  static func accessValues(_ conditionKey: String, _ tags: [KeyTag]) -> [String]? {
    if conditionKey == "aws:tagkeys" { return tags.isEmpty ? nil : tags.map(\.key) }
    let prefix = "aws:requesttag/"
    guard conditionKey.hasPrefix(prefix) else { return nil }
    let name = conditionKey.dropFirst(prefix.count)
    return tags.first { $0.key.lowercased() == name }.map { [$0.value] }
  }
}
