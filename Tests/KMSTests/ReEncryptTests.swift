import Kernel
import Keys
import Testing

@testable import KMS

@Suite("ReEncrypt and dry runs")
struct ReEncryptTests {
  private func sealed(_ bench: Bench, _ id: String, _ context: [String: String] = [:]) throws -> [UInt8] {
    let request = EncryptRequest(keyID: id, plaintext: SecretBytes(digest32), encryptionContext: context)
    return try bench.call(request).ciphertextBlob
  }

  @Test("what was re-encrypted decrypts under the other key and the other context only")
  func symmetric() throws {
    let bench = Bench()
    let from = try bench.key(.symmetricDefault, .encryptDecrypt)
    let to = try bench.key(.symmetricDefault, .encryptDecrypt)
    let request = ReEncryptRequest(
      ciphertextBlob: try sealed(bench, from.keyID, ["a": "1"]), sourceEncryptionContext: ["a": "1"],
      destinationKeyID: to.keyID, destinationEncryptionContext: ["b": "2"])
    let answer = try bench.call(request)
    #expect(answer.sourceKeyARN == from.arn && answer.keyARN == to.arn)
    #expect(answer.sourceKeyMaterialID == from.currentKeyMaterialID)
    #expect(answer.destinationKeyMaterialID == to.currentKeyMaterialID)
    var decrypt = DecryptRequest(keyID: nil, ciphertextBlob: answer.ciphertextBlob, encryptionContext: ["b": "2"])
    let opened = try bench.call(decrypt)
    #expect(opened.plaintext.bytes == digest32 && opened.keyARN == to.arn)
    decrypt.encryptionContext = ["a": "1"]
    #expect(bench.refusal(decrypt) == AwsErrors.invalidCiphertext)
  }

  @Test("symmetric becomes RSA and RSA symmetric, without material ids on the RSA side", arguments: CryptoMode.allCases)
  func acrossKinds(_ mode: CryptoMode) throws {
    let bench = Bench(mode)
    let symmetric = try bench.symmetricKey()
    let rsa = try bench.rsaKey()
    let there = try bench.call(
      ReEncryptRequest(
        ciphertextBlob: try sealed(bench, symmetric), destinationKeyID: rsa,
        destinationEncryptionAlgorithm: .rsaesOaepSha256))
    #expect(there.ciphertextBlob.count == 256)
    #expect(there.sourceKeyMaterialID != nil && there.destinationKeyMaterialID == nil)
    let back = try bench.call(
      ReEncryptRequest(
        ciphertextBlob: there.ciphertextBlob, sourceKeyID: rsa, sourceEncryptionAlgorithm: .rsaesOaepSha256,
        destinationKeyID: symmetric))
    #expect(back.sourceKeyMaterialID == nil && back.destinationKeyMaterialID != nil)
    let opened = try bench.call(DecryptRequest(keyID: nil, ciphertextBlob: back.ciphertextBlob))
    #expect(opened.plaintext.bytes == digest32)
  }

  @Test("re-encryption counts against the quota for RSA when either key is one")
  func quota() throws {
    let bench = Bench { $0.quotas = AwsQuota.documentedDefaults(region: region) }
    let symmetric = try bench.symmetricKey()
    let rsa = try bench.rsaKey()
    let blob = try sealed(bench, symmetric)
    func quota(_ request: ReEncryptRequest) -> String? {
      bench.service.perform(request, from: alice, at: bench.now).quota
    }
    let within = ReEncryptRequest(ciphertextBlob: blob, destinationKeyID: symmetric)
    #expect(quota(within) == "cryptographic-operations-symmetric")
    var away = within
    away.destinationKeyID = rsa
    away.destinationEncryptionAlgorithm = .rsaesOaepSha1
    #expect(quota(away) == "cryptographic-operations-rsa")
    var back = within
    back.sourceKeyID = rsa
    back.sourceEncryptionAlgorithm = .rsaesOaepSha1
    #expect(quota(back) == "cryptographic-operations-rsa")
  }

  @Test("a refusal names the action on the key that it is about")
  func actions() throws {
    let bench = Bench { $0.permissions = Permissions(["participant1": [.createKey, .encrypt]]) }
    let id = try bench.symmetricKey()
    var request = ReEncryptRequest(ciphertextBlob: try sealed(bench, id), destinationKeyID: id)
    let hidden = try #require(bench.refusal(request))
    #expect(hidden.message.contains("kms:ReEncryptFrom on the resource associated with this ciphertext because"))
    request.sourceKeyID = id
    let refused = try #require(bench.refusal(request))
    #expect(refused.code == "AccessDeniedException")
    #expect(refused.message.contains("not authorized to perform: kms:ReEncryptFrom on resource: "))
  }

  /// A request of each operation that takes `DryRun`, which would succeed.
  private func dryRuns(_ bench: Bench) throws -> [any KmsOperationRequest] {
    let symmetric = try bench.symmetricKey()
    let signing = try bench.signingKey()
    let mac = try bench.key(.hmac256, .generateVerifyMac).keyID
    let agreement = try bench.key(.eccNistP256, .keyAgreement).keyID
    let blob = try sealed(bench, symmetric)
    let signature = try bench.call(
      SignRequest(keyID: signing, message: [1], signingAlgorithm: .ecdsaSha256)
    ).signature
    let code = try bench.call(GenerateMacRequest(keyID: mac, message: [1], macAlgorithm: .hmacSha256)).mac
    let peer = try bench.call(GetPublicKeyRequest(keyID: agreement)).publicKey
    var encrypt = EncryptRequest(keyID: symmetric, plaintext: SecretBytes([1]))
    encrypt.isDryRun = true
    var decrypt = DecryptRequest(keyID: nil, ciphertextBlob: blob)
    decrypt.isDryRun = true
    var again = ReEncryptRequest(ciphertextBlob: blob, destinationKeyID: symmetric)
    again.isDryRun = true
    var sign = SignRequest(keyID: signing, message: [1], signingAlgorithm: .ecdsaSha256)
    sign.isDryRun = true
    var verify = VerifyRequest(keyID: signing, message: [1], signature: signature, signingAlgorithm: .ecdsaSha256)
    verify.isDryRun = true
    var generate = GenerateMacRequest(keyID: mac, message: [1], macAlgorithm: .hmacSha256)
    generate.isDryRun = true
    var check = VerifyMacRequest(keyID: mac, message: [1], macAlgorithm: .hmacSha256, mac: code)
    check.isDryRun = true
    var dataKey = GenerateDataKeyRequest(keyID: symmetric, keySpec: .aes128)
    dataKey.isDryRun = true
    var hidden = GenerateDataKeyWithoutPlaintextRequest(keyID: symmetric, keySpec: .aes128)
    hidden.isDryRun = true
    var pair = GenerateDataKeyPairRequest(keyID: symmetric, keyPairSpec: .eccNistP256)
    pair.isDryRun = true
    var hiddenPair = GenerateDataKeyPairWithoutPlaintextRequest(keyID: symmetric, keyPairSpec: .eccNistP256)
    hiddenPair.isDryRun = true
    var derive = DeriveSharedSecretRequest(keyID: agreement, publicKey: peer)
    derive.isDryRun = true
    return [
      encrypt, decrypt, again, sign, verify, generate, check, dataKey, hidden, pair, hiddenPair, derive,
    ]
  }

  @Test("a dry run that would succeed says so, leaves nothing behind, and is answered by no operation")
  func dryRun() throws {
    let bench = Bench(.real)
    for request in try dryRuns(bench) {
      #expect(bench.refusal(request) == AwsErrors.dryRun, "\(request.operation)")
    }
    let untouched = Bench(.real)
    let id = try untouched.symmetricKey()
    let key = try #require(bench.service.keys(at: bench.now).first)
    let first = try bench.call(GenerateDataKeyRequest(keyID: key.keyID, keySpec: .aes256)).plaintext
    let second = try untouched.call(GenerateDataKeyRequest(keyID: id, keySpec: .aes256)).plaintext
    #expect(first == second)
  }

  @Test("a dry run that would fail fails as the request would")
  func dryRunFails() throws {
    let bench = Bench()
    let symmetric = try bench.symmetricKey()
    var sign = SignRequest(keyID: symmetric, message: [1], signingAlgorithm: .ecdsaSha256)
    sign.isDryRun = true
    #expect(bench.refusal(sign)?.code == "InvalidKeyUsageException")
    var decrypt = DecryptRequest(
      keyID: nil, ciphertextBlob: try sealed(bench, symmetric), encryptionContext: ["a": "b"])
    decrypt.isDryRun = true
    #expect(bench.refusal(decrypt) == AwsErrors.invalidCiphertext)
    _ = try bench.call(DisableKeyRequest(keyID: symmetric))
    #expect(bench.refusal(decrypt)?.code == "DisabledException")
  }

  @Test("a dry run may leave the ciphertext out of account or out altogether")
  func ignoringCiphertext() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    var decrypt = DecryptRequest(keyID: id, ciphertextBlob: [])
    #expect(bench.refusal(decrypt)?.code == "ValidationException")
    decrypt.isDryRun = true
    #expect(bench.refusal(decrypt)?.code == "ValidationException")
    decrypt.ignoresCiphertext = true
    #expect(bench.refusal(decrypt) == AwsErrors.dryRun)
    decrypt.isDryRun = false
    #expect(bench.refusal(decrypt)?.code == "ValidationException")
    var again = ReEncryptRequest(ciphertextBlob: [], sourceKeyID: id, destinationKeyID: id)
    again.isDryRun = true
    again.ignoresCiphertext = true
    #expect(bench.refusal(again) == AwsErrors.dryRun)
  }
}
