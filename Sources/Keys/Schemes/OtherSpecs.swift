/// A scheme for symmetric keys; Canton has one.
public enum SymmetricKeyScheme: String, CryptoSpec {
  /// AES-128 in Galois counter mode.
  case aes128Gcm = "aes-128-gcm"

  /// Canton's name in printouts.
  public var displayName: String { "AES128-GCM" }
}

/// A hash algorithm; Canton has one.
public enum HashAlgorithm: String, CryptoSpec {
  /// SHA-256.
  case sha256 = "sha-256"

  /// Canton's name in printouts.
  public var displayName: String { "SHA-256" }
}

/// An encoding of keys. Canton's `CryptoKeyFormat`, without the legacy ones.
public enum CryptoKeyFormat: String, CryptoSpec {
  /// Bytes as they are, for symmetric keys.
  case raw
  /// DER SubjectPublicKeyInfo.
  case derX509Spki = "der-x-509-spki"
  /// DER PKCS #8 PrivateKeyInfo.
  case derPkcs8Pki = "der-pkcs-8-pki"

  /// Canton's name in printouts.
  public var displayName: String {
    switch self {
    case .raw: "Raw"
    case .derX509Spki: "DER-encoded X.509 SubjectPublicKeyInfo"
    case .derPkcs8Pki: "DER-encoded PKCS #8 PrivateKeyInfo"
    }
  }
}
