/// A signing scheme of the 2.x line, key and algorithm in one name.
public enum LegacySigningScheme: String, CryptoSpec {
  /// Ed25519.
  case ed25519 = "ed-25519"
  /// ECDSA over P-256.
  case ecDsaP256 = "ec-dsa-p-256"
  /// ECDSA over P-384.
  case ecDsaP384 = "ec-dsa-p-384"

  /// Canton's name in printouts.
  public var displayName: String {
    switch self {
    case .ed25519: "Ed25519"
    case .ecDsaP256: "ECDSA-P256"
    case .ecDsaP384: "ECDSA-P384"
    }
  }
}

/// An encryption scheme of the 2.x line, key and algorithm in one name.
public enum LegacyEncryptionScheme: String, CryptoSpec {
  /// ECIES over P-256 with AES-128-GCM.
  case eciesP256Aes128Gcm = "ecies-p-256-hkdf-hmac-sha-256-aes-128-gcm"
  /// ECIES over P-256 with AES-128-CBC.
  case eciesP256Aes128Cbc = "ecies-p-256-hmac-sha-256-aes-128-cbc"
  /// RSA-OAEP with a key of 2048 bits.
  case rsa2048OaepSha256 = "rsa-2048-oaep-sha-256"

  /// Canton's name in printouts.
  public var displayName: String {
    switch self {
    case .eciesP256Aes128Gcm: "ECIES-P256_HMAC256_AES128-GCM"
    case .eciesP256Aes128Cbc: "ECIES-P256_HMAC256_AES128-CBC"
    case .rsa2048OaepSha256: "RSA2048-OAEP-SHA256"
    }
  }
}

/// What a provider of the 2.x line (2.7 to 2.10) supports. Model: Canton 2.x, *Security and key management*.
public struct LegacyProviderSchemes: Hashable, Sendable {
  /// The provider.
  public let name: ProviderName
  /// Schemes for signing, those included that it only verifies.
  public let signing: ProviderScheme<LegacySigningScheme>
  /// Of these, the ones it verifies but does not sign with.
  public let verifyOnly: [LegacySigningScheme]
  /// Schemes for encryption, those included that it only encrypts with.
  public let encryption: ProviderScheme<LegacyEncryptionScheme>
  /// Of these, the ones it encrypts but does not decrypt with.
  public let encryptOnly: [LegacyEncryptionScheme]

  /// The default of the line.
  public static let tink = LegacyProviderSchemes(
    name: .tink,
    signing: ProviderScheme(default: .ed25519, supported: [.ed25519, .ecDsaP256, .ecDsaP384]), verifyOnly: [],
    encryption: ProviderScheme(default: .eciesP256Aes128Gcm, supported: [.eciesP256Aes128Gcm]), encryptOnly: [])

  /// Software, with every scheme of the line.
  public static let jce = LegacyProviderSchemes(
    name: .jce,
    signing: ProviderScheme(default: .ed25519, supported: LegacySigningScheme.allCases), verifyOnly: [],
    encryption: ProviderScheme(default: .eciesP256Aes128Gcm, supported: LegacyEncryptionScheme.allCases),
    encryptOnly: [])

  /// Private keys in a key management service.
  public static let kms = LegacyProviderSchemes(
    name: .kms,
    signing: ProviderScheme(default: .ecDsaP256, supported: LegacySigningScheme.allCases), verifyOnly: [.ed25519],
    encryption: ProviderScheme(default: .rsa2048OaepSha256, supported: LegacyEncryptionScheme.allCases),
    encryptOnly: [.eciesP256Aes128Gcm, .eciesP256Aes128Cbc])

  /// The table of a provider.
  public static func of(_ name: ProviderName) -> LegacyProviderSchemes {
    switch name {
    case .tink: tink
    case .jce: jce
    case .kms: kms
    }
  }
}

/// The `crypto` part of the configuration of a 2.x node, as far as schemes go.
public struct LegacyCryptoConfiguration: Hashable, Sendable {
  /// `crypto.provider`.
  public var provider: ProviderName
  /// `crypto.signing`.
  public var signing = SchemeConfiguration<LegacySigningScheme>()
  /// `crypto.encryption`.
  public var encryption = SchemeConfiguration<LegacyEncryptionScheme>()

  /// The defaults of a provider.
  public init(provider: ProviderName) {
    self.provider = provider
  }
}

/// The schemes that a 2.x domain requires of every member.
public struct LegacyHandshakeRequirement: Hashable, Sendable {
  /// `required-signing-key-schemes`.
  public var signing: [LegacySigningScheme]
  /// `required-encryption-key-schemes`.
  public var encryption: [LegacyEncryptionScheme]

  /// What a domain requires when its parameters name nothing: all that its provider supports.
  public init(provider: LegacyProviderSchemes) {
    signing = provider.signing.supported
    encryption = provider.encryption.supported
  }

  /// A requirement of these schemes.
  public init(signing: [LegacySigningScheme], encryption: [LegacyEncryptionScheme]) {
    self.signing = signing
    self.encryption = encryption
  }

  /// Whether a node with this configuration may connect; the rule is that of the 3.x line. For a `kms` node a default
  /// that its service cannot sign or decrypt with is refused too.
  public func verdict(for configuration: LegacyCryptoConfiguration) -> HandshakeVerdict {
    let provider = LegacyProviderSchemes.of(configuration.provider)
    do throws(SchemeError) {
      let signing = try CryptoScheme(configuration.signing, provider.signing)
      let encryption = try CryptoScheme(configuration.encryption, provider.encryption)
      _ = try signing.selected(provider.signing.supported.filter { !provider.verifyOnly.contains($0) })
      _ = try encryption.selected(provider.encryption.supported.filter { !provider.encryptOnly.contains($0) })
      let causes =
        HandshakeRule.causes(self.signing, signing) + HandshakeRule.causes(self.encryption, encryption)
      return causes.isEmpty ? .accepted : .refused(causes: causes)
    } catch {
      return .refused(causes: [error.message])
    }
  }
}
