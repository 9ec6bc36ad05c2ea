import Kernel

/// One event of CloudTrail, version 1.11, and how it is written.
struct CloudTrailEvent {
  let principal: KmsPrincipal
  let instant: Instant
  let origin: CallOrigin
  let subject: CloudTrail.Subject
  let eventID: String

  /// The JSON text.
  func text<Request: KmsOperationRequest>(
    of request: Request, _ result: Result<Request.Response, KmsServiceError>
  ) -> [UInt8] {
    let zero = subject.epochSeconds * 1_000_000_000
    var writer = WireWriter(unixNanosecondsAtZero: zero, style: .cloudTrail)
    writer.beginObject()
    writer.member("eventVersion", "1.11")
    identity(&writer)
    writer.member("eventTime", Self.time(zero + instant.nanoseconds))
    writer.member("eventSource", "kms.amazonaws.com")
    writer.member("eventName", request.operation.rawValue)
    writer.member("awsRegion", subject.names.region)
    writer.member("sourceIPAddress", origin.sourceAddress)
    writer.member("userAgent", origin.userAgent)
    outcome(of: request, result, &writer)
    if let requestID = origin.requestID { writer.member("requestID", requestID) }
    writer.member("eventID", eventID)
    writer.name("readOnly")
    writer.flag(request.operation.isReadOnly)
    resources(&writer)
    writer.member("eventType", "AwsApiCall")
    writer.name("managementEvent")
    writer.flag(true)
    writer.member("recipientAccountId", subject.names.account)
    writer.member("eventCategory", "Management")
    if let tls = origin.tls {
      writer.name("tlsDetails")
      writer.beginObject()
      writer.member("tlsVersion", tls.version)
      writer.member("cipherSuite", tls.cipherSuite)
      writer.member("clientProvidedHostHeader", "kms.\(subject.names.region).amazonaws.com")
      writer.endObject()
    }
    writer.endObject()
    return writer.bytes
  }

  /// `2026-01-01T00:00:00Z`: CloudTrail's times are whole seconds.
  private static func time(_ epochNanoseconds: Int64) -> String {
    let second = 1_000_000_000 as Int64
    return CivilTime(epochNanoseconds: epochNanoseconds / second * second).iso8601()
  }

  /// Error, parameters, answer and what stands beside the answer.
  private func outcome<Request: KmsOperationRequest>(
    of request: Request, _ result: Result<Request.Response, KmsServiceError>, _ writer: inout WireWriter
  ) {
    func null(_ name: String) {
      writer.name(name)
      writer.null()
    }
    func parameters() {
      writer.name("requestParameters")
      Request.trailed.isEmpty ? writer.null() : writer.object(request, Request.trailed)
    }
    switch result {
    case .failure(let error):
      // CloudTrail's word for a refused permission is shorter than the service's, and it does not show what was asked.
      let isDenied = error.code == "AccessDeniedException"
      writer.member("errorCode", isDenied ? "AccessDenied" : error.code)
      if !error.message.isEmpty { writer.member("errorMessage", error.message) }
      isDenied ? null("requestParameters") : parameters()
      null("responseElements")
    case .success(let answer):
      parameters()
      if request.operation.isReadOnly {
        null("responseElements")
      } else {
        writer.name("responseElements")
        answerElements(answer, Request.self, &writer)
      }
      if Request.trailedBeside.contains(where: { $0.isPresent(in: answer) }) {
        writer.name("additionalEventData")
        writer.object(answer, Request.trailedBeside)
      }
    }
  }

  /// The members of the answer that are shown; since December 2022 at least the ARN of the key that was changed.
  private func answerElements<Request: KmsOperationRequest>(
    _ answer: Request.Response, _ type: Request.Type, _ writer: inout WireWriter
  ) {
    let key = subject.resources.first { $0.contains(":key/") }
    guard Request.trailedAnswer.isEmpty else { return writer.object(answer, Request.trailedAnswer) }
    guard let key else { return writer.null() }
    writer.beginObject()
    writer.member("keyId", key)
    writer.endObject()
  }

  private func resources(_ writer: inout WireWriter) {
    guard !subject.resources.isEmpty else { return }
    writer.name("resources")
    writer.beginList()
    for arn in subject.resources {
      writer.beginObject()
      writer.member("accountId", AwsNames.account(of: arn) ?? subject.names.account)
      writer.member("type", arn.contains(":alias/") ? "AWS::KMS::Alias" : "AWS::KMS::Key")
      writer.member("ARN", arn)
      writer.endObject()
    }
    writer.endList()
  }

  /// Who called. The ids that AWS draws when a role or user is made derive from its ARN here.
  private func identity(_ writer: inout WireWriter) {
    var ids = RandomStream(seed: 0, name: "iam/\(principal.policyARN)")
    let unique = Self.letters(17, &ids)
    let accessKey = origin.accessKeyID ?? (principal.kind == .role ? "ASIA" : "AKIA") + Self.letters(16, &ids)
    writer.name("userIdentity")
    writer.beginObject()
    switch principal.kind {
    case .role:
      writer.member("type", "AssumedRole")
      writer.member("principalId", "AROA\(unique):\(principal.name)")
    case .user:
      writer.member("type", "IAMUser")
      writer.member("principalId", "AIDA\(unique)")
    case .root:
      writer.member("type", "Root")
      writer.member("principalId", principal.account)
    }
    writer.member("arn", principal.arn)
    writer.member("accountId", principal.account)
    writer.member("accessKeyId", accessKey)
    switch principal.kind {
    case .root: break
    case .user: writer.member("userName", principal.name)
    case .role: session("AROA\(unique)", &writer)
    }
    writer.endObject()
  }

  private func session(_ roleID: String, _ writer: inout WireWriter) {
    writer.name("sessionContext")
    writer.beginObject()
    writer.name("sessionIssuer")
    writer.beginObject()
    writer.member("type", "Role")
    writer.member("principalId", roleID)
    writer.member("arn", principal.policyARN)
    writer.member("accountId", principal.account)
    writer.member("userName", principal.name)
    writer.endObject()
    writer.name("attributes")
    writer.beginObject()
    writer.member("creationDate", Self.time(subject.epochSeconds * 1_000_000_000))
    writer.member("mfaAuthenticated", "false")
    writer.endObject()
    writer.endObject()
  }

  private static func letters(_ count: Int, _ stream: inout RandomStream) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    return String(decoding: (0..<count).map { _ in alphabet[Int(stream.below(32))] }, as: UTF8.self)
  }
}

extension WireWriter {
  /// A text under a name.
  fileprivate mutating func member(_ name: String, _ text: String) {
    self.name(name)
    self.text(text)
  }
}

extension KmsOperation {
  /// Whether CloudTrail calls the operation read-only: cryptographic operations are, too.
  var isReadOnly: Bool {
    switch self {
    case .describeKey, .getPublicKey, .sign, .verify, .encrypt, .decrypt, .reEncrypt, .generateDataKey,
      .generateDataKeyWithoutPlaintext, .generateDataKeyPair, .generateDataKeyPairWithoutPlaintext, .generateMac,
      .verifyMac, .deriveSharedSecret, .generateRandom, .getParametersForImport, .listKeys, .listAliases,
      .listResourceTags, .getKeyRotationStatus, .listKeyRotations, .getKeyPolicy, .listKeyPolicies, .listGrants,
      .listRetirableGrants, .getKeyLastUsage:
      true
    case .createKey, .tagResource, .scheduleKeyDeletion, .cancelKeyDeletion, .enableKey, .disableKey,
      .importKeyMaterial, .deleteImportedKeyMaterial, .createAlias, .updateAlias, .deleteAlias, .untagResource,
      .updateKeyDescription, .enableKeyRotation, .disableKeyRotation, .rotateKeyOnDemand, .replicateKey,
      .updatePrimaryRegion, .putKeyPolicy, .createGrant, .revokeGrant, .retireGrant:
      false
    }
  }
}
