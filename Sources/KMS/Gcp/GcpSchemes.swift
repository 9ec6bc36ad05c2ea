import Keys

/// Canton's schemes and Google's: what Canton's Google integration maps in either direction (canton.md section 1.2). It
/// has Ed25519, and no ECIES.
public enum GcpSchemes {
  /// The algorithm of a signing key to make.
  public static func algorithm(_ spec: SigningKeySpec) -> GcpAlgorithm {
    switch spec {
    case .ecCurve25519: .ecSignEd25519
    case .ecP256: .ecSignP256Sha256
    case .ecP384: .ecSignP384Sha384
    case .ecSecp256k1: .ecSignSecp256k1Sha256
    }
  }

  /// The algorithm of an encryption key to make.
  public static let encryption = GcpAlgorithm.rsaDecryptOaep2048Sha256
  /// The algorithm of a wrapper key.
  public static let symmetric = GcpAlgorithm.googleSymmetricEncryption

  /// Canton's spec of a signing key; nil for one that it does not take.
  public static func signingKeySpec(_ algorithm: GcpAlgorithm) -> SigningKeySpec? {
    SigningKeySpec.allCases.first { self.algorithm($0) == algorithm }
  }

  /// Canton's spec of an encryption key; nil for one that it does not take.
  public static func encryptionKeySpec(_ algorithm: GcpAlgorithm) -> EncryptionKeySpec? {
    algorithm == encryption ? .rsa2048 : nil
  }

  /// What signs with an algorithm and a key of a spec; nil where they do not go together.
  public static func algorithm(_ algorithm: SigningAlgorithmSpec, _ spec: SigningKeySpec) -> GcpAlgorithm? {
    algorithm.keySpecs.contains(spec) ? self.algorithm(spec) : nil
  }
}
