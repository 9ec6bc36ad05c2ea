import Kernel
import Testing

@testable import KMS

@Suite("Policies and grants by JSON")
struct AccessWireTests {
  private let bench = Bench.administered()

  private func keyID() throws -> String { try bench.key(.eccNistP256, .signVerify).keyID }

  @Test("a policy is put, read and listed")
  func policies() throws {
    let id = try keyID()
    let text = #"{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:*\",\"Resource\":\"*\"}}"#
    let put = bench.send("PutKeyPolicy", #"{"KeyId":"\#(id)","PolicyName":"default","Policy":"\#(text)"}"#)
    #expect(put.httpStatus == 200)
    #expect(put.body.isEmpty)
    #expect(
      bench.send("GetKeyPolicy", #"{"KeyId":"\#(id)"}"#).text == #"{"Policy":"\#(text)","PolicyName":"default"}"#)
    #expect(
      bench.send("ListKeyPolicies", #"{"KeyId":"\#(id)"}"#).text == #"{"PolicyNames":["default"],"Truncated":false}"#)
  }

  @Test("a key is made with a policy, and one that locks its author out is refused")
  func createKey() {
    let locked = #"{\"Statement\":[]}"#
    let refused = bench.send("CreateKey", #"{"Policy":"\#(locked)"}"#)
    #expect(
      refused.text
        == #"{"__type":"MalformedPolicyDocumentException","message":"The new key policy will not allow you to update the key policy in the future."}"#
    )
    let made = bench.send("CreateKey", #"{"Policy":"\#(locked)","BypassPolicyLockoutSafetyCheck":true}"#)
    #expect(made.httpStatus == 200)
  }

  @Test("a grant is made, listed with all its members, and retired by its token")
  func grants() throws {
    let id = try bench.symmetricKey()
    let made = bench.send(
      "CreateGrant",
      #"{"KeyId":"\#(id)","GranteePrincipal":"\#(user.policyARN)","RetiringPrincipal":"\#(admin.policyARN)","Operations":["Encrypt","Decrypt"],"Constraints":{"EncryptionContextSubset":{"app":"canton"}},"Name":"nodes"}"#
    )
    let grantID = try #require(made["GrantId"]?.text)
    let token = try #require(made["GrantToken"]?.text)
    let listed = bench.send("ListGrants", #"{"KeyId":"\#(id)"}"#)
    #expect(
      listed.text
        == #"{"Grants":[{"KeyId":"arn:aws:kms:us-east-1:\#(account):key/\#(id)","GrantId":"\#(grantID)","Name":"nodes","CreationDate":1.7672256E9,"GranteePrincipal":"\#(user.policyARN)","RetiringPrincipal":"\#(admin.policyARN)","IssuingAccount":"\#(root)","Operations":["Encrypt","Decrypt"],"Constraints":{"EncryptionContextSubset":{"app":"canton"}}}],"Truncated":false}"#
    )
    let retirable = bench.send("ListRetirableGrants", #"{"RetiringPrincipal":"\#(admin.policyARN)"}"#)
    #expect(retirable.text == listed.text)
    #expect(bench.send("RetireGrant", #"{"GrantToken":"\#(token)"}"#, as: admin).httpStatus == 200)
    #expect(bench.send("ListGrants", #"{"KeyId":"\#(id)"}"#).text == #"{"Grants":[],"Truncated":false}"#)
    let again = bench.send("RevokeGrant", #"{"KeyId":"\#(id)","GrantId":"\#(grantID)"}"#)
    #expect(again.text == #"{"__type":"NotFoundException","message":"Grant ID \#(grantID) not found"}"#)
  }

  @Test(
    "members that the API model does not allow are refused with its texts",
    arguments: [
      (
        "CreateGrant",
        #""GranteePrincipal":"x","Operations":["Fly"]"#,
        "1 validation error detected: Value '[Fly]' at 'operations' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [\(KmsGrantOperation.allCases.map(\.rawValue).joined(separator: ", "))]]"
      ),
      (
        "CreateGrant", #""Operations":["Sign"]"#,
        "1 validation error detected: Value null at 'granteePrincipal' failed to satisfy constraint: Member must not be null"
      ),
      (
        "CreateGrant", #""GranteePrincipal":"x","Operations":["Sign"],"Name":"a b""#,
        "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$"
      ),
      (
        "PutKeyPolicy", "\"Limit\":1",
        "1 validation error detected: Value null at 'policy' failed to satisfy constraint: Member must not be null"
      ),
      (
        "ListGrants", #""Limit":0"#,
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
      ),
    ])
  func members(_ operation: String, _ members: String, _ message: String) throws {
    let answer = bench.send(operation, #"{"KeyId":"\#(try keyID())",\#(members)}"#)
    #expect(answer.error == AwsErrors.validation(message))
  }
}
