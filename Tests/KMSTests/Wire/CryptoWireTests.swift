import Keys
import Testing

@testable import KMS

@Suite("AWS's JSON form of the cryptographic operations") struct CryptoWireTests {
  private func create(_ bench: Bench, _ spec: String, _ usage: String) throws -> (id: String, arn: String) {
    let made = bench.send("CreateKey", #"{"KeySpec":"\#(spec)","KeyUsage":"\#(usage)"}"#)
    let metadata = try #require(made["KeyMetadata"])
    return (try #require(metadata["KeyId"]?.text), try #require(metadata["Arn"]?.text))
  }

  @Test("a MAC is made and verified, and the answers have AWS's members")
  func macs() throws {
    let bench = Bench()
    let key = try create(bench, "HMAC_256", "GENERATE_VERIFY_MAC")
    let described = bench.send("DescribeKey", #"{"KeyId":"\#(key.id)","GrantTokens":[]}"#)
    #expect(described["KeyMetadata"]?["MacAlgorithms"] == .list([.text("HMAC_SHA_256")]))
    #expect(described["KeyMetadata"]?["SigningAlgorithms"] == nil)
    let body = #""KeyId":"\#(key.id)","Message":"aGk=","MacAlgorithm":"HMAC_SHA_256""#
    let mac = try #require(bench.send("GenerateMac", "{\(body)}")["Mac"]?.text)
    let verified = bench.send("VerifyMac", #"{\#(body),"Mac":"\#(mac)"}"#)
    #expect(verified.text == #"{"KeyId":"\#(key.arn)","MacValid":true,"MacAlgorithm":"HMAC_SHA_256"}"#)
    let wrong = bench.send("VerifyMac", #"{\#(body),"Mac":"aGk="}"#)
    #expect(wrong.error == AwsErrors.invalidMac)
    let unknown = bench.send("GenerateMac", #"{"KeyId":"\#(key.id)","Message":"aGk=","MacAlgorithm":"INVALID"}"#)
    #expect(
      unknown.error
        == AwsErrors.validation(
          "1 validation error detected: Value 'INVALID' at 'macAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]"
        ))
  }

  @Test("two keys agree, and each answer says algorithm and origin")
  func agreement() throws {
    let bench = Bench()
    let keys = try (0..<2).map { _ in try create(bench, "ECC_NIST_P521", "KEY_AGREEMENT") }
    let publicKeys = try keys.map { key in
      let answer = bench.send("GetPublicKey", #"{"KeyId":"\#(key.id)"}"#)
      #expect(answer["KeyAgreementAlgorithms"] == .list([.text("ECDH")]))
      return try #require(answer["PublicKey"]?.text)
    }
    let secrets = try [0, 1].map { index in
      let answer = bench.send(
        "DeriveSharedSecret",
        #"{"KeyId":"\#(keys[index].id)","KeyAgreementAlgorithm":"ECDH","PublicKey":"\#(publicKeys[1 - index])"}"#)
      #expect(answer["KeyId"]?.text == keys[index].arn)
      #expect(answer["KeyAgreementAlgorithm"]?.text == "ECDH" && answer["KeyOrigin"]?.text == "AWS_KMS")
      return try #require(answer["SharedSecret"]?.text)
    }
    #expect(secrets[0] == secrets[1])
    #expect(Base64.decode(secrets[0])?.count == 66)
  }

  @Test("data keys and pairs without plaintext show none, and those with plaintext decrypt to it")
  func dataKeys() throws {
    let bench = Bench()
    let key = try create(bench, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
    let hidden = bench.send("GenerateDataKeyWithoutPlaintext", #"{"KeyId":"\#(key.id)","KeySpec":"AES_128"}"#)
    #expect(hidden["Plaintext"] == nil && hidden["CiphertextBlob"] != nil && hidden["KeyMaterialId"] != nil)
    let body = #"{"KeyId":"\#(key.id)","KeyPairSpec":"ECC_NIST_EDWARDS25519","EncryptionContext":{"a":"b"}}"#
    let hiddenPair = bench.send("GenerateDataKeyPairWithoutPlaintext", body)
    #expect(hiddenPair["PrivateKeyPlaintext"] == nil && hiddenPair["PublicKey"] != nil)
    let pair = bench.send("GenerateDataKeyPair", body)
    let blob = try #require(pair["PrivateKeyCiphertextBlob"]?.text)
    let opened = bench.send("Decrypt", #"{"CiphertextBlob":"\#(blob)","EncryptionContext":{"a":"b"}}"#)
    #expect(opened["Plaintext"] == pair["PrivateKeyPlaintext"])
    #expect(pair["KeyPairSpec"]?.text == "ECC_NIST_EDWARDS25519")
  }

  @Test("random bytes need a number, and answers for an enclave are refused")
  func random() throws {
    let bench = Bench()
    let bytes = try #require(bench.send("GenerateRandom", #"{"NumberOfBytes":12}"#)["Plaintext"]?.text)
    #expect(Base64.decode(bytes)?.count == 12)
    #expect(bench.send("GenerateRandom", "{}").error == AwsErrors.validation("NumberOfBytes is required."))
    let enclave = bench.send(
      "GenerateRandom",
      #"{"NumberOfBytes":12,"Recipient":{"KeyEncryptionAlgorithm":"RSAES_OAEP_SHA_256","AttestationDocument":"aGk="}}"#)
    #expect(enclave.error == AwsErrors.unsupported("Recipient is not supported."))
  }

  @Test("re-encryption names both keys, both algorithms and both materials")
  func reEncrypt() throws {
    let bench = Bench()
    let from = try create(bench, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
    let to = try create(bench, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
    let blob = try #require(
      bench.send("Encrypt", #"{"KeyId":"\#(from.id)","Plaintext":"aGk="}"#)["CiphertextBlob"]?.text)
    let answer = bench.send("ReEncrypt", #"{"CiphertextBlob":"\#(blob)","DestinationKeyId":"\#(to.id)"}"#)
    #expect(answer["SourceKeyId"]?.text == from.arn && answer["KeyId"]?.text == to.arn)
    #expect(answer["SourceEncryptionAlgorithm"]?.text == "SYMMETRIC_DEFAULT")
    #expect(answer["DestinationEncryptionAlgorithm"]?.text == "SYMMETRIC_DEFAULT")
    #expect(answer["SourceKeyMaterialId"] != answer["DestinationKeyMaterialId"])
    let missing = bench.send("ReEncrypt", "{}")
    #expect(
      missing.error
        == AwsErrors.validation(
          "2 validation errors detected: Value null at 'ciphertextBlob' failed to satisfy constraint: Member must not be null; Value null at 'destinationKeyId' failed to satisfy constraint: Member must not be null"
        ))
  }

  @Test("a dry run is refused as one, with the ciphertext or told to do without it")
  func dryRuns() throws {
    let bench = Bench()
    let key = try create(bench, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
    let encrypt = bench.send("Encrypt", #"{"KeyId":"\#(key.id)","Plaintext":"aGk=","DryRun":true}"#)
    #expect(encrypt.error == AwsErrors.dryRun)
    let decrypt = bench.send(
      "Decrypt", #"{"KeyId":"\#(key.id)","DryRun":true,"DryRunModifiers":["IGNORE_CIPHERTEXT"]}"#)
    #expect(decrypt.error == AwsErrors.dryRun)
    let both = bench.send(
      "ReEncrypt",
      #"{"SourceKeyId":"\#(key.id)","DestinationKeyId":"\#(key.id)","DryRun":true,"DryRunModifiers":["IGNORE_CIPHERTEXT"]}"#
    )
    #expect(both.error == AwsErrors.dryRun)
    let without = bench.send("Decrypt", #"{"KeyId":"\#(key.id)","DryRun":true}"#)
    #expect(without.errorCode == "ValidationException")
  }

  @Test("the catalogue has all members that AWS gives these operations")
  func catalogue() throws {
    let entries = try AwsWireCatalogue.entries()
    let tokens = entries.filter { $0.request.paths.contains("GrantTokens") }.map(\.operation)
    let dry = entries.filter { $0.request.paths.contains("DryRun") }.map(\.operation)
    let operations: [KmsOperation] = [
      .decrypt, .deriveSharedSecret, .encrypt, .generateDataKey, .generateDataKeyPair,
      .generateDataKeyPairWithoutPlaintext, .generateDataKeyWithoutPlaintext, .generateMac, .reEncrypt, .sign, .verify,
      .verifyMac,
    ]
    for operation in operations { #expect(tokens.contains(operation) && dry.contains(operation), "\(operation)") }
    for operation in [KmsOperation.describeKey, .getPublicKey] {
      #expect(tokens.contains(operation) && !dry.contains(operation))
    }
  }
}
