extension GenerateRandomRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      numberOfBytes: try wire.number("NumberOfBytes"), customKeyStoreID: try wire.text("CustomKeyStoreId"))
    try wire.refuseRecipient()
  }

  /// The random bytes.
  public static let answer: [AwsAnswerMember<GenerateRandomResponse>] = [
    .blob("Plaintext", \.plaintext.bytes)
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<GenerateRandomRequest>] = [.number("NumberOfBytes", \.numberOfBytes)]
}
