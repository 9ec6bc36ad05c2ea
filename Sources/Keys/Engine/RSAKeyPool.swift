import Synchronization

/// Where RSA keys come from: a key depends on node, key name and size alone, not on the seed nor on other consumers,
/// because making one takes a tenth of a second and a sweep over seeds would do little else.
///
/// Keys are kept in memory and, given a directory, on disk. Without a directory all pools of the process share one
/// memory. Safe to use from several threads and processes at once. Names should not contain anything drawn from the
/// seed, or every seed makes its own keys.
public final class RSAKeyPool: Sendable {
  /// Names one key of the pool.
  struct Identity: Hashable {
    let bits: Int
    let index: UInt64
  }

  /// A part of the pool with a lock of its own, so that two threads can make two keys.
  final class Stripe: Sendable {
    let keys = Mutex<[Identity: KeyMaterial]>([:])
  }

  static let stripeCount = 16
  private static let shared = (0..<stripeCount).map { _ in Stripe() }

  private let stripes: [Stripe]
  private let cache: RSAKeyCache?
  private let replaced = Atomic<Int>(0)

  /// A pool that keeps its keys in `directory` (made with mode 0700), or in memory when nil.
  public init(directory: String?) {
    cache = directory.map { RSAKeyCache(directory: $0) }
    stripes = directory == nil ? RSAKeyPool.shared : (0..<RSAKeyPool.stripeCount).map { _ in Stripe() }
  }

  /// How many files were found damaged and replaced.
  public var replacedFiles: Int { replaced.load(ordering: .relaxed) }

  /// The key of a node and a name. Throws `unsupportedKeySpec` for other sizes than 2048, 3072 and 4096 bits, and
  /// `operationFailed` when the directory cannot be used.
  public func key(bits: Int, node: String, name: String) throws(CryptoError) -> KeyMaterial {
    let identity = Identity(bits: bits, index: RSAKeyPool.index(node: node, name: name))
    let stripe = stripes[Int(identity.index % UInt64(stripes.count))]
    return try stripe.keys.withLock { (keys) throws(CryptoError) in
      if let key = keys[identity] { return key }
      let key = try load(identity)
      keys[identity] = key
      return key
    }
  }

  /// The pool index of a node and a key name.
  static func index(node: String, name: String) -> UInt64 {
    var writer = ByteWriter()
    writer.string("keyshift rsa pool")
    writer.string(node)
    writer.string(name)
    return CryptoEngine.sha256(writer.output).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func load(_ identity: Identity) throws(CryptoError) -> KeyMaterial {
    guard let cache else { return try RSAKeyPool.generate(identity) }
    return try cache.locked(identity) { () throws(CryptoError) in
      switch cache.read(identity) {
      case .found(let key): return key
      case .damaged: replaced.add(1, ordering: .relaxed)
      case .missing: break
      }
      let key = try RSAKeyPool.generate(identity)
      try cache.write(key, identity)
      return key
    }
  }

  private static func generate(_ identity: Identity) throws(CryptoError) -> KeyMaterial {
    var generator = try RSAGenerator(bits: identity.bits, index: identity.index)
    return try generator.generate()
  }
}
