/// The `crypto` part of a node's configuration, as far as schemes go. Without arguments, the provider's defaults.
public struct CryptoConfiguration: Hashable, Sendable {
  /// `crypto.provider`.
  public var provider: ProviderName
  /// `crypto.signing.keys`.
  public var signingKeys = SchemeConfiguration<SigningKeySpec>()
  /// `crypto.signing.algorithms`.
  public var signingAlgorithms = SchemeConfiguration<SigningAlgorithmSpec>()
  /// `crypto.encryption.keys`.
  public var encryptionKeys = SchemeConfiguration<EncryptionKeySpec>()
  /// `crypto.encryption.algorithms`.
  public var encryptionAlgorithms = SchemeConfiguration<EncryptionAlgorithmSpec>()

  /// The defaults of a provider.
  public init(provider: ProviderName) {
    self.provider = provider
  }
}

/// The schemes that a node of the 3.x line uses. Canton's `CryptoSchemes`.
public struct NodeSchemes: Hashable, Sendable {
  /// The provider and what it supports.
  public let provider: ProviderSchemes
  /// Key specs for signing.
  public let signingKeys: CryptoScheme<SigningKeySpec>
  /// Algorithms for signing.
  public let signingAlgorithms: CryptoScheme<SigningAlgorithmSpec>
  /// Key specs for encryption.
  public let encryptionKeys: CryptoScheme<EncryptionKeySpec>
  /// Algorithms for encryption.
  public let encryptionAlgorithms: CryptoScheme<EncryptionAlgorithmSpec>

  /// What a configuration gives. Throws Canton's texts: schemes that are not supported or not allowed, and defaults of
  /// key and algorithm that do not go together. Model: Canton 3.5, `CryptoSchemes.fromConfig`.
  public init(_ configuration: CryptoConfiguration) throws(SchemeError) {
    guard let provider = ProviderSchemes.of(configuration.provider) else {
      throw SchemeError(message: "Provider \(configuration.provider.rawValue) exists in the 2.x line only")
    }
    try self.init(
      provider: provider,
      signingKeys: CryptoScheme(configuration.signingKeys, provider.signingKeys),
      signingAlgorithms: CryptoScheme(configuration.signingAlgorithms, provider.signingAlgorithms),
      encryptionKeys: CryptoScheme(configuration.encryptionKeys, provider.encryptionKeys),
      encryptionAlgorithms: CryptoScheme(configuration.encryptionAlgorithms, provider.encryptionAlgorithms))
  }

  private init(
    provider: ProviderSchemes, signingKeys: CryptoScheme<SigningKeySpec>,
    signingAlgorithms: CryptoScheme<SigningAlgorithmSpec>, encryptionKeys: CryptoScheme<EncryptionKeySpec>,
    encryptionAlgorithms: CryptoScheme<EncryptionAlgorithmSpec>
  ) throws(SchemeError) {
    let signers = signingAlgorithms.default.keySpecs
    guard signers.contains(signingKeys.default) else {
      throw SchemeError(
        message: "Default signing key spec \(signingKeys.default.displayName) is not supported by default signing "
          + "algorithm \(signingAlgorithms.default.displayName). Supported key specs: \(signers.printed)")
    }
    let recipients = encryptionAlgorithms.default.keySpecs
    guard recipients.contains(encryptionKeys.default) else {
      throw SchemeError(
        message: "Default encryption key spec \(encryptionKeys.default.displayName) is not supported by default "
          + "encryption algorithm \(encryptionAlgorithms.default.displayName). "
          + "Supported key specs: \(recipients.printed)")
    }
    self.provider = provider
    self.signingKeys = signingKeys
    self.signingAlgorithms = signingAlgorithms
    self.encryptionKeys = encryptionKeys
    self.encryptionAlgorithms = encryptionAlgorithms
  }

  /// The schemes that the node can use with private keys in a service; `self` keeps what it verifies and encrypts
  /// with. Throws when a default is not the service's, which stops the node's start. Model: Canton 3.5,
  /// `CryptoSchemes.selectKmsSchemes`.
  public func selecting(_ kms: KmsSchemes) throws(SchemeError) -> NodeSchemes {
    try NodeSchemes(
      provider: provider,
      signingKeys: signingKeys.selected(kms.signingKeys),
      signingAlgorithms: signingAlgorithms.selected(kms.signingAlgorithms),
      encryptionKeys: encryptionKeys.selected(kms.encryptionKeys),
      encryptionAlgorithms: encryptionAlgorithms.selected(kms.encryptionAlgorithms))
  }

  /// The algorithm for signing with a key: the default if it works with the key, else an allowed one that does. Throws
  /// `noMatchingAlgorithmSpec`.
  public func signingAlgorithm(for spec: SigningKeySpec) throws(CryptoError) -> SigningAlgorithmSpec {
    if signingAlgorithms.default.keySpecs.contains(spec) { return signingAlgorithms.default }
    guard let algorithm = signingAlgorithms.allowed.first(where: { $0.keySpecs.contains(spec) }) else {
      throw .noMatchingAlgorithmSpec
    }
    return algorithm
  }

  /// The algorithm for encrypting to a key: the default if it works with the key, else an allowed one that does. Throws
  /// `noMatchingAlgorithmSpec`.
  public func encryptionAlgorithm(for spec: EncryptionKeySpec) throws(CryptoError) -> EncryptionAlgorithmSpec {
    if encryptionAlgorithms.default.keySpecs.contains(spec) { return encryptionAlgorithms.default }
    guard let algorithm = encryptionAlgorithms.allowed.first(where: { $0.keySpecs.contains(spec) }) else {
      throw .noMatchingAlgorithmSpec
    }
    return algorithm
  }
}
