import Keys

/// The kind of a data key pair.
public enum DataKeyPairSpec: String, CaseIterable, Hashable, Sendable {
  /// RSA with a modulus of 2048 bits.
  case rsa2048 = "RSA_2048"
  /// RSA with a modulus of 3072 bits.
  case rsa3072 = "RSA_3072"
  /// RSA with a modulus of 4096 bits.
  case rsa4096 = "RSA_4096"
  /// NIST P-256.
  case eccNistP256 = "ECC_NIST_P256"
  /// NIST P-384.
  case eccNistP384 = "ECC_NIST_P384"
  /// NIST P-521.
  case eccNistP521 = "ECC_NIST_P521"
  /// secp256k1.
  case eccSecgP256k1 = "ECC_SECG_P256K1"
  /// SM2, in AWS's Regions in China only; refused.
  case sm2 = "SM2"
  /// Ed25519.
  case eccNistEdwards25519 = "ECC_NIST_EDWARDS25519"

  /// The same kind as a key of the service.
  public var keySpec: KmsKeySpec {
    switch self {
    case .rsa2048: .rsa2048
    case .rsa3072: .rsa3072
    case .rsa4096: .rsa4096
    case .eccNistP256: .eccNistP256
    case .eccNistP384: .eccNistP384
    case .eccNistP521: .eccNistP521
    case .eccSecgP256k1: .eccSecgP256k1
    case .sm2: .sm2
    case .eccNistEdwards25519: .eccNistEdwards25519
    }
  }

  /// Each kind has a quota; SM2, which is refused, counts as P-256.
  var quota: AwsQuota {
    switch self {
    case .rsa2048: .generateDataKeyPairRsa2048
    case .rsa3072: .generateDataKeyPairRsa3072
    case .rsa4096: .generateDataKeyPairRsa4096
    case .eccNistP256, .sm2: .generateDataKeyPairEccNistP256
    case .eccNistP384: .generateDataKeyPairEccNistP384
    case .eccNistP521: .generateDataKeyPairEccNistP521
    case .eccSecgP256k1: .generateDataKeyPairEccSecgP256k1
    case .eccNistEdwards25519: .generateDataKeyPairEccNistEdwards25519
    }
  }
}

/// `GenerateDataKeyPair`: makes a key pair and encrypts its private key with a symmetric key. Errors:
/// `InvalidKeyUsageException`, `UnsupportedOperationException` (SM2), `ValidationException`, `DisabledException`,
/// `KMSInvalidStateException`, `NotFoundException`, `AccessDeniedException`.
public struct GenerateDataKeyPairRequest: KmsKeyRequest {
  /// The symmetric key that encrypts.
  public var keyID: String
  /// The kind of pair.
  public var keyPairSpec: DataKeyPairSpec
  /// Associated data; decryption needs the same.
  public var encryptionContext: [String: String]
  /// Grant tokens, at most ten.
  public var grantTokens: [String] = []
  /// Only asks whether the request would succeed.
  public var isDryRun = false

  /// Makes a request.
  public init(keyID: String, keyPairSpec: DataKeyPairSpec, encryptionContext: [String: String] = [:]) {
    self.keyID = keyID
    self.keyPairSpec = keyPairSpec
    self.encryptionContext = encryptionContext
  }
}

/// The answer of `GenerateDataKeyPair`.
public struct GenerateDataKeyPairResponse: Hashable, Sendable {
  /// The ARN of the key that encrypted.
  public let keyARN: String
  /// The private key as DER PKCS #8, encrypted.
  public let privateKeyCiphertextBlob: [UInt8]
  /// The private key as DER PKCS #8.
  public let privateKeyPlaintext: SecretBytes
  /// The public key as DER SubjectPublicKeyInfo.
  public let publicKey: [UInt8]
  /// The kind of pair.
  public let keyPairSpec: DataKeyPairSpec
  /// The id of the material that encrypted.
  public let keyMaterialID: String?
}

extension GenerateDataKeyPairRequest {
  /// `GenerateDataKeyPair`.
  public static var operation: KmsOperation { .generateDataKeyPair }
  /// Time, price and quota go by the pair.
  public var newKeySpec: KmsKeySpec? { keyPairSpec.keySpec }
  /// The pair's.
  public func quota(keySpec: KmsKeySpec) -> AwsQuota { keyPairSpec.quota }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> GenerateDataKeyPairResponse {
    let key = try service.dataKeyPairKey(keyID, keyPairSpec, call)
    try service.endDryRun(self)
    let pair = try service.dataKeyPair(keyPairSpec, with: key, context: encryptionContext, call)
    return GenerateDataKeyPairResponse(
      keyARN: key.arn, privateKeyCiphertextBlob: pair.sealed, privateKeyPlaintext: SecretBytes(pair.material.pkcs8),
      publicKey: pair.material.publicKey.subjectPublicKeyInfo, keyPairSpec: keyPairSpec,
      keyMaterialID: try service.material(of: key).identifier)
  }
}

extension KeyService {
  /// The key that is to encrypt a data key pair, with what both operations check.
  func dataKeyPairKey(
    _ keyID: String, _ spec: DataKeyPairSpec, _ call: KmsCall
  ) throws(KmsServiceError) -> StoredKey {
    let key = try usableKey(keyID, call)
    try checkEncryption(key, .symmetricDefault, call.operation)
    guard spec.keySpec.isProvided else {
      throw AwsErrors.unsupported("KeyPairSpec \(spec.rawValue) is not supported in this Region.")
    }
    return key
  }

  /// The next data key pair under a key. An elliptic-curve pair derives from the key's id and how many pairs it had
  /// before; an RSA pair comes from the engine's pool by the caller's name and how many it had before, so that it is the
  /// same whatever the seed.
  func dataKeyPair(
    _ spec: DataKeyPairSpec, with key: StoredKey, context: [String: String], _ call: KmsCall
  ) throws(KmsServiceError) -> (material: KeyMaterial, sealed: [UInt8]) {
    guard let kind = spec.keySpec.kind else { throw AwsErrors.internalFailure }
    let name = "data-key-pair/\(spec.keySpec.isRSA ? call.principal.name : key.id)"
    let material: KeyMaterial
    do {
      material = try crypto.generateKeyMaterial(
        kind: kind, node: "kms/\(configuration.name)", name: "\(name)/\(nextOrdinal(name))")
    } catch {
      throw AwsErrors.internalFailure
    }
    return (material, try seal(material.pkcs8, with: key, context: context))
  }
}
