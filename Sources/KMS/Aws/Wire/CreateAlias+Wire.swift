extension CreateAliasRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(aliasName: try wire.requiredText("AliasName"), targetKeyID: try wire.requiredText("TargetKeyId"))
  }
}
