import Kernel
import Keys
import Testing

@testable import KMS

@Suite("Import of key material")
struct ImportTests {
  static let specs: [(SigningKeySpec, KmsSigningAlgorithm)] = [
    (.ecP256, .ecdsaSha256), (.ecP384, .ecdsaSha384), (.ecSecp256k1, .ecdsaSha256), (.ecCurve25519, .ed25519Sha512),
  ]

  @Test(
    "an imported key has the public key of the original and signs as it", arguments: KmsWrappingAlgorithm.provided,
    specs)
  func signingKeys(
    _ wrapping: KmsWrappingAlgorithm, _ pair: (spec: SigningKeySpec, algorithm: KmsSigningAlgorithm)
  ) throws {
    let bench = Bench(.real)
    let original = try bench.outsideKey(pair.spec)
    let key = try bench.key(AwsSchemes.importSpec(pair.spec), .signVerify, origin: .external)
    #expect(key.keyState == .pendingImport && !key.isEnabled)
    // An exported P-384 key has more than the 190 bytes that OAEP-SHA-256 under RSA-2048 takes.
    let isDirect = [.rsaesOaepSha1, .rsaesOaepSha256].contains(wrapping)
    let wrappingKey: KmsWrappingKeySpec = isDirect && pair.spec == .ecP384 ? .rsa3072 : .rsa2048
    let request = try bench.importRequest(key.keyID, original.pkcs8, wrapping, spec: wrappingKey)
    _ = try bench.call(request)
    #expect(bench.state(key.keyID) == .enabled)
    #expect(bench.service.fingerprint(of: key.keyID) == original.fingerprint)
    let sign = SignRequest(keyID: key.keyID, message: multihash, signingAlgorithm: pair.algorithm)
    let answer = try bench.call(sign)
    guard case .signing(let publicKey) = original.publicKey else { throw WrongAnswer() }
    let algorithm = SigningAlgorithmSpec.matching(pair.spec)
    try bench.crypto.verify(
      multihash,
      Signature(
        format: algorithm.signatureFormat, bytes: answer.signature, signedBy: original.fingerprint, algorithm: algorithm
      ),
      with: publicKey)
  }

  @Test("an imported RSA key decrypts what was encrypted for the original", arguments: CryptoMode.allCases)
  func encryptionKey(_ mode: CryptoMode) throws {
    let bench = Bench(mode)
    let original = try bench.crypto.generateEncryptionKey(spec: .rsa2048, node: "participantOld", name: "encryption")
    guard case .encryption(let publicKey) = original.publicKey else { throw WrongAnswer() }
    let encrypted = try bench.crypto.encrypt(digest32, for: publicKey, algorithm: .rsaOaepSha256)
    let key = try bench.key(.rsa2048, .encryptDecrypt, origin: .external)
    _ = try bench.call(try bench.importRequest(key.keyID, original.pkcs8))
    let request = DecryptRequest(
      keyID: key.keyID, ciphertextBlob: encrypted.ciphertext, encryptionAlgorithm: .rsaesOaepSha256)
    let opened = try bench.call(request)
    #expect(opened.plaintext.bytes == digest32)
  }

  @Test("a symmetric key takes 32 bytes and no other number", arguments: [31, 32, 33])
  func symmetric(_ count: Int) throws {
    let bench = Bench()
    let key = try bench.key(.symmetricDefault, .encryptDecrypt, origin: .external)
    let request = try bench.importRequest(key.keyID, [UInt8](repeating: 9, count: count), .rsaesOaepSha256)
    let refusal = bench.refusal(request)
    #expect(refusal == (count == 32 ? nil : AwsErrors.incorrectKeyMaterial))
  }

  @Test("material of another spec is refused", arguments: [SigningKeySpec.ecP384, .ecSecp256k1, .ecCurve25519])
  func otherSpec(_ spec: SigningKeySpec) throws {
    let bench = Bench()
    let key = try bench.key(.eccNistP256, .signVerify, origin: .external)
    let request = try bench.importRequest(key.keyID, bench.outsideKey(spec).pkcs8)
    #expect(bench.refusal(request) == AwsErrors.incorrectKeyMaterial)
    #expect(bench.state(key.keyID) == .pendingImport)
  }

  @Test("bytes that are no key are refused")
  func noKey() throws {
    let bench = Bench()
    let key = try bench.key(.eccNistP256, .signVerify, origin: .external)
    let request = try bench.importRequest(key.keyID, [UInt8](repeating: 0x30, count: 138))
    #expect(bench.refusal(request) == AwsErrors.incorrectKeyMaterial)
  }

  @Test("a second import takes the same material and refuses other material")
  func again() throws {
    let bench = Bench()
    let key = try bench.key(.eccNistP256, .signVerify, origin: .external)
    let original = try bench.outsideKey()
    _ = try bench.call(try bench.importRequest(key.keyID, original.pkcs8))
    let other = try bench.importRequest(key.keyID, bench.outsideKey(name: "other").pkcs8)
    #expect(bench.refusal(other) == AwsErrors.incorrectKeyMaterial)
    let same = try bench.importRequest(key.keyID, original.pkcs8)
    #expect(bench.refusal(same) == nil)
    #expect(bench.service.fingerprint(of: key.keyID) == original.fingerprint)
  }

  @Test("expired material is gone, and the key waits for the same material")
  func expiry() throws {
    let bench = Bench()
    let key = try bench.key(.eccNistP256, .signVerify, origin: .external)
    let material = try bench.outsideKey().pkcs8
    let request = try bench.importRequest(key.keyID, material, validTo: bench.now + .days(1))
    _ = try bench.call(request)
    let sign = SignRequest(keyID: key.keyID, message: multihash, signingAlgorithm: .ecdsaSha256)
    bench.now = bench.now + .days(1) - .nanoseconds(1)
    #expect(bench.refusal(sign) == nil)
    bench.now = bench.now + .nanoseconds(1)
    #expect(bench.refusal(sign) == AwsErrors.invalidState(key.arn, "pending import"))
    let other = try bench.importRequest(key.keyID, bench.outsideKey(name: "other").pkcs8)
    #expect(bench.refusal(other) == AwsErrors.incorrectKeyMaterial)
    _ = try bench.call(try bench.importRequest(key.keyID, material))
    #expect(bench.refusal(sign) == nil)
  }

  @Test("a token is good until 24 hours have passed")
  func tokenLife() throws {
    let bench = Bench()
    let key = try bench.key(.eccNistP256, .signVerify, origin: .external)
    let request = try bench.importRequest(key.keyID, bench.outsideKey().pkcs8)
    bench.now = bench.now + .hours(24) - .nanoseconds(1)
    #expect(bench.refusal(request) == nil)
  }

  @Test("a blob wrapped for the key of another token does not unwrap")
  func mixedParameters() throws {
    let bench = Bench()
    let key = try bench.key(.eccNistP256, .signVerify, origin: .external)
    var first = try bench.importRequest(key.keyID, bench.outsideKey().pkcs8)
    first.importToken = try bench.importParameters(key.keyID).importToken
    #expect(bench.refusal(first) == AwsErrors.invalidCiphertext)
  }

  @Test("importing into a disabled key leaves it disabled")
  func disabled() throws {
    let bench = Bench()
    let key = try bench.key(.eccNistP256, .signVerify, origin: .external)
    let material = try bench.outsideKey().pkcs8
    _ = try bench.call(try bench.importRequest(key.keyID, material))
    _ = try bench.call(DisableKeyRequest(keyID: key.keyID))
    _ = try bench.call(try bench.importRequest(key.keyID, material))
    #expect(bench.state(key.keyID) == .disabled)
  }

  @Test("a deletion cancelled before the import leaves the key waiting for it")
  func cancelledBeforeImport() throws {
    let bench = Bench()
    let key = try bench.key(.eccNistP256, .signVerify, origin: .external)
    _ = try bench.call(ScheduleKeyDeletionRequest(keyID: key.keyID))
    _ = try bench.call(CancelKeyDeletionRequest(keyID: key.keyID))
    #expect(bench.state(key.keyID) == .pendingImport)
  }
}
