import Kernel
import Keys

@testable import KMS

private func encrypt(
  _ id: String, _ count: Int, _ algorithm: KmsEncryptionAlgorithm = .symmetricDefault
) -> EncryptRequest {
  EncryptRequest(
    keyID: id, plaintext: SecretBytes([UInt8](repeating: 1, count: count)), encryptionAlgorithm: algorithm)
}

private func sealed(_ bench: Bench, _ id: String) throws -> [UInt8] {
  let answer = try bench.call(encrypt(id, 16))
  return answer.ciphertextBlob
}

private func imported(
  _ bench: Bench, _ change: (inout ImportKeyMaterialRequest) -> Void
) throws -> any KmsOperationRequest {
  let key = try bench.key(.eccNistP256, .signVerify, origin: .external)
  var request = try bench.importRequest(key.keyID, bench.outsideKey().pkcs8)
  change(&request)
  return request
}

extension RefusalTests {
  static let encrypting = [
    Refusal(
      "plaintext too long", "ValidationException",
      "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096"
    ) { encrypt(try $0.symmetricKey(), 4097) },
    Refusal(
      "191 bytes for OAEP-SHA-256", "ValidationException",
      "Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes."
    ) { encrypt(try $0.rsaKey(), 191, .rsaesOaepSha256) },
    Refusal(
      "215 bytes for OAEP-SHA-1", "ValidationException",
      "Algorithm RSAES_OAEP_SHA_1 and key spec RSA_2048 cannot encrypt data larger than 214 bytes."
    ) { encrypt(try $0.rsaKey(), 215, .rsaesOaepSha1) },
    Refusal(
      "encrypt with a signing key", "InvalidKeyUsageException",
      "<arn> key usage is SIGN_VERIFY which is not valid for Encrypt."
    ) { encrypt(try $0.signingKey(), 16) },
    Refusal(
      "symmetric algorithm with an RSA key", "InvalidKeyUsageException",
      "Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048."
    ) { encrypt(try $0.rsaKey(), 16) },
    Refusal(
      "OAEP with a symmetric key", "InvalidKeyUsageException",
      "Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT."
    ) { encrypt(try $0.symmetricKey(), 16, .rsaesOaepSha256) },
    Refusal("tampered ciphertext", "InvalidCiphertextException", "") {
      var blob = try sealed($0, try $0.symmetricKey())
      blob[blob.count - 1] ^= 1
      return DecryptRequest(keyID: nil, ciphertextBlob: blob)
    },
    Refusal("tampered header", "InvalidCiphertextException", "") {
      var blob = try sealed($0, try $0.symmetricKey())
      blob[100] ^= 1
      return DecryptRequest(keyID: nil, ciphertextBlob: blob)
    },
    Refusal("bytes that are no ciphertext", "InvalidCiphertextException", "") { _ in
      DecryptRequest(keyID: nil, ciphertextBlob: [1, 2, 3])
    },
    Refusal("another encryption context", "InvalidCiphertextException", "") {
      DecryptRequest(keyID: nil, ciphertextBlob: try sealed($0, try $0.symmetricKey()), encryptionContext: ["a": "b"])
    },
    Refusal(
      "another key named", "IncorrectKeyException",
      "The key ID in the request does not identify a CMK that can perform this operation."
    ) {
      let blob = try sealed($0, try $0.symmetricKey())
      return DecryptRequest(keyID: try $0.symmetricKey(), ciphertextBlob: blob)
    },
    Refusal("RSA block of another key", "InvalidCiphertextException", "") {
      let answer = try $0.call(encrypt(try $0.rsaKey(), 16, .rsaesOaepSha256))
      return DecryptRequest(
        keyID: try $0.rsaKey(), ciphertextBlob: answer.ciphertextBlob, encryptionAlgorithm: .rsaesOaepSha256)
    },
    Refusal(
      "data key of neither length", "ValidationException", "Please specify either number of bytes or key spec."
    ) { GenerateDataKeyRequest(keyID: try $0.symmetricKey()) },
    Refusal(
      "data key of two lengths", "ValidationException", "Please specify either number of bytes or key spec."
    ) { GenerateDataKeyRequest(keyID: try $0.symmetricKey(), keySpec: .aes128, numberOfBytes: 16) },
    Refusal(
      "data key too long", "ValidationException",
      "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024"
    ) { GenerateDataKeyRequest(keyID: try $0.symmetricKey(), numberOfBytes: 1025) },
    Refusal(
      "data key under an RSA key", "InvalidKeyUsageException",
      "Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048."
    ) { GenerateDataKeyRequest(keyID: try $0.rsaKey(), keySpec: .aes256) },
  ]

  static let lifecycle = [
    Refusal("sign with a disabled key", "DisabledException", "<arn> is disabled.") {
      let id = try $0.signingKey()
      _ = try $0.call(DisableKeyRequest(keyID: id))
      return SignRequest(keyID: id, message: multihash, signingAlgorithm: .ecdsaSha256)
    },
    Refusal("state before spec", "DisabledException", "<arn> is disabled.") {
      let id = try $0.signingKey()
      _ = try $0.call(DisableKeyRequest(keyID: id))
      return encrypt(id, 16)
    },
    Refusal("public key of a disabled key", "DisabledException", "<arn> is disabled.") {
      let id = try $0.signingKey()
      _ = try $0.call(DisableKeyRequest(keyID: id))
      return GetPublicKeyRequest(keyID: id)
    },
    Refusal("sign with a key pending deletion", "KMSInvalidStateException", "<arn> is pending deletion.") {
      let id = try $0.signingKey()
      _ = try $0.call(ScheduleKeyDeletionRequest(keyID: id))
      return SignRequest(keyID: id, message: multihash, signingAlgorithm: .ecdsaSha256)
    },
    Refusal("delete twice", "KMSInvalidStateException", "<arn> is pending deletion.") {
      let id = try $0.signingKey()
      _ = try $0.call(ScheduleKeyDeletionRequest(keyID: id))
      return ScheduleKeyDeletionRequest(keyID: id)
    },
    Refusal("cancel no deletion", "KMSInvalidStateException", "<arn> is not pending deletion.") {
      CancelKeyDeletionRequest(keyID: try $0.signingKey())
    },
    Refusal("sign with a key pending import", "KMSInvalidStateException", "<arn> is pending import.") {
      let key = try $0.key(.eccNistP256, .signVerify, origin: .external)
      return SignRequest(keyID: key.keyID, message: multihash, signingAlgorithm: .ecdsaSha256)
    },
    Refusal("enable a key pending import", "KMSInvalidStateException", "<arn> is pending import.") {
      EnableKeyRequest(keyID: try $0.key(.eccNistP256, .signVerify, origin: .external).keyID)
    },
    Refusal(
      "six days of waiting", "ValidationException",
      "1 validation error detected: Value '6' at 'pendingWindowInDays' failed to satisfy constraint: Member must have value greater than or equal to 7"
    ) { ScheduleKeyDeletionRequest(keyID: try $0.signingKey(), pendingWindowInDays: 6) },
    Refusal("a key that was deleted", "NotFoundException", "Key '\(deletedARN)' does not exist") {
      let key = try $0.service.pregenerate(name: "gone", keySpec: .eccNistP256, keyUsage: .signVerify)
      _ = try $0.call(ScheduleKeyDeletionRequest(keyID: key.keyID, pendingWindowInDays: 7))
      $0.now = $0.now + .days(7)
      return DescribeKeyRequest(keyID: key.keyID)
    },
  ]

  /// Ids of pregenerated keys depend on their names alone.
  private static var deletedARN: String {
    let key = try? Bench().service.pregenerate(name: "gone", keySpec: .eccNistP256, keyUsage: .signVerify)
    return key?.arn ?? ""
  }

  static let importing = [
    Refusal(
      "import parameters of a key made by AWS", "UnsupportedOperationException",
      "<arn> origin is AWS_KMS which is not valid for this operation."
    ) { GetParametersForImportRequest(keyID: try $0.signingKey()) },
    Refusal(
      "RSA private key directly under OAEP", "ValidationException",
      "The wrapping algorithm RSAES_OAEP_SHA_256 is not valid for key spec RSA_2048."
    ) {
      let key = try $0.key(.rsa2048, .encryptDecrypt, origin: .external)
      return GetParametersForImportRequest(keyID: key.keyID, wrappingAlgorithm: .rsaesOaepSha256)
    },
    Refusal("unknown token", "InvalidImportTokenException", AwsErrors.invalidImportToken.message) {
      try imported($0) { $0.importToken[0] ^= 1 }
    },
    Refusal("another key's token", "InvalidImportTokenException", AwsErrors.invalidImportToken.message) { bench in
      try imported(bench) { $0.keyID = (try? bench.key(.eccNistP256, .signVerify, origin: .external).keyID) ?? "" }
    },
    Refusal("token of yesterday", "ExpiredImportTokenException", AwsErrors.expiredImportToken.message) { bench in
      let request = try imported(bench) { _ in }
      bench.now = bench.now + .hours(24)
      return request
    },
    Refusal("tampered material", "InvalidCiphertextException", "") {
      try imported($0) {
        var blob = $0.encryptedKeyMaterial.bytes
        blob[blob.count - 1] ^= 1
        $0.encryptedKeyMaterial = SecretBytes(blob)
      }
    },
    Refusal(
      "expiry without a date", "ValidationException",
      "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES"
    ) {
      try imported($0) { $0.expirationModel = .expires }
    },
    Refusal("expiry in more than a year", "ValidationException", "The validTo date must be within 365 days") { bench in
      try imported(bench) {
        $0.expirationModel = .expires
        $0.validTo = bench.now + .days(366)
      }
    },
  ]
}
