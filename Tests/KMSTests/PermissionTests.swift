import Kernel
import Testing

@testable import KMS

@Suite("Permissions")
struct PermissionTests {
  @Test("a principal without the action is refused with AWS's text")
  func denied() throws {
    let bench = Bench()
    let key = try bench.key(.eccNistP256, .signVerify)
    bench.service.permissions = Permissions(["participant1": [.describeKey]])
    let refusal = bench.refusal(SignRequest(keyID: key.keyID, message: multihash, signingAlgorithm: .ecdsaSha256))
    #expect(refusal?.code == "AccessDeniedException")
    #expect(
      refusal?.message
        == "User: arn:aws:sts::724647588434:assumed-role/participant1/participant1 is not authorized to perform: kms:Sign on resource: \(key.arn) because no identity-based policy allows the kms:Sign action"
    )
    #expect(bench.refusal(DescribeKeyRequest(keyID: key.keyID)) == nil)
  }

  @Test("who may not use a key does not learn whether it exists")
  func deniedBeforeNotFound() {
    let bench = Bench { $0.permissions = Permissions(["participant1": []]) }
    let refusal = bench.refusal(DescribeKeyRequest(keyID: "91c48ce4-ec80-44c1-a219-fdd07f12f002"))
    #expect(refusal?.code == "AccessDeniedException")
  }

  @Test("unknown credentials are refused before anything else")
  func unknownPrincipal() {
    let bench = Bench { $0.permissions = Permissions(["participant1": [.createKey]]) }
    let request = CreateKeyRequest(description: String(repeating: "x", count: 9000))
    #expect(bench.refusal(request, as: KmsPrincipal(name: "nobody", account: account)) == AwsErrors.unrecognizedClient)
  }

  @Test("making a tagged key needs kms:TagResource too")
  func tagOnCreate() {
    let bench = Bench { $0.permissions = Permissions(["participant1": [.createKey]]) }
    let tagged = CreateKeyRequest(tags: [KeyTag(key: "CreatedBy", value: "Canton")])
    let refusal = bench.refusal(tagged)
    #expect(refusal?.message.hasSuffix("because no identity-based policy allows the kms:TagResource action") == true)
    #expect(bench.refusal(CreateKeyRequest()) == nil)
    #expect(bench.service.keys(at: .zero).count == 1)
  }

  @Test("CreateKey is refused on the resource *")
  func createKey() {
    let bench = Bench { $0.permissions = Permissions(["participant1": [.sign]]) }
    #expect(bench.refusal(CreateKeyRequest())?.message.contains("kms:CreateKey on resource: *") == true)
  }

  @Test("a revoked permission is refused from then on and the others are not")
  func revoke() throws {
    let bench = Bench { $0.permissions = Permissions(["participant1": Permissions.cantonExternalKeys]) }
    let id = try bench.signingKey()
    let sign = SignRequest(keyID: id, message: multihash, signingAlgorithm: .ecdsaSha256)
    #expect(bench.refusal(sign) == nil)
    bench.service.permissions.revoke(.sign, from: "participant1")
    #expect(bench.refusal(sign)?.code == "AccessDeniedException")
    #expect(bench.refusal(GetPublicKeyRequest(keyID: id)) == nil)
    bench.service.permissions.set([.sign], for: "participant1")
    #expect(bench.refusal(sign) == nil)
  }

  @Test("Canton's documented permissions do not let a node delete its keys")
  func cantonCannotDelete() throws {
    let bench = Bench { $0.permissions = Permissions(["participant1": Permissions.cantonExternalKeys]) }
    let id = try bench.signingKey()
    #expect(bench.refusal(ScheduleKeyDeletionRequest(keyID: id))?.code == "AccessDeniedException")
  }
}
