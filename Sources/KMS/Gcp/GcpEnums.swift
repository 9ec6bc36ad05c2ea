/// An enumeration of Google's interface: its values have names and numbers, and JSON may hold either.
public protocol GcpEnum: CaseIterable, Hashable, Sendable, RawRepresentable<String> {
  /// The number in Google's protocol buffers.
  var number: Int { get }
}

extension GcpEnum {
  /// The value with this number; nil when there is none.
  public init?(number: Int) {
    guard let found = Self.allCases.first(where: { $0.number == number }) else { return nil }
    self = found
  }
}

/// What a key is for: `CryptoKeyPurpose`.
public enum GcpPurpose: String, GcpEnum {
  /// Symmetric encryption.
  case encryptDecrypt = "ENCRYPT_DECRYPT"
  /// Signing.
  case asymmetricSign = "ASYMMETRIC_SIGN"
  /// Decryption with a private key.
  case asymmetricDecrypt = "ASYMMETRIC_DECRYPT"
  /// Symmetric encryption with a vector that the caller sees.
  case rawEncryptDecrypt = "RAW_ENCRYPT_DECRYPT"
  /// Message authentication.
  case mac = "MAC"
  /// Key encapsulation; not modelled.
  case keyEncapsulation = "KEY_ENCAPSULATION"
  /// AES key wrapping; not modelled.
  case aesWrapping = "AES_WRAPPING"

  /// The number of the purpose.
  public var number: Int {
    switch self {
    case .encryptDecrypt: 1
    case .asymmetricSign: 5
    case .asymmetricDecrypt: 6
    case .rawEncryptDecrypt: 7
    case .mac: 9
    case .keyEncapsulation: 10
    case .aesWrapping: 11
    }
  }
}

/// Where key material lives: `ProtectionLevel`.
public enum GcpProtectionLevel: String, GcpEnum {
  /// In software.
  case software = "SOFTWARE"
  /// In Cloud HSM.
  case hsm = "HSM"
  /// In an external key manager over the internet; not modelled.
  case external = "EXTERNAL"
  /// In an external key manager over a private network; not modelled.
  case externalVpc = "EXTERNAL_VPC"
  /// In an HSM of one's own; not modelled.
  case hsmSingleTenant = "HSM_SINGLE_TENANT"

  /// The number of the level.
  public var number: Int {
    switch self {
    case .software: 1
    case .hsm: 2
    case .external: 3
    case .externalVpc: 4
    case .hsmSingleTenant: 5
    }
  }
}

/// Where a key version is in its life: `CryptoKeyVersionState`.
public enum GcpVersionState: String, GcpEnum {
  /// Its material is being generated.
  case pendingGeneration = "PENDING_GENERATION"
  /// Usable.
  case enabled = "ENABLED"
  /// Not usable until it is enabled again.
  case disabled = "DISABLED"
  /// Its material is gone.
  case destroyed = "DESTROYED"
  /// Its material goes at its destroy time, unless it is restored before.
  case destroyScheduled = "DESTROY_SCHEDULED"
  /// Its material is being imported.
  case pendingImport = "PENDING_IMPORT"
  /// What was to be imported was no such key.
  case importFailed = "IMPORT_FAILED"
  /// Its material could not be generated.
  case generationFailed = "GENERATION_FAILED"

  /// The number of the state.
  public var number: Int {
    switch self {
    case .enabled: 1
    case .disabled: 2
    case .destroyed: 3
    case .destroyScheduled: 4
    case .pendingGeneration: 5
    case .pendingImport: 6
    case .importFailed: 7
    case .generationFailed: 8
    }
  }

  /// The type of the violation that a refusal names; `KEY_DISABLED` and `KEY_PENDING_GENERATION` are recorded from the
  /// service, the others follow them.
  public var violation: String { "KEY_\(rawValue)" }
}

/// How key material is wrapped for an import: `ImportMethod`.
public enum GcpImportMethod: String, GcpEnum {
  /// RSA-OAEP with SHA-1 of an AES key that wraps the material.
  case rsaOaep3072Sha1Aes256 = "RSA_OAEP_3072_SHA1_AES_256"
  /// The same with a 4096-bit wrapping key.
  case rsaOaep4096Sha1Aes256 = "RSA_OAEP_4096_SHA1_AES_256"
  /// RSA-OAEP with SHA-256 of an AES key that wraps the material.
  case rsaOaep3072Sha256Aes256 = "RSA_OAEP_3072_SHA256_AES_256"
  /// The same with a 4096-bit wrapping key.
  case rsaOaep4096Sha256Aes256 = "RSA_OAEP_4096_SHA256_AES_256"
  /// RSA-OAEP with SHA-256 of the material itself.
  case rsaOaep3072Sha256 = "RSA_OAEP_3072_SHA256"
  /// The same with a 4096-bit wrapping key.
  case rsaOaep4096Sha256 = "RSA_OAEP_4096_SHA256"

  /// The number of the method.
  public var number: Int {
    switch self {
    case .rsaOaep3072Sha1Aes256: 1
    case .rsaOaep4096Sha1Aes256: 2
    case .rsaOaep3072Sha256Aes256: 3
    case .rsaOaep4096Sha256Aes256: 4
    case .rsaOaep3072Sha256: 5
    case .rsaOaep4096Sha256: 6
    }
  }

  /// Bits of the wrapping key.
  public var bits: Int {
    switch self {
    case .rsaOaep3072Sha1Aes256, .rsaOaep3072Sha256Aes256, .rsaOaep3072Sha256: 3072
    case .rsaOaep4096Sha1Aes256, .rsaOaep4096Sha256Aes256, .rsaOaep4096Sha256: 4096
    }
  }

  /// Whether an AES key stands between the wrapping key and the material.
  public var usesAesKeyWrap: Bool {
    switch self {
    case .rsaOaep3072Sha256, .rsaOaep4096Sha256: false
    case .rsaOaep3072Sha1Aes256, .rsaOaep4096Sha1Aes256, .rsaOaep3072Sha256Aes256, .rsaOaep4096Sha256Aes256: true
    }
  }
}

/// Where an import job is in its life: `ImportJobState`.
public enum GcpImportJobState: String, GcpEnum {
  /// The wrapping key is being generated.
  case pendingGeneration = "PENDING_GENERATION"
  /// Usable.
  case active = "ACTIVE"
  /// Three days are over.
  case expired = "EXPIRED"

  /// The number of the state.
  public var number: Int {
    switch self {
    case .pendingGeneration: 1
    case .active: 2
    case .expired: 3
    }
  }
}

/// How a public key is written: `PublicKeyFormat`.
public enum GcpPublicKeyFormat: String, GcpEnum {
  /// Text, RFC 7468.
  case pem = "PEM"
  /// SubjectPublicKeyInfo as DER.
  case der = "DER"
  /// As the standards of post-quantum keys have it; not modelled.
  case nistPqc = "NIST_PQC"
  /// Raw bytes of an X-Wing key; not modelled.
  case xwingRawBytes = "XWING_RAW_BYTES"

  /// The number of the format.
  public var number: Int {
    switch self {
    case .pem: 1
    case .der: 2
    case .nistPqc: 3
    case .xwingRawBytes: 4
    }
  }
}
