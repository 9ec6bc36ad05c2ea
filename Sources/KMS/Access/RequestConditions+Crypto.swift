// What the requests of data keys, codes and agreements tell the conditions of a policy. Source: AWS KMS developer guide,
// "Condition keys for AWS KMS".

extension GenerateDataKeyWithoutPlaintextRequest {
  /// The algorithm, which is always the symmetric one.
  public func accessValues(_ conditionKey: String) -> [String]? {
    conditionKey == "kms:encryptionalgorithm" ? [KmsEncryptionAlgorithm.symmetricDefault.rawValue] : nil
  }
}

extension GenerateDataKeyPairRequest {
  /// The spec of the pair, and the algorithm.
  public func accessValues(_ conditionKey: String) -> [String]? { keyPairSpec.accessValues(conditionKey) }
}

extension GenerateDataKeyPairWithoutPlaintextRequest {
  /// The spec of the pair, and the algorithm.
  public func accessValues(_ conditionKey: String) -> [String]? { keyPairSpec.accessValues(conditionKey) }
}

extension GenerateMacRequest {
  /// The algorithm.
  public func accessValues(_ conditionKey: String) -> [String]? {
    conditionKey == "kms:macalgorithm" ? [macAlgorithm.rawValue] : nil
  }
}

extension VerifyMacRequest {
  /// The algorithm.
  public func accessValues(_ conditionKey: String) -> [String]? {
    conditionKey == "kms:macalgorithm" ? [macAlgorithm.rawValue] : nil
  }
}

extension DeriveSharedSecretRequest {
  /// The algorithm.
  public func accessValues(_ conditionKey: String) -> [String]? {
    conditionKey == "kms:keyagreementalgorithm" ? [keyAgreementAlgorithm.rawValue] : nil
  }
}

extension DataKeyPairSpec {
  fileprivate func accessValues(_ conditionKey: String) -> [String]? {
    switch conditionKey {
    case "kms:datakeypairspec": [rawValue]
    case "kms:encryptionalgorithm": [KmsEncryptionAlgorithm.symmetricDefault.rawValue]
    default: nil
    }
  }
}
