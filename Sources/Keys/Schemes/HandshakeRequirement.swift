/// What came of comparing a node's schemes with a synchronizer's requirement.
public enum HandshakeVerdict: Hashable, Sendable {
  /// The node may connect.
  case accepted
  /// The connection fails with `SYNCHRONIZER_CRYPTO_HANDSHAKE_FAILED`. Canton reports the first cause; all are listed.
  case refused(causes: [String])

  /// The causes; empty when accepted.
  public var causes: [String] {
    switch self {
    case .accepted: []
    case .refused(let causes): causes
    }
  }
}

/// The schemes that a synchronizer's static parameters require of every member (3.x line).
public struct HandshakeRequirement: Hashable, Sendable {
  /// Algorithms for signing.
  public var signingAlgorithms: [SigningAlgorithmSpec]
  /// Key specs for signing.
  public var signingKeys: [SigningKeySpec]
  /// Algorithms for encryption.
  public var encryptionAlgorithms: [EncryptionAlgorithmSpec]
  /// Key specs for encryption.
  public var encryptionKeys: [EncryptionKeySpec]
  /// Schemes for symmetric keys.
  public var symmetricKeySchemes: [SymmetricKeyScheme] = [.aes128Gcm]
  /// Hash algorithms.
  public var hashAlgorithms: [HashAlgorithm] = [.sha256]
  /// Key encodings.
  public var keyFormats: [CryptoKeyFormat]
  /// Signature encodings.
  public var signatureFormats: [SignatureFormat]

  /// What a synchronizer requires when its parameters name nothing: all that its founder's provider supports.
  public init(provider: ProviderSchemes) {
    signingAlgorithms = provider.signingAlgorithms.supported
    signingKeys = provider.signingKeys.supported
    encryptionAlgorithms = provider.encryptionAlgorithms.supported
    encryptionKeys = provider.encryptionKeys.supported
    keyFormats = provider.keyFormats
    signatureFormats = provider.signatureFormats
  }

  /// Whether a node with these schemes may connect: it allows everything required, and each of its defaults is
  /// required, since otherwise another member need not understand what it sends. Schemes are those of the
  /// configuration, not those that its KMS can sign with. Model: Canton 3.5, `CryptoHandshakeValidator`.
  public func verdict(for node: NodeSchemes) -> HandshakeVerdict {
    let causes =
      HandshakeRule.causes(signingAlgorithms, node.signingAlgorithms)
      + HandshakeRule.causes(signingKeys, node.signingKeys)
      + HandshakeRule.causes(encryptionAlgorithms, node.encryptionAlgorithms)
      + HandshakeRule.causes(encryptionKeys, node.encryptionKeys)
      + HandshakeRule.unsupported(symmetricKeySchemes, node.provider.symmetric.supported)
      + HandshakeRule.unsupported(hashAlgorithms, node.provider.hash.supported)
      + HandshakeRule.unsupportedFormats(keyFormats, node.provider.keyFormats)
      + HandshakeRule.unsupportedFormats(signatureFormats, node.provider.signatureFormats)
    return causes.isEmpty ? .accepted : .refused(causes: causes)
  }

  /// As `verdict(for:)`; a configuration that gives no schemes is refused with its error.
  public func verdict(for configuration: CryptoConfiguration) -> HandshakeVerdict {
    do {
      return verdict(for: try NodeSchemes(configuration))
    } catch {
      return .refused(causes: [error.message])
    }
  }
}

/// The two comparisons of the handshake, the same in both lines.
enum HandshakeRule {
  static func causes<Spec>(_ required: [Spec], _ scheme: CryptoScheme<Spec>) -> [String] {
    var causes = unsupported(required, scheme.allowed)
    if !required.contains(scheme.default) {
      causes.append("The default \(scheme.default.displayName) scheme is not a required scheme: \(required.printed)")
    }
    return causes
  }

  static func unsupported<Spec: CryptoSpec>(_ required: [Spec], _ allowed: [Spec]) -> [String] {
    let missing = required.filter { !allowed.contains($0) }
    return missing.isEmpty
      ? [] : ["Required schemes \(missing.printed) are not supported/allowed (\(allowed.printed))"]
  }

  static func unsupportedFormats<Spec: CryptoSpec>(_ required: [Spec], _ supported: [Spec]) -> [String] {
    let missing = required.filter { !supported.contains($0) }
    return missing.isEmpty ? [] : ["Required formats \(missing.printed) are not supported (\(supported.printed))"]
  }
}
