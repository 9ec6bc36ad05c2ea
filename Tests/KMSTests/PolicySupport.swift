import Kernel
import Testing

@testable import KMS

let otherAccount = "111122223333"
let root = "arn:aws:iam::\(account):root"
let admin = KmsPrincipal(name: "admin", account: account)
let user = KmsPrincipal(name: "user", account: account)
let outsider = KmsPrincipal(name: "outsider", account: otherAccount)

/// One statement of a policy as JSON. `principal` is nil for an identity policy.
func statement(
  _ effect: String = "Allow", principal: String? = nil, action: String = "kms:*", resource: String = "*",
  condition: String? = nil, more: String = ""
) -> String {
  let who = principal.map { #""Principal": {"AWS": "\#($0)"}, "# } ?? ""
  let when = condition.map { #", "Condition": \#($0)"# } ?? ""
  return #"{"Effect": "\#(effect)", \#(who)"Action": "\#(action)", "Resource": "\#(resource)"\#(when)\#(more)}"#
}

/// A policy of these statements.
func policy(_ statements: String...) -> String {
  #"{"Version": "2012-10-17", "Statement": [\#(statements.joined(separator: ", "))]}"#
}

/// A statement that keeps the policies of the account in charge.
let delegation = statement(principal: root)

/// What a caller lacks.
func denial(
  _ principal: KmsPrincipal, _ action: String, _ resource: String, _ reason: String
) -> KmsServiceError {
  KmsServiceError(
    code: "AccessDeniedException",
    message: "User: \(principal.arn) is not authorized to perform: \(action) on resource: \(resource) \(reason)")
}

func noIdentityPolicy(_ action: String) -> String { "because no identity-based policy allows the \(action) action" }
func noResourcePolicy(_ action: String) -> String { "because no resource-based policy allows the \(action) action" }
let identityDenial = "with an explicit deny in an identity-based policy"
let resourceDenial = "with an explicit deny in a resource-based policy"

extension Bench {
  /// A service where everybody administers an account of their own and key policies count.
  static func administered(_ change: (inout KmsInstanceConfiguration) -> Void = { _ in }) -> Bench {
    Bench {
      $0.permissions = .administrators
      change(&$0)
    }
  }

  /// A P-256 key with a policy.
  func key(policy: String) throws -> KeyMetadata {
    let request = CreateKeyRequest(
      keySpec: .eccNistP256, keyUsage: .signVerify, policy: policy, bypassPolicyLockoutSafetyCheck: true)
    let key = try call(request)
    return key
  }

  /// What `Sign` is refused with.
  func signing(
    _ keyID: String, as principal: KmsPrincipal = alice, type: KmsMessageType = .raw
  ) -> KmsServiceError? {
    refusal(
      SignRequest(keyID: keyID, message: digest32, messageType: type, signingAlgorithm: .ecdsaSha256), as: principal)
  }

  /// Gives a principal an identity policy.
  func attach(_ text: String, to principal: KmsPrincipal) throws {
    service.permissions.attach(try PolicyDocument(text, kind: .identity), to: principal)
  }
}
