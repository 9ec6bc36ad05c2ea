/// What a provider of the 3.x line supports. Model: Canton 3.4 and 3.5, `CryptoProvider`.
public struct ProviderSchemes: Hashable, Sendable {
  /// The provider.
  public let name: ProviderName
  /// Key specs for signing.
  public let signingKeys: ProviderScheme<SigningKeySpec>
  /// Algorithms for signing.
  public let signingAlgorithms: ProviderScheme<SigningAlgorithmSpec>
  /// Key specs for encryption.
  public let encryptionKeys: ProviderScheme<EncryptionKeySpec>
  /// Algorithms for encryption.
  public let encryptionAlgorithms: ProviderScheme<EncryptionAlgorithmSpec>
  /// Schemes for symmetric keys.
  public let symmetric: ProviderScheme<SymmetricKeyScheme>
  /// Hash algorithms.
  public let hash: ProviderScheme<HashAlgorithm>
  /// Key encodings.
  public let keyFormats: [CryptoKeyFormat]
  /// Signature encodings.
  public let signatureFormats: [SignatureFormat]

  /// The software provider, default of the line.
  public static let jce = table(
    .jce, signingKey: .ecCurve25519, signing: .ed25519, encryptionKey: .ecP256,
    encryption: .eciesHkdfHmacSha256Aes128Cbc)

  /// The provider with private keys in a key management service. It supports the same names, since public operations
  /// are the software provider's; what the service can do with private keys is in `KmsSchemes`.
  public static let kms = table(
    .kms, signingKey: .ecP256, signing: .ecDsaSha256, encryptionKey: .rsa2048, encryption: .rsaOaepSha256)

  /// The table of a provider; nil for `tink`, which the line no longer has.
  public static func of(_ name: ProviderName) -> ProviderSchemes? {
    switch name {
    case .tink: nil
    case .jce: jce
    case .kms: kms
    }
  }

  private static func table(
    _ name: ProviderName, signingKey: SigningKeySpec, signing: SigningAlgorithmSpec,
    encryptionKey: EncryptionKeySpec, encryption: EncryptionAlgorithmSpec
  ) -> ProviderSchemes {
    ProviderSchemes(
      name: name,
      signingKeys: ProviderScheme(default: signingKey, supported: SigningKeySpec.allCases),
      signingAlgorithms: ProviderScheme(default: signing, supported: SigningAlgorithmSpec.allCases),
      encryptionKeys: ProviderScheme(default: encryptionKey, supported: EncryptionKeySpec.allCases),
      encryptionAlgorithms: ProviderScheme(default: encryption, supported: EncryptionAlgorithmSpec.allCases),
      symmetric: ProviderScheme(default: .aes128Gcm, supported: [.aes128Gcm]),
      hash: ProviderScheme(default: .sha256, supported: [.sha256]),
      keyFormats: [.raw, .derX509Spki, .derPkcs8Pki], signatureFormats: [.der, .concat])
  }
}

/// What a key management service can do with private keys. Model: Canton 3.5, `AwsKms` and `GcpKms`; the operators'
/// table for keys generated beforehand names fewer (P-256, P-384 and RSA-2048).
public struct KmsSchemes: Hashable, Sendable {
  /// Key specs for signing.
  public let signingKeys: [SigningKeySpec]
  /// Algorithms for signing.
  public let signingAlgorithms: [SigningAlgorithmSpec]
  /// Key specs for encryption.
  public let encryptionKeys: [EncryptionKeySpec]
  /// Algorithms for encryption.
  public let encryptionAlgorithms: [EncryptionAlgorithmSpec]

  /// A service with these abilities; a driver declares its own.
  public init(
    signingKeys: [SigningKeySpec], signingAlgorithms: [SigningAlgorithmSpec], encryptionKeys: [EncryptionKeySpec],
    encryptionAlgorithms: [EncryptionAlgorithmSpec]
  ) {
    self.signingKeys = signingKeys
    self.signingAlgorithms = signingAlgorithms
    self.encryptionKeys = encryptionKeys
    self.encryptionAlgorithms = encryptionAlgorithms
  }

  /// AWS KMS: no Ed25519.
  public static let aws = KmsSchemes(
    signingKeys: [.ecP256, .ecP384, .ecSecp256k1], signingAlgorithms: [.ecDsaSha256, .ecDsaSha384],
    encryptionKeys: [.rsa2048], encryptionAlgorithms: [.rsaOaepSha256])

  /// Google Cloud KMS: Ed25519 too.
  public static let gcp = KmsSchemes(
    signingKeys: SigningKeySpec.allCases, signingAlgorithms: SigningAlgorithmSpec.allCases,
    encryptionKeys: [.rsa2048], encryptionAlgorithms: [.rsaOaepSha256])
}
