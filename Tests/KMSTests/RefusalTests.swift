import Kernel
import Keys
import Testing

@testable import KMS

/// One request that must be refused.
struct Refusal: Sendable, CustomTestStringConvertible {
  let name: String
  let code: String
  let message: String
  var principal = alice
  let request: @Sendable (Bench) throws -> any KmsOperationRequest
  var testDescription: String { name }

  init(
    _ name: String, _ code: String, _ message: String, as principal: KmsPrincipal = alice,
    _ request: @escaping @Sendable (Bench) throws -> any KmsOperationRequest
  ) {
    self.name = name
    self.code = code
    self.message = message
    self.principal = principal
    self.request = request
  }
}

private let unknownID = "91c48ce4-ec80-44c1-a219-fdd07f12f002"
private let unknownARN = "arn:aws:kms:us-east-1:724647588434:key/\(unknownID)"
private let long = [UInt8](repeating: 0, count: 4097)

private func length(_ member: String, _ bound: String) -> String {
  "1 validation error detected: Value at '\(member)' failed to satisfy constraint: Member must have length \(bound)"
}

private func sign(
  _ id: String, _ message: [UInt8] = multihash, _ algorithm: KmsSigningAlgorithm = .ecdsaSha256
) -> any KmsOperationRequest {
  SignRequest(keyID: id, message: message, signingAlgorithm: algorithm)
}

private func tagged(_ tags: [KeyTag]) -> CreateKeyRequest { CreateKeyRequest(tags: tags) }

@Suite("KMS refusals")
struct RefusalTests {
  /// `<arn>` in a message stands for the ARN of the key that the bench made last, `<id>` for its id.
  @Test("a refusal has AWS's code and text", arguments: cryptographic + managing)
  func refuses(_ refusal: Refusal) throws {
    let bench = Bench()
    let request = try refusal.request(bench)
    let refused = bench.refusal(request, as: refusal.principal)
    let error = try #require(refused)
    let key = bench.service.keys(at: bench.now).last
    let message = refusal.message
      .split(separator: "<arn>", omittingEmptySubsequences: false).joined(separator: key?.arn ?? "")
      .split(separator: "<id>", omittingEmptySubsequences: false).joined(separator: key?.keyID ?? "")
    #expect(error.code == refusal.code)
    #expect(error.message == message)
    #expect(error.httpStatus == 400)
  }

  static let cryptographic = naming + signing + encrypting
  static let managing =
    creating + lifecycle + importing + aliasing + listing + rotating + rotatingImports
    + storing

  static let naming = [
    Refusal("unknown key id", "NotFoundException", "Key '\(unknownARN)' does not exist") { _ in sign(unknownID) },
    Refusal("text that is no key id", "NotFoundException", "Invalid keyId 'my-key'") { _ in sign("my-key") },
    Refusal("UUID in upper case", "NotFoundException", "Invalid keyId '\(unknownID.uppercased())'") { _ in
      sign(unknownID.uppercased())
    },
    Refusal("ARN of another Region", "NotFoundException", "Invalid arn eu-west-1") { _ in
      sign("arn:aws:kms:eu-west-1:724647588434:key/\(unknownID)")
    },
    Refusal("unknown ARN", "NotFoundException", "Key '\(unknownARN)' does not exist") { _ in sign(unknownARN) },
    Refusal(
      "unknown alias", "NotFoundException", "Alias arn:aws:kms:us-east-1:724647588434:alias/canton is not found."
    ) { _ in sign("alias/canton") },
    Refusal(
      "unknown alias ARN", "NotFoundException", "Alias arn:aws:kms:us-east-1:724647588434:alias/x is not found."
    ) { _ in sign("arn:aws:kms:us-east-1:724647588434:alias/x") },
    Refusal(
      "bare id from another account", "NotFoundException",
      "Key 'arn:aws:kms:us-east-1:111122223333:key/<id>' does not exist", as: stranger
    ) { sign(try $0.signingKey()) },
    Refusal(
      "empty key id", "ValidationException",
      "1 validation error detected: Value '' at 'keyId' failed to satisfy constraint: Member must have length greater than or equal to 1"
    ) { _ in DescribeKeyRequest(keyID: "") },
    Refusal(
      "lifecycle operation from another account", "AccessDeniedException",
      "User: arn:aws:sts::111122223333:assumed-role/participant1/participant1 is not authorized to perform: kms:DisableKey on resource: <arn> because no resource-based policy allows the kms:DisableKey action",
      as: stranger
    ) { bench in
      DisableKeyRequest(keyID: try bench.key(.eccNistP256, .signVerify).arn)
    },
  ]

  static let creating = [
    Refusal(
      "no usage for an asymmetric key", "ValidationException",
      "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys."
    ) { _ in CreateKeyRequest(keySpec: .eccNistP256) },
    Refusal(
      "P-256 for encryption", "ValidationException",
      "KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec ECC_NIST_P256"
    ) {
      _ in CreateKeyRequest(keySpec: .eccNistP256, keyUsage: .encryptDecrypt)
    },
    Refusal(
      "symmetric for signing", "ValidationException",
      "KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT"
    ) {
      _ in CreateKeyRequest(keyUsage: .signVerify)
    },
    Refusal("AWS's tag prefix", "TagException", "Tags beginning with aws: are reserved") { _ in
      tagged([.init(key: "AWS:x", value: "")])
    },
    Refusal("a tag twice", "TagException", "Duplicate tag keys") { _ in
      tagged([.init(key: "a", value: "1"), .init(key: "a", value: "2")])
    },
    Refusal("51 tags", "TagException", "Too many tags") { _ in tagged((0..<51).map { KeyTag(key: "k\($0)", value: "") })
    },
    Refusal(
      "an empty tag key", "ValidationException",
      "1 validation error detected: Value '' at 'tags.1.member.tagKey' failed to satisfy constraint: Member must have length greater than or equal to 1"
    ) { _ in tagged([.init(key: "", value: "")]) },
    Refusal("more than 50 tags in two steps", "TagException", "Too many tags") { bench in
      let key = try bench.call(tagged((0..<50).map { KeyTag(key: "k\($0)", value: "") }))
      return TagResourceRequest(keyID: key.keyID, tags: [.init(key: "more", value: "")])
    },
  ]

  static let signing = [
    Refusal("message too long", "ValidationException", length("message", "less than or equal to 4096")) {
      sign(try $0.signingKey(), long)
    },
    Refusal("message empty", "ValidationException", length("message", "greater than or equal to 1")) {
      sign(try $0.signingKey(), [])
    },
    Refusal("digest of wrong length", "ValidationException", "Digest is invalid length for algorithm ECDSA_SHA_256.") {
      SignRequest(keyID: try $0.signingKey(), message: multihash, messageType: .digest, signingAlgorithm: .ecdsaSha256)
    },
    Refusal("Ed25519 with a digest", "ValidationException", "Digest is invalid length for algorithm ED25519_SHA_512.") {
      SignRequest(
        keyID: try $0.signingKey(.eccNistEdwards25519), message: digest32, messageType: .digest,
        signingAlgorithm: .ed25519Sha512)
    },
    Refusal(
      "sign with an encryption key", "InvalidKeyUsageException",
      "<arn> key usage is ENCRYPT_DECRYPT which is not valid for Sign."
    ) { sign(try $0.symmetricKey()) },
    Refusal(
      "verify with an encryption key", "InvalidKeyUsageException",
      "<arn> key usage is ENCRYPT_DECRYPT which is not valid for Verify."
    ) {
      VerifyRequest(keyID: try $0.symmetricKey(), message: multihash, signature: [1], signingAlgorithm: .ecdsaSha256)
    },
    Refusal(
      "algorithm of another curve", "InvalidKeyUsageException",
      "Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256."
    ) { sign(try $0.signingKey(), multihash, .ecdsaSha384) },
    Refusal(
      "Ed25519 with a P-256 key", "InvalidKeyUsageException",
      "Algorithm ED25519_SHA_512 is incompatible with key spec ECC_NIST_P256."
    ) { sign(try $0.signingKey(), multihash, .ed25519Sha512) },
    Refusal("signature that is no signature", "KMSInvalidSignatureException", "") {
      VerifyRequest(
        keyID: try $0.signingKey(), message: multihash, signature: [1, 2, 3], signingAlgorithm: .ecdsaSha256)
    },
    Refusal("signature empty", "ValidationException", length("signature", "greater than or equal to 1")) {
      VerifyRequest(keyID: try $0.signingKey(), message: multihash, signature: [], signingAlgorithm: .ecdsaSha256)
    },
    Refusal(
      "message and signature wrong", "ValidationException",
      "2 validation errors detected: Value at 'message' failed to satisfy constraint: Member must have length less than or equal to 4096; Value at 'signature' failed to satisfy constraint: Member must have length greater than or equal to 1"
    ) {
      VerifyRequest(keyID: try $0.signingKey(), message: long, signature: [], signingAlgorithm: .ecdsaSha256)
    },
    Refusal(
      "public key of a symmetric key", "UnsupportedOperationException",
      "<arn> key spec is SYMMETRIC_DEFAULT which is not valid for this operation."
    ) { GetPublicKeyRequest(keyID: try $0.symmetricKey()) },
  ]
}
