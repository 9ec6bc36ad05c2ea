/// The form of a signature's bytes. Canton's `SignatureFormat`.
public enum SignatureFormat: String, CryptoSpec {
  /// ASN.1 SEQUENCE of r and s.
  case der
  /// r and s one after the other.
  case concat

  /// The value in Canton's protobuf enum.
  public var protoValue: UInt64 {
    switch self {
    case .der: 2
    case .concat: 3
    }
  }

  /// The format with this protobuf value; nil for an unknown one.
  public init?(protoValue: UInt64) {
    guard let format = SignatureFormat.allCases.first(where: { $0.protoValue == protoValue }) else { return nil }
    self = format
  }

  /// Canton's name in printouts and error texts.
  public var displayName: String {
    switch self {
    case .der: "DER"
    case .concat: "Concat"
    }
  }
}

/// A signature with what is needed to check it. Canton's `Signature`.
public struct Signature: Hashable, Sendable {
  /// The form of `bytes`.
  public let format: SignatureFormat
  /// The signature itself. A DER signature varies in length; traffic counts its nominal size.
  public let bytes: [UInt8]
  /// The key that signed; with a delegation the long-term key.
  public let signedBy: Fingerprint
  /// How it was made.
  public let algorithm: SigningAlgorithmSpec
  /// Present when a session signing key made the signature for the long-term key `signedBy`.
  public let delegation: SignatureDelegation?

  /// A signature of these parts.
  public init(
    format: SignatureFormat, bytes: [UInt8], signedBy: Fingerprint, algorithm: SigningAlgorithmSpec,
    delegation: SignatureDelegation? = nil
  ) {
    self.format = format
    self.bytes = bytes
    self.signedBy = signedBy
    self.algorithm = algorithm
    self.delegation = delegation
  }
}

/// Lets a session signing key sign for a long-term key during a period. Canton's `SignatureDelegation`.
public struct SignatureDelegation: Hashable, Sendable {
  /// The session key (usage protocol).
  public let sessionKey: SigningPublicKey
  /// Start of the period, microseconds since the epoch, included.
  public let validFromMicroseconds: Int64
  /// Length of the period in seconds; the end is excluded.
  public let validitySeconds: UInt32
  /// The form of `signature`.
  public let format: SignatureFormat
  /// The long-term key's signature of `hash`.
  public let signature: [UInt8]
  /// How the long-term key signed.
  public let algorithm: SigningAlgorithmSpec

  /// A delegation of these parts.
  public init(
    sessionKey: SigningPublicKey, validFromMicroseconds: Int64, validitySeconds: UInt32, format: SignatureFormat,
    signature: [UInt8], algorithm: SigningAlgorithmSpec
  ) {
    self.sessionKey = sessionKey
    self.validFromMicroseconds = validFromMicroseconds
    self.validitySeconds = validitySeconds
    self.format = format
    self.signature = signature
    self.algorithm = algorithm
  }

  /// What the long-term key signs: purpose 56 over the session key's fingerprint, spec, format and usage, the period
  /// and the synchronizer id. The inner encodings of usage (each enum value in four bytes) and period (start and length
  /// in eight bytes each) are ours: Canton's are not documented.
  public static func hash(
    sessionKey: SigningPublicKey, validFromMicroseconds: Int64, validitySeconds: UInt32, synchronizerId: String
  ) -> [UInt8] {
    var builder = CantonHash.Builder(purpose: .sessionKeyDelegation)
    builder.addString(sessionKey.fingerprint.hex)
    builder.addInt(Int32(sessionKey.spec.protoValue))
    builder.addInt(Int32(PublicKey.subjectPublicKeyInfoFormat))
    var usage = ByteWriter()
    for value in sessionKey.usage.protoValues {
      usage.u32(UInt32(value))
    }
    builder.addBytes(usage.output)
    var period = ByteWriter()
    period.i64(validFromMicroseconds)
    period.u64(UInt64(validitySeconds))
    builder.addBytes(period.output)
    builder.addString(synchronizerId)
    return builder.finish()
  }
}

/// A ciphertext for the holder of one encryption key. Canton's `AsymmetricEncrypted`.
public struct AsymmetricEncrypted: Hashable, Sendable {
  /// The encrypted bytes.
  public let ciphertext: [UInt8]
  /// How they were encrypted.
  public let algorithm: EncryptionAlgorithmSpec
  /// The recipient's key.
  public let fingerprint: Fingerprint

  /// A ciphertext of these parts.
  public init(ciphertext: [UInt8], algorithm: EncryptionAlgorithmSpec, fingerprint: Fingerprint) {
    self.ciphertext = ciphertext
    self.algorithm = algorithm
    self.fingerprint = fingerprint
  }
}
