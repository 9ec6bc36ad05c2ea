import Keys
import Testing

@Suite("what a key service does") struct KeyServiceTests {
  @Test("AES key wrap with padding agrees with RFC 5649 section 6")
  func rfc5649() throws {
    let key = try bytes("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8")
    let long = try bytes("c37b7e6492584340bed12207808941155068f738")
    let wrapped = try bytes("138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a")
    #expect(try CryptoEngine.aesKeyWrapPad(long, key: key) == wrapped)
    #expect(try CryptoEngine.aesKeyUnwrapPad(wrapped, key: key) == long)
    let short = try bytes("466f7250617369")
    #expect(try CryptoEngine.aesKeyWrapPad(short, key: key) == bytes("afbeb0f07dfbf5419200f2ccb50bb24f"))
    var changed = wrapped
    changed[5] ^= 1
    #expect(throws: CryptoError.decryptionFailed) { try CryptoEngine.aesKeyUnwrapPad(changed, key: key) }
    #expect(throws: CryptoError.decryptionFailed) { try CryptoEngine.aesKeyUnwrapPad([1, 2], key: key) }
  }

  @Test("AES-256-GCM opens with the same key and the same context only")
  func context() throws {
    let engine = engine()
    let key = engine.randomBytes(32)
    let sealed = try engine.aes256GcmSeal([1, 2, 3], key: key, authenticating: [9])
    #expect(sealed.count == 3 + 28)
    #expect(try engine.aes256GcmOpen(sealed, key: key, authenticating: [9]) == [1, 2, 3])
    #expect(throws: CryptoError.decryptionFailed) {
      try engine.aes256GcmOpen(sealed, key: key, authenticating: [8])
    }
    #expect(throws: CryptoError.decryptionFailed) {
      try engine.aes256GcmOpen(sealed, key: engine.randomBytes(32), authenticating: [9])
    }
  }

  @Test(
    "a wrapped private key comes back with its wrapping key only", arguments: [HashFunction.sha1, .sha256],
    CryptoMode.allCases)
  func keyWrap(hash: HashFunction, mode: CryptoMode) throws {
    let engine = engine(mode)
    let wrapping = try engine.generateKeyMaterial(kind: .rsa(bits: 2048), node: "kms", name: "wrapping")
    let other = try engine.generateKeyMaterial(kind: .rsa(bits: 2048), node: "kms", name: "other")
    let key = try engine.generateSigningKey(spec: .ecP256, usage: .namespace, node: "p", name: "namespace")
    let wrapped = try engine.rsaAesKeyWrap(key.pkcs8, for: wrapping.publicKey, hash: hash)
    #expect(wrapped.count == 256 + 160)
    let unwrapped = try engine.rsaAesKeyUnwrap(wrapped, with: wrapping, hash: hash)
    #expect(try engine.importKeyMaterial(pkcs8: unwrapped).fingerprint == key.fingerprint)
    #expect(throws: CryptoError.decryptionFailed) { try engine.rsaAesKeyUnwrap(wrapped, with: other, hash: hash) }
    var changed = wrapped
    changed[300] ^= 1
    #expect(throws: CryptoError.decryptionFailed) { try engine.rsaAesKeyUnwrap(changed, with: wrapping, hash: hash) }
  }

  @Test(
    "RSA-OAEP takes the longest plaintext of its hash", arguments: [HashFunction.sha1, .sha256], CryptoMode.allCases)
  func oaep(hash: HashFunction, mode: CryptoMode) throws {
    let engine = engine(mode)
    let key = try engine.generateKeyMaterial(kind: .rsa(bits: 2048), node: "kms", name: "wrapping")
    let limit = hash == .sha1 ? 214 : 190
    let plaintext = [UInt8](repeating: 7, count: limit)
    let ciphertext = try engine.rsaOaepEncrypt(plaintext, for: key.publicKey, hash: hash)
    #expect(ciphertext.count == 256)
    #expect(try engine.rsaOaepDecrypt(ciphertext, with: key, hash: hash) == plaintext)
    #expect(throws: CryptoError.plaintextTooLong(limit: limit)) {
      try engine.rsaOaepEncrypt(plaintext + [1], for: key.publicKey, hash: hash)
    }
    let otherHash: HashFunction = hash == .sha1 ? .sha256 : .sha1
    #expect(throws: CryptoError.decryptionFailed) { try engine.rsaOaepDecrypt(ciphertext, with: key, hash: otherHash) }
  }

  @Test("a signature over a digest is one over the message", arguments: CryptoMode.allCases)
  func digests(mode: CryptoMode) throws {
    let engine = engine(mode)
    let rsa = try engine.generateKeyMaterial(kind: .rsa(bits: 2048), node: "kms", name: "wrapping")
    var pairs: [(KeyMaterial, RawSigningAlgorithm)] = []
    for hash in [HashFunction.sha256, .sha384, .sha512] {
      pairs += [(rsa, .rsaPkcs1(hash)), (rsa, .rsaPss(hash))]
    }
    for kind in [KeyKind.p256, .p384, .secp256k1] {
      let key = try engine.generateKeyMaterial(kind: kind, node: "kms", name: "sign")
      pairs.append((key, .ecdsa(kind == .p384 ? .sha384 : .sha256)))
    }
    let message: [UInt8] = [1, 2, 3]
    for (key, algorithm) in pairs {
      let hash = try #require(algorithm.hash)
      let signature = try engine.sign(digest: hash.digest(message), with: key, algorithm: algorithm)
      #expect(signature.count <= algorithm.nominalSignatureSize(key.kind))
      #expect(
        try engine.verify(message: message, signature: signature, with: key.publicKey, algorithm: algorithm))
      #expect(
        try !engine.verify(message: [4], signature: signature, with: key.publicKey, algorithm: algorithm))
      #expect(throws: CryptoError.wrongDigestLength(expected: hash.size)) {
        try engine.sign(digest: [1], with: key, algorithm: algorithm)
      }
      #expect(throws: CryptoError.keyAlgorithmMismatch) {
        try engine.sign(message: message, with: key, algorithm: .ed25519)
      }
    }
  }

  @Test(
    "a node verifies what the service signed with the same key", arguments: CryptoMode.allCases, SigningKeySpec.allCases
  )
  func acrossTheService(mode: CryptoMode, spec: SigningKeySpec) throws {
    let service = engine(mode)
    let node = engine(mode, seed: 5)
    let key = try service.generateSigningKey(spec: spec, usage: .protocol, node: "kms", name: "id")
    let algorithm = SigningAlgorithmSpec.matching(spec)
    let bytes = try service.sign(message: [1], with: key.material, algorithm: RawSigningAlgorithm(algorithm))
    let signature = Signature(
      format: algorithm.signatureFormat, bytes: bytes, signedBy: key.fingerprint, algorithm: algorithm)
    let publicKey = try SigningPublicKey(
      spec: spec, usage: .protocolOnly, subjectPublicKeyInfo: key.publicKey.subjectPublicKeyInfo)
    try node.verify([1], signature, with: publicKey)
    #expect(throws: CryptoError.invalidSignature) { try node.verify([2], signature, with: publicKey) }
  }

  @Test("the service decrypts what a node encrypted in software", arguments: CryptoMode.allCases)
  func decryptInService(mode: CryptoMode) throws {
    let service = engine(mode)
    let material = try service.generateKeyMaterial(kind: .rsa(bits: 2048), node: "kms", name: "wrapping")
    let publicKey = try EncryptionPublicKey(
      spec: .rsa2048, subjectPublicKeyInfo: material.publicKey.subjectPublicKeyInfo)
    let encrypted = try engine(mode, seed: 5).encrypt([1, 2], for: publicKey, algorithm: .rsaOaepSha256)
    #expect(try service.rsaOaepDecrypt(encrypted.ciphertext, with: material, hash: .sha256) == [1, 2])
  }
}
