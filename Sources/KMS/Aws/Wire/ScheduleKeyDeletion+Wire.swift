extension ScheduleKeyDeletionRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(keyID: try wire.requiredText("KeyId"), pendingWindowInDays: try wire.number("PendingWindowInDays"))
  }

  /// When the key will be gone.
  public static let answer: [AwsAnswerMember<ScheduleKeyDeletionResponse>] = [
    .text("KeyId", \.keyARN), .time("DeletionDate", \.deletionDate), .name("KeyState", \.keyState),
    .number("PendingWindowInDays", \.pendingWindowInDays),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<ScheduleKeyDeletionRequest>] = [
    .text("KeyId", \.keyID), .number("PendingWindowInDays", \.pendingWindowInDays),
  ]

  /// As it is answered.
  public static var trailedAnswer: [AwsAnswerMember<ScheduleKeyDeletionResponse>] { answer }
}
