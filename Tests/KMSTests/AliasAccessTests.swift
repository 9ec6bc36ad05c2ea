import Kernel
import Testing

@testable import KMS

@Suite("Policies and aliases")
struct AliasAccessTests {
  private let bench = Bench.administered()

  private func key(policy text: String, alias: String) throws -> KeyMetadata {
    let key = try bench.key(policy: text)
    _ = try bench.call(CreateAliasRequest(aliasName: alias, targetKeyID: key.keyID))
    return key
  }

  @Test("a policy can demand that the key is named by one alias")
  func requestAlias() throws {
    let condition = #"{"StringEquals": {"kms:RequestAlias": "alias/canton"}}"#
    let key = try key(
      policy: policy(
        statement(principal: admin.policyARN), statement(principal: user.policyARN, condition: condition),
        statement(principal: alice.policyARN, action: "kms:CreateAlias")), alias: "alias/canton")
    #expect(bench.signing("alias/canton", as: user) == nil)
    #expect(bench.signing("arn:aws:kms:us-east-1:\(account):alias/canton", as: user) == nil)
    #expect(bench.signing(key.keyID, as: user) == denial(user, "kms:Sign", key.arn, noResourcePolicy("kms:Sign")))
  }

  @Test("an identity policy can open the keys that have an alias of a form")
  func resourceAliases() throws {
    let condition = #"{"ForAnyValue:StringLike": {"kms:ResourceAliases": "alias/canton-*"}}"#
    let named = try key(policy: policy(delegation), alias: "alias/canton-1")
    let other = try key(policy: policy(delegation), alias: "alias/other")
    try bench.attach(policy(statement(action: "kms:Sign", condition: condition)), to: user)
    #expect(bench.signing(named.keyID, as: user) == nil)
    #expect(bench.signing(other.keyID, as: user)?.code == "AccessDeniedException")
  }

  @Test("an identity policy that names an alias as its resource opens no key")
  func aliasAsResource() throws {
    let arn = "arn:aws:kms:us-east-1:\(account):alias/canton"
    let key = try key(policy: policy(delegation), alias: "alias/canton")
    try bench.attach(policy(statement(resource: arn)), to: user)
    #expect(bench.signing(arn, as: user) == denial(user, "kms:Sign", key.arn, noIdentityPolicy("kms:Sign")))
  }

  @Test("another account uses a key by the alias's ARN when both sides allow it")
  func crossAccount() throws {
    let open = try key(
      policy: policy(delegation, statement(principal: "arn:aws:iam::\(otherAccount):root", action: "kms:Sign")),
      alias: "alias/open")
    let arn = "arn:aws:kms:us-east-1:\(account):alias/open"
    #expect(bench.signing(arn, as: outsider) == nil)
    #expect(bench.signing("alias/open", as: outsider)?.code == "NotFoundException")
    bench.service.permissions.set([], for: outsider.name)
    #expect(bench.signing(arn, as: outsider) == denial(outsider, "kms:Sign", open.arn, noIdentityPolicy("kms:Sign")))
  }
}
