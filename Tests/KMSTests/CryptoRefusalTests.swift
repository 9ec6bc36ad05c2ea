import Kernel
import Keys
import Testing

@testable import KMS

private let long = [UInt8](repeating: 0, count: 4097)
private let unknownID = "91c48ce4-ec80-44c1-a219-fdd07f12f002"

private func length(_ member: String, _ bound: String) -> String {
  "1 validation error detected: Value at '\(member)' failed to satisfy constraint: Member must have length \(bound)"
}

private func mac(_ id: String, _ algorithm: KmsMacAlgorithm = .hmacSha256) -> GenerateMacRequest {
  GenerateMacRequest(keyID: id, message: [1], macAlgorithm: algorithm)
}

private func blob(_ bench: Bench, _ id: String) throws -> [UInt8] {
  let request = EncryptRequest(keyID: id, plaintext: SecretBytes([UInt8](repeating: 1, count: 200)))
  return try bench.call(request).ciphertextBlob
}

private func peer(_ kind: KeyKind, _ bench: Bench) throws -> [UInt8] {
  try bench.crypto.generateKeyMaterial(kind: kind, node: "peer", name: "agreement").publicKey.subjectPublicKeyInfo
}

private func parameters(
  _ spec: KmsKeySpec, _ usage: KmsKeyUsage, _ algorithm: KmsWrappingAlgorithm, _ wrappingKey: KmsWrappingKeySpec
) -> @Sendable (Bench) throws -> any KmsOperationRequest {
  { bench in
    let key = try bench.key(spec, usage, origin: .external)
    return GetParametersForImportRequest(
      keyID: key.keyID, wrappingAlgorithm: algorithm, wrappingKeySpec: wrappingKey)
  }
}

@Suite("KMS refusals of cryptographic operations")
struct CryptoRefusalTests {
  /// `<arn>` in a message stands for the ARN of the key that the bench made last.
  @Test("a refusal has AWS's code and text", arguments: specs + macs + agreements + signing + data + reEncrypting)
  func refuses(_ refusal: Refusal) throws {
    let bench = Bench()
    let request = try refusal.request(bench)
    let refused = bench.refusal(request, as: refusal.principal)
    let error = try #require(refused)
    let arn = bench.service.keys(at: bench.now).last?.arn ?? ""
    #expect(error.code == refusal.code)
    #expect(
      error.message
        == refusal.message.split(separator: "<arn>", omittingEmptySubsequences: false).joined(separator: arn))
    #expect(error.httpStatus == 400)
  }

  static let specs: [Refusal] =
    [KmsKeySpec.mlDsa44, .mlDsa65, .mlDsa87, .sm2].map { spec in
      Refusal(
        "key of spec \(spec)", "UnsupportedOperationException",
        "KeySpec \(spec.rawValue) is not supported in this Region."
      ) { _ in CreateKeyRequest(keySpec: spec, keyUsage: .signVerify) }
    } + [
      Refusal(
        "HMAC key without usage", "ValidationException",
        "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys."
      ) { _ in CreateKeyRequest(keySpec: .hmac256) },
      Refusal(
        "HMAC key for signing", "ValidationException", "KeyUsage SIGN_VERIFY is not compatible with KeySpec HMAC_256"
      ) { _ in CreateKeyRequest(keySpec: .hmac256, keyUsage: .signVerify) },
      Refusal(
        "secp256k1 for agreement", "ValidationException",
        "KeyUsage KEY_AGREEMENT is not compatible with KeySpec ECC_SECG_P256K1"
      ) { _ in CreateKeyRequest(keySpec: .eccSecgP256k1, keyUsage: .keyAgreement) },
      Refusal(
        "Ed25519 for agreement", "ValidationException",
        "KeyUsage KEY_AGREEMENT is not compatible with KeySpec ECC_NIST_EDWARDS25519"
      ) { _ in CreateKeyRequest(keySpec: .eccNistEdwards25519, keyUsage: .keyAgreement) },
      Refusal(
        "public key of an HMAC key", "UnsupportedOperationException",
        "<arn> key spec is HMAC_256 which is not valid for this operation."
      ) { GetPublicKeyRequest(keyID: try $0.key(.hmac256, .generateVerifyMac).keyID) },
      Refusal(
        "RSAES_PKCS1_V1_5", "UnsupportedOperationException",
        "The wrapping algorithm RSAES_PKCS1_V1_5 is not supported.",
        parameters(.symmetricDefault, .encryptDecrypt, .rsaesPkcs1, .rsa2048)),
      Refusal(
        "SM2PKE", "UnsupportedOperationException", "The wrapping algorithm SM2PKE is not supported.",
        parameters(.symmetricDefault, .encryptDecrypt, .sm2pke, .sm2)),
      Refusal(
        "a wrapping key of SM2", "UnsupportedOperationException", "The wrapping key spec SM2 is not supported.",
        parameters(.symmetricDefault, .encryptDecrypt, .rsaesOaepSha256, .sm2)),
      Refusal(
        "RSA private key under OAEP-SHA-1", "ValidationException",
        "The wrapping algorithm RSAES_OAEP_SHA_1 is not valid for key spec RSA_4096.",
        parameters(.rsa4096, .signVerify, .rsaesOaepSha1, .rsa4096)),
      Refusal(
        "P-521 under OAEP-SHA-256 and RSA_2048", "ValidationException",
        "The wrapping algorithm RSAES_OAEP_SHA_256 is not valid for key spec ECC_NIST_P521.",
        parameters(.eccNistP521, .signVerify, .rsaesOaepSha256, .rsa2048)),
      Refusal(
        "P-521 under OAEP-SHA-1 and RSA_2048", "ValidationException",
        "The wrapping algorithm RSAES_OAEP_SHA_1 is not valid for key spec ECC_NIST_P521.",
        parameters(.eccNistP521, .keyAgreement, .rsaesOaepSha1, .rsa2048)),
    ]

  static let macs = [
    Refusal(
      "MAC algorithm of another spec", "InvalidKeyUsageException",
      "Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_224."
    ) { mac(try $0.key(.hmac224, .generateVerifyMac).keyID) },
    Refusal(
      "MAC algorithm of another spec, verifying", "InvalidKeyUsageException",
      "Algorithm HMAC_SHA_512 is incompatible with key spec HMAC_256."
    ) {
      VerifyMacRequest(
        keyID: try $0.key(.hmac256, .generateVerifyMac).keyID, message: [1], macAlgorithm: .hmacSha512, mac: [1])
    },
    Refusal(
      "MAC with an encryption key", "InvalidKeyUsageException",
      "<arn> key usage is ENCRYPT_DECRYPT which is not valid for GenerateMac."
    ) { mac(try $0.symmetricKey()) },
    Refusal(
      "verify a MAC with a signing key", "InvalidKeyUsageException",
      "<arn> key usage is SIGN_VERIFY which is not valid for VerifyMac."
    ) { VerifyMacRequest(keyID: try $0.signingKey(), message: [1], macAlgorithm: .hmacSha256, mac: [1]) },
    Refusal(
      "sign with an HMAC key", "InvalidKeyUsageException",
      "<arn> key usage is GENERATE_VERIFY_MAC which is not valid for Sign."
    ) {
      SignRequest(
        keyID: try $0.key(.hmac256, .generateVerifyMac).keyID, message: [1], signingAlgorithm: .ecdsaSha256)
    },
    Refusal(
      "encrypt with an HMAC key", "InvalidKeyUsageException",
      "<arn> key usage is GENERATE_VERIFY_MAC which is not valid for Encrypt."
    ) { EncryptRequest(keyID: try $0.key(.hmac256, .generateVerifyMac).keyID, plaintext: SecretBytes([1])) },
    Refusal("wrong MAC", "KMSInvalidMacException", "") {
      VerifyMacRequest(
        keyID: try $0.key(.hmac256, .generateVerifyMac).keyID, message: [1], macAlgorithm: .hmacSha256, mac: digest32)
    },
    Refusal("message of a MAC too long", "ValidationException", length("message", "less than or equal to 4096")) {
      GenerateMacRequest(
        keyID: try $0.key(.hmac256, .generateVerifyMac).keyID, message: long, macAlgorithm: .hmacSha256)
    },
    Refusal("MAC empty", "ValidationException", length("mac", "greater than or equal to 1")) {
      VerifyMacRequest(
        keyID: try $0.key(.hmac256, .generateVerifyMac).keyID, message: [1], macAlgorithm: .hmacSha256, mac: [])
    },
    Refusal("MAC with text that is no key id", "NotFoundException", "Invalid keyId 'key_id'") { _ in mac("key_id") },
    Refusal("MAC with a disabled key", "DisabledException", "<arn> is disabled.") {
      let id = try $0.key(.hmac256, .generateVerifyMac).keyID
      _ = try $0.call(DisableKeyRequest(keyID: id))
      return mac(id)
    },
    Refusal("MAC with a key pending import", "KMSInvalidStateException", "<arn> is pending import.") {
      mac(try $0.key(.hmac256, .generateVerifyMac, origin: .external).keyID)
    },
  ]

  static let agreements = [
    Refusal(
      "agreement with a signing key", "InvalidKeyUsageException",
      "<arn> key usage is SIGN_VERIFY which is not valid for DeriveSharedSecret."
    ) { DeriveSharedSecretRequest(keyID: try $0.signingKey(), publicKey: try peer(.p256, $0)) },
    Refusal(
      "sign with an agreement key", "InvalidKeyUsageException",
      "<arn> key usage is KEY_AGREEMENT which is not valid for Sign."
    ) {
      SignRequest(
        keyID: try $0.key(.eccNistP256, .keyAgreement).keyID, message: [1], signingAlgorithm: .ecdsaSha256)
    },
    Refusal(
      "peer on another curve", "ValidationException", "The public key is not valid for key spec ECC_NIST_P256."
    ) {
      DeriveSharedSecretRequest(keyID: try $0.key(.eccNistP256, .keyAgreement).keyID, publicKey: try peer(.p384, $0))
    },
    Refusal(
      "peer that is no point", "ValidationException", "The public key is not valid for key spec ECC_NIST_P256."
    ) {
      var key = try peer(.p256, $0)
      key[key.count - 1] ^= 1
      return DeriveSharedSecretRequest(keyID: try $0.key(.eccNistP256, .keyAgreement).keyID, publicKey: key)
    },
    Refusal(
      "peer that is no key", "ValidationException", "The public key is not valid for key spec ECC_NIST_P521."
    ) { DeriveSharedSecretRequest(keyID: try $0.key(.eccNistP521, .keyAgreement).keyID, publicKey: [1, 2, 3]) },
    Refusal("peer empty", "ValidationException", length("publicKey", "greater than or equal to 1")) {
      DeriveSharedSecretRequest(keyID: try $0.key(.eccNistP256, .keyAgreement).keyID, publicKey: [])
    },
    Refusal("peer too long", "ValidationException", length("publicKey", "less than or equal to 8192")) {
      DeriveSharedSecretRequest(
        keyID: try $0.key(.eccNistP256, .keyAgreement).keyID, publicKey: [UInt8](repeating: 1, count: 8193))
    },
  ]

  static let signing = [
    Refusal(
      "Ed25519ph with a message", "ValidationException",
      "MessageType RAW is not valid for algorithm ED25519_PH_SHA_512."
    ) {
      SignRequest(
        keyID: try $0.signingKey(.eccNistEdwards25519), message: multihash, signingAlgorithm: .ed25519PhSha512)
    },
    Refusal(
      "Ed25519ph with a short digest", "ValidationException",
      "Digest is invalid length for algorithm ED25519_PH_SHA_512."
    ) {
      SignRequest(
        keyID: try $0.signingKey(.eccNistEdwards25519), message: digest32, messageType: .digest,
        signingAlgorithm: .ed25519PhSha512)
    },
    Refusal(
      "an external representative with ECDSA", "ValidationException",
      "MessageType EXTERNAL_MU is not valid for algorithm ECDSA_SHA_256."
    ) {
      SignRequest(
        keyID: try $0.signingKey(), message: digest32 + digest32, messageType: .externalMu,
        signingAlgorithm: .ecdsaSha256)
    },
    Refusal(
      "ML-DSA with a P-256 key", "InvalidKeyUsageException",
      "Algorithm ML_DSA_SHAKE_256 is incompatible with key spec ECC_NIST_P256."
    ) { SignRequest(keyID: try $0.signingKey(), message: [1], signingAlgorithm: .mlDsaShake256) },
    Refusal(
      "ECDSA_SHA_256 with a P-521 key", "InvalidKeyUsageException",
      "Algorithm ECDSA_SHA_256 is incompatible with key spec ECC_NIST_P521."
    ) { SignRequest(keyID: try $0.signingKey(.eccNistP521), message: [1], signingAlgorithm: .ecdsaSha256) },
    Refusal(
      "eleven grant tokens", "ValidationException",
      "1 validation error detected: Value '[a, a, a, a, a, a, a, a, a, a, a]' at 'grantTokens' failed to satisfy constraint: Member must have length less than or equal to 10"
    ) {
      var request = SignRequest(keyID: try $0.signingKey(), message: [1], signingAlgorithm: .ecdsaSha256)
      request.grantTokens = [String](repeating: "a", count: 11)
      return request
    },
    Refusal(
      "an empty grant token", "ValidationException",
      "1 validation error detected: Value '' at 'grantTokens.1.member' failed to satisfy constraint: Member must have length greater than or equal to 1"
    ) {
      var request = DescribeKeyRequest(keyID: try $0.signingKey())
      request.grantTokens = [""]
      return request
    },
  ]

  static let data = [
    Refusal("no number of random bytes", "ValidationException", "NumberOfBytes is required.") { _ in
      GenerateRandomRequest(numberOfBytes: nil)
    },
    Refusal(
      "zero random bytes", "ValidationException",
      "1 validation error detected: Value '0' at 'numberOfBytes' failed to satisfy constraint: Member must have value greater than or equal to 1"
    ) { _ in GenerateRandomRequest(numberOfBytes: 0) },
    Refusal(
      "too many random bytes", "ValidationException",
      "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024"
    ) { _ in GenerateRandomRequest(numberOfBytes: 1025) },
    Refusal(
      "random bytes of a custom key store", "CustomKeyStoreNotFoundException", AwsErrors.customKeyStoreNotFound.message
    ) { _ in GenerateRandomRequest(numberOfBytes: 1, customKeyStoreID: "cks-1234567890abcdef0") },
    Refusal(
      "data key of neither length, without plaintext", "ValidationException",
      "Please specify either number of bytes or key spec."
    ) { GenerateDataKeyWithoutPlaintextRequest(keyID: try $0.symmetricKey()) },
    Refusal(
      "data key under a signing key, without plaintext", "InvalidKeyUsageException",
      "<arn> key usage is SIGN_VERIFY which is not valid for GenerateDataKeyWithoutPlaintext."
    ) { GenerateDataKeyWithoutPlaintextRequest(keyID: try $0.signingKey(), keySpec: .aes256) },
    Refusal(
      "data key pair under an RSA key", "InvalidKeyUsageException",
      "Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048."
    ) { GenerateDataKeyPairRequest(keyID: try $0.rsaKey(), keyPairSpec: .eccNistP256) },
    Refusal(
      "data key pair of SM2", "UnsupportedOperationException", "KeyPairSpec SM2 is not supported in this Region."
    ) { GenerateDataKeyPairWithoutPlaintextRequest(keyID: try $0.symmetricKey(), keyPairSpec: .sm2) },
    Refusal("data key pair under a disabled key", "DisabledException", "<arn> is disabled.") {
      let id = try $0.symmetricKey()
      _ = try $0.call(DisableKeyRequest(keyID: id))
      return GenerateDataKeyPairRequest(keyID: id, keyPairSpec: .rsa2048)
    },
    Refusal(
      "blob with a key of another usage named", "IncorrectKeyException",
      "The key ID in the request does not identify a CMK that can perform this operation."
    ) {
      let sealed = try blob($0, try $0.symmetricKey())
      return DecryptRequest(keyID: try $0.key(.hmac256, .generateVerifyMac).keyID, ciphertextBlob: sealed)
    },
  ]

  static let reEncrypting = [
    Refusal("re-encrypt bytes that are no ciphertext", "InvalidCiphertextException", "") {
      ReEncryptRequest(ciphertextBlob: [1, 2, 3], destinationKeyID: try $0.symmetricKey())
    },
    Refusal("re-encrypt under another context", "InvalidCiphertextException", "") {
      let id = try $0.symmetricKey()
      return ReEncryptRequest(
        ciphertextBlob: try blob($0, id), sourceEncryptionContext: ["a": "b"], destinationKeyID: id)
    },
    Refusal(
      "re-encrypt with another source named", "IncorrectKeyException",
      "The key ID in the request does not identify a CMK that can perform this operation."
    ) {
      let sealed = try blob($0, try $0.symmetricKey())
      let other = try $0.symmetricKey()
      return ReEncryptRequest(ciphertextBlob: sealed, sourceKeyID: other, destinationKeyID: other)
    },
    Refusal("re-encrypt to a disabled key", "DisabledException", "<arn> is disabled.") {
      let sealed = try blob($0, try $0.symmetricKey())
      let other = try $0.symmetricKey()
      _ = try $0.call(DisableKeyRequest(keyID: other))
      return ReEncryptRequest(ciphertextBlob: sealed, destinationKeyID: other)
    },
    Refusal("re-encrypt from a disabled key", "DisabledException", "<arn> is disabled.") {
      let other = try $0.symmetricKey()
      let id = try $0.symmetricKey()
      let sealed = try blob($0, id)
      _ = try $0.call(DisableKeyRequest(keyID: id))
      return ReEncryptRequest(ciphertextBlob: sealed, destinationKeyID: other)
    },
    Refusal(
      "re-encrypt to a signing key", "InvalidKeyUsageException",
      "<arn> key usage is SIGN_VERIFY which is not valid for ReEncrypt."
    ) {
      let sealed = try blob($0, try $0.symmetricKey())
      return ReEncryptRequest(ciphertextBlob: sealed, destinationKeyID: try $0.signingKey())
    },
    Refusal(
      "re-encrypt more than RSA takes", "ValidationException",
      "Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes."
    ) {
      let sealed = try blob($0, try $0.symmetricKey())
      return ReEncryptRequest(
        ciphertextBlob: sealed, destinationKeyID: try $0.rsaKey(), destinationEncryptionAlgorithm: .rsaesOaepSha256)
    },
    Refusal(
      "re-encrypt to RSA with a context", "ValidationException",
      "EncryptionContext is not valid with asymmetric encryption algorithms."
    ) {
      let id = try $0.symmetricKey()
      let small = try $0.call(EncryptRequest(keyID: id, plaintext: SecretBytes([1]))).ciphertextBlob
      return ReEncryptRequest(
        ciphertextBlob: small, destinationKeyID: try $0.rsaKey(), destinationEncryptionContext: ["a": "b"],
        destinationEncryptionAlgorithm: .rsaesOaepSha256)
    },
    Refusal(
      "re-encrypt from RSA without naming the key", "ValidationException",
      "KeyId is required for decryption with asymmetric KMS keys."
    ) {
      ReEncryptRequest(
        ciphertextBlob: [1], sourceEncryptionAlgorithm: .rsaesOaepSha256, destinationKeyID: try $0.symmetricKey())
    },
    Refusal(
      "re-encrypt to a key without a name", "ValidationException",
      "1 validation error detected: Value '' at 'destinationKeyId' failed to satisfy constraint: Member must have length greater than or equal to 1"
    ) { ReEncryptRequest(ciphertextBlob: try blob($0, try $0.symmetricKey()), destinationKeyID: "") },
    Refusal(
      "re-encrypt from a key without a name", "ValidationException",
      "1 validation error detected: Value '' at 'sourceKeyId' failed to satisfy constraint: Member must have length greater than or equal to 1"
    ) {
      let id = try $0.symmetricKey()
      return ReEncryptRequest(ciphertextBlob: try blob($0, id), sourceKeyID: "", destinationKeyID: id)
    },
  ]
}
