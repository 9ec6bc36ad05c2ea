extension GetKeyLastUsageRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) { self.init(keyID: try wire.requiredText("KeyId")) }

  /// The last use; an empty object when there was none.
  public static let answer: [AwsAnswerMember<GetKeyLastUsageResponse>] = [
    .text("KeyId", \.keyID), .object("KeyLastUsage", KeyUse.wireForm) { $0.keyLastUsage.map { [$0] } ?? [] },
    .time("TrackingStartDate", \.trackingStartDate), .time("KeyCreationDate", \.keyCreationDate),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<GetKeyLastUsageRequest>] = [.text("KeyId", \.keyID)]
}

extension KeyUse {
  /// The members of AWS's `KeyLastUsageData`, all absent for a key that was never used.
  static let wireForm: [AwsAnswerMember<[KeyUse]>] = [
    .name("Operation") { $0.first?.operation }, .time("Timestamp") { $0.first?.timestamp },
    .text("CloudTrailEventId") { $0.first?.cloudTrailEventID }, .text("KmsRequestId") { $0.first?.kmsRequestID },
  ]
}
