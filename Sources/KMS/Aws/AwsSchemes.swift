import Keys

/// Canton's schemes and AWS's: what Canton's AWS integration maps in either direction (canton.md section 1.2). It has no
/// Ed25519 and no ECIES.
public enum AwsSchemes {
  /// The spec of a signing key to make; nil for one that Canton does not make at AWS.
  public static func keySpec(_ spec: SigningKeySpec) -> KmsKeySpec? {
    switch spec {
    case .ecCurve25519: nil
    case .ecP256: .eccNistP256
    case .ecP384: .eccNistP384
    case .ecSecp256k1: .eccSecgP256k1
    }
  }

  /// Canton's spec of a signing key; nil for one that it does not take.
  public static func signingKeySpec(_ spec: KmsKeySpec) -> SigningKeySpec? {
    switch spec {
    case .eccNistP256: .ecP256
    case .eccNistP384: .ecP384
    case .eccSecgP256k1: .ecSecp256k1
    case .symmetricDefault, .rsa2048, .rsa3072, .rsa4096, .eccNistP521, .eccNistEdwards25519, .hmac224, .hmac256,
      .hmac384, .hmac512, .mlDsa44, .mlDsa65, .mlDsa87, .sm2:
      nil
    }
  }

  /// Canton's spec of an encryption key; nil for one that it does not take.
  public static func encryptionKeySpec(_ spec: KmsKeySpec) -> EncryptionKeySpec? { spec == .rsa2048 ? .rsa2048 : nil }

  /// AWS's name of a signing algorithm; nil for Ed25519.
  public static func signingAlgorithm(_ algorithm: SigningAlgorithmSpec) -> KmsSigningAlgorithm? {
    switch algorithm {
    case .ed25519: nil
    case .ecDsaSha256: .ecdsaSha256
    case .ecDsaSha384: .ecdsaSha384
    }
  }

  /// The spec under which a Canton signing key can be imported; Ed25519 too, which AWS takes.
  public static func importSpec(_ spec: SigningKeySpec) -> KmsKeySpec { keySpec(spec) ?? .eccNistEdwards25519 }

  /// The spec under which a Canton encryption key can be imported; nil for ECIES keys, which AWS cannot decrypt with.
  public static func importSpec(_ spec: EncryptionKeySpec) -> KmsKeySpec? { spec == .rsa2048 ? .rsa2048 : nil }
}
