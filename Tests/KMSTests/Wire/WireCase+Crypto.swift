import Keys

@testable import KMS

extension WireCase {
  static let crypto = [
    WireCase(
      "GetPublicKey of a signing key",
      .members(["KeyId", "PublicKey", "CustomerMasterKeySpec", "KeySpec", "KeyUsage", "SigningAlgorithms"])
    ) {
      GetPublicKeyRequest(keyID: $0.signing)
    } _: {
      #"{"KeyId":"\#($0.signing)"}"#
    },
    WireCase(
      "GetPublicKey of an encryption key",
      .members(["KeyId", "PublicKey", "CustomerMasterKeySpec", "KeySpec", "KeyUsage", "EncryptionAlgorithms"])
    ) {
      GetPublicKeyRequest(keyID: $0.rsa)
    } _: {
      #"{"KeyId":"\#($0.rsa)"}"#
    },
    WireCase("GetPublicKey of a symmetric key", .refused("UnsupportedOperationException")) {
      GetPublicKeyRequest(keyID: $0.symmetric)
    } _: {
      #"{"KeyId":"\#($0.symmetric)"}"#
    },
    WireCase("Sign a message", .members(["KeyId", "Signature", "SigningAlgorithm"])) {
      SignRequest(keyID: $0.signing, message: digest32 + [1], signingAlgorithm: .ecdsaSha256)
    } _: {
      #"{"KeyId":"\#($0.signing)","Message":\#($0.quoted(digest32 + [1])),"SigningAlgorithm":"ECDSA_SHA_256"}"#
    },
    WireCase("Sign a digest", .members(["KeyId", "Signature", "SigningAlgorithm"])) {
      SignRequest(keyID: $0.signing, message: digest32, messageType: .digest, signingAlgorithm: .ecdsaSha256)
    } _: {
      #"{"KeyId":"\#($0.signing)","Message":\#($0.quoted(digest32)),"MessageType":"DIGEST","SigningAlgorithm":"ECDSA_SHA_256"}"#
    },
    WireCase("Sign with an algorithm of another spec", .refused("InvalidKeyUsageException")) {
      SignRequest(keyID: $0.signing, message: digest32, signingAlgorithm: .ecdsaSha384)
    } _: {
      #"{"KeyId":"\#($0.signing)","Message":\#($0.quoted(digest32)),"SigningAlgorithm":"ECDSA_SHA_384"}"#
    },
    WireCase("Sign with a key that is not there", .refused("NotFoundException")) { _ in
      SignRequest(keyID: "nobody", message: digest32, signingAlgorithm: .ecdsaSha256)
    } _: {
      #"{"KeyId":"nobody","Message":\#($0.quoted(digest32)),"SigningAlgorithm":"ECDSA_SHA_256"}"#
    },
    WireCase("Verify", .members(["KeyId", "SignatureValid", "SigningAlgorithm"])) {
      VerifyRequest(
        keyID: $0.signing, message: digest32, signature: try $0.signature(), signingAlgorithm: .ecdsaSha256)
    } _: {
      #"{"KeyId":"\#($0.signing)","Message":\#($0.quoted(digest32)),"Signature":\#($0.quoted(try $0.signature())),"SigningAlgorithm":"ECDSA_SHA_256"}"#
    },
    WireCase("Verify of another message", .refused("KMSInvalidSignatureException")) {
      VerifyRequest(
        keyID: $0.signing, message: digest32 + [1], signature: try $0.signature(), signingAlgorithm: .ecdsaSha256)
    } _: {
      #"{"KeyId":"\#($0.signing)","Message":\#($0.quoted(digest32 + [1])),"Signature":\#($0.quoted(try $0.signature())),"SigningAlgorithm":"ECDSA_SHA_256"}"#
    },
    WireCase("Encrypt with a context", .members(["CiphertextBlob", "KeyId", "EncryptionAlgorithm"])) {
      EncryptRequest(
        keyID: $0.symmetric, plaintext: SecretBytes(digest32), encryptionContext: ["purpose": "test", "a": "ü"])
    } _: {
      #"{"KeyId":"\#($0.symmetric)","Plaintext":\#($0.quoted(digest32)),"EncryptionContext":{"a":"ü","purpose":"test"}}"#
    },
    WireCase("Encrypt with RSA", .members(["CiphertextBlob", "KeyId", "EncryptionAlgorithm"])) {
      EncryptRequest(
        keyID: $0.rsa, plaintext: SecretBytes(digest32), encryptionAlgorithm: .rsaesOaepSha256)
    } _: {
      #"{"KeyId":"\#($0.rsa)","Plaintext":\#($0.quoted(digest32)),"EncryptionAlgorithm":"RSAES_OAEP_SHA_256"}"#
    },
    WireCase("Encrypt too much", .refused("ValidationException")) {
      EncryptRequest(keyID: $0.symmetric, plaintext: SecretBytes([UInt8](repeating: 0, count: 4097)))
    } _: {
      #"{"KeyId":"\#($0.symmetric)","Plaintext":\#($0.quoted([UInt8](repeating: 0, count: 4097)))}"#
    },
    WireCase("Decrypt", .members(["KeyId", "Plaintext", "EncryptionAlgorithm", "KeyMaterialId"])) {
      DecryptRequest(
        keyID: nil, ciphertextBlob: try $0.ciphertext(context: ["a": "b"]), encryptionContext: ["a": "b"])
    } _: {
      #"{"CiphertextBlob":\#($0.quoted(try $0.ciphertext(context: ["a": "b"]))),"EncryptionContext":{"a":"b"}}"#
    },
    WireCase("Decrypt with RSA", .members(["KeyId", "Plaintext", "EncryptionAlgorithm"])) {
      let request = EncryptRequest(
        keyID: $0.rsa, plaintext: SecretBytes([1]), encryptionAlgorithm: .rsaesOaepSha256)
      return DecryptRequest(
        keyID: $0.rsa, ciphertextBlob: try $0.bench.call(request).ciphertextBlob, encryptionAlgorithm: .rsaesOaepSha256)
    } _: {
      let request = EncryptRequest(
        keyID: $0.rsa, plaintext: SecretBytes([1]), encryptionAlgorithm: .rsaesOaepSha256)
      let blob = try $0.bench.call(request).ciphertextBlob
      return
        #"{"KeyId":"\#($0.rsa)","CiphertextBlob":\#($0.quoted(blob)),"EncryptionAlgorithm":"RSAES_OAEP_SHA_256"}"#
    },
    WireCase("Decrypt with another context", .refused("InvalidCiphertextException")) {
      DecryptRequest(keyID: nil, ciphertextBlob: try $0.ciphertext(context: ["a": "b"]), encryptionContext: ["a": "B"])
    } _: {
      #"{"CiphertextBlob":\#($0.quoted(try $0.ciphertext(context: ["a": "b"]))),"EncryptionContext":{"a":"B"}}"#
    },
    WireCase("GenerateDataKey by name", .members(["CiphertextBlob", "Plaintext", "KeyId", "KeyMaterialId"])) {
      GenerateDataKeyRequest(keyID: $0.symmetric, keySpec: .aes256)
    } _: {
      #"{"KeyId":"\#($0.symmetric)","KeySpec":"AES_256"}"#
    },
    WireCase("GenerateDataKey by length", .members(["CiphertextBlob", "Plaintext", "KeyId", "KeyMaterialId"])) {
      GenerateDataKeyRequest(keyID: $0.symmetric, numberOfBytes: 7, encryptionContext: ["a": "b"])
    } _: {
      #"{"KeyId":"\#($0.symmetric)","NumberOfBytes":7,"EncryptionContext":{"a":"b"}}"#
    },
    WireCase("GenerateDataKey by both", .refused("ValidationException")) {
      GenerateDataKeyRequest(keyID: $0.symmetric, keySpec: .aes128, numberOfBytes: 16)
    } _: {
      #"{"KeyId":"\#($0.symmetric)","KeySpec":"AES_128","NumberOfBytes":16}"#
    },
  ]
}
