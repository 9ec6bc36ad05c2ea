extension TagResourceRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), tags: try wire.requiredList("Tags", of: KeyTag.init(wire:)))
  }
}
