import COpenSSL

/// An owned OpenSSL BIGNUM; cleared when it goes.
final class BigNumber {
  let pointer: OpaquePointer

  init() {
    OpenSSL.prepare()
    guard let pointer = BN_new() else { preconditionFailure("out of memory") }
    self.pointer = pointer
  }

  /// The number with these big-endian bytes.
  convenience init(_ bytes: [UInt8]) {
    self.init()
    precondition(BN_bin2bn(bytes, Int32(bytes.count), pointer) != nil, "out of memory")
  }

  convenience init(_ word: UInt) {
    self.init()
    precondition(BN_set_word(pointer, word) == 1, "out of memory")
  }

  deinit {
    BN_clear_free(pointer)
  }

  /// The big-endian bytes, without leading zeros.
  var bytes: [UInt8] {
    var output = [UInt8](repeating: 0, count: (Int(BN_num_bits(pointer)) + 7) / 8)
    _ = BN_bn2bin(pointer, &output)
    return output
  }

  var isOne: Bool { BN_is_one(pointer) == 1 }

  var isZero: Bool { BN_is_zero(pointer) == 1 }

  /// The remainder by a small number.
  func remainder(_ word: UInt) -> UInt {
    BN_mod_word(pointer, word)
  }
}

extension BigNumber: Comparable {
  static func == (left: BigNumber, right: BigNumber) -> Bool {
    BN_cmp(left.pointer, right.pointer) == 0
  }

  static func < (left: BigNumber, right: BigNumber) -> Bool {
    BN_cmp(left.pointer, right.pointer) < 0
  }
}

/// Scratch space for BIGNUM arithmetic, with the few operations that key generation and checking take.
final class BigNumberContext {
  let pointer: OpaquePointer

  init() {
    OpenSSL.prepare()
    guard let pointer = BN_CTX_new() else { preconditionFailure("out of memory") }
    self.pointer = pointer
  }

  deinit {
    BN_CTX_free(pointer)
  }

  func product(_ left: BigNumber, _ right: BigNumber) throws(CryptoError) -> BigNumber {
    let result = BigNumber()
    try OpenSSL.check(BN_mul(result.pointer, left.pointer, right.pointer, pointer), "multiply")
    return result
  }

  func difference(_ left: BigNumber, _ right: BigNumber) throws(CryptoError) -> BigNumber {
    let result = BigNumber()
    try OpenSSL.check(BN_sub(result.pointer, left.pointer, right.pointer), "subtract")
    return result
  }

  func quotient(_ left: BigNumber, _ right: BigNumber) throws(CryptoError) -> BigNumber {
    let result = BigNumber()
    try OpenSSL.check(BN_div(result.pointer, nil, left.pointer, right.pointer, pointer), "divide")
    return result
  }

  func remainder(_ left: BigNumber, _ right: BigNumber) throws(CryptoError) -> BigNumber {
    let result = BigNumber()
    try OpenSSL.check(BN_nnmod(result.pointer, left.pointer, right.pointer, pointer), "reduce")
    return result
  }

  func greatestCommonDivisor(_ left: BigNumber, _ right: BigNumber) throws(CryptoError) -> BigNumber {
    let result = BigNumber()
    try OpenSSL.check(BN_gcd(result.pointer, left.pointer, right.pointer, pointer), "greatest common divisor")
    return result
  }

  func inverse(_ value: BigNumber, modulo: BigNumber) throws(CryptoError) -> BigNumber {
    let result = BigNumber()
    guard BN_mod_inverse(result.pointer, value.pointer, modulo.pointer, pointer) != nil else {
      throw OpenSSL.failure("invert")
    }
    return result
  }

  /// Whether OpenSSL takes the number for a prime; to be called with a current stream.
  func isPrime(_ value: BigNumber) throws(CryptoError) -> Bool {
    let status = BN_check_prime(value.pointer, pointer, nil)
    guard status >= 0 else { throw OpenSSL.failure("test primality") }
    return status == 1
  }
}
