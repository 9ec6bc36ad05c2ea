import COpenSSL

/// Makes RSA keys whose candidates come from our own stream, so that a key depends on its stream alone and not on
/// OpenSSL's version. OpenSSL decides which candidate is prime.
struct RSAGenerator {
  private var candidates: SeededStream
  private var witnesses: SeededStream
  private let bits: Int

  /// The generator of the key with this number; a modulus of 2048, 3072 or 4096 bits.
  init(bits: Int, index: UInt64) throws(CryptoError) {
    guard [2048, 3072, 4096].contains(bits) else { throw .unsupportedKeySpec }
    self.bits = bits
    candidates = SeededStream(key: RSAGenerator.key("candidates", bits), nonce: index)
    witnesses = SeededStream(key: RSAGenerator.key("witnesses", bits), nonce: index)
  }

  private static func key(_ purpose: String, _ bits: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.string("keyshift rsa 1")
    writer.string(purpose)
    writer.u32(UInt32(bits))
    return CryptoEngine.sha256(writer.output)
  }

  /// The key pair; about 100 ms for 2048 bits.
  mutating func generate() throws(CryptoError) -> KeyMaterial {
    let context = BigNumberContext()
    let prime1 = try prime(context)
    var prime2 = try prime(context)
    while try isTooClose(prime1, prime2, context) {
      prime2 = try prime(context)
    }
    let numbers = try RSAArithmetic.key(prime1: prime1, prime2: prime2)
    return KeyMaterial(
      publicKey: PublicKeyMaterial(
        kind: .rsa(bits: bits),
        subjectPublicKeyInfo: SubjectPublicKeyInfo.encode(modulus: numbers.modulus, exponent: numbers.exponent)),
      pkcs8: PrivateKeyInfo.encode(numbers))
  }

  /// The first prime upwards from a drawn start whose two highest bits are set (so that the modulus has full length)
  /// and that leaves the public exponent invertible.
  private mutating func prime(_ context: BigNumberContext) throws(CryptoError) -> BigNumber {
    while true {
      var start = candidates.bytes(bits / 16)
      start[0] |= 0xc0
      start[start.count - 1] |= 1
      if let prime = try search(from: start, context) { return prime }
    }
  }

  /// The first prime among the odd numbers from `start` on; nil when the search would run far from it.
  private mutating func search(from start: [UInt8], _ context: BigNumberContext) throws(CryptoError) -> BigNumber? {
    let base = BigNumber(start)
    let remainders = RSAGenerator.smallPrimes.map { base.remainder($0) }
    let reach: UInt = 1 << 16
    for step in stride(from: 0, to: reach, by: 2) {
      var isComposite = false
      for (prime, remainder) in zip(RSAGenerator.smallPrimes, remainders) where (remainder + step) % prime == 0 {
        isComposite = true
        break
      }
      if isComposite { continue }
      let candidate = BigNumber(start)
      try OpenSSL.check(BN_add_word(candidate.pointer, step), "add")
      guard BN_num_bits(candidate.pointer) == Int32(bits / 2) else { return nil }
      guard candidate.remainder(RSAArithmetic.publicExponent) != 1 else { continue }
      let isPrime = try witnesses.scoped { () throws(CryptoError) in try context.isPrime(candidate) }
      if isPrime { return candidate }
    }
    return nil
  }

  /// Whether the primes agree in their first hundred bits (FIPS 186-4 B.3.3).
  private func isTooClose(
    _ left: BigNumber, _ right: BigNumber, _ context: BigNumberContext
  ) throws(CryptoError) -> Bool {
    let difference = left > right ? try context.difference(left, right) : try context.difference(right, left)
    return Int(BN_num_bits(difference.pointer)) <= bits / 2 - 100
  }

  /// The odd primes below 8192.
  private static let smallPrimes: [UInt] = {
    let limit = 8192
    var isComposite = [Bool](repeating: false, count: limit)
    var primes: [UInt] = []
    for number in stride(from: 3, to: limit, by: 2) where !isComposite[number] {
      primes.append(UInt(number))
      for multiple in stride(from: number * number, to: limit, by: 2 * number) {
        isComposite[multiple] = true
      }
    }
    return primes
  }()
}
