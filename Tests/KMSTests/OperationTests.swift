import Kernel
import Keys
import Testing

@testable import KMS

@Suite("KMS operations")
struct OperationTests {
  @Test("a new key is enabled and described as it was asked for")
  func createAndDescribe() throws {
    let bench = Bench()
    let request = CreateKeyRequest(
      keySpec: .eccNistP384, keyUsage: .signVerify, description: "participant1-signing",
      tags: [KeyTag(key: "CreatedBy", value: "Canton")])
    let created = try bench.call(request)
    #expect(created.keyState == .enabled)
    #expect(created.arn == "arn:aws:kms:us-east-1:724647588434:key/\(created.keyID)")
    #expect(created.description == "participant1-signing")
    #expect(created.signingAlgorithms == [.ecdsaSha384])
    #expect(bench.service.tags(of: created.keyID) == [KeyTag(key: "CreatedBy", value: "Canton")])
    let described = try bench.call(DescribeKeyRequest(keyID: created.arn))
    #expect(described == created)
  }

  @Test("key ids are version 4 UUIDs, and mrk- with 32 digits for multi-Region keys")
  func keyIDs() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    #expect(AwsNames.isKeyID(id))
    #expect(Array(id)[14] == "4")
    let multi = try bench.call(CreateKeyRequest(isMultiRegion: true))
    #expect(multi.keyID.hasPrefix("mrk-") && multi.keyID.count == 36)
    #expect(multi.isMultiRegion)
  }

  @Test("a pregenerated key's id does not depend on the order of generation")
  func pregeneratedOrder() throws {
    let first = Bench()
    let second = Bench()
    try first.service.pregenerate(name: "a", keySpec: .eccNistP256, keyUsage: .signVerify)
    let b1 = try first.service.pregenerate(name: "b", keySpec: .eccNistP256, keyUsage: .signVerify)
    let b2 = try second.service.pregenerate(name: "b", keySpec: .eccNistP256, keyUsage: .signVerify)
    #expect(b1.keyID == b2.keyID)
    #expect(first.service.fingerprint(of: b1.keyID) == second.service.fingerprint(of: b2.keyID))
    #expect(first.service.pregeneratedKeyID(named: "b") == b1.keyID)
  }

  static let signing: [(KmsKeySpec, KmsSigningAlgorithm)] = [
    (.eccNistP256, .ecdsaSha256), (.eccSecgP256k1, .ecdsaSha256), (.eccNistP384, .ecdsaSha384),
    (.eccNistEdwards25519, .ed25519Sha512), (.rsa2048, .pkcs1Sha256), (.rsa2048, .pssSha512),
  ]

  @Test("a signature verifies and another message's does not", arguments: CryptoMode.allCases, signing)
  func signAndVerify(_ mode: CryptoMode, _ pair: (spec: KmsKeySpec, algorithm: KmsSigningAlgorithm)) throws {
    let bench = Bench(mode)
    let id = try bench.signingKey(pair.spec)
    let request = SignRequest(keyID: id, message: multihash, signingAlgorithm: pair.algorithm)
    let answer = try bench.call(request)
    #expect(answer.keyARN.hasSuffix(id))
    var verify = VerifyRequest(
      keyID: id, message: multihash, signature: answer.signature, signingAlgorithm: pair.algorithm)
    #expect(bench.refusal(verify) == nil)
    verify.message[5] ^= 1
    #expect(bench.refusal(verify) == AwsErrors.invalidSignature)
  }

  @Test("RAW hashes the message and DIGEST takes it as it is", arguments: CryptoMode.allCases)
  func rawAndDigest(_ mode: CryptoMode) throws {
    let bench = Bench(mode)
    let id = try bench.signingKey()
    let request = SignRequest(keyID: id, message: multihash, signingAlgorithm: .ecdsaSha256)
    let answer = try bench.call(request)
    let verify = VerifyRequest(
      keyID: id, message: CryptoEngine.sha256(multihash), messageType: .digest, signature: answer.signature,
      signingAlgorithm: .ecdsaSha256)
    #expect(bench.refusal(verify) == nil)
  }

  @Test("a node verifies in software what the KMS signed", arguments: CryptoMode.allCases)
  func verifiesOutside(_ mode: CryptoMode) throws {
    let bench = Bench(mode)
    let id = try bench.signingKey(.eccNistP384)
    let request = SignRequest(keyID: id, message: multihash, signingAlgorithm: .ecdsaSha384)
    let signed = try bench.call(request)
    let publicKey = try bench.call(GetPublicKeyRequest(keyID: id))
    let key = try SigningPublicKey(spec: .ecP384, usage: .protocolOnly, subjectPublicKeyInfo: publicKey.publicKey)
    let signature = Signature(
      format: .der, bytes: signed.signature, signedBy: key.fingerprint, algorithm: .ecDsaSha384)
    try bench.crypto.verify(multihash, signature, with: key)
    #expect(bench.service.fingerprint(of: id) == key.fingerprint)
  }

  @Test("a symmetric ciphertext is 152 bytes longer than the plaintext and decrypts without a key id")
  func symmetric() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    let request = EncryptRequest(keyID: id, plaintext: SecretBytes(digest32), encryptionContext: ["a": "1", "b": "2"])
    let sealed = try bench.call(request)
    #expect(sealed.ciphertextBlob.count == 184)
    let decrypt = DecryptRequest(
      keyID: nil, ciphertextBlob: sealed.ciphertextBlob, encryptionContext: ["b": "2", "a": "1"])
    let opened = try bench.call(decrypt)
    #expect(opened.plaintext.bytes == digest32)
    #expect(opened.keyARN.hasSuffix(id))
    #expect(opened.keyMaterialID == bench.service.metadata(of: id, at: bench.now)?.currentKeyMaterialID)
  }

  @Test("a multi-Region key's ciphertext names its key too")
  func multiRegionCiphertext() throws {
    let bench = Bench()
    let key = try bench.call(CreateKeyRequest(isMultiRegion: true))
    let sealed = try bench.call(
      EncryptRequest(keyID: key.keyID, plaintext: SecretBytes(digest32)))
    #expect(CiphertextBlob(sealed.ciphertextBlob)?.keyID == key.keyID)
  }

  @Test("an RSA block encrypted in software decrypts in the KMS", arguments: CryptoMode.allCases)
  func rsaFromOutside(_ mode: CryptoMode) throws {
    let bench = Bench(mode)
    let id = try bench.rsaKey()
    let publicKey = try bench.call(GetPublicKeyRequest(keyID: id))
    let key = try EncryptionPublicKey(spec: .rsa2048, subjectPublicKeyInfo: publicKey.publicKey)
    let encrypted = try bench.crypto.encrypt(digest32, for: key, algorithm: .rsaOaepSha256)
    let request = DecryptRequest(
      keyID: id, ciphertextBlob: encrypted.ciphertext, encryptionAlgorithm: .rsaesOaepSha256)
    let opened = try bench.call(request)
    #expect(opened.plaintext.bytes == digest32)
  }

  @Test("OAEP takes 190 bytes with SHA-256 and 214 with SHA-1", arguments: CryptoMode.allCases)
  func rsaEncrypt(_ mode: CryptoMode) throws {
    let bench = Bench(mode)
    let id = try bench.rsaKey()
    for (algorithm, size) in [(KmsEncryptionAlgorithm.rsaesOaepSha256, 190), (.rsaesOaepSha1, 214)] {
      let plaintext = [UInt8](repeating: 1, count: size)
      let request = EncryptRequest(keyID: id, plaintext: SecretBytes(plaintext), encryptionAlgorithm: algorithm)
      let sealed = try bench.call(request)
      #expect(sealed.ciphertextBlob.count == 256)
      let decrypt = DecryptRequest(
        keyID: id, ciphertextBlob: sealed.ciphertextBlob, encryptionAlgorithm: algorithm)
      let opened = try bench.call(decrypt)
      #expect(opened.plaintext.bytes == plaintext)
    }
  }

  @Test("a data key's ciphertext decrypts to the data key, and two data keys differ")
  func dataKeys() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    let first = try bench.call(GenerateDataKeyRequest(keyID: id, keySpec: .aes256))
    let second = try bench.call(GenerateDataKeyRequest(keyID: id, numberOfBytes: 32))
    let opened = try bench.call(DecryptRequest(keyID: nil, ciphertextBlob: first.ciphertextBlob))
    #expect(opened.plaintext == first.plaintext)
    #expect(first.plaintext.count == 32)
    #expect(first.plaintext != second.plaintext)
  }

  @Test("a key scheduled for deletion is gone after the waiting period and not a nanosecond earlier")
  func deletion() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    let request = ScheduleKeyDeletionRequest(keyID: id, pendingWindowInDays: 7)
    let answer = try bench.call(request)
    #expect(answer.deletionDate == bench.now + .days(7))
    #expect(bench.state(id) == .pendingDeletion)
    let end = try #require(answer.deletionDate)
    bench.now = end - .nanoseconds(1)
    #expect(bench.state(id) == .pendingDeletion)
    bench.now = end
    #expect(bench.state(id) == nil)
    #expect(bench.service.keys(at: bench.now).isEmpty)
  }

  @Test("the waiting period is 30 days when the request names none")
  func defaultWindow() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    let answer = try bench.call(ScheduleKeyDeletionRequest(keyID: id))
    #expect(answer.pendingWindowInDays == 30)
  }

  @Test("a cancelled deletion leaves the key disabled until it is enabled")
  func cancelDeletion() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    _ = try bench.call(ScheduleKeyDeletionRequest(keyID: id))
    let arn = try bench.call(CancelKeyDeletionRequest(keyID: id)).keyARN
    #expect(arn.hasSuffix(id))
    #expect(bench.state(id) == .disabled)
    #expect(bench.service.metadata(of: id, at: bench.now)?.deletionDate == nil)
    _ = try bench.call(EnableKeyRequest(keyID: id))
    #expect(bench.state(id) == .enabled)
  }

  @Test("a tag set again gets the new value and keeps its place")
  func tags() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    _ = try bench.call(
      TagResourceRequest(keyID: id, tags: [.init(key: "a", value: "1"), .init(key: "b", value: "1")]))
    _ = try bench.call(TagResourceRequest(keyID: id, tags: [.init(key: "a", value: "2")]))
    #expect(bench.service.tags(of: id) == [KeyTag(key: "a", value: "2"), KeyTag(key: "b", value: "1")])
  }

  @Test("another account's principal uses a key by its ARN")
  func crossAccount() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    let arn = "arn:aws:kms:us-east-1:\(account):key/\(id)"
    let request = SignRequest(keyID: arn, message: multihash, signingAlgorithm: .ecdsaSha256)
    #expect(bench.refusal(request, as: stranger) == nil)
  }
}
