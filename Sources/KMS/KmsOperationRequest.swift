/// A typed request of one operation. Its file under `Operations/` says what its members are, how they are checked and
/// what the service does with it; nothing else has to know the operation but its name and what tables say of it.
public protocol KmsOperationRequest<Response>: Hashable, Sendable {
  /// What the service answers.
  associatedtype Response: Hashable, Sendable

  /// The operation.
  static var operation: KmsOperation { get }

  /// The `KeyId` as the caller wrote it; nil where the request names no key.
  var keyReference: String? { get }

  /// How a validation error calls ``keyReference``: `keyId` unless the request says otherwise.
  static var keyReferenceMember: String { get }

  /// Whether the caller only asks whether the request would succeed: `DryRun`.
  var isDryRun: Bool { get }

  /// The `KeyId` by which the quota is chosen; ``keyReference`` unless the request says it in another way.
  var quotaKeyReference: String? { get }

  /// The encryption context, which conditions of policies and constraints of grants can ask for.
  var encryptionContext: [String: String] { get }

  /// Tokens of grants that the caller wants to count although they may not be visible everywhere yet; at most 10.
  var grantTokens: [String] { get }

  /// What a policy's conditions can ask of the request: the values of a condition key in lower case, such as
  /// `kms:signingalgorithm`; nil when the request does not have it.
  func accessValues(_ conditionKey: String) -> [String]?

  /// The spec of the key that the request makes; nil where it makes none.
  var newKeySpec: KmsKeySpec? { get }

  /// The kind of key that a request for an unknown key is counted as.
  var assumedKeySpec: KmsKeySpec { get }

  /// The quota that the request counts against, when it uses a key of the given spec.
  func quota(keySpec: KmsKeySpec) -> AwsQuota

  /// What Canton's audit log says of the request.
  var auditText: String { get }

  /// What Canton's audit log says of an answer.
  static func auditText(of response: Response) -> String

  /// What CloudTrail shows of the request; none where it shows `null`.
  static var trailed: [AwsAnswerMember<Self>] { get }

  /// What CloudTrail shows of an answer; none where that is the key's ARN or nothing.
  static var trailedAnswer: [AwsAnswerMember<Response>] { get }

  /// What CloudTrail tells beside the answer, `additionalEventData`.
  static var trailedBeside: [AwsAnswerMember<Response>] { get }

  /// Checks the members' sizes and numbers.
  func validate(_ check: inout AwsValidation)

  /// Carries the request out. The checks of its members and the quota are behind it.
  func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> Response
}

extension KmsOperationRequest {
  /// The operation.
  public var operation: KmsOperation { Self.operation }
  /// `keyId`.
  public static var keyReferenceMember: String { "keyId" }
  /// The effect is wanted.
  public var isDryRun: Bool { false }
  /// As ``keyReference``.
  public var quotaKeyReference: String? { keyReference }
  /// None.
  public var encryptionContext: [String: String] { [:] }
  /// None.
  public var grantTokens: [String] { [] }
  /// None.
  public func accessValues(_ conditionKey: String) -> [String]? { nil }
  /// None.
  public var newKeySpec: KmsKeySpec? { nil }
  /// A symmetric key.
  public var assumedKeySpec: KmsKeySpec { .symmetricDefault }
  /// The operation's.
  public func quota(keySpec: KmsKeySpec) -> AwsQuota { .of(operation, spec: keySpec) }
  /// No more than usual.
  public static var trailedAnswer: [AwsAnswerMember<Response>] { [] }
  /// Nothing.
  public static var trailedBeside: [AwsAnswerMember<Response>] { [] }
  /// Nothing to check.
  public func validate(_ check: inout AwsValidation) {}
}

/// A request whose `KeyId` is required.
public protocol KmsKeyRequest: KmsOperationRequest {
  /// The key: an id, an ARN, and where the operation takes them an alias or its ARN.
  var keyID: String { get }
}

extension KmsKeyRequest {
  /// The `KeyId`.
  public var keyReference: String? { keyID }
}

/// The answer of an operation that answers with no members.
public struct KmsEmptyResponse: Hashable, Sendable {
  /// Makes one.
  public init() {}
}
