import Kernel
import Keys
import Testing

@testable import KMS

@Suite("KMS: MACs, random bytes, data key pairs, key agreement")
struct CryptoOperationTests {
  static let macAlgorithms: [(KmsMacAlgorithm, HashFunction, Int)] = [
    (.hmacSha224, .sha224, 28), (.hmacSha256, .sha256, 32), (.hmacSha384, .sha384, 48), (.hmacSha512, .sha512, 64),
  ]

  @Test("a MAC is the HMAC under the imported key, verifies, and another message's does not", arguments: macAlgorithms)
  func macs(_ algorithm: KmsMacAlgorithm, _ hash: HashFunction, _ size: Int) throws {
    let bench = Bench(.real)
    let key = try bench.key(algorithm.keySpec, .generateVerifyMac, origin: .external)
    let material = [UInt8](repeating: 0xA5, count: size)
    _ = try bench.call(try bench.importRequest(key.keyID, material, .rsaesOaepSha256))
    let answer = try bench.call(GenerateMacRequest(keyID: key.keyID, message: multihash, macAlgorithm: algorithm))
    #expect(answer.mac.count == size)
    #expect(answer.mac == CryptoEngine.hmac(hash, key: material, multihash))
    #expect(answer.keyARN == key.arn)
    var verify = VerifyMacRequest(keyID: key.keyID, message: multihash, macAlgorithm: algorithm, mac: answer.mac)
    let verified = try bench.call(verify)
    #expect(verified.macAlgorithm == algorithm)
    verify.message[0] ^= 1
    #expect(bench.refusal(verify) == AwsErrors.invalidMac)
    verify.message = multihash
    verify.mac.removeLast()
    #expect(bench.refusal(verify) == AwsErrors.invalidMac)
  }

  @Test("an HMAC key's metadata names its one algorithm and no other list")
  func macMetadata() throws {
    let key = try Bench().key(.hmac384, .generateVerifyMac)
    #expect(key.macAlgorithms == [.hmacSha384])
    #expect(key.signingAlgorithms.isEmpty && key.encryptionAlgorithms.isEmpty && key.keyAgreementAlgorithms.isEmpty)
    #expect(key.currentKeyMaterialID == nil)
  }

  @Test("two keys of one spec give different MACs, and a seed always the same", arguments: CryptoMode.allCases)
  func macSeeds(_ mode: CryptoMode) throws {
    func mac(_ seed: UInt64) throws -> [[UInt8]] {
      let bench = Bench(mode, seed: seed)
      return try (0..<2).map { _ in
        let id = try bench.key(.hmac256, .generateVerifyMac).keyID
        return try bench.call(GenerateMacRequest(keyID: id, message: [1], macAlgorithm: .hmacSha256)).mac
      }
    }
    let first = try mac(1)
    #expect(first[0] != first[1])
    #expect(try mac(1) == first)
    #expect(try mac(2)[0] != first[0])
  }

  @Test("random bytes are as many as asked for, differ from call to call, and depend on seed and caller alone")
  func random() throws {
    let bench = Bench()
    let busy = Bench()
    let other = KmsPrincipal(name: "sequencer1", account: account)
    _ = try busy.call(GenerateRandomRequest(numberOfBytes: 7), as: other)
    let first = try bench.call(GenerateRandomRequest(numberOfBytes: 1024)).plaintext
    let second = try bench.call(GenerateRandomRequest(numberOfBytes: 1024)).plaintext
    let same = try busy.call(GenerateRandomRequest(numberOfBytes: 1024)).plaintext
    let elsewhere = try Bench(seed: 2).call(GenerateRandomRequest(numberOfBytes: 1024)).plaintext
    #expect(first.count == 1024)
    #expect(first != second)
    #expect(first == same)
    #expect(first != elsewhere)
  }

  @Test("a data key without plaintext decrypts to the data key that GenerateDataKey would have shown")
  func dataKeyWithoutPlaintext() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    let request = GenerateDataKeyWithoutPlaintextRequest(
      keyID: id, numberOfBytes: 1024, encryptionContext: ["purpose": "test"])
    let answer = try bench.call(request)
    let decrypt = DecryptRequest(
      keyID: nil, ciphertextBlob: answer.ciphertextBlob, encryptionContext: ["purpose": "test"])
    let opened = try bench.call(decrypt).plaintext
    let twin = Bench()
    let shown = try twin.call(GenerateDataKeyRequest(keyID: try twin.symmetricKey(), numberOfBytes: 1024))
    #expect(opened == shown.plaintext)
    #expect(answer.keyMaterialID == shown.keyMaterialID)
    #expect(bench.refusal(DecryptRequest(keyID: nil, ciphertextBlob: answer.ciphertextBlob)) != nil)
  }

  static let pairs: [DataKeyPairSpec] = DataKeyPairSpec.allCases.filter { $0 != .sm2 && $0 != .rsa4096 }

  @Test("a data key pair's private key belongs to its public key and comes back from its ciphertext", arguments: pairs)
  func dataKeyPairs(_ spec: DataKeyPairSpec) throws {
    let bench = Bench(.real)
    let id = try bench.symmetricKey()
    let context = ["pair": spec.rawValue]
    let request = GenerateDataKeyPairRequest(keyID: id, keyPairSpec: spec, encryptionContext: context)
    let pair = try bench.call(request)
    let imported = try bench.crypto.importKeyMaterial(pkcs8: pair.privateKeyPlaintext.bytes)
    #expect(imported.kind == spec.keySpec.kind)
    #expect(imported.publicKey.subjectPublicKeyInfo == pair.publicKey)
    let decrypt = DecryptRequest(
      keyID: nil, ciphertextBlob: pair.privateKeyCiphertextBlob, encryptionContext: context)
    let opened = try bench.call(decrypt)
    #expect(opened.plaintext == pair.privateKeyPlaintext)
    #expect(opened.keyARN == pair.keyARN)
    #expect(pair.keyPairSpec == spec)
  }

  @Test(
    "a data key pair without plaintext is the pair that GenerateDataKeyPair would have made, and the next is another")
  func dataKeyPairWithoutPlaintext() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    let request = GenerateDataKeyPairWithoutPlaintextRequest(keyID: id, keyPairSpec: .eccNistP521)
    let first = try bench.call(request)
    let second = try bench.call(request)
    #expect(first.publicKey != second.publicKey)
    let twin = Bench(.real)
    let shown = try twin.call(GenerateDataKeyPairRequest(keyID: try twin.symmetricKey(), keyPairSpec: .eccNistP521))
    #expect(shown.publicKey == first.publicKey)
    let opened = try bench.call(DecryptRequest(keyID: nil, ciphertextBlob: first.privateKeyCiphertextBlob))
    #expect(opened.plaintext == shown.privateKeyPlaintext)
    let other = Bench(seed: 2)
    let elsewhere = try other.call(
      GenerateDataKeyPairRequest(keyID: try other.symmetricKey(), keyPairSpec: .eccNistP521))
    #expect(elsewhere.publicKey != first.publicKey)
  }

  @Test("a data key pair counts against the quota of its spec and against no other", arguments: pairs)
  func pairQuotas(_ spec: DataKeyPairSpec) throws {
    let bench = Bench { $0.quotas = AwsQuota.documentedDefaults(region: region) }
    let id = try bench.symmetricKey()
    var request = GenerateDataKeyPairWithoutPlaintextRequest(keyID: id, keyPairSpec: spec)
    request.isDryRun = true
    let answer = bench.service.perform(request, from: alice, at: bench.now)
    let name = spec.rawValue.lowercased().split(separator: "_").joined(separator: "-")
    #expect(answer.quota == "generate-data-key-pair-\(name)")
    #expect(answer.keySpec == spec.keySpec)
  }

  static let curves: [(KmsKeySpec, Int)] = [(.eccNistP256, 32), (.eccNistP384, 48), (.eccNistP521, 66)]

  @Test(
    "both sides of an agreement derive one secret, inside the KMS and outside", arguments: CryptoMode.allCases, curves)
  func keyAgreement(_ mode: CryptoMode, _ curve: (spec: KmsKeySpec, size: Int)) throws {
    let bench = Bench(mode)
    let inside = try bench.key(curve.spec, .keyAgreement)
    #expect(inside.keyAgreementAlgorithms == [.ecdh] && inside.signingAlgorithms.isEmpty)
    let publicKey = try bench.call(GetPublicKeyRequest(keyID: inside.keyID))
    #expect(publicKey.keyAgreementAlgorithms == [.ecdh] && publicKey.signingAlgorithms.isEmpty)
    let kind = try #require(curve.spec.kind)
    let outside = try bench.crypto.generateKeyMaterial(kind: kind, node: "peer", name: "agreement")
    let request = DeriveSharedSecretRequest(keyID: inside.keyID, publicKey: outside.publicKey.subjectPublicKeyInfo)
    let answer = try bench.call(request)
    #expect(answer.sharedSecret.count == curve.size)
    #expect(answer.keyOrigin == .awsKms)
    let peer = try PublicKeyMaterial(subjectPublicKeyInfo: publicKey.publicKey)
    #expect(try bench.crypto.sharedSecret(of: outside, and: peer) == answer.sharedSecret.bytes)
  }

  @Test("an imported key agrees as the original does, and its answer says where it comes from")
  func importedAgreement() throws {
    let bench = Bench()
    let original = try bench.crypto.generateKeyMaterial(kind: .p384, node: "old", name: "agreement")
    let peer = try bench.crypto.generateKeyMaterial(kind: .p384, node: "peer", name: "agreement")
    let key = try bench.key(.eccNistP384, .keyAgreement, origin: .external)
    _ = try bench.call(try bench.importRequest(key.keyID, original.pkcs8))
    let answer = try bench.call(
      DeriveSharedSecretRequest(keyID: key.keyID, publicKey: peer.publicKey.subjectPublicKeyInfo))
    #expect(answer.keyOrigin == .external)
    #expect(try bench.crypto.sharedSecret(of: peer, and: original.publicKey) == answer.sharedSecret.bytes)
  }

  @Test(
    "a P-521 key signs with ECDSA_SHA_512, and Ed25519ph takes a digest and hashes it once more",
    arguments: CryptoMode.allCases)
  func newSignatures(_ mode: CryptoMode) throws {
    let bench = Bench(mode)
    let p521 = try bench.signingKey(.eccNistP521)
    let signed = try bench.call(SignRequest(keyID: p521, message: multihash, signingAlgorithm: .ecdsaSha512))
    let publicKey = try bench.call(GetPublicKeyRequest(keyID: p521)).publicKey
    let material = try PublicKeyMaterial(subjectPublicKeyInfo: publicKey)
    #expect(
      try bench.crypto.verify(
        message: multihash, signature: signed.signature, with: material, algorithm: .ecdsa(.sha512)))
    let edwards = try bench.key(.eccNistEdwards25519, .signVerify)
    #expect(edwards.signingAlgorithms == [.ed25519Sha512, .ed25519PhSha512])
    let digest = HashFunction.sha512.digest(multihash)
    let prehashed = try bench.call(
      SignRequest(keyID: edwards.keyID, message: digest, messageType: .digest, signingAlgorithm: .ed25519PhSha512))
    #expect(prehashed.signature.count == 64)
    let key = try PublicKeyMaterial(
      subjectPublicKeyInfo: bench.call(GetPublicKeyRequest(keyID: edwards.keyID)).publicKey)
    // The message of RFC 8032's Ed25519ph is the digest that the caller made.
    #expect(
      try bench.crypto.verify(
        message: digest, signature: prehashed.signature, with: key, algorithm: .ed25519Prehashed))
    #expect(
      try !bench.crypto.verify(
        message: multihash, signature: prehashed.signature, with: key, algorithm: .ed25519Prehashed))
    var verify = VerifyRequest(
      keyID: edwards.keyID, message: digest, messageType: .digest, signature: prehashed.signature,
      signingAlgorithm: .ed25519PhSha512)
    #expect(bench.refusal(verify) == nil)
    verify.signature[40] ^= 1
    #expect(bench.refusal(verify) == AwsErrors.invalidSignature)
  }
}
