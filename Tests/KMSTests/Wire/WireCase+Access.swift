import Kernel

@testable import KMS

private let open = policy(statement(principal: "*"))
private let openJSON =
  #"{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"*\"}, \"Action\": \"kms:*\", \"Resource\": \"*\"}]}"#
private let grantee = user.policyARN

extension WireBench {
  /// A grant for the symmetric key.
  func grant() throws -> CreateGrantResponse {
    let answer = try bench.call(
      CreateGrantRequest(
        keyID: symmetric, granteePrincipal: grantee, operations: [.encrypt, .decrypt], retiringPrincipal: grantee,
        constraints: KmsGrantConstraints(encryptionContextEquals: ["a": "b"]), name: "nodes"))
    return answer
  }
}

extension WireCase {
  /// Policies, grants, copies in other Regions.
  static let access = [
    WireCase("PutKeyPolicy", .members([])) {
      PutKeyPolicyRequest(keyID: $0.signing, policy: open)
    } _: {
      #"{"KeyId":"\#($0.signing)","Policy":"\#(openJSON)"}"#
    },
    WireCase("PutKeyPolicy that locks out", .refused("MalformedPolicyDocumentException")) {
      PutKeyPolicyRequest(keyID: $0.signing, policy: #"{"Statement":[]}"#, policyName: "default")
    } _: {
      #"{"KeyId":"\#($0.signing)","PolicyName":"default","Policy":"{\"Statement\":[]}"}"#
    },
    WireCase("PutKeyPolicy that locks out on purpose", .members([])) {
      PutKeyPolicyRequest(keyID: $0.signing, policy: #"{"Statement":[]}"#, bypassPolicyLockoutSafetyCheck: true)
    } _: {
      #"{"KeyId":"\#($0.signing)","BypassPolicyLockoutSafetyCheck":true,"Policy":"{\"Statement\":[]}"}"#
    },
    WireCase("GetKeyPolicy", .members(["Policy", "PolicyName"])) {
      GetKeyPolicyRequest(keyID: $0.signing)
    } _: {
      #"{"KeyId":"\#($0.signing)"}"#
    },
    WireCase("GetKeyPolicy of another name", .refused("NotFoundException")) {
      GetKeyPolicyRequest(keyID: $0.signing, policyName: "x")
    } _: {
      #"{"KeyId":"\#($0.signing)","PolicyName":"x"}"#
    },
    WireCase("ListKeyPolicies", .members(["PolicyNames", "Truncated"])) {
      ListKeyPoliciesRequest(keyID: $0.signing, limit: 5)
    } _: {
      #"{"KeyId":"\#($0.signing)","Limit":5}"#
    },
    WireCase("CreateGrant", .members(["GrantId", "GrantToken"])) {
      CreateGrantRequest(
        keyID: $0.symmetric, granteePrincipal: grantee, operations: [.decrypt],
        constraints: KmsGrantConstraints(encryptionContextSubset: ["a": "b"]), name: "nodes")
    } _: {
      #"{"KeyId":"\#($0.symmetric)","GranteePrincipal":"\#(grantee)","Operations":["Decrypt"],"Constraints":{"EncryptionContextSubset":{"a":"b"}},"Name":"nodes"}"#
    },
    WireCase("CreateGrant for nobody", .refused("InvalidArnException")) {
      CreateGrantRequest(keyID: $0.symmetric, granteePrincipal: "nobody", operations: [.decrypt])
    } _: {
      #"{"KeyId":"\#($0.symmetric)","GranteePrincipal":"nobody","Operations":["Decrypt"]}"#
    },
    WireCase(
      "ListGrants",
      .members([
        "Grants", "Grants.KeyId", "Grants.GrantId", "Grants.Name", "Grants.CreationDate", "Grants.GranteePrincipal",
        "Grants.RetiringPrincipal", "Grants.IssuingAccount", "Grants.Operations", "Grants.Constraints",
        "Grants.Constraints.EncryptionContextEquals", "Grants.Constraints.EncryptionContextEquals.a", "Truncated",
      ])
    ) {
      let grant = try $0.grant()
      return ListGrantsRequest(keyID: $0.symmetric, grantID: grant.grantID, granteePrincipal: grantee)
    } _: {
      #"{"KeyId":"\#($0.symmetric)","GrantId":"\#(try $0.grant().grantID)","GranteePrincipal":"\#(grantee)"}"#
    },
    WireCase("ListRetirableGrants of nobody", .members(["Grants", "Truncated"])) { _ in
      ListRetirableGrantsRequest(retiringPrincipal: grantee)
    } _: { _ in
      #"{"RetiringPrincipal":"\#(grantee)"}"#
    },
    WireCase("RevokeGrant", .members([])) {
      RevokeGrantRequest(keyID: $0.symmetric, grantID: try $0.grant().grantID)
    } _: {
      #"{"KeyId":"\#($0.symmetric)","GrantId":"\#(try $0.grant().grantID)"}"#
    },
    WireCase("RetireGrant by token", .members([])) {
      RetireGrantRequest(grantToken: try $0.grant().grantToken)
    } _: {
      #"{"GrantToken":"\#(try $0.grant().grantToken)"}"#
    },
    WireCase("RetireGrant of nothing", .refused("ValidationException")) { _ in
      RetireGrantRequest()
    } _: { _ in
      "{}"
    },
    WireCase("ReplicateKey of a single-Region key", .refused("UnsupportedOperationException")) {
      ReplicateKeyRequest(keyID: $0.symmetric, replicaRegion: "eu-west-1")
    } _: {
      #"{"KeyId":"\#($0.symmetric)","ReplicaRegion":"eu-west-1"}"#
    },
    WireCase("UpdatePrimaryRegion of a single-Region key", .refused("UnsupportedOperationException")) {
      UpdatePrimaryRegionRequest(keyID: $0.symmetric, primaryRegion: "eu-west-1")
    } _: {
      #"{"KeyId":"\#($0.symmetric)","PrimaryRegion":"eu-west-1"}"#
    },
  ]
}
