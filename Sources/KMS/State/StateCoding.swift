// The values that stand in state records by their own names.
extension ExpirationModel: Codable {}
extension GcpAlgorithm: Codable {}
extension GcpImportMethod: Codable {}
extension GcpProtectionLevel: Codable {}
extension GcpPurpose: Codable {}
extension GcpVersionState: Codable {}
extension KeyMaterialState: Codable {}
extension KeyOrigin: Codable {}
extension KeyRotationType: Codable {}
extension KeyState: Codable {}
extension KmsGrantOperation: Codable {}
extension KmsKeySpec: Codable {}
extension KmsKeyUsage: Codable {}
extension KmsOperation: Codable {}
extension KmsWrappingAlgorithm: Codable {}

/// A key policy is stored as its text.
extension PolicyDocument: Codable {
  /// Reads a key policy.
  public init(from decoder: any Decoder) throws {
    self = try PolicyDocument(try decoder.singleValueContainer().decode(String.self), kind: .key)
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// A resource name is stored as its text.
extension GcpResourceName: Codable {
  /// Reads a name.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let name = GcpResourceName(text) else { throw StateMismatch("\(text) is no resource name") }
    self = name
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
