/// AWS's error answers: code, text and HTTP status (kms.md sections 2 to 4; texts marked there as recorded are exact).
enum AwsErrors {
  static func notFound(_ message: String) -> KmsServiceError {
    KmsServiceError(code: "NotFoundException", message: message)
  }
  static func validation(_ message: String) -> KmsServiceError {
    KmsServiceError(code: "ValidationException", message: message)
  }
  static func unsupported(_ message: String) -> KmsServiceError {
    KmsServiceError(code: "UnsupportedOperationException", message: message)
  }
  static func tag(_ message: String) -> KmsServiceError { KmsServiceError(code: "TagException", message: message) }
  static func invalidKeyUsage(_ message: String) -> KmsServiceError {
    KmsServiceError(code: "InvalidKeyUsageException", message: message)
  }

  /// The body is no JSON object (AWS sends no text then), or a member is of a wrong type.
  static func serialization(_ message: String) -> KmsServiceError {
    KmsServiceError(code: "SerializationException", message: message)
  }

  /// The operation's name is none of AWS's; AWS sends no text.
  static let unknownOperation = KmsServiceError(code: "UnknownOperationException", message: "")
  /// The body is longer than any request can be.
  static let requestTooLarge = KmsServiceError(code: "RequestEntityTooLargeException", message: "", httpStatus: 413)
  /// The quota was spent. AWS answers 400, not 429; SDKs recognise the code.
  static let throttling = KmsServiceError(
    code: "ThrottlingException",
    message: "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.")
  /// The credentials are not known.
  static let unrecognizedClient = KmsServiceError(
    code: "UnrecognizedClientException", message: "The security token included in the request is invalid.")
  /// The ciphertext cannot be decrypted; AWS sends no text.
  static let invalidCiphertext = KmsServiceError(code: "InvalidCiphertextException", message: "")
  /// The signature is wrong; AWS sends no text.
  static let invalidSignature = KmsServiceError(code: "KMSInvalidSignatureException", message: "")
  /// The message authentication code is wrong; AWS sends no text.
  static let invalidMac = KmsServiceError(code: "KMSInvalidMacException", message: "")
  /// The request would have been answered.
  static let dryRun = KmsServiceError(
    code: "DryRunOperationException", message: "The request would have succeeded, but the DryRun option is set.")
  /// The key named is not the one that the ciphertext was made with.
  static let incorrectKey = KmsServiceError(
    code: "IncorrectKeyException",
    message: "The key ID in the request does not identify a CMK that can perform this operation.")
  /// The token is not one of this key's.
  static let invalidImportToken = KmsServiceError(
    code: "InvalidImportTokenException",
    message:
      "The request was rejected because the provided import token is invalid or is associated with a different KMS key."
  )
  /// The token is older than 24 hours.
  static let expiredImportToken = KmsServiceError(
    code: "ExpiredImportTokenException",
    message: "The request was rejected because the specified import token is expired.")
  /// The material cannot be the key's.
  static let incorrectKeyMaterial = KmsServiceError(
    code: "IncorrectKeyMaterialException",
    message:
      "The request was rejected because the key material in the request is not the expected key material for this KMS key."
  )
  /// Something broke inside the service.
  static let internalFailure = KmsServiceError(
    code: "KMSInternalException",
    message: "The request was rejected because an internal exception occurred. The request can be retried.",
    httpStatus: 500)
  /// The key's hardware did not answer.
  static let keyUnavailable = KmsServiceError(
    code: "KeyUnavailableException",
    message: "The request was rejected because the specified KMS key was not available. You can retry the request.",
    httpStatus: 500)
  /// The account has as many keys as it may.
  static let keyLimit = KmsServiceError(
    code: "LimitExceededException",
    message: "The request was rejected because a length constraint or quota was exceeded.")

  /// An operation that takes key ids and key ARNs only got an alias.
  static let aliasNotSupported = KmsServiceError(
    code: "InvalidArnException", message: "Key Aliases are not supported for this operation.")
  /// `alias/aws/` belongs to AWS's own keys; AWS sends no text.
  static let reservedAlias = KmsServiceError(code: "NotAuthorizedException", message: "")
  /// The marker of a list is none that the list gave.
  static let invalidMarker = KmsServiceError(
    code: "InvalidMarkerException",
    message:
      "The request was rejected because the marker that specifies where pagination should next begin is not valid.")

  /// Rotation of an asymmetric or HMAC key; AWS sends no text (recorded for EnableKeyRotation and RotateKeyOnDemand).
  static let rotationUnsupported = unsupported("")
  /// A rotation runs or is about to begin. The text is the API model's, the service's is not recorded.
  static let rotationConflict = KmsServiceError(
    code: "ConflictException",
    message:
      "The request was rejected because an automatic rotation of this key is currently in progress or scheduled to begin within the next 20 minutes."
  )

  /// The key's material comes from elsewhere than the operation demands.
  static func wrongOrigin(_ arn: String, _ origin: KeyOrigin) -> KmsServiceError {
    unsupported("\(arn) origin is \(origin.rawValue) which is not valid for this operation.")
  }

  /// A state that is not the key's own.
  static func invalidKeyState(_ message: String) -> KmsServiceError {
    KmsServiceError(code: "KMSInvalidStateException", message: message)
  }

  /// A member that only symmetric encryption keys have. The API reference states it; the wording is not recorded.
  static func symmetricOnly(_ member: String) -> KmsServiceError {
    validation("\(member) is only valid for symmetric encryption KMS keys.")
  }

  /// No alias has the ARN.
  static func aliasNotFound(_ arn: String) -> KmsServiceError { notFound("Alias \(arn) is not found.") }

  /// An alias has the ARN already.
  static func aliasExists(_ arn: String) -> KmsServiceError {
    KmsServiceError(code: "AlreadyExistsException", message: "An alias with the name \(arn) already exists")
  }

  /// A resource quota is used up.
  static func resourceQuota(_ what: String, limit: Int, usage: Int) -> KmsServiceError {
    KmsServiceError(
      code: "LimitExceededException",
      message: "\(what) quota for this account in this region is \(limit), current usage is \(usage).")
  }

  /// There are no custom key stores.
  static let customKeyStoreNotFound = KmsServiceError(
    code: "CustomKeyStoreNotFoundException",
    message:
      "The request was rejected because AWS KMS cannot find a custom key store with the specified key store name or ID."
  )

  /// The key is disabled.
  static func disabled(_ arn: String) -> KmsServiceError {
    KmsServiceError(code: "DisabledException", message: "\(arn) is disabled.")
  }

  /// The key's state does not allow the operation.
  static func invalidState(_ arn: String, _ wording: String) -> KmsServiceError {
    KmsServiceError(code: "KMSInvalidStateException", message: "\(arn) is \(wording).")
  }

  /// The key's usage does not allow the operation.
  static func wrongUsage(_ arn: String, _ usage: KmsKeyUsage, _ operation: KmsOperation) -> KmsServiceError {
    invalidKeyUsage("\(arn) key usage is \(usage.rawValue) which is not valid for \(operation.rawValue).")
  }

  /// The algorithm is not one of the key's.
  static func incompatibleAlgorithm(_ algorithm: String, _ spec: KmsKeySpec) -> KmsServiceError {
    invalidKeyUsage("Algorithm \(algorithm) is incompatible with key spec \(spec.rawValue).")
  }

  /// The text is no policy. What the service says beyond the code is not recorded; the API model's text stands here.
  static let malformedPolicy = malformedPolicyDocument(
    "The request was rejected because the specified policy is not syntactically or semantically correct.")
  /// A policy names a principal that cannot be one.
  static let invalidPrincipals = malformedPolicyDocument(
    "Policy contains a statement with one or more invalid principals.")
  /// The caller could not put another policy after this one.
  static let lockout = malformedPolicyDocument(
    "The new key policy will not allow you to update the key policy in the future.")
  /// A policy of more than 32 KiB.
  static let policyTooLong = keyLimit
  /// A grant token that the service did not hand out.
  static let invalidGrantToken = KmsServiceError(
    code: "InvalidGrantTokenException",
    message: "The request was rejected because the specified grant token is not valid.")
  /// A text that cannot name a grant.
  static let invalidGrantID = KmsServiceError(
    code: "InvalidGrantIdException",
    message: "The request was rejected because the specified GrantId is not valid.")
  /// A principal that cannot be one.
  static func invalidArn(_ message: String) -> KmsServiceError {
    KmsServiceError(code: "InvalidArnException", message: message)
  }
  /// There is such a thing already.
  static let alreadyExists = KmsServiceError(
    code: "AlreadyExistsException",
    message: "The request was rejected because it attempted to create a resource that already exists.")
  /// Temporary credentials that have ended.
  static let expiredToken = KmsServiceError(
    code: "ExpiredTokenException", message: "The security token included in the request is expired")

  private static func malformedPolicyDocument(_ message: String) -> KmsServiceError {
    KmsServiceError(code: "MalformedPolicyDocumentException", message: message)
  }

  /// The principal's policies do not allow the action. `resource` is nil for the tags of a new key, which AWS names none for.
  static func accessDenied(
    _ principal: KmsPrincipal, _ operation: KmsOperation, resource: String?, crossAccount: Bool = false
  )
    -> KmsServiceError
  {
    let target = resource.map { " on resource: \($0)" } ?? ""
    let kind = crossAccount ? "resource" : "identity"
    return KmsServiceError(
      code: "AccessDeniedException",
      message:
        "User: \(principal.arn) is not authorized to perform: \(operation.action)\(target) because no \(kind)-based policy allows the \(operation.action) action"
    )
  }

  /// The codes that AWS's API model lists, for which the Java SDK has an exception class of its own.
  static let modelled: Set<String> = [
    "AlreadyExistsException", "ConflictException", "CustomKeyStoreNotFoundException", "DependencyTimeoutException",
    "DisabledException", "DryRunOperationException", "ExpiredImportTokenException", "IncorrectKeyException",
    "IncorrectKeyMaterialException", "InvalidAliasNameException", "InvalidArnException", "InvalidCiphertextException",
    "InvalidGrantIdException", "InvalidGrantTokenException", "InvalidImportTokenException", "InvalidKeyUsageException",
    "InvalidMarkerException", "KMSInternalException", "KMSInvalidMacException", "KMSInvalidSignatureException",
    "KMSInvalidStateException", "KeyUnavailableException", "LimitExceededException", "MalformedPolicyDocumentException",
    "NotFoundException", "TagException", "UnsupportedOperationException",
  ]
}
