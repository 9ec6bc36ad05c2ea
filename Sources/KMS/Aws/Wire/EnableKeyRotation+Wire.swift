extension EnableKeyRotationRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(keyID: try wire.requiredText("KeyId"), rotationPeriodInDays: try wire.number("RotationPeriodInDays"))
  }
}
