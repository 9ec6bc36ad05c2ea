import Kernel
import Keys

/// The secret part of a key. What it holds is private to this file: the service can compute with it and learn public
/// facts about it, but it cannot read it, print it or hand it out.
struct HeldMaterial: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private enum Secret {
    case pair(KeyMaterial)
    case symmetric([UInt8])
    case mac([UInt8])
  }

  private let secret: Secret
  /// Names the material, 64 hexadecimal digits: AWS's key material id. Two materials are the same when it is.
  let identifier: String

  private init(_ pair: KeyMaterial) {
    secret = .pair(pair)
    identifier = Hexadecimal.encode(CryptoEngine.sha256(pair.publicKey.subjectPublicKeyInfo))
  }

  private init(mac bytes: [UInt8]) {
    secret = .mac(bytes)
    identifier = Hexadecimal.encode(CryptoEngine.sha256(CryptoEngine.sha256(Array("mac key id".utf8) + bytes)))
  }

  private init(symmetric bytes: [UInt8], keyID: String = "") {
    secret = .symmetric(bytes)
    // AWS computes the id from key id and material. Hashed twice under a name, so that it says nothing about the key.
    let text = Array("key material id of \(keyID)".utf8)
    identifier = Hexadecimal.encode(CryptoEngine.sha256(CryptoEngine.sha256(text + bytes)))
  }

  var description: String { "<key material>" }
  var debugDescription: String { description }
  var customMirror: Mirror { Mirror(self, children: []) }

  /// Lets a search look for the private half of a pair; the search never hands it out.
  func add(to search: inout SecretSearch) throws(CryptoError) {
    if case .pair(let pair) = secret { try search.add(pair) }
  }

  /// The public part of a key pair.
  var publicKey: PublicKeyMaterial? {
    switch secret {
    case .pair(let pair): pair.publicKey
    case .symmetric, .mac: nil
    }
  }

  // MARK: Making

  /// New material: a symmetric or HMAC key and an elliptic-curve pair derive from the key id, an RSA pair comes from the
  /// pool.
  static func generate(
    _ spec: KmsKeySpec, instance: String, keyID: String, poolName: String, seed: UInt64, crypto: CryptoEngine
  ) throws(KmsServiceError) -> HeldMaterial {
    guard let kind = spec.kind else {
      var stream = RandomStream(seed: seed, name: "kms/\(instance)/material/\(keyID)")
      if let mac = spec.macAlgorithm { return HeldMaterial(mac: stream.bytes(mac.hash.size)) }
      return HeldMaterial(symmetric: stream.bytes(32), keyID: keyID)
    }
    return try make(kind, instance: instance, name: spec.isRSA ? poolName : keyID, crypto: crypto)
  }

  /// The material of a symmetric key after so many others.
  static func rotated(instance: String, keyID: String, ordinal: Int, seed: UInt64) -> HeldMaterial {
    var stream = RandomStream(seed: seed, name: "kms/\(instance)/material/\(keyID)/\(ordinal)")
    return HeldMaterial(symmetric: stream.bytes(32), keyID: keyID)
  }

  /// One of the wrapping keys that take turns.
  static func wrappingKey(
    _ turn: Int, bits: Int, instance: String, crypto: CryptoEngine
  ) throws(KmsServiceError)
    -> HeldMaterial
  {
    try make(.rsa(bits: bits), instance: instance, name: "wrapping-\(turn)", crypto: crypto)
  }

  private static func make(
    _ kind: KeyKind, instance: String, name: String, crypto: CryptoEngine
  ) throws(KmsServiceError)
    -> HeldMaterial
  {
    do {
      return HeldMaterial(try crypto.generateKeyMaterial(kind: kind, node: "kms/\(instance)", name: name))
    } catch {
      throw AwsErrors.internalFailure
    }
  }

  /// Material that a caller brought: 32 bytes for a symmetric key, as many as a digest has for an HMAC key, PKCS #8 of
  /// the right kind for a pair.
  static func imported(
    _ bytes: [UInt8], spec: KmsKeySpec, keyID: String, crypto: CryptoEngine
  ) throws(KmsServiceError) -> HeldMaterial {
    guard let kind = spec.kind else {
      if let mac = spec.macAlgorithm {
        guard bytes.count == mac.hash.size else { throw AwsErrors.incorrectKeyMaterial }
        return HeldMaterial(mac: bytes)
      }
      guard bytes.count == 32 else { throw AwsErrors.incorrectKeyMaterial }
      return HeldMaterial(symmetric: bytes, keyID: keyID)
    }
    do {
      let pair = try crypto.importKeyMaterial(pkcs8: bytes)
      guard pair.kind == kind else { throw AwsErrors.incorrectKeyMaterial }
      return HeldMaterial(pair)
    } catch {
      throw AwsErrors.incorrectKeyMaterial
    }
  }

  // MARK: Using

  func sign(
    _ message: [UInt8], isDigest: Bool, _ algorithm: KmsSigningAlgorithm, _ crypto: CryptoEngine
  )
    throws(KmsServiceError) -> [UInt8]
  {
    guard case .pair(let pair) = secret, let raw = algorithm.raw else { throw AwsErrors.internalFailure }
    do {
      return isDigest
        ? try crypto.sign(digest: message, with: pair, algorithm: raw)
        : try crypto.sign(message: message, with: pair, algorithm: raw)
    } catch {
      throw AwsErrors.internalFailure
    }
  }

  func verify(
    _ message: [UInt8], isDigest: Bool, _ signature: [UInt8], _ algorithm: KmsSigningAlgorithm, _ crypto: CryptoEngine
  ) throws(KmsServiceError) {
    guard let publicKey, let raw = algorithm.raw else { throw AwsErrors.internalFailure }
    let isValid: Bool
    do {
      isValid =
        isDigest
        ? try crypto.verify(digest: message, signature: signature, with: publicKey, algorithm: raw)
        : try crypto.verify(message: message, signature: signature, with: publicKey, algorithm: raw)
    } catch {
      throw AwsErrors.internalFailure
    }
    guard isValid else { throw AwsErrors.invalidSignature }
  }

  func encrypt(
    _ plaintext: [UInt8], _ algorithm: KmsEncryptionAlgorithm, _ crypto: CryptoEngine
  )
    throws(KmsServiceError) -> [UInt8]
  {
    guard let publicKey, let hash = algorithm.hash else { throw AwsErrors.internalFailure }
    do {
      return try crypto.rsaOaepEncrypt(plaintext, for: publicKey, hash: hash)
    } catch {
      throw AwsErrors.internalFailure
    }
  }

  func decrypt(
    _ ciphertext: [UInt8], _ algorithm: KmsEncryptionAlgorithm, _ crypto: CryptoEngine
  )
    throws(KmsServiceError) -> [UInt8]
  {
    guard case .pair(let pair) = secret, let hash = algorithm.hash else { throw AwsErrors.internalFailure }
    do {
      return try crypto.rsaOaepDecrypt(ciphertext, with: pair, hash: hash)
    } catch {
      throw AwsErrors.invalidCiphertext
    }
  }

  func seal(_ plaintext: [UInt8], associatedData: [UInt8], _ crypto: CryptoEngine) throws(KmsServiceError) -> [UInt8] {
    guard case .symmetric(let key) = secret else { throw AwsErrors.internalFailure }
    do {
      return try crypto.aes256GcmSeal(plaintext, key: key, authenticating: associatedData)
    } catch {
      throw AwsErrors.internalFailure
    }
  }

  func open(_ sealed: [UInt8], associatedData: [UInt8], _ crypto: CryptoEngine) throws(KmsServiceError) -> [UInt8] {
    guard case .symmetric(let key) = secret else { throw AwsErrors.invalidCiphertext }
    do {
      return try crypto.aes256GcmOpen(sealed, key: key, authenticating: associatedData)
    } catch {
      throw AwsErrors.invalidCiphertext
    }
  }

  func mac(_ message: [UInt8], _ algorithm: KmsMacAlgorithm) throws(KmsServiceError) -> [UInt8] {
    guard case .mac(let key) = secret else { throw AwsErrors.internalFailure }
    return CryptoEngine.hmac(algorithm.hash, key: key, message)
  }

  /// ECDH with a peer's key of the same curve. Nil when the peer's key is another kind of key or none.
  func sharedSecret(_ peer: [UInt8], _ crypto: CryptoEngine) throws(KmsServiceError) -> [UInt8]? {
    guard case .pair(let pair) = secret else { throw AwsErrors.internalFailure }
    do {
      return try crypto.sharedSecret(of: pair, and: PublicKeyMaterial(subjectPublicKeyInfo: peer))
    } catch {
      return nil
    }
  }

  func unwrap(
    _ wrapped: [UInt8], _ algorithm: KmsWrappingAlgorithm, _ crypto: CryptoEngine
  ) throws(KmsServiceError) -> [UInt8] {
    guard case .pair(let pair) = secret, let method = algorithm.method else { throw AwsErrors.internalFailure }
    do {
      return method.isKeyWrap
        ? try crypto.rsaAesKeyUnwrap(wrapped, with: pair, hash: method.hash)
        : try crypto.rsaOaepDecrypt(wrapped, with: pair, hash: method.hash)
    } catch {
      throw AwsErrors.invalidCiphertext
    }
  }
}

// MARK: - Stored

/// Material is stored sealed by a ``StateSeal``, bound to its record and its identifier; without one it is not stored.
extension HeldMaterial: Codable {
  private enum CodingKeys: String, CodingKey {
    case kind
    case identifier
    case sealed
  }

  private enum Kind: String, Codable {
    case pair
    case symmetric
    case mac
  }

  init(from decoder: any Decoder) throws {
    let scope = try StateScope.of(decoder.userInfo)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try container.decode(Kind.self, forKey: .kind)
    let text = try container.decode(String.self, forKey: .sealed)
    identifier = try container.decode(String.self, forKey: .identifier)
    guard let sealed = Base64.decode(text) else { throw StateMismatch("sealed material is not in Base64") }
    let name = scope.name(kind.rawValue, identifier)
    switch kind {
    case .pair: secret = .pair(try scope.seal.openKeyMaterial(sealed, as: name))
    case .symmetric: secret = .symmetric(try scope.seal.open(sealed, as: name))
    case .mac: secret = .mac(try scope.seal.open(sealed, as: name))
    }
  }

  func encode(to encoder: any Encoder) throws {
    let scope = try StateScope.of(encoder.userInfo)
    let (kind, bytes): (Kind, [UInt8]) =
      switch secret {
      case .pair(let pair): (.pair, pair.pkcs8)
      case .symmetric(let key): (.symmetric, key)
      case .mac(let key): (.mac, key)
      }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(identifier, forKey: .identifier)
    let sealed = try scope.seal.seal(bytes, as: scope.name(kind.rawValue, identifier))
    try container.encode(Base64.encode(sealed), forKey: .sealed)
  }
}

// MARK: - In no vendor's terms

/// The same for services that are not AWS's: algorithms of `Keys`, and the errors of the engine as they are.
extension HeldMaterial {
  /// A new key pair; RSA comes from the pool.
  static func newPair(
    _ kind: KeyKind, instance: String, name: String, crypto: CryptoEngine
  ) throws(CryptoError)
    -> HeldMaterial
  {
    HeldMaterial(try crypto.generateKeyMaterial(kind: kind, node: "kms/\(instance)", name: name))
  }

  /// A new symmetric key of `count` bytes.
  static func newSymmetric(_ count: Int, from stream: inout RandomStream) -> HeldMaterial {
    HeldMaterial(symmetric: stream.bytes(count))
  }

  /// The HMAC (RFC 2104) of a message; nil unless this is a symmetric key.
  func hmac(_ hash: HashFunction, _ message: [UInt8]) -> [UInt8]? {
    guard case .symmetric(let key) = secret else { return nil }
    return CryptoEngine.hmac(hash, key: key, message)
  }

  /// Raw AES. Throws `wrongKeyPurpose` unless this is a symmetric key.
  func rawEncrypt(
    _ plaintext: [UInt8], _ cipher: RawCipher, vector: [UInt8], authenticating associated: [UInt8]
  ) throws(CryptoError) -> [UInt8] {
    guard case .symmetric(let key) = secret else { throw .wrongKeyPurpose }
    return try CryptoEngine.rawEncrypt(plaintext, cipher, key: key, vector: vector, authenticating: associated)
  }

  func rawDecrypt(
    _ ciphertext: [UInt8], _ cipher: RawCipher, vector: [UInt8], authenticating associated: [UInt8]
  ) throws(CryptoError) -> [UInt8] {
    guard case .symmetric(let key) = secret else { throw .wrongKeyPurpose }
    return try CryptoEngine.rawDecrypt(ciphertext, cipher, key: key, vector: vector, authenticating: associated)
  }

  /// A key pair that a caller brought as PKCS #8. Throws `malformedKey` unless it is of the kind.
  static func importedPair(
    _ pkcs8: [UInt8], _ kind: KeyKind, _ crypto: CryptoEngine
  ) throws(CryptoError)
    -> HeldMaterial
  {
    let pair = try crypto.importKeyMaterial(pkcs8: pkcs8)
    guard pair.kind == kind else { throw .malformedKey("another kind of key") }
    return HeldMaterial(pair)
  }

  /// A symmetric key that a caller brought.
  static func importedSymmetric(_ bytes: [UInt8], count: Int) throws(CryptoError) -> HeldMaterial {
    guard bytes.count == count else { throw .malformedKey("a key of another length") }
    return HeldMaterial(symmetric: bytes)
  }

  func sign(
    _ content: [UInt8], isDigest: Bool, with algorithm: RawSigningAlgorithm, _ crypto: CryptoEngine
  ) throws(CryptoError) -> [UInt8] {
    guard case .pair(let pair) = secret else { throw .wrongKeyPurpose }
    return isDigest
      ? try crypto.sign(digest: content, with: pair, algorithm: algorithm)
      : try crypto.sign(message: content, with: pair, algorithm: algorithm)
  }

  func oaepDecrypt(_ ciphertext: [UInt8], _ hash: HashFunction, _ crypto: CryptoEngine) throws(CryptoError) -> [UInt8] {
    guard case .pair(let pair) = secret else { throw .wrongKeyPurpose }
    return try crypto.rsaOaepDecrypt(ciphertext, with: pair, hash: hash)
  }

  func aesKeyUnwrap(_ wrapped: [UInt8], _ hash: HashFunction, _ crypto: CryptoEngine) throws(CryptoError) -> [UInt8] {
    guard case .pair(let pair) = secret else { throw .wrongKeyPurpose }
    return try crypto.rsaAesKeyUnwrap(wrapped, with: pair, hash: hash)
  }

  func gcmSeal(
    _ plaintext: [UInt8], authenticating associated: [UInt8], _ crypto: CryptoEngine
  ) throws(CryptoError) -> [UInt8] {
    guard case .symmetric(let key) = secret else { throw .wrongKeyPurpose }
    return try crypto.aes256GcmSeal(plaintext, key: key, authenticating: associated)
  }

  func gcmOpen(
    _ sealed: [UInt8], authenticating associated: [UInt8], _ crypto: CryptoEngine
  ) throws(CryptoError) -> [UInt8] {
    guard case .symmetric(let key) = secret else { throw .wrongKeyPurpose }
    return try crypto.aes256GcmOpen(sealed, key: key, authenticating: associated)
  }
}
