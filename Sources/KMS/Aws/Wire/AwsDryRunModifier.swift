/// What a dry run leaves out of account.
enum AwsDryRunModifier: String, AwsWireName {
  /// The ciphertext, which may be absent then.
  case ignoreCiphertext = "IGNORE_CIPHERTEXT"
}

/// How an enclave has its answer encrypted.
enum AwsKeyEncryptionMechanism: String, AwsWireName {
  /// The only one.
  case rsaesOaepSha256 = "RSAES_OAEP_SHA_256"
}

extension AwsWireReader {
  /// Whether a dry run leaves the ciphertext out of account.
  mutating func ignoresCiphertext() throws(KmsServiceError) -> Bool {
    let modifiers: [AwsDryRunModifier] = try names("DryRunModifiers") ?? []
    return modifiers.contains(.ignoreCiphertext)
  }

  /// The `CiphertextBlob`, which only a dry run without it can do without. Where it is missing the request's own check
  /// refuses an empty one, unless that is what it is told to accept.
  mutating func ciphertextBlob() throws(KmsServiceError) -> [UInt8] {
    if let blob = try blob("CiphertextBlob") { return blob }
    var quiet = self
    let isDryRun = try quiet.flag("DryRun") ?? false
    let isIgnored = try quiet.ignoresCiphertext()
    if !(isDryRun && isIgnored) {
      let member = path("CiphertextBlob")
      validation.fail(member, "Value null at '\(member)'", "not be null")
      validation.stopChecking(member)
    }
    return []
  }

  /// Refuses an answer for an enclave: there are no attestation documents to be believed here.
  mutating func refuseRecipient() throws(KmsServiceError) {
    let isThere =
      try object("Recipient") { (recipient) throws(KmsServiceError) in
        let _: AwsKeyEncryptionMechanism? = try recipient.name("KeyEncryptionAlgorithm")
        _ = try recipient.blob("AttestationDocument")
        return true
      } ?? false
    if isThere { refuse(AwsErrors.unsupported("Recipient is not supported.")) }
  }
}
