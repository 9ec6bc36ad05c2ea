import Kernel
import Testing

@testable import KMS

@Suite("Key policies")
struct KeyPolicyTests {
  @Test("a key made without a policy has AWS's default policy, letter for letter")
  func defaultPolicy() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    let answer = try bench.call(GetKeyPolicyRequest(keyID: id))
    #expect(answer.policyName == "default")
    #expect(
      answer.policy == """
        {
          "Version" : "2012-10-17",
          "Id" : "key-default-1",
          "Statement" : [ {
            "Sid" : "Enable IAM User Permissions",
            "Effect" : "Allow",
            "Principal" : {
              "AWS" : "arn:aws:iam::724647588434:root"
            },
            "Action" : "kms:*",
            "Resource" : "*"
          } ]
        }
        """)
    let read = try PolicyDocument(answer.policy, kind: .key)
    #expect(read.statements == PolicyDocument.defaultKeyPolicy(account: account).statements)
  }

  @Test("a policy is read back as it was put, and its name is default")
  func putAndGet() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    let text = policy(delegation)
    _ = try bench.call(PutKeyPolicyRequest(keyID: id, policy: text))
    let read = try bench.call(GetKeyPolicyRequest(keyID: id, policyName: "default"))
    #expect(read.policy == text)
    let names = try bench.call(ListKeyPoliciesRequest(keyID: id, limit: 1))
    #expect(names.policyNames == ["default"])
    #expect(!names.isTruncated)
    let missing = bench.refusal(GetKeyPolicyRequest(keyID: id, policyName: "other"))
    #expect(missing == KmsServiceError(code: "NotFoundException", message: "No such policy exists"))
    #expect(bench.refusal(PutKeyPolicyRequest(keyID: id, policy: text, policyName: "other")) == missing)
    #expect(bench.refusal(ListKeyPoliciesRequest(keyID: id, marker: "x"))?.code == "InvalidMarkerException")
  }

  @Test("a policy can be put in every state of the key")
  func everyState() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    _ = try bench.call(ScheduleKeyDeletionRequest(keyID: id))
    #expect(bench.refusal(PutKeyPolicyRequest(keyID: id, policy: policy(delegation))) == nil)
  }

  @Test("a principal named by the key policy needs no identity policy, and the others are refused for want of one")
  func named() throws {
    let bench = Bench.administered({ $0.permissions.set([.describeKey], for: "participant1") })
    let text = policy(delegation, statement(principal: alice.policyARN, action: "kms:Sign"))
    let key = try bench.call(
      CreateKeyRequest(keySpec: .eccNistP256, keyUsage: .signVerify, policy: text), as: admin)
    #expect(bench.signing(key.keyID) == nil)
    #expect(
      bench.refusal(GetPublicKeyRequest(keyID: key.keyID))
        == denial(alice, "kms:GetPublicKey", key.arn, noIdentityPolicy("kms:GetPublicKey")))
  }

  @Test("without delegation to the account, an administrator's identity policy opens nothing")
  func noDelegation() throws {
    let bench = Bench.administered()
    let key = try bench.key(policy: policy(statement(principal: alice.policyARN)))
    #expect(bench.signing(key.keyID) == nil)
    #expect(bench.signing(key.keyID, as: admin) == denial(admin, "kms:Sign", key.arn, noResourcePolicy("kms:Sign")))
    let root = KmsPrincipal(name: "root", account: account, kind: .root)
    #expect(bench.signing(key.keyID, as: root)?.code == "AccessDeniedException")
  }

  @Test("a denial wins over every permission, whichever policy it stands in")
  func denialWins() throws {
    let bench = Bench.administered()
    let key = try bench.key(
      policy: policy(
        delegation, statement(principal: "*"), statement("Deny", principal: alice.policyARN, action: "kms:Sign*")))
    #expect(bench.signing(key.keyID) == denial(alice, "kms:Sign", key.arn, resourceDenial))
    try bench.attach(policy(statement(), statement("Deny", action: "kms:Sign", resource: key.arn)), to: user)
    #expect(bench.signing(key.keyID, as: user) == denial(user, "kms:Sign", key.arn, identityDenial))
    #expect(bench.signing(try bench.signingKey(), as: user) == nil)
  }

  @Test("a denial of the account's root is a denial of everybody in the account")
  func rootDenial() throws {
    let bench = Bench.administered()
    let key = try bench.key(policy: policy(delegation, statement("Deny", principal: root, action: "kms:Sign")))
    #expect(bench.signing(key.keyID)?.message.hasSuffix(resourceDenial) == true)
  }

  @Test("a session is meant by its role's ARN and by its own")
  func sessions() throws {
    let bench = Bench.administered()
    for arn in [alice.policyARN, alice.arn] {
      let key = try bench.key(policy: policy(statement(principal: arn)))
      #expect(bench.signing(key.keyID) == nil)
    }
    let person = KmsPrincipal(name: "participant1", account: account, kind: .user)
    let key = try bench.key(policy: policy(statement(principal: alice.policyARN)))
    #expect(person.arn == "arn:aws:iam::724647588434:user/participant1")
    #expect(bench.signing(key.keyID, as: person)?.code == "AccessDeniedException")
  }

  @Test("NotPrincipal and NotAction mean everything else")
  func negations() throws {
    let bench = Bench.administered()
    let text =
      #"{"Statement": [\#(delegation), {"Effect": "Deny", "NotPrincipal": {"AWS": "\#(alice.policyARN)"}, "NotAction": ["kms:Describe*", "kms:Get*"], "Resource": "*"}]}"#
    let key = try bench.key(policy: text)
    #expect(bench.signing(key.keyID) == nil)
    #expect(bench.signing(key.keyID, as: user) == denial(user, "kms:Sign", key.arn, resourceDenial))
    #expect(bench.refusal(GetPublicKeyRequest(keyID: key.keyID), as: user) == nil)
  }

  @Test("a policy after which its author could put no other is refused, unless the check is bypassed")
  func lockout() throws {
    let bench = Bench.administered()
    let refused = KmsServiceError(
      code: "MalformedPolicyDocumentException",
      message: "The new key policy will not allow you to update the key policy in the future.")
    let closed = policy(statement(principal: user.policyARN))
    #expect(bench.refusal(CreateKeyRequest(policy: closed)) == refused)
    #expect(bench.service.keys(at: .zero).isEmpty)
    let id = try bench.signingKey()
    #expect(bench.refusal(PutKeyPolicyRequest(keyID: id, policy: closed)) == refused)
    let put = PutKeyPolicyRequest(keyID: id, policy: closed, bypassPolicyLockoutSafetyCheck: true)
    #expect(bench.refusal(put) == nil)
    #expect(bench.refusal(put)?.code == "AccessDeniedException")
    #expect(bench.refusal(PutKeyPolicyRequest(keyID: id, policy: policy(delegation)), as: user) == nil)
    #expect(bench.refusal(put) == nil)
  }

  @Test(
    "what is no policy is refused",
    arguments: [
      "my policy", "[]", "{}", #"{"Statement": 1}"#, #"{"Statement": [], "Extra": 1}"#,
      #"{"Version": "2020-01-01", "Statement": []}"#,
      policy(statement("Permit", principal: "*")), policy(statement(principal: nil)),
      policy(statement(principal: "*", condition: #"{"StringSoundsLike": {"kms:KeySpec": "x"}}"#)),
      policy(statement(principal: "*", more: #", "NotAction": "kms:Sign""#)),
      policy(statement(principal: "*", more: #", "Effect": "Allow""#)),
      policy(
        statement(principal: "*", more: #", "Sid": "a""#), statement(principal: "*", more: #", "Sid": "a""#)),
    ])
  func malformed(_ text: String) throws {
    let bench = Bench()
    let id = try bench.signingKey()
    #expect(bench.refusal(PutKeyPolicyRequest(keyID: id, policy: text)) == AwsErrors.malformedPolicy)
  }

  @Test(
    "a principal that cannot exist is refused",
    arguments: [
      "alice", "arn:aws:iam::1:root", "arn:aws:iam::724647588434:role/*", "AIDACKCEVSQ6C2EXAMPLE",
      "arn:aws:kms:us-east-1:724647588434:role/x", "arn:aws:iam::724647588434:group/x",
    ])
  func invalidPrincipals(_ principal: String) throws {
    let bench = Bench()
    let id = try bench.signingKey()
    let refusal = bench.refusal(PutKeyPolicyRequest(keyID: id, policy: policy(statement(principal: principal))))
    #expect(refusal?.code == "MalformedPolicyDocumentException")
    #expect(refusal?.message == "Policy contains a statement with one or more invalid principals.")
  }

  @Test("a policy has at most 32 KiB")
  func tooLong() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    let blanks = String(repeating: " ", count: 32_768)
    #expect(
      bench.refusal(PutKeyPolicyRequest(keyID: id, policy: policy(delegation) + blanks))?.code
        == "LimitExceededException")
    #expect(
      bench.refusal(PutKeyPolicyRequest(keyID: id, policy: ""))?.message
        == "1 validation error detected: Value '' at 'policy' failed to satisfy constraint: Member must have length greater than or equal to 1"
    )
  }
}
