/// A public key for verifying signatures. Canton's `SigningPublicKey`.
public struct SigningPublicKey: Hashable, Sendable {
  /// Identifies the key.
  public let fingerprint: Fingerprint
  /// The kind of key.
  public let spec: SigningKeySpec
  /// What the key may sign.
  public let usage: SigningKeyUsages
  /// The key as DER SubjectPublicKeyInfo.
  public let subjectPublicKeyInfo: [UInt8]

  /// A key from its SubjectPublicKeyInfo. Throws `malformedKey` unless the bytes are a key of this spec, and
  /// `invalidUsageSet` for a set that no key may have.
  public init(spec: SigningKeySpec, usage: SigningKeyUsages, subjectPublicKeyInfo: [UInt8]) throws(CryptoError) {
    guard usage.isValid else { throw .invalidUsageSet }
    let material = try PublicKeyMaterial(subjectPublicKeyInfo: subjectPublicKeyInfo)
    guard material.kind == spec.kind else {
      throw .malformedKey("expected \(spec.displayName), found \(material.kind.name)")
    }
    self.init(material: material, spec: spec, usage: usage)
  }

  init(material: PublicKeyMaterial, spec: SigningKeySpec, usage: SigningKeyUsages) {
    fingerprint = material.fingerprint
    self.spec = spec
    self.usage = usage
    subjectPublicKeyInfo = material.subjectPublicKeyInfo
  }

  /// The same key without purpose and usage.
  public var material: PublicKeyMaterial {
    PublicKeyMaterial(kind: spec.kind, subjectPublicKeyInfo: subjectPublicKeyInfo, fingerprint: fingerprint)
  }
}

/// A public key for encrypting. Canton's `EncryptionPublicKey`.
public struct EncryptionPublicKey: Hashable, Sendable {
  /// Identifies the key.
  public let fingerprint: Fingerprint
  /// The kind of key.
  public let spec: EncryptionKeySpec
  /// The key as DER SubjectPublicKeyInfo.
  public let subjectPublicKeyInfo: [UInt8]

  /// A key from its SubjectPublicKeyInfo. Throws `malformedKey` unless the bytes are a key of this spec.
  public init(spec: EncryptionKeySpec, subjectPublicKeyInfo: [UInt8]) throws(CryptoError) {
    let material = try PublicKeyMaterial(subjectPublicKeyInfo: subjectPublicKeyInfo)
    guard material.kind == spec.kind else {
      throw .malformedKey("expected \(spec.displayName), found \(material.kind.name)")
    }
    self.init(material: material, spec: spec)
  }

  init(material: PublicKeyMaterial, spec: EncryptionKeySpec) {
    fingerprint = material.fingerprint
    self.spec = spec
    subjectPublicKeyInfo = material.subjectPublicKeyInfo
  }

  /// The same key without purpose.
  public var material: PublicKeyMaterial {
    PublicKeyMaterial(kind: spec.kind, subjectPublicKeyInfo: subjectPublicKeyInfo, fingerprint: fingerprint)
  }
}

/// A public key of either purpose. Canton's `PublicKey`.
public enum PublicKey: Hashable, Sendable {
  /// Verifies signatures.
  case signing(SigningPublicKey)
  /// Encrypts.
  case encryption(EncryptionPublicKey)

  /// The value of the format "DER-encoded X.509 SubjectPublicKeyInfo" in Canton's protobuf enum `CryptoKeyFormat`.
  public static let subjectPublicKeyInfoFormat: UInt64 = 4

  /// Identifies the key.
  public var fingerprint: Fingerprint {
    switch self {
    case .signing(let key): key.fingerprint
    case .encryption(let key): key.fingerprint
    }
  }

  /// What the key is for.
  public var purpose: KeyPurpose {
    switch self {
    case .signing: .signing
    case .encryption: .encryption
    }
  }

  /// The key as DER SubjectPublicKeyInfo.
  public var subjectPublicKeyInfo: [UInt8] {
    switch self {
    case .signing(let key): key.subjectPublicKeyInfo
    case .encryption(let key): key.subjectPublicKeyInfo
    }
  }

  /// The configuration name of the key's spec.
  public var specName: String {
    switch self {
    case .signing(let key): key.spec.rawValue
    case .encryption(let key): key.spec.rawValue
    }
  }

  /// The key, if it is a signing key.
  public var signing: SigningPublicKey? {
    guard case .signing(let key) = self else { return nil }
    return key
  }

  /// The key, if it is an encryption key.
  public var encryption: EncryptionPublicKey? {
    guard case .encryption(let key) = self else { return nil }
    return key
  }

  /// The same key without purpose and usage.
  public var material: PublicKeyMaterial {
    switch self {
    case .signing(let key): key.material
    case .encryption(let key): key.material
    }
  }
}

extension PublicKeyMaterial {
  init(kind: KeyKind, subjectPublicKeyInfo: [UInt8], fingerprint: Fingerprint) {
    self.kind = kind
    self.subjectPublicKeyInfo = subjectPublicKeyInfo
    self.fingerprint = fingerprint
  }
}
