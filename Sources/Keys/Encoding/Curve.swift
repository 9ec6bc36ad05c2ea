/// The Weierstrass curves with what their encodings need.
enum Curve: Hashable, Sendable, CaseIterable {
  case p256
  case p384
  case p521
  case secp256k1

  init?(_ kind: KeyKind) {
    switch kind {
    case .p256: self = .p256
    case .p384: self = .p384
    case .p521: self = .p521
    case .secp256k1: self = .secp256k1
    case .ed25519, .rsa: return nil
    }
  }

  /// The curve with this object identifier (tag and length included).
  init?(object: [UInt8]) {
    guard let curve = Curve.allCases.first(where: { $0.object == object }) else { return nil }
    self = curve
  }

  var kind: KeyKind {
    switch self {
    case .p256: .p256
    case .p384: .p384
    case .p521: .p521
    case .secp256k1: .secp256k1
    }
  }

  /// Bytes of a coordinate and of a scalar.
  var size: Int {
    switch self {
    case .p256, .secp256k1: 32
    case .p384: 48
    case .p521: 66
    }
  }

  /// DER object identifier, tag and length included.
  var object: [UInt8] {
    switch self {
    case .p256: DER.objectP256
    case .p384: DER.objectP384
    case .p521: DER.objectP521
    case .secp256k1: DER.objectSecp256k1
    }
  }

  /// The SubjectPublicKeyInfo up to the point.
  var subjectPublicKeyInfoPrefix: [UInt8] {
    switch self {
    case .p256: Curve.p256Prefix
    case .p384: Curve.p384Prefix
    case .p521: Curve.p521Prefix
    case .secp256k1: Curve.secp256k1Prefix
    }
  }

  /// The order of the base point, big-endian.
  var order: [UInt8] {
    switch self {
    case .p256: Curve.p256Order
    case .p384: Curve.p384Order
    case .p521: Curve.p521Order
    case .secp256k1: Curve.secp256k1Order
    }
  }

  private static let p256Prefix = prefix(.p256)
  private static let p384Prefix = prefix(.p384)
  private static let p521Prefix = prefix(.p521)
  private static let secp256k1Prefix = prefix(.secp256k1)
  private static let p256Order = constant("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
  private static let p384Order = constant(
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973")
  private static let p521Order = constant(
    "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      + "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409")
  private static let secp256k1Order = constant("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")

  private static func prefix(_ curve: Curve) -> [UInt8] {
    let point = [UInt8](repeating: 0, count: 1 + 2 * curve.size)
    let whole = DER.sequence(DER.sequence(DER.objectEcPublicKey, curve.object), DER.bitString(point))
    return whole.dropLast(point.count)
  }

  private static func constant(_ hex: String) -> [UInt8] {
    guard let bytes = Hexadecimal.decode(hex) else { preconditionFailure("a constant that is not hexadecimal") }
    return bytes
  }
}
