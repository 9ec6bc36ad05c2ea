import Keys

@testable import KMS

extension WireBench {
  /// An HMAC key, the third of the kinds that the bench does not make by itself.
  func mac() throws -> String { try bench.key(.hmac256, .generateVerifyMac, description: "mac").keyID }
  func code(_ id: String) throws -> [UInt8] {
    try bench.call(GenerateMacRequest(keyID: id, message: digest32, macAlgorithm: .hmacSha256)).mac
  }
  func agreement() throws -> String { try bench.key(.eccNistP256, .keyAgreement, description: "agreement").keyID }
  func peer() throws -> [UInt8] {
    try bench.crypto.generateKeyMaterial(kind: .p256, node: "peer", name: "agreement").publicKey.subjectPublicKeyInfo
  }
}

extension WireCase {
  static let moreCrypto = [
    WireCase("GenerateMac", .members(["Mac", "MacAlgorithm", "KeyId"])) {
      GenerateMacRequest(keyID: try $0.mac(), message: digest32, macAlgorithm: .hmacSha256)
    } _: {
      #"{"KeyId":"\#(try $0.mac())","Message":\#($0.quoted(digest32)),"MacAlgorithm":"HMAC_SHA_256"}"#
    },
    WireCase("GenerateMac with another algorithm", .refused("InvalidKeyUsageException")) {
      GenerateMacRequest(keyID: try $0.mac(), message: digest32, macAlgorithm: .hmacSha512)
    } _: {
      #"{"KeyId":"\#(try $0.mac())","Message":\#($0.quoted(digest32)),"MacAlgorithm":"HMAC_SHA_512"}"#
    },
    WireCase("VerifyMac", .members(["KeyId", "MacValid", "MacAlgorithm"])) {
      let id = try $0.mac()
      return VerifyMacRequest(keyID: id, message: digest32, macAlgorithm: .hmacSha256, mac: try $0.code(id))
    } _: {
      let id = try $0.mac()
      return
        #"{"KeyId":"\#(id)","Message":\#($0.quoted(digest32)),"MacAlgorithm":"HMAC_SHA_256","Mac":\#($0.quoted(try $0.code(id)))}"#
    },
    WireCase("VerifyMac of a wrong code", .refused("KMSInvalidMacException")) {
      VerifyMacRequest(keyID: try $0.mac(), message: digest32, macAlgorithm: .hmacSha256, mac: [1])
    } _: {
      #"{"KeyId":"\#(try $0.mac())","Message":\#($0.quoted(digest32)),"MacAlgorithm":"HMAC_SHA_256","Mac":"AQ=="}"#
    },
    WireCase(
      "GetPublicKey of an agreement key",
      .members([
        "KeyId", "PublicKey", "CustomerMasterKeySpec", "KeySpec", "KeyUsage", "KeyAgreementAlgorithms",
      ])
    ) {
      GetPublicKeyRequest(keyID: try $0.agreement())
    } _: {
      #"{"KeyId":"\#(try $0.agreement())"}"#
    },
    WireCase("DeriveSharedSecret", .members(["KeyId", "SharedSecret", "KeyAgreementAlgorithm", "KeyOrigin"])) {
      DeriveSharedSecretRequest(keyID: try $0.agreement(), publicKey: try $0.peer())
    } _: {
      #"{"KeyId":"\#(try $0.agreement())","KeyAgreementAlgorithm":"ECDH","PublicKey":\#($0.quoted(try $0.peer()))}"#
    },
    WireCase("DeriveSharedSecret with bytes that are no key", .refused("ValidationException")) {
      DeriveSharedSecretRequest(keyID: try $0.agreement(), publicKey: [1])
    } _: {
      #"{"KeyId":"\#(try $0.agreement())","KeyAgreementAlgorithm":"ECDH","PublicKey":"AQ=="}"#
    },
    WireCase("GenerateRandom", .members(["Plaintext"])) { _ in
      GenerateRandomRequest(numberOfBytes: 33)
    } _: { _ in
      #"{"NumberOfBytes":33}"#
    },
    WireCase("GenerateRandom of no number", .refused("ValidationException")) { _ in
      GenerateRandomRequest(numberOfBytes: nil)
    } _: { _ in
      "{}"
    },
    WireCase("GenerateDataKeyWithoutPlaintext", .members(["CiphertextBlob", "KeyId", "KeyMaterialId"])) {
      GenerateDataKeyWithoutPlaintextRequest(keyID: $0.symmetric, keySpec: .aes256, encryptionContext: ["a": "b"])
    } _: {
      #"{"KeyId":"\#($0.symmetric)","KeySpec":"AES_256","EncryptionContext":{"a":"b"}}"#
    },
    WireCase(
      "GenerateDataKeyPair",
      .members([
        "PrivateKeyCiphertextBlob", "PrivateKeyPlaintext", "PublicKey", "KeyId", "KeyPairSpec", "KeyMaterialId",
      ])
    ) {
      GenerateDataKeyPairRequest(keyID: $0.symmetric, keyPairSpec: .eccNistP521, encryptionContext: ["a": "b"])
    } _: {
      #"{"KeyId":"\#($0.symmetric)","KeyPairSpec":"ECC_NIST_P521","EncryptionContext":{"a":"b"}}"#
    },
    WireCase(
      "GenerateDataKeyPairWithoutPlaintext",
      .members(["PrivateKeyCiphertextBlob", "PublicKey", "KeyId", "KeyPairSpec", "KeyMaterialId"])
    ) {
      GenerateDataKeyPairWithoutPlaintextRequest(keyID: $0.symmetric, keyPairSpec: .rsa2048)
    } _: {
      #"{"KeyId":"\#($0.symmetric)","KeyPairSpec":"RSA_2048"}"#
    },
    WireCase("GenerateDataKeyPair of SM2", .refused("UnsupportedOperationException")) {
      GenerateDataKeyPairRequest(keyID: $0.symmetric, keyPairSpec: .sm2)
    } _: {
      #"{"KeyId":"\#($0.symmetric)","KeyPairSpec":"SM2"}"#
    },
    WireCase(
      "ReEncrypt to RSA",
      .members([
        "CiphertextBlob", "SourceKeyId", "KeyId", "SourceEncryptionAlgorithm", "DestinationEncryptionAlgorithm",
        "SourceKeyMaterialId",
      ])
    ) {
      ReEncryptRequest(
        ciphertextBlob: try $0.ciphertext(context: ["a": "b"]), sourceEncryptionContext: ["a": "b"],
        destinationKeyID: $0.rsa, destinationEncryptionAlgorithm: .rsaesOaepSha1)
    } _: {
      #"{"CiphertextBlob":\#($0.quoted(try $0.ciphertext(context: ["a": "b"]))),"SourceEncryptionContext":{"a":"b"},"DestinationKeyId":"\#($0.rsa)","DestinationEncryptionAlgorithm":"RSAES_OAEP_SHA_1"}"#
    },
    WireCase("ReEncrypt in a dry run", .refused("DryRunOperationException")) {
      var request = ReEncryptRequest(
        ciphertextBlob: try $0.ciphertext(), sourceKeyID: $0.symmetric, destinationKeyID: $0.symmetric)
      request.isDryRun = true
      return request
    } _: {
      #"{"CiphertextBlob":\#($0.quoted(try $0.ciphertext())),"SourceKeyId":"\#($0.symmetric)","DestinationKeyId":"\#($0.symmetric)","DryRun":true}"#
    },
    WireCase("Sign with a grant token that nobody handed out", .refused("InvalidGrantTokenException")) {
      var request = SignRequest(keyID: $0.signing, message: [1], signingAlgorithm: .ecdsaSha256)
      request.grantTokens = ["token"]
      return request
    } _: {
      #"{"KeyId":"\#($0.signing)","Message":"AQ==","SigningAlgorithm":"ECDSA_SHA_256","GrantTokens":["token"]}"#
    },
    WireCase("CreateKey of a spec that is not provided", .refused("UnsupportedOperationException")) { _ in
      CreateKeyRequest(keySpec: .mlDsa65, keyUsage: .signVerify)
    } _: { _ in
      #"{"KeySpec":"ML_DSA_65","KeyUsage":"SIGN_VERIFY"}"#
    },
    WireCase("GetParametersForImport under RSAES_PKCS1_V1_5", .refused("UnsupportedOperationException")) {
      GetParametersForImportRequest(keyID: $0.external, wrappingAlgorithm: .rsaesPkcs1, wrappingKeySpec: .rsa2048)
    } _: {
      #"{"KeyId":"\#($0.external)","WrappingAlgorithm":"RSAES_PKCS1_V1_5","WrappingKeySpec":"RSA_2048"}"#
    },
  ]
}
