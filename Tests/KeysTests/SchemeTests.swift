import Keys
import Testing

@Suite("schemes and the handshake") struct SchemeTests {
  @Test("without configuration a node uses its provider's defaults and allows all of it")
  func defaults() throws {
    let jce = try NodeSchemes(CryptoConfiguration(provider: .jce))
    #expect(jce.signingKeys.default == .ecCurve25519)
    #expect(jce.encryptionAlgorithms.default == .eciesHkdfHmacSha256Aes128Cbc)
    let kms = try NodeSchemes(CryptoConfiguration(provider: .kms))
    #expect(kms.signingKeys.default == .ecP256)
    #expect(kms.encryptionKeys.default == .rsa2048)
    #expect(kms.signingKeys.allowed == SigningKeySpec.allCases)
  }

  @Test("a default that is not allowed stops the node")
  func notAllowed() {
    var configuration = CryptoConfiguration(provider: .jce)
    configuration.signingKeys.allowed = [.ecP256, .ecP384]
    #expect(throws: SchemeError(message: "Scheme EC-Curve25519 is not allowed: Set(EC-P256, EC-P384)")) {
      try NodeSchemes(configuration)
    }
  }

  @Test("defaults of key and algorithm must go together")
  func incompatible() {
    var configuration = CryptoConfiguration(provider: .jce)
    configuration.signingKeys.default = .ecP384
    #expect(
      throws: SchemeError(
        message: "Default signing key spec EC-P384 is not supported by default signing algorithm Ed25519. "
          + "Supported key specs: Set(EC-Curve25519)")
    ) { try NodeSchemes(configuration) }
    var encryption = CryptoConfiguration(provider: .kms)
    encryption.encryptionKeys.default = .ecP256
    #expect(
      throws: SchemeError(
        message: "Default encryption key spec EC-P256 is not supported by default encryption algorithm "
          + "RSA-OAEP-SHA256. Supported key specs: Set(RSA-2048)")
    ) { try NodeSchemes(encryption) }
  }

  @Test("the schemes of a KMS node must be its service's: Ed25519 starts on GCP and not on AWS")
  func kmsDefaults() throws {
    var configuration = CryptoConfiguration(provider: .kms)
    configuration.signingKeys.default = .ecCurve25519
    configuration.signingAlgorithms.default = .ed25519
    let schemes = try NodeSchemes(configuration)
    #expect(try schemes.selecting(.gcp).signingKeys.default == .ecCurve25519)
    #expect(
      throws: SchemeError(
        message: "The configured default scheme EC-Curve25519 not supported by the KMS: "
          + "Set(EC-P256, EC-P384, EC-Secp256k1)")
    ) { try schemes.selecting(.aws) }
    let plain = try NodeSchemes(CryptoConfiguration(provider: .kms)).selecting(.aws)
    #expect(plain.signingKeys.allowed == [.ecP256, .ecP384, .ecSecp256k1])
    #expect(plain.encryptionKeys.allowed == [.rsa2048])
  }

  @Test("the algorithm is the default where it works with the key, else an allowed one, else none")
  func algorithmChoice() throws {
    var configuration = CryptoConfiguration(provider: .kms)
    configuration.signingAlgorithms.allowed = [.ecDsaSha256, .ed25519]
    let schemes = try NodeSchemes(configuration)
    #expect(try schemes.signingAlgorithm(for: .ecSecp256k1) == .ecDsaSha256)
    #expect(try schemes.signingAlgorithm(for: .ecCurve25519) == .ed25519)
    #expect(throws: CryptoError.noMatchingAlgorithmSpec) { try schemes.signingAlgorithm(for: .ecP384) }
    #expect(try schemes.encryptionAlgorithm(for: .ecP256) == .eciesHkdfHmacSha256Aes128Cbc)
  }

  @Test("KMS and software nodes of the 3.x line meet on a synchronizer without requirements of its own")
  func mixedNetwork() {
    for founder in [ProviderSchemes.jce, .kms] {
      let requirement = HandshakeRequirement(provider: founder)
      #expect(requirement.verdict(for: CryptoConfiguration(provider: .jce)) == .accepted)
      #expect(requirement.verdict(for: CryptoConfiguration(provider: .kms)) == .accepted)
    }
  }

  @Test("a node whose default is not required is refused")
  func defaultNotRequired() {
    var requirement = HandshakeRequirement(provider: .jce)
    requirement.signingKeys = [.ecP256]
    requirement.signingAlgorithms = [.ecDsaSha256]
    #expect(requirement.verdict(for: CryptoConfiguration(provider: .kms)) == .accepted)
    #expect(
      requirement.verdict(for: CryptoConfiguration(provider: .jce)).causes == [
        "The default Ed25519 scheme is not a required scheme: Set(EC-DSA-SHA256)",
        "The default EC-Curve25519 scheme is not a required scheme: Set(EC-P256)",
      ])
  }

  @Test("a node that does not allow what is required is refused")
  func requiredNotAllowed() {
    var configuration = CryptoConfiguration(provider: .kms)
    configuration.encryptionKeys.allowed = [.rsa2048]
    #expect(
      HandshakeRequirement(provider: .jce).verdict(for: configuration).causes == [
        "Required schemes Set(EC-P256) are not supported/allowed (Set(RSA-2048))"
      ])
  }

  @Test("a tink node does not exist in the 3.x line")
  func tink() {
    let verdict = HandshakeRequirement(provider: .jce).verdict(for: CryptoConfiguration(provider: .tink))
    #expect(verdict.causes == ["Provider tink exists in the 2.x line only"])
  }

  @Test("a 2.x KMS node meets a domain with tink defaults and is refused for its encryption default")
  func kmsMeetsTink() {
    let verdict = LegacyHandshakeRequirement(provider: .tink).verdict(for: LegacyCryptoConfiguration(provider: .kms))
    #expect(
      verdict.causes == [
        "The default RSA2048-OAEP-SHA256 scheme is not a required scheme: Set(ECIES-P256_HMAC256_AES128-GCM)"
      ])
  }

  @Test("a 2.x software domain that requires the KMS schemes takes KMS nodes, and software nodes set up for it")
  func requiredForKms() {
    let requirement = LegacyHandshakeRequirement(signing: [.ecDsaP256], encryption: [.rsa2048OaepSha256])
    #expect(requirement.verdict(for: LegacyCryptoConfiguration(provider: .kms)) == .accepted)
    #expect(requirement.verdict(for: LegacyCryptoConfiguration(provider: .jce)).causes.count == 2)
    var configured = LegacyCryptoConfiguration(provider: .jce)
    configured.signing.default = .ecDsaP256
    configured.encryption.default = .rsa2048OaepSha256
    #expect(requirement.verdict(for: configured) == .accepted)
    let tink = requirement.verdict(for: LegacyCryptoConfiguration(provider: .tink)).causes
    #expect(
      tink.contains(
        "Required schemes Set(RSA2048-OAEP-SHA256) are not supported/allowed (Set(ECIES-P256_HMAC256_AES128-GCM))"))
  }

  @Test("a 2.x KMS node cannot default to a scheme that it only verifies with")
  func verifyOnly() {
    var configuration = LegacyCryptoConfiguration(provider: .kms)
    configuration.signing.default = .ed25519
    #expect(
      LegacyHandshakeRequirement(provider: .jce).verdict(for: configuration).causes == [
        "The configured default scheme Ed25519 not supported by the KMS: Set(ECDSA-P256, ECDSA-P384)"
      ])
  }
}
