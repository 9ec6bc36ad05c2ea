import Kernel
import Testing

@testable import KMS

@Suite("Identity policies")
struct IdentityPolicyTests {
  @Test("a policy document stands beside the allow list, and either allows")
  func besideTheList() throws {
    let bench = Bench()
    let key = try bench.key(.eccNistP256, .signVerify)
    bench.service.permissions = Permissions(["participant1": [.describeKey]])
    try bench.attach(policy(statement(action: "kms:SIGN", resource: key.arn)), to: alice)
    #expect(bench.refusal(DescribeKeyRequest(keyID: key.keyID)) == nil)
    #expect(bench.signing(key.keyID) == nil)
    bench.service.permissions.detachPolicies(from: alice)
    #expect(bench.signing(key.keyID) == denial(alice, "kms:Sign", key.arn, noIdentityPolicy("kms:Sign")))
  }

  @Test("a policy that names one key opens no other")
  func oneKey() throws {
    let bench = Bench()
    let first = try bench.key(.eccNistP256, .signVerify)
    let second = try bench.key(.eccNistP256, .signVerify)
    try bench.attach(policy(statement(resource: first.arn)), to: user)
    #expect(bench.signing(first.keyID, as: user) == nil)
    #expect(bench.signing(second.keyID, as: user) == denial(user, "kms:Sign", second.arn, noIdentityPolicy("kms:Sign")))
  }

  @Test("an identity policy names no principal")
  func noPrincipal() {
    #expect(throws: AwsErrors.malformedPolicy) {
      try PolicyDocument(policy(statement(principal: "*")), kind: .identity)
    }
  }

  @Test("an administrator cannot use a key and a user cannot administer it")
  func separationOfDuties() throws {
    let bench = Bench()
    let administration = policy(
      statement(action: "kms:Create*"), statement(action: "kms:Put*"), statement(action: "kms:Enable*"),
      statement(action: "kms:Disable*"), statement(action: "kms:ScheduleKeyDeletion"),
      statement(action: "kms:Describe*"), statement(action: "kms:TagResource"))
    let use = policy(
      #"{"Effect": "Allow", "Action": ["kms:Sign", "kms:Verify", "kms:GetPublicKey", "kms:DescribeKey"], "Resource": "*"}"#
    )
    try bench.attach(administration, to: admin)
    try bench.attach(use, to: user)
    let key = try bench.call(CreateKeyRequest(keySpec: .eccNistP256, keyUsage: .signVerify), as: admin)
    func isRefused(_ request: some KmsOperationRequest, _ principal: KmsPrincipal) -> Bool {
      bench.refusal(request, as: principal)
        == denial(principal, request.operation.action, key.arn, noIdentityPolicy(request.operation.action))
    }
    #expect(bench.signing(key.keyID, as: user) == nil)
    #expect(isRefused(SignRequest(keyID: key.keyID, message: digest32, signingAlgorithm: .ecdsaSha256), admin))
    #expect(isRefused(GetPublicKeyRequest(keyID: key.keyID), admin))
    #expect(bench.refusal(DisableKeyRequest(keyID: key.keyID), as: admin) == nil)
    #expect(bench.refusal(EnableKeyRequest(keyID: key.keyID), as: admin) == nil)
    #expect(isRefused(DisableKeyRequest(keyID: key.keyID), user))
    #expect(isRefused(ScheduleKeyDeletionRequest(keyID: key.keyID), user))
    #expect(isRefused(PutKeyPolicyRequest(keyID: key.keyID, policy: policy(delegation)), user))
    #expect(bench.refusal(CreateKeyRequest(), as: user)?.message.contains("kms:CreateKey on resource: *") == true)
  }

  @Test("temporary credentials are refused from their end on")
  func expiry() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    let session = KmsPrincipal(name: "participant1", account: account, credentialsExpireAt: .zero + .seconds(3600))
    bench.now = .zero + .seconds(3600) - .nanoseconds(1)
    #expect(bench.signing(id, as: session) == nil)
    bench.now = .zero + .seconds(3600)
    #expect(
      bench.signing(id, as: session)
        == KmsServiceError(
          code: "ExpiredTokenException", message: "The security token included in the request is expired"))
    #expect(bench.signing(id) == nil)
  }

  // MARK: Other accounts

  @Test("another account's principal needs the key's policy and its own account's")
  func bothSides() throws {
    let bench = Bench.administered()
    let closed = try bench.key(.eccNistP256, .signVerify)
    #expect(
      bench.signing(closed.arn, as: outsider) == denial(outsider, "kms:Sign", closed.arn, noResourcePolicy("kms:Sign")))
    let open = try bench.key(
      policy: policy(delegation, statement(principal: "arn:aws:iam::\(otherAccount):root", action: "kms:Sign")))
    #expect(bench.signing(open.arn, as: outsider) == nil)
    #expect(bench.refusal(GetPublicKeyRequest(keyID: open.arn), as: outsider)?.code == "AccessDeniedException")
    bench.service.permissions.set([.describeKey], for: outsider.name)
    #expect(
      bench.signing(open.arn, as: outsider) == denial(outsider, "kms:Sign", open.arn, noIdentityPolicy("kms:Sign")))
  }

  @Test("a key policy that names an outsider does not make up for an identity policy")
  func namedOutsider() throws {
    let bench = Bench.administered({ $0.permissions.set([], for: outsider.name) })
    let key = try bench.key(policy: policy(delegation, statement(principal: outsider.policyARN)))
    #expect(
      bench.signing(key.arn, as: outsider) == denial(outsider, "kms:Sign", key.arn, noIdentityPolicy("kms:Sign")))
  }

  @Test(
    "administration never works across accounts, whatever the key policy says",
    arguments: [
      { DisableKeyRequest(keyID: $0) }, { EnableKeyRequest(keyID: $0) }, { ScheduleKeyDeletionRequest(keyID: $0) },
      { CancelKeyDeletionRequest(keyID: $0) }, { GetKeyPolicyRequest(keyID: $0) },
      { PutKeyPolicyRequest(keyID: $0, policy: policy(delegation)) }, { ListKeyPoliciesRequest(keyID: $0) },
      { TagResourceRequest(keyID: $0, tags: []) }, { GetParametersForImportRequest(keyID: $0) },
    ] as [@Sendable (String) -> any KmsOperationRequest])
  func neverAcross(_ request: @Sendable (String) -> any KmsOperationRequest) throws {
    let bench = Bench.administered()
    let key = try bench.key(policy: policy(delegation, statement(principal: "*")))
    let made = request(key.arn)
    #expect(
      bench.refusal(made, as: outsider)
        == denial(outsider, made.operation.action, key.arn, noResourcePolicy(made.operation.action)))
    #expect(bench.refusal(made)?.code != "AccessDeniedException")
  }

  @Test("who may not use the key of a ciphertext does not learn which key it is")
  func ciphertext() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    let sealed = try bench.call(EncryptRequest(keyID: id, plaintext: SecretBytes(digest32)))
    bench.service.permissions = Permissions(["participant1": []])
    let refusal = bench.refusal(DecryptRequest(keyID: nil, ciphertextBlob: sealed.ciphertextBlob))
    #expect(
      refusal?.message
        == "User: \(alice.arn) is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action"
    )
  }
}
