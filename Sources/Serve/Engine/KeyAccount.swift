import KMS

/// Whose service a request is for. AWS finds a key of another account by its ARN; everything else is the caller's own.
enum KeyAccount {
  /// The account of the key that the body names by an ARN in the caller's Region, for an operation that may be used
  /// across accounts; else the caller's. `SourceKeyId` and `DestinationKeyId` of ReEncrypt must be of one account.
  static func of(_ operation: String, body: [UInt8], caller: Caller) -> String {
    let own = caller.principal.account
    guard KmsOperation(rawValue: operation)?.allowsCrossAccountUse ?? false, mentionsKey(body),
      let value = try? WireValue(json: body), case .text(let text)? = value["KeyId"] ?? value["DestinationKeyId"]
    else { return own }
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 6, parts[0] == "arn", parts[2] == "kms", parts[3] == caller.region,
      AccountNumber.isOne(parts[4])
    else { return own }
    return parts[4]
  }

  /// Whether `:kms:` is in the bytes: most requests name their key by its id, and are not read twice.
  private static func mentionsKey(_ body: [UInt8]) -> Bool {
    let pattern = Array(":kms:".utf8)
    guard body.count >= pattern.count else { return false }
    return (0...(body.count - pattern.count)).contains { start in
      body[start] == pattern[0] && body[start..<(start + pattern.count)].elementsEqual(pattern)
    }
  }
}
