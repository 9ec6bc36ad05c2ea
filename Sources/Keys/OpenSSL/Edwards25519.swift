import COpenSSL

/// The group of Ed25519 (RFC 8032 section 5.1), for Ed25519ph, which OpenSSL has from 3.2 only. Written on OpenSSL's big
/// numbers, without regard to timing: some milliseconds for a signature, and no secret is worth more than a test's.
struct Edwards25519 {
  /// A point in extended coordinates.
  struct Point {
    let x: BigNumber
    let y: BigNumber
    let z: BigNumber
    let t: BigNumber
  }

  /// The order of the base point.
  let order = number("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed")
  private let prime = number("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed")
  /// The curve's constant and its double.
  private let constant = number("52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3")
  private let doubled = number("2406d9dc56dffce7198e80f2eef3d13000e0149a8283b156ebd69b9426b2f159")
  private let context = BigNumberContext()

  /// The base point.
  var base: Point {
    get throws(CryptoError) {
      try affine(
        Self.number("216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a"),
        Self.number("6666666666666666666666666666666666666666666666666666666666666658"))
    }
  }

  /// The sum of two points, equal ones too.
  func sum(_ left: Point, _ right: Point) throws(CryptoError) -> Point {
    let a = try product(difference(left.y, left.x), difference(right.y, right.x))
    let b = try product(sum(left.y, left.x), sum(right.y, right.x))
    let c = try product(product(left.t, doubled), right.t)
    let zz = try product(left.z, right.z)
    let d = try sum(zz, zz)
    let e = try difference(b, a)
    let f = try difference(d, c)
    let g = try sum(d, c)
    let h = try sum(b, a)
    return Point(x: try product(e, f), y: try product(g, h), z: try product(f, g), t: try product(e, h))
  }

  /// A multiple of a point.
  func product(_ scalar: BigNumber, _ point: Point) throws(CryptoError) -> Point {
    var result = try affine(BigNumber(0), BigNumber(1))
    for byte in scalar.bytes {
      for bit in stride(from: 7, through: 0, by: -1) {
        result = try sum(result, result)
        if byte >> UInt8(bit) & 1 == 1 { result = try sum(result, point) }
      }
    }
    return result
  }

  func negative(_ point: Point) throws(CryptoError) -> Point {
    let zero = BigNumber(0)
    return Point(x: try difference(zero, point.x), y: point.y, z: point.z, t: try difference(zero, point.t))
  }

  /// The 32 bytes of a point.
  func encode(_ point: Point) throws(CryptoError) -> [UInt8] {
    let inverse = try context.inverse(point.z, modulo: prime)
    let x = try product(point.x, inverse)
    var bytes = Self.littleEndian(try product(point.y, inverse))
    if x.remainder(2) == 1 { bytes[31] |= 0x80 }
    return bytes
  }

  /// The point of 32 bytes; nil when there is none.
  func decode(_ bytes: [UInt8]) throws(CryptoError) -> Point? {
    guard bytes.count == 32 else { return nil }
    var coordinate = bytes
    coordinate[31] &= 0x7F
    let y = Self.number(littleEndian: coordinate)
    guard y < prime else { return nil }
    let square = try product(y, y)
    let one = BigNumber(1)
    let denominator = try context.inverse(sum(product(constant, square), one), modulo: prime)
    let xx = try product(difference(square, one), denominator)
    // The prime is 5 modulo 8: a candidate is xx to the power (prime + 3) / 8, or that times the root of -1.
    var x = try power(xx, Self.number("0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe"))
    if try product(x, x) != xx {
      x = try product(x, Self.number("2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0"))
    }
    guard try product(x, x) == xx else { return nil }
    let isOdd = bytes[31] & 0x80 != 0
    guard !(isOdd && x.isZero) else { return nil }
    if (x.remainder(2) == 1) != isOdd { x = try difference(BigNumber(0), x) }
    return try affine(x, y)
  }

  /// A hash as a scalar.
  func scalar(_ hash: [UInt8]) throws(CryptoError) -> BigNumber {
    try context.remainder(Self.number(littleEndian: hash), order)
  }

  /// `left` and `factor` times `right`, modulo the order.
  func combination(_ left: BigNumber, _ factor: BigNumber, _ right: BigNumber) throws(CryptoError) -> BigNumber {
    let result = BigNumber()
    let product = try context.product(factor, right)
    try OpenSSL.check(BN_mod_add(result.pointer, left.pointer, product.pointer, order.pointer, context.pointer), "add")
    return result
  }

  static func number(littleEndian bytes: [UInt8]) -> BigNumber { BigNumber(bytes.reversed()) }

  /// 32 bytes.
  static func littleEndian(_ number: BigNumber) -> [UInt8] {
    let bytes = number.bytes
    return bytes.reversed() + [UInt8](repeating: 0, count: 32 - bytes.count)
  }

  private static func number(_ hex: String) -> BigNumber {
    guard let bytes = Hexadecimal.decode(hex) else { preconditionFailure("a constant that is not hexadecimal") }
    return BigNumber(bytes)
  }

  private func affine(_ x: BigNumber, _ y: BigNumber) throws(CryptoError) -> Point {
    Point(x: x, y: y, z: BigNumber(1), t: try product(x, y))
  }

  private func product(_ left: BigNumber, _ right: BigNumber) throws(CryptoError) -> BigNumber {
    let result = BigNumber()
    try OpenSSL.check(
      BN_mod_mul(result.pointer, left.pointer, right.pointer, prime.pointer, context.pointer), "multiply")
    return result
  }

  private func sum(_ left: BigNumber, _ right: BigNumber) throws(CryptoError) -> BigNumber {
    let result = BigNumber()
    try OpenSSL.check(BN_mod_add_quick(result.pointer, left.pointer, right.pointer, prime.pointer), "add")
    return result
  }

  private func difference(_ left: BigNumber, _ right: BigNumber) throws(CryptoError) -> BigNumber {
    let result = BigNumber()
    try OpenSSL.check(BN_mod_sub_quick(result.pointer, left.pointer, right.pointer, prime.pointer), "subtract")
    return result
  }

  private func power(_ base: BigNumber, _ exponent: BigNumber) throws(CryptoError) -> BigNumber {
    let result = BigNumber()
    try OpenSSL.check(
      BN_mod_exp(result.pointer, base.pointer, exponent.pointer, prime.pointer, context.pointer), "raise")
    return result
  }
}

/// Ed25519ph (RFC 8032 section 5.1, with an empty context): signs the SHA-512 digest of a message.
enum Ed25519Prehashed {
  /// `dom2` of an empty context.
  private static let domain = [UInt8]("SigEd25519 no Ed25519 collisions".utf8) + [1, 0]

  /// The signature of a digest by the key of a seed.
  static func sign(_ digest: [UInt8], seed: [UInt8], publicKey: [UInt8]) throws(CryptoError) -> [UInt8] {
    let group = Edwards25519()
    var half = OpenSSL.hash(seed, OpenSSL.sha512)
    let prefix = Array(half[32...])
    half.removeLast(32)
    half[0] &= 0xF8
    half[31] = half[31] & 0x7F | 0x40
    let secret = Edwards25519.number(littleEndian: half)
    let nonce = try group.scalar(OpenSSL.hash(domain + prefix + digest, OpenSSL.sha512))
    let point = try group.encode(group.product(nonce, group.base))
    let challenge = try group.scalar(OpenSSL.hash(domain + point + publicKey + digest, OpenSSL.sha512))
    return point + Edwards25519.littleEndian(try group.combination(nonce, challenge, secret))
  }

  /// Whether a signature matches a digest.
  static func verify(_ digest: [UInt8], _ signature: [UInt8], publicKey: [UInt8]) throws(CryptoError) -> Bool {
    guard signature.count == 64 else { return false }
    let group = Edwards25519()
    let point = Array(signature[..<32])
    let scalar = Edwards25519.number(littleEndian: Array(signature[32...]))
    guard scalar < group.order, let key = try group.decode(publicKey) else { return false }
    let challenge = try group.scalar(OpenSSL.hash(domain + point + publicKey + digest, OpenSSL.sha512))
    let expected = try group.sum(
      group.product(scalar, group.base), group.product(challenge, group.negative(key)))
    return try group.encode(expected) == point
  }
}
