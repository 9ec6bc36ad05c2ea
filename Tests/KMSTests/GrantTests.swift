import Kernel
import Testing

@testable import KMS

private let refusedGrants: [(String, String, @Sendable (Bench, String) throws -> any KmsOperationRequest)] = [
  (
    "ValidationException",
    "Grant operation Encrypt is not valid for a key of spec ECC_NIST_P256 and usage SIGN_VERIFY.",
    { CreateGrantRequest(keyID: $1, granteePrincipal: user.policyARN, operations: [.sign, .encrypt]) }
  ),
  (
    "ValidationException", "Grant constraints are valid for symmetric encryption keys only.",
    {
      CreateGrantRequest(
        keyID: $1, granteePrincipal: user.policyARN, operations: [.sign],
        constraints: KmsGrantConstraints(encryptionContextEquals: [:]))
    }
  ),
  (
    "InvalidArnException", "ARN does not refer to a valid principal: bob",
    { CreateGrantRequest(keyID: $1, granteePrincipal: "bob", operations: [.sign]) }
  ),
  (
    "InvalidArnException", "ARN does not refer to a valid principal: *",
    { CreateGrantRequest(keyID: $1, granteePrincipal: user.policyARN, operations: [.sign], retiringPrincipal: "*") }
  ),
  (
    "InvalidArnException", "ARN does not refer to a valid principal: bob",
    { _, _ in ListRetirableGrantsRequest(retiringPrincipal: "bob") }
  ),
  (
    "InvalidGrantIdException", "The request was rejected because the specified GrantId is not valid.",
    { RevokeGrantRequest(keyID: $1, grantID: "x") }
  ),
  (
    "InvalidGrantTokenException", "The request was rejected because the specified grant token is not valid.",
    { _, _ in RetireGrantRequest(grantToken: "x") }
  ),
  (
    "ValidationException", "Provide either a grant token, or a key ID and a grant ID.",
    { RetireGrantRequest(keyID: $1) }
  ),
]

@Suite("Grants")
struct GrantTests {
  /// A symmetric and a signing key that only their account's policies open, and a grantee without any policy.
  private let bench = Bench.administered({ $0.permissions.set([], for: "user") })
  private var grantee: String { user.policyARN }

  private func grant(
    _ keyID: String, _ operations: [KmsGrantOperation], to principal: String? = nil,
    constraints: KmsGrantConstraints? = nil
  ) throws -> CreateGrantResponse {
    let answer = try bench.call(
      CreateGrantRequest(
        keyID: keyID, granteePrincipal: principal ?? grantee, operations: operations, constraints: constraints),
      as: admin)
    return answer
  }

  @Test("a grant lets its grantee use the key for its operations and no others, until it is revoked")
  func use() throws {
    let id = try bench.signingKey()
    #expect(bench.signing(id, as: user)?.code == "AccessDeniedException")
    let made = try grant(id, [.sign])
    #expect(made.grantID.utf8.count == 64)
    #expect(bench.signing(id, as: user) == nil)
    #expect(bench.refusal(GetPublicKeyRequest(keyID: id), as: user)?.code == "AccessDeniedException")
    #expect(bench.signing(try bench.signingKey(), as: user)?.code == "AccessDeniedException")
    _ = try bench.call(RevokeGrantRequest(keyID: id, grantID: made.grantID), as: admin)
    #expect(bench.signing(id, as: user)?.code == "AccessDeniedException")
    #expect(
      bench.refusal(RevokeGrantRequest(keyID: id, grantID: made.grantID), as: admin)
        == KmsServiceError(code: "NotFoundException", message: "Grant ID \(made.grantID) not found"))
  }

  @Test("a denial wins over a grant")
  func denial() throws {
    let key = try bench.key(
      policy: policy(delegation, statement("Deny", principal: user.policyARN, action: "kms:Sign")))
    _ = try grant(key.keyID, [.sign])
    #expect(bench.signing(key.keyID, as: user)?.message.hasSuffix(resourceDenial) == true)
  }

  @Test("a grant with a subset constraint needs its pairs in the context, one with an equality constraint nothing else")
  func constraints() throws {
    let pairs = ["app": "canton"]
    let wider = ["app": "canton", "node": "p1"]
    for (constraint, admitsWider) in [
      (KmsGrantConstraints(encryptionContextSubset: pairs), true),
      (KmsGrantConstraints(encryptionContextEquals: pairs), false),
    ] {
      let id = try bench.symmetricKey()
      _ = try grant(id, [.encrypt, .decrypt, .describeKey], constraints: constraint)
      func encrypts(_ context: [String: String]) -> Bool {
        let request = EncryptRequest(keyID: id, plaintext: SecretBytes(digest32), encryptionContext: context)
        return bench.refusal(request, as: user) == nil
      }
      #expect(encrypts(pairs))
      #expect(encrypts(wider) == admitsWider)
      #expect(!encrypts(["app": "Canton"]))
      #expect(!encrypts([:]))
      #expect(bench.refusal(DescribeKeyRequest(keyID: id), as: user) == nil)
    }
  }

  @Test("a request with a name that is repeated answers with the same grant and another token")
  func idempotency() throws {
    let id = try bench.signingKey()
    var request = CreateGrantRequest(keyID: id, granteePrincipal: grantee, operations: [.sign], name: "signer")
    let first = try bench.call(request, as: admin)
    bench.now = bench.now + .seconds(60)
    let second = try bench.call(request, as: admin)
    #expect(first.grantID == second.grantID)
    #expect(first.grantToken != second.grantToken)
    request.operations = [.sign, .verify]
    #expect(try bench.call(request, as: admin).grantID != first.grantID)
    request.name = nil
    let unnamed = try bench.call(request, as: admin)
    #expect(try bench.call(request, as: admin).grantID != unnamed.grantID)
    #expect(try bench.call(ListGrantsRequest(keyID: id)).grants.count == 4)
  }

  @Test("until a grant is visible everywhere it counts for who shows its token")
  func tokens() throws {
    let bench = Bench.administered({
      $0.permissions.set([], for: "user")
      $0.visibilityDelay = .constant(.seconds(3))
    })
    let id = try bench.signingKey()
    bench.now = .zero + .seconds(3)
    let request = CreateGrantRequest(keyID: id, granteePrincipal: grantee, operations: [.createGrant, .sign])
    let made = try bench.call(request, as: admin)
    var child = CreateGrantRequest(keyID: id, granteePrincipal: alice.policyARN, operations: [.sign])
    #expect(bench.refusal(child, as: user)?.code == "AccessDeniedException")
    child.grantTokens = [made.grantToken]
    #expect(bench.refusal(child, as: user) == nil)
    child.grantTokens = ["bm8gdG9rZW4="]
    #expect(bench.refusal(child, as: user)?.code == "InvalidGrantTokenException")
    #expect(
      bench.refusal(child, as: user)?.message
        == "The request was rejected because the specified grant token is not valid."
    )
    #expect(bench.signing(id, as: user)?.code == "AccessDeniedException")
    bench.now = .zero + .seconds(6)
    #expect(bench.signing(id, as: user) == nil)
  }

  @Test("a grantee hands on no more than the grant allows")
  func childGrants() throws {
    let id = try bench.symmetricKey()
    let narrow = KmsGrantConstraints(encryptionContextSubset: ["app": "canton", "node": "p1"])
    _ = try grant(
      id, [.createGrant, .encrypt], constraints: KmsGrantConstraints(encryptionContextSubset: ["app": "canton"]))
    func child(_ operations: [KmsGrantOperation], _ constraints: KmsGrantConstraints?) -> KmsServiceError? {
      bench.refusal(
        CreateGrantRequest(
          keyID: id, granteePrincipal: alice.policyARN, operations: operations, constraints: constraints), as: user)
    }
    #expect(child([.encrypt], narrow) == nil)
    #expect(child([.encrypt], KmsGrantConstraints(encryptionContextEquals: ["app": "canton"])) == nil)
    #expect(child([.decrypt], narrow)?.code == "AccessDeniedException")
    #expect(child([.encrypt], nil)?.code == "AccessDeniedException")
    #expect(
      child([.encrypt], KmsGrantConstraints(encryptionContextSubset: ["node": "p1"]))?.code == "AccessDeniedException")
  }

  @Test("the retiring principal retires, and so does a grantee whose grant says so; others do not")
  func retire() throws {
    let id = try bench.signingKey()
    bench.service.permissions.set([], for: "participant1")
    func make(_ operations: [KmsGrantOperation], retiring: KmsPrincipal? = nil) throws -> CreateGrantResponse {
      let answer = try bench.call(
        CreateGrantRequest(
          keyID: id, granteePrincipal: grantee, operations: operations, retiringPrincipal: retiring?.policyARN),
        as: admin)
      return answer
    }
    func retires(_ grant: CreateGrantResponse, _ principal: KmsPrincipal) -> Bool {
      bench.refusal(RetireGrantRequest(grantToken: grant.grantToken), as: principal) == nil
    }
    #expect(retires(try make([.sign], retiring: alice), alice))
    #expect(!retires(try make([.sign], retiring: alice), user))
    #expect(retires(try make([.sign, .retireGrant]), user))
    #expect(!retires(try make([.sign]), user))
    #expect(retires(try make([.sign]), admin))
    #expect(!retires(try make([.sign]), outsider))
    let named = try make([.sign], retiring: alice)
    #expect(bench.refusal(RetireGrantRequest(keyID: id, grantID: named.grantID), as: alice) == nil)
    #expect(!retires(named, alice))
  }

  @Test("grants are listed in their order, by page, by grantee, by retiring principal and by id")
  func lists() throws {
    let id = try bench.signingKey()
    var ids: [String] = []
    for index in 0..<5 {
      let request = CreateGrantRequest(
        keyID: id, granteePrincipal: index == 2 ? alice.policyARN : grantee, operations: [.sign],
        retiringPrincipal: index < 2 ? alice.policyARN : nil)
      ids.append(try bench.call(request, as: admin).grantID)
    }
    let first = try bench.call(ListGrantsRequest(keyID: id, limit: 2), as: admin)
    #expect(first.grants.map(\.grantID) == Array(ids[0..<2]))
    #expect(first.isTruncated)
    let last = try bench.call(ListGrantsRequest(keyID: id, limit: 3, marker: first.nextMarker), as: admin)
    #expect(last.grants.map(\.grantID) == Array(ids[2...]))
    #expect(!last.isTruncated)
    #expect(last.nextMarker == nil)
    let hers = try bench.call(ListGrantsRequest(keyID: id, granteePrincipal: alice.policyARN), as: admin)
    #expect(hers.grants.map(\.grantID) == [ids[2]])
    let one = try bench.call(ListGrantsRequest(keyID: id, grantID: ids[4]), as: admin)
    #expect(one.grants.map(\.grantID) == [ids[4]])
    #expect(one.grants.first?.issuingAccount == root)
    let retirable = try bench.call(ListRetirableGrantsRequest(retiringPrincipal: alice.policyARN), as: admin)
    #expect(retirable.grants.map(\.grantID) == Array(ids[0..<2]))
    #expect(bench.refusal(ListGrantsRequest(keyID: id, marker: "x"), as: admin)?.code == "InvalidMarkerException")
    #expect(
      bench.refusal(ListGrantsRequest(keyID: id, limit: 101), as: admin)?.message.hasSuffix(
        "Member must have value less than or equal to 100") == true)
  }

  @Test("another account's principal uses a key by a grant and an identity policy of its own")
  func crossAccount() throws {
    let key = try bench.key(.eccNistP256, .signVerify)
    _ = try grant(key.keyID, [.sign], to: outsider.policyARN)
    #expect(bench.signing(key.arn, as: outsider) == nil)
    bench.service.permissions.set([], for: outsider.name)
    #expect(
      bench.signing(key.arn, as: outsider)?.message.hasSuffix(noIdentityPolicy("kms:Sign")) == true)
  }

  @Test("a policy can say who may be given a grant and for what")
  func conditions() throws {
    let id = try bench.signingKey()
    let condition =
      #"{"ForAllValues:StringEquals": {"kms:GrantOperations": ["Sign", "Verify"]}, "StringEquals": {"kms:GranteePrincipal": "\#(user.policyARN)"}}"#
    try bench.attach(policy(statement(action: "kms:CreateGrant", condition: condition)), to: alice)
    func creates(_ operations: [KmsGrantOperation], for principal: KmsPrincipal) -> Bool {
      bench.refusal(
        CreateGrantRequest(keyID: id, granteePrincipal: principal.policyARN, operations: operations)) == nil
    }
    #expect(creates([.sign], for: user))
    #expect(!creates([.sign, .getPublicKey], for: user))
    #expect(!creates([.sign], for: admin))
  }

  @Test("a key has at most 50,000 grants")
  func limit() throws {
    let id = try bench.signingKey()
    let request = CreateGrantRequest(keyID: id, granteePrincipal: grantee, operations: [.sign])
    for _ in 0..<50_000 { _ = try bench.call(request, as: admin) }
    #expect(bench.refusal(request, as: admin)?.code == "LimitExceededException")
    #expect(bench.signing(id, as: user) == nil)
  }

  @Test("what is no grant is refused with code and text", arguments: refusedGrants.indices)
  func refused(_ index: Int) throws {
    let (code, message, request) = refusedGrants[index]
    let id = try bench.signingKey()
    let made = try request(bench, id)
    #expect(bench.refusal(made, as: admin) == KmsServiceError(code: code, message: message))
  }

  @Test("a dry run of a grant says that it would succeed and does nothing")
  func dryRun() throws {
    let id = try bench.signingKey()
    var create = CreateGrantRequest(keyID: id, granteePrincipal: grantee, operations: [.sign])
    create.isDryRun = true
    #expect(bench.refusal(create, as: admin) == AwsErrors.dryRun)
    #expect(try bench.call(ListGrantsRequest(keyID: id)).grants.isEmpty)
    create.isDryRun = false
    let made = try bench.call(create, as: admin)
    var revoke = RevokeGrantRequest(keyID: id, grantID: made.grantID)
    revoke.isDryRun = true
    var retire = RetireGrantRequest(grantToken: made.grantToken)
    retire.isDryRun = true
    #expect(bench.refusal(revoke, as: admin) == AwsErrors.dryRun)
    #expect(bench.refusal(retire, as: admin) == AwsErrors.dryRun)
    #expect(bench.refusal(retire, as: user)?.code == "AccessDeniedException")
    #expect(bench.signing(id, as: user) == nil)
  }

  @Test("a disabled key takes no new grants and lets old ones be taken away")
  func disabled() throws {
    let id = try bench.signingKey()
    let made = try grant(id, [.sign])
    _ = try bench.call(DisableKeyRequest(keyID: id))
    let another = CreateGrantRequest(keyID: id, granteePrincipal: grantee, operations: [.sign])
    #expect(bench.refusal(another, as: admin)?.code == "DisabledException")
    #expect(bench.refusal(RevokeGrantRequest(keyID: id, grantID: made.grantID), as: admin) == nil)
  }
}
