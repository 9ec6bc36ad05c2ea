import Kernel
import Keys
import Testing

@testable import KMS

@Suite("Import under every wrapping algorithm")
struct ImportWrappingTests {
  static let wrappingKeys: [KmsWrappingKeySpec] = [.rsa2048, .rsa3072, .rsa4096]

  @Test(
    "an imported symmetric key decrypts what the same material encrypted elsewhere",
    arguments: KmsWrappingAlgorithm.provided, wrappingKeys)
  func symmetric(_ algorithm: KmsWrappingAlgorithm, _ wrappingKey: KmsWrappingKeySpec) throws {
    let bench = Bench(.real)
    let key = try bench.key(.symmetricDefault, .encryptDecrypt, origin: .external)
    let request = try bench.importRequest(key.keyID, digest32, algorithm, spec: wrappingKey)
    let answer = try bench.call(request)
    let sealed = try bench.call(EncryptRequest(keyID: key.keyID, plaintext: SecretBytes([1, 2, 3])))
    let blob = try #require(CiphertextBlob(sealed.ciphertextBlob))
    let opened = try bench.crypto.aes256GcmOpen(blob.sealed, key: digest32, authenticating: blob.associatedData([:]))
    #expect(opened == [1, 2, 3])
    #expect(answer.keyMaterialID == bench.service.metadata(of: key.keyID, at: bench.now)?.currentKeyMaterialID)
  }

  static let hmacSizes: [(KmsKeySpec, Int)] = [(.hmac224, 28), (.hmac256, 32), (.hmac384, 48), (.hmac512, 64)]

  @Test(
    "an HMAC key takes as many bytes as its digest has and no other number", arguments: KmsWrappingAlgorithm.provided,
    hmacSizes)
  func hmac(_ algorithm: KmsWrappingAlgorithm, _ key: (spec: KmsKeySpec, size: Int)) throws {
    let bench = Bench()
    let id = try bench.key(key.spec, .generateVerifyMac, origin: .external).keyID
    for size in [key.size - 1, key.size + 1] {
      let request = try bench.importRequest(id, [UInt8](repeating: 3, count: size), algorithm)
      #expect(bench.refusal(request) == AwsErrors.incorrectKeyMaterial)
    }
    let answer = try bench.call(try bench.importRequest(id, [UInt8](repeating: 3, count: key.size), algorithm))
    #expect(answer.keyMaterialID == nil)
    #expect(bench.state(id) == .enabled)
  }

  @Test("a P-521 key is imported under key wrap, and under OAEP for a larger wrapping key")
  func p521() throws {
    for (algorithm, wrappingKey) in [
      (KmsWrappingAlgorithm.rsaAesKeyWrapSha1, KmsWrappingKeySpec.rsa2048), (.rsaAesKeyWrapSha256, .rsa2048),
      (.rsaesOaepSha1, .rsa3072), (.rsaesOaepSha256, .rsa3072), (.rsaesOaepSha256, .rsa4096),
    ] {
      let bench = Bench(.real)
      let original = try bench.crypto.generateKeyMaterial(kind: .p521, node: "old", name: "signing")
      let key = try bench.key(.eccNistP521, .signVerify, origin: .external)
      _ = try bench.call(try bench.importRequest(key.keyID, original.pkcs8, algorithm, spec: wrappingKey))
      #expect(bench.service.subjectPublicKeyInfo(of: key.keyID) == original.publicKey.subjectPublicKeyInfo)
      let sign = SignRequest(keyID: key.keyID, message: multihash, signingAlgorithm: .ecdsaSha512)
      let signature = try bench.call(sign).signature
      #expect(
        try bench.crypto.verify(
          message: multihash, signature: signature, with: original.publicKey, algorithm: .ecdsa(.sha512)))
    }
  }

  @Test(
    "an RSA private key is imported under key wrap",
    arguments: [KmsWrappingAlgorithm.rsaAesKeyWrapSha1, .rsaAesKeyWrapSha256],
    wrappingKeys)
  func rsa(_ algorithm: KmsWrappingAlgorithm, _ wrappingKey: KmsWrappingKeySpec) throws {
    let bench = Bench(.real)
    let original = try bench.crypto.generateKeyMaterial(kind: .rsa(bits: 2048), node: "old", name: "encryption")
    let key = try bench.key(.rsa2048, .signVerify, origin: .external)
    _ = try bench.call(try bench.importRequest(key.keyID, original.pkcs8, algorithm, spec: wrappingKey))
    let sign = SignRequest(keyID: key.keyID, message: multihash, signingAlgorithm: .pssSha384)
    let signature = try bench.call(sign).signature
    #expect(
      try bench.crypto.verify(
        message: multihash, signature: signature, with: original.publicKey, algorithm: .rsaPss(.sha384)))
  }

  @Test("material wrapped with another algorithm than the token's does not unwrap")
  func otherAlgorithm() throws {
    let bench = Bench(.real)
    let key = try bench.key(.symmetricDefault, .encryptDecrypt, origin: .external)
    let parameters = try bench.importParameters(key.keyID, .rsaesOaepSha256)
    for algorithm in KmsWrappingAlgorithm.provided where algorithm != .rsaesOaepSha256 {
      let wrapped = try ImportWrapping.wrap(digest32, for: parameters, algorithm: algorithm, crypto: bench.crypto)
      let request = ImportKeyMaterialRequest(
        keyID: key.keyID, importToken: parameters.importToken, encryptedKeyMaterial: wrapped,
        expirationModel: .doesNotExpire)
      #expect(bench.refusal(request) == AwsErrors.invalidCiphertext)
    }
  }

  @Test("an operator cannot wrap with an algorithm that AWS refuses")
  func refusedAlgorithms() throws {
    let bench = Bench()
    let key = try bench.key(.symmetricDefault, .encryptDecrypt, origin: .external)
    let parameters = try bench.importParameters(key.keyID)
    for algorithm in [KmsWrappingAlgorithm.rsaesPkcs1, .sm2pke] {
      #expect(throws: CryptoError.operationFailed("\(algorithm.rawValue) is not supported")) {
        try ImportWrapping.wrap(digest32, for: parameters, algorithm: algorithm, crypto: bench.crypto)
      }
    }
  }
}
