import Keys
import Testing

@Suite("P-521, Ed25519ph, HMAC and key agreement") struct MoreKindsTests {
  @Test(
    "HMAC agrees with RFC 4231, test case 2",
    arguments: [
      (HashFunction.sha224, "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44"),
      (.sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
      (.sha384, "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"),
      (
        .sha512,
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
      ),
    ])
  func rfc4231(_ hash: HashFunction, _ expected: String) throws {
    let message = [UInt8]("what do ya want for nothing?".utf8)
    #expect(CryptoEngine.hmac(hash, key: [UInt8]("Jefe".utf8), message) == (try bytes(expected)))
  }

  @Test("Ed25519ph agrees with RFC 8032 section 7.3")
  func rfc8032() throws {
    let engine = engine()
    let seed = try bytes("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42")
    let pkcs8 = try bytes("302e020100300506032b657004220420") + seed
    let key = try engine.importKeyMaterial(pkcs8: pkcs8)
    let publicKey = try bytes("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf")
    #expect(Array(key.publicKey.subjectPublicKeyInfo.suffix(32)) == publicKey)
    let signature = try engine.sign(message: [UInt8]("abc".utf8), with: key, algorithm: .ed25519Prehashed)
    #expect(
      Hexadecimal.encode(signature)
        == "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406"
    )
  }

  @Test(
    "an Ed25519ph signature verifies for its message and key alone, and is none of Ed25519",
    arguments: CryptoMode.allCases)
  func prehashed(mode: CryptoMode) throws {
    let engine = engine(mode)
    let key = try engine.generateKeyMaterial(kind: .ed25519, node: "kms", name: "sign")
    let other = try engine.generateKeyMaterial(kind: .ed25519, node: "kms", name: "other")
    let signature = try engine.sign(message: [1], with: key, algorithm: .ed25519Prehashed)
    func verifies(_ message: [UInt8], _ signature: [UInt8], _ key: KeyMaterial) throws -> Bool {
      try engine.verify(message: message, signature: signature, with: key.publicKey, algorithm: .ed25519Prehashed)
    }
    #expect(try verifies([1], signature, key))
    #expect(try !verifies([2], signature, key))
    #expect(try !verifies([1], signature, other))
    for position in [0, 31, 32, 63] {
      var changed = signature
      changed[position] ^= 0x10
      #expect(try !verifies([1], changed, key))
    }
    #expect(try !verifies([1], Array(signature.dropLast()), key))
    #expect(try !engine.verify(message: [1], signature: signature, with: key.publicKey, algorithm: .ed25519))
    let digest = HashFunction.sha512.digest([1])
    #expect(try engine.sign(digest: digest, with: key, algorithm: .ed25519Prehashed) == signature)
  }

  @Test("a P-521 key depends on the seed, comes back from its PKCS #8 form and is one for others, too")
  func p521() throws {
    let key = try engine().generateKeyMaterial(kind: .p521, node: "kms", name: "sign")
    let again = try engine().generateKeyMaterial(kind: .p521, node: "kms", name: "sign")
    let other = try engine(seed: 2).generateKeyMaterial(kind: .p521, node: "kms", name: "sign")
    #expect(key.pkcs8 == again.pkcs8)
    #expect(key.fingerprint != other.fingerprint)
    #expect(try engine().importKeyMaterial(pkcs8: key.pkcs8).publicKey == key.publicKey)
    let signature = try engine().sign(message: [1, 2], with: key, algorithm: .ecdsa(.sha512))
    #expect(signature.count <= RawSigningAlgorithm.ecdsa(.sha512).nominalSignatureSize(.p521))
    let program = """
      public(0).verify(a[1], a[2], ec.ECDSA(hashes.SHA512()))
      assert private(3).public_key().public_numbers() == public(0).public_numbers()
      print(public(0).curve.name)
      """
    #expect(
      try judge(program, key.publicKey.subjectPublicKeyInfo, signature, [1, 2], key.pkcs8) == "secp521r1")
  }

  @Test(
    "two keys of a curve agree on one secret, the same as others find",
    arguments: [KeyKind.p256, .p384, .p521, .secp256k1])
  func agreement(kind: KeyKind) throws {
    let engine = engine()
    let first = try engine.generateKeyMaterial(kind: kind, node: "a", name: "agree")
    let second = try engine.generateKeyMaterial(kind: kind, node: "b", name: "agree")
    let secret = try engine.sharedSecret(of: first, and: second.publicKey)
    #expect(try engine.sharedSecret(of: second, and: first.publicKey) == secret)
    let program = "print(private(0).exchange(ec.ECDH(), public(1)).hex())"
    #expect(
      try judge(program, first.pkcs8, second.publicKey.subjectPublicKeyInfo) == Hexadecimal.encode(secret))
  }

  @Test("keys of two curves, and keys without one, do not agree")
  func noAgreement() throws {
    let engine = engine()
    let first = try engine.generateKeyMaterial(kind: .p256, node: "a", name: "agree")
    let second = try engine.generateKeyMaterial(kind: .p384, node: "b", name: "agree")
    let third = try engine.generateKeyMaterial(kind: .ed25519, node: "b", name: "agree")
    #expect(throws: CryptoError.keyAlgorithmMismatch) { try engine.sharedSecret(of: first, and: second.publicKey) }
    #expect(throws: CryptoError.keyAlgorithmMismatch) { try engine.sharedSecret(of: third, and: third.publicKey) }
  }
}
