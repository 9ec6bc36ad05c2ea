import COpenSSL

/// The arithmetic around an RSA key that OpenSSL is not asked for.
enum RSAArithmetic {
  static let publicExponent: UInt = 65537

  /// The key of two primes. The private exponent is the inverse modulo the least common multiple of the primes less
  /// one, as FIPS 186-4 has it.
  static func key(prime1: BigNumber, prime2: BigNumber) throws(CryptoError) -> PrivateKeyInfo.RSANumbers {
    let context = BigNumberContext()
    let (larger, smaller) = prime1 > prime2 ? (prime1, prime2) : (prime2, prime1)
    let one = BigNumber(1)
    let exponent = BigNumber(publicExponent)
    let larger1 = try context.difference(larger, one)
    let smaller1 = try context.difference(smaller, one)
    let multiple = try context.quotient(
      context.product(larger1, smaller1), context.greatestCommonDivisor(larger1, smaller1))
    let privateExponent = try context.inverse(exponent, modulo: multiple)
    return PrivateKeyInfo.RSANumbers(
      modulus: try context.product(larger, smaller).bytes, exponent: exponent.bytes,
      privateExponent: privateExponent.bytes, prime1: larger.bytes, prime2: smaller.bytes,
      exponent1: try context.remainder(privateExponent, larger1).bytes,
      exponent2: try context.remainder(privateExponent, smaller1).bytes,
      coefficient: try context.inverse(smaller, modulo: larger).bytes)
  }

  /// Throws `malformedKey` unless the numbers belong to one key. Primality is not tested.
  static func check(_ key: PrivateKeyInfo.RSANumbers) throws(CryptoError) {
    let context = BigNumberContext()
    let one = BigNumber(1)
    let prime1 = BigNumber(key.prime1)
    let prime2 = BigNumber(key.prime2)
    let exponent = BigNumber(key.exponent)
    guard prime1 > one, prime2 > one, try context.product(prime1, prime2) == BigNumber(key.modulus) else {
      throw .malformedKey("the RSA primes do not give the modulus")
    }
    let halves = [(prime1, key.exponent1), (prime2, key.exponent2)]
    for (prime, reduced) in halves {
      let order = try context.difference(prime, one)
      let expected = try context.remainder(BigNumber(key.privateExponent), order)
      guard expected == BigNumber(reduced),
        try context.remainder(context.product(expected, exponent), order).isOne
      else { throw .malformedKey("the RSA exponents do not belong together") }
    }
    guard try context.remainder(context.product(BigNumber(key.coefficient), prime2), prime1).isOne else {
      throw .malformedKey("the RSA coefficient does not belong to the primes")
    }
  }
}
