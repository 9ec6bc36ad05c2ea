import Kernel
import Testing

@testable import KMS

@Suite("Last use of a key")
struct LastUsageTests {
  private func usage(_ bench: Bench, _ id: String) throws -> GetKeyLastUsageResponse {
    try bench.call(GetKeyLastUsageRequest(keyID: id))
  }

  @Test("a new key was never used, and management and DescribeKey are no use")
  func unused() throws {
    let bench = Bench()
    bench.now = .zero + .seconds(3)
    let id = try bench.signingKey()
    _ = try bench.call(DescribeKeyRequest(keyID: id))
    _ = try bench.call(GetPublicKeyRequest(keyID: id))
    _ = try bench.call(UpdateKeyDescriptionRequest(keyID: id, description: "text"))
    let answer = try usage(bench, id)
    #expect(answer.keyLastUsage == nil)
    #expect(answer.keyCreationDate == .zero + .seconds(3) && answer.trackingStartDate == answer.keyCreationDate)
  }

  @Test("the last success counts, by whatever name the key was called; a refusal does not")
  func lastSuccess() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    _ = try bench.call(CreateAliasRequest(aliasName: "alias/canton", targetKeyID: id))
    bench.now = .zero + .seconds(1)
    let signed = try bench.call(
      SignRequest(keyID: "alias/canton", message: multihash, signingAlgorithm: .ecdsaSha256))
    let first = try #require(try usage(bench, id).keyLastUsage)
    #expect(first.operation == .sign && first.timestamp == .zero + .seconds(1))
    #expect(try usage(bench, id).keyLastUsage == first)
    bench.now = .zero + .seconds(2)
    var verify = VerifyRequest(
      keyID: id, message: multihash, signature: signed.signature, signingAlgorithm: .ecdsaSha256)
    verify.message[3] ^= 1
    #expect(bench.refusal(verify) == AwsErrors.invalidSignature)
    #expect(try usage(bench, id).keyLastUsage == first)
    verify.message[3] ^= 1
    _ = try bench.call(verify)
    let second = try #require(try usage(bench, id).keyLastUsage)
    #expect(second.operation == .verify && second.cloudTrailEventID != first.cloudTrailEventID)
  }

  @Test("a decryption without key id is a use of the key that the ciphertext names, and of no other")
  func namedByCiphertext() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    let other = try bench.symmetricKey()
    let sealed = try bench.call(GenerateDataKeyRequest(keyID: id, keySpec: .aes256))
    bench.now = .zero + .seconds(5)
    _ = try bench.call(DecryptRequest(keyID: nil, ciphertextBlob: sealed.ciphertextBlob))
    #expect(try usage(bench, id).keyLastUsage?.operation == .decrypt)
    #expect(try usage(bench, other).keyLastUsage == nil)
  }
}
