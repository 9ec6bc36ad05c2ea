import Kernel
import Keys
import Testing

@testable import KMS

@Suite("google: keys at work")
struct GcpCryptoTests {
  private let message = Array("a topology transaction".utf8)

  @Test("the checksum is CRC-32C: the published vector and those of RFC 3720")
  func checksum() {
    #expect(Crc32c.of(Array("123456789".utf8)) == 0xe306_9283)
    #expect(Crc32c.of([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(Crc32c.of([UInt8](repeating: 0xff, count: 32)) == 0x62a8_ab43)
    #expect(Crc32c.of((0..<32).map { UInt8($0) }) == 0x46dd_794e)
    #expect(Crc32c.of([]) == 0)
  }

  @Test(
    "a signature of data verifies with the public key, which is PEM; the checksums are right",
    arguments: [
      GcpAlgorithm.ecSignP256Sha256, .ecSignP384Sha384, .ecSignSecp256k1Sha256, .ecSignEd25519, .rsaSignPss2048Sha256,
      .rsaSignPkcs12048Sha256, .rsaSignRawPkcs12048,
    ])
  func signData(_ algorithm: GcpAlgorithm) throws {
    let bench = try GcpBench(.real)
    let version = try bench.version("signing", algorithm, .hsm)
    let answer = try bench.call(GcpAsymmetricSign(name: version, data: message, dataCrc32c: Crc32c.of(message)))
    #expect(answer.name == version && answer.protectionLevel == .hsm)
    #expect(answer.verifiedDataCrc32c && !answer.verifiedDigestCrc32c)
    #expect(answer.signatureCrc32c == Crc32c.of(answer.signature))
    guard case .sign(_, let raw) = algorithm.meaning else { throw WrongAnswer() }
    let publicKey = try bench.publicKey(version)
    #expect(
      try bench.crypto.verify(message: message, signature: answer.signature, with: publicKey, algorithm: raw))
  }

  @Test("RSA without a hash signs what it is given: with the digest's name and digest it is PKCS #1's signature")
  func signUnhashed() throws {
    let bench = try GcpBench(.real)
    let version = try bench.version("raw", .rsaSignRawPkcs12048)
    // The DER of DigestInfo for SHA-256, RFC 8017 section 9.2, note 1.
    let name = try #require(Hexadecimal.decode("3031300d060960864801650304020105000420"))
    let signature = try bench.call(
      GcpAsymmetricSign(name: version, data: name + HashFunction.sha256.digest(message))
    ).signature
    let publicKey = try bench.publicKey(version)
    #expect(
      try bench.crypto.verify(message: message, signature: signature, with: publicKey, algorithm: .rsaPkcs1(.sha256)))
    let most = [UInt8](repeating: 1, count: 245)
    #expect(try bench.call(GcpAsymmetricSign(name: version, data: most)).signature.count == 256)
    #expect(bench.refusal(GcpAsymmetricSign(name: version, data: most + [1]))?.code == .invalidArgument)
    let digest = GcpAsymmetricSign.Digest.sha256(HashFunction.sha256.digest(message))
    #expect(
      bench.refusal(GcpAsymmetricSign(name: version, digest: digest))?.message
        == "The algorithm RSA_SIGN_RAW_PKCS1_2048 takes 'data', not 'digest'.")
  }

  @Test("a signature of a digest is one of the message")
  func signDigest() throws {
    let bench = try GcpBench(.real)
    let version = try bench.version("signing", .ecSignP384Sha384)
    let digest = HashFunction.sha384.digest(message)
    let answer = try bench.call(
      GcpAsymmetricSign(name: version, digest: .sha384(digest), digestCrc32c: Crc32c.of(digest)))
    #expect(answer.verifiedDigestCrc32c && !answer.verifiedDataCrc32c)
    let publicKey = try bench.publicKey(version)
    #expect(
      try bench.crypto.verify(
        message: message, signature: answer.signature, with: publicKey, algorithm: .ecdsa(.sha384)))
  }

  @Test("what is not one digest of the algorithm's hash, or data, is refused")
  func signRefusals() throws {
    let bench = try GcpBench()
    let p256 = try bench.version("p256", .ecSignP256Sha256)
    let ed25519 = try bench.version("ed25519", .ecSignEd25519)
    let digest = GcpAsymmetricSign.Digest.sha256([UInt8](repeating: 7, count: 32))
    let cases: [(GcpAsymmetricSign, String)] = [
      (.init(name: p256), "One of the fields 'digest' and 'data' must be set."),
      (.init(name: p256, digest: digest, data: message), "Only one of the fields 'digest' and 'data' may be set."),
      (
        .init(name: p256, digest: .sha384([UInt8](repeating: 7, count: 48))),
        "The algorithm EC_SIGN_P256_SHA256 takes a sha256 digest."
      ),
      (.init(name: p256, digest: .sha256([7])), "The digest has 1 bytes; a sha256 digest has 32."),
      (.init(name: ed25519, digest: digest), "The algorithm EC_SIGN_ED25519 takes 'data', not 'digest'."),
      (
        .init(name: p256, digest: digest, digestCrc32c: 1),
        "The checksum in field digest_crc32c did not match the data in field digest."
      ),
      (
        .init(name: p256, data: message, dataCrc32c: 1),
        "The checksum in field data_crc32c did not match the data in field data."
      ),
      (
        .init(name: p256, digestCrc32c: 1, data: message), "The field 'digest_crc32c' must not be set without 'digest'."
      ),
      (.init(name: p256, digest: digest, dataCrc32c: 1), "The field 'data_crc32c' must not be set without 'data'."),
      (
        .init(name: p256, data: [UInt8](repeating: 1, count: 65_537)),
        "The field 'data' has 65537 bytes; at most 65536 are allowed."
      ),
    ]
    for (request, message) in cases {
      let refusal = bench.refusal(request)
      #expect(refusal?.code == .invalidArgument)
      #expect(refusal?.message == message)
    }
    #expect(
      try bench.call(GcpAsymmetricSign(name: p256, data: [UInt8](repeating: 1, count: 65_536))).signature.count > 60)
  }

  @Test(
    "RSA-OAEP ciphertexts made with the public key decrypt",
    arguments: [
      GcpAlgorithm.rsaDecryptOaep2048Sha256, .rsaDecryptOaep2048Sha1,
    ])
  func decryptAsymmetric(_ algorithm: GcpAlgorithm) throws {
    let bench = try GcpBench(.real)
    let version = try bench.version("encryption", algorithm, .hsm)
    guard case .oaep(_, let hash) = algorithm.meaning else { throw WrongAnswer() }
    let ciphertext = try bench.crypto.rsaOaepEncrypt(message, for: bench.publicKey(version), hash: hash)
    let answer = try bench.call(
      GcpAsymmetricDecrypt(name: version, ciphertext: ciphertext, ciphertextCrc32c: Crc32c.of(ciphertext)))
    #expect(answer.plaintext.bytes == message)
    #expect(answer.plaintextCrc32c == Crc32c.of(message) && answer.verifiedCiphertextCrc32c)
    let changed = bench.refusal(GcpAsymmetricDecrypt(name: version, ciphertext: Array(ciphertext.reversed())))
    #expect(changed?.message == "Decryption failed: the ciphertext is invalid.")
    let wrong = bench.refusal(GcpAsymmetricDecrypt(name: version, ciphertext: ciphertext, ciphertextCrc32c: 3))
    #expect(wrong?.message == "The checksum in field ciphertext_crc32c did not match the data in field ciphertext.")
    #expect(bench.refusal(GcpAsymmetricDecrypt(name: version, ciphertext: []))?.code == .invalidArgument)
  }

  @Test("what a symmetric key encrypts it decrypts, with the same authenticated data only")
  func symmetric() throws {
    let bench = try GcpBench()
    let key = try bench.key("wrapper")
    let data = Array("node".utf8)
    let sealed = try bench.call(
      GcpEncrypt(
        name: key, plaintext: SecretBytes(message), additionalAuthenticatedData: data,
        plaintextCrc32c: Crc32c.of(message), additionalAuthenticatedDataCrc32c: Crc32c.of(data)))
    #expect(sealed.name == key + "/cryptoKeyVersions/1")
    #expect(sealed.verifiedPlaintextCrc32c && sealed.verifiedAdditionalAuthenticatedDataCrc32c)
    #expect(sealed.ciphertextCrc32c == Crc32c.of(sealed.ciphertext))
    #expect(Base64.encode(sealed.ciphertext).hasPrefix("CiQA"))
    let opened = try bench.call(
      GcpDecrypt(
        name: key, ciphertext: sealed.ciphertext, additionalAuthenticatedData: data,
        ciphertextCrc32c: sealed.ciphertextCrc32c))
    #expect(opened.plaintext.bytes == message && opened.usedPrimary)
    #expect(opened.plaintextCrc32c == Crc32c.of(message))
    let other = try bench.key("other")
    let cases: [(GcpDecrypt, String)] = [
      (.init(name: key, ciphertext: sealed.ciphertext), "Decryption failed: the ciphertext is invalid."),
      (.init(name: key, ciphertext: [1, 2, 3]), "Decryption failed: the ciphertext is invalid."),
      (
        .init(name: other, ciphertext: sealed.ciphertext, additionalAuthenticatedData: data),
        "Decryption failed: verify that 'name' refers to the correct CryptoKey."
      ),
      (.init(name: key, ciphertext: []), "Required field 'ciphertext' is not set."),
      (
        .init(
          name: key, ciphertext: sealed.ciphertext, additionalAuthenticatedData: data,
          additionalAuthenticatedDataCrc32c: 0),
        "The checksum in field additional_authenticated_data_crc32c did not match the data in field "
          + "additional_authenticated_data."
      ),
    ]
    for (request, message) in cases {
      let refusal = bench.refusal(request)
      #expect(refusal?.code == .invalidArgument)
      #expect(refusal?.message == message)
    }
    for index in sealed.ciphertext.indices {
      var changed = sealed.ciphertext
      changed[index] ^= 1
      let request = GcpDecrypt(name: key, ciphertext: changed, additionalAuthenticatedData: data)
      #expect(bench.refusal(request)?.code == .invalidArgument)
    }
  }

  @Test("software takes 64 KiB, Cloud HSM takes 8 KiB with the authenticated data")
  func sizes() throws {
    let bench = try GcpBench()
    let software = try bench.key("software")
    let hsm = try bench.key("hsm", .googleSymmetricEncryption, .hsm)
    func bytes(_ count: Int) -> SecretBytes { SecretBytes([UInt8](repeating: 5, count: count)) }
    for count in [0, 1, 65_536] {
      let sealed = try bench.call(GcpEncrypt(name: software, plaintext: bytes(count)))
      #expect(try bench.call(GcpDecrypt(name: software, ciphertext: sealed.ciphertext)).plaintext.count == count)
    }
    #expect(
      bench.refusal(GcpEncrypt(name: software, plaintext: bytes(65_537)))?.message
        == "The field 'plaintext' has 65537 bytes; at most 65536 are allowed.")
    #expect(bench.refusal(GcpEncrypt(name: hsm, plaintext: bytes(8192))) == nil)
    #expect(bench.refusal(GcpEncrypt(name: hsm, plaintext: bytes(8193)))?.code == .invalidArgument)
    let both = GcpEncrypt(name: hsm, plaintext: bytes(8000), additionalAuthenticatedData: bytes(193).bytes)
    #expect(bench.refusal(both)?.code == .invalidArgument)
  }

  @Test("an encryption names its version; decryption finds it, and says whether it is the primary one")
  func versions() throws {
    let bench = try GcpBench()
    let key = try bench.key("wrapper")
    let first = try bench.call(GcpEncrypt(name: key, plaintext: SecretBytes(message)))
    _ = try bench.call(GcpCreateCryptoKeyVersion(parent: key))
    #expect(try bench.call(GcpEncrypt(name: key, plaintext: SecretBytes(message))).name.hasSuffix("/1"))
    let named = GcpEncrypt(name: key + "/cryptoKeyVersions/2", plaintext: SecretBytes(message))
    #expect(try bench.call(named).name.hasSuffix("/2"))
    let changed = try bench.call(GcpUpdateCryptoKeyPrimaryVersion(name: key, cryptoKeyVersionID: "2"))
    #expect(changed.primary?.name.hasSuffix("/2") ?? false)
    #expect(try bench.call(GcpEncrypt(name: key, plaintext: SecretBytes(message))).name.hasSuffix("/2"))
    #expect(try !bench.call(GcpDecrypt(name: key, ciphertext: first.ciphertext)).usedPrimary)
  }

  @Test("a key of another purpose is refused by the purpose")
  func purposes() throws {
    let bench = try GcpBench()
    let symmetric = try bench.key("wrapper")
    let signing = try bench.key("signing", .ecSignP256Sha256)
    func check(_ refusal: GcpStatus?, _ key: String, _ purpose: String, _ method: String) {
      #expect(refusal?.code == .failedPrecondition)
      #expect(refusal?.message == "CryptoKey \(key) has purpose \(purpose), which is not valid for \(method).")
    }
    let version = "/cryptoKeyVersions/1"
    check(
      bench.refusal(GcpEncrypt(name: signing, plaintext: SecretBytes([1]))), signing, "ASYMMETRIC_SIGN", "Encrypt")
    check(bench.refusal(GcpDecrypt(name: signing, ciphertext: [1])), signing, "ASYMMETRIC_SIGN", "Decrypt")
    check(
      bench.refusal(GcpAsymmetricSign(name: symmetric + version, data: [1])), symmetric, "ENCRYPT_DECRYPT",
      "AsymmetricSign")
    check(
      bench.refusal(GcpAsymmetricDecrypt(name: signing + version, ciphertext: [1])), signing, "ASYMMETRIC_SIGN",
      "AsymmetricDecrypt")
    check(bench.refusal(GcpGetPublicKey(name: symmetric + version)), symmetric, "ENCRYPT_DECRYPT", "GetPublicKey")
    let primary = GcpUpdateCryptoKeyPrimaryVersion(name: signing, cryptoKeyVersionID: "1")
    check(bench.refusal(primary), signing, "ASYMMETRIC_SIGN", "UpdateCryptoKeyPrimaryVersion")
  }

  @Test("a public key comes as PEM or DER with its checksum")
  func publicKeyFormats() throws {
    let bench = try GcpBench()
    let version = try bench.version("signing", .ecSignP256Sha256)
    let pem = try bench.call(GcpGetPublicKey(name: version))
    #expect(pem.pem?.hasPrefix("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE") ?? false)
    #expect(pem.pem?.hasSuffix("==\n-----END PUBLIC KEY-----\n") ?? false)
    #expect(pem.publicKeyFormat == nil && pem.publicKey == nil)
    let der = try bench.call(GcpGetPublicKey(name: version, publicKeyFormat: .der))
    #expect(der.pem == nil && der.publicKey == GcpPem.decode(pem.pem ?? ""))
    #expect(der.publicKeyCrc32c == Crc32c.of(der.publicKey ?? []))
    #expect(bench.refusal(GcpGetPublicKey(name: version, publicKeyFormat: .nistPqc))?.code == .unimplemented)
  }

  @Test("random bytes are as many as asked for, between 8 and 1024, from Cloud HSM")
  func random() throws {
    let bench = try GcpBench()
    let first = try bench.call(GcpGenerateRandomBytes(location: gcpLocation, lengthBytes: 32))
    let second = try bench.call(GcpGenerateRandomBytes(location: gcpLocation, lengthBytes: 32))
    #expect(first.data.count == 32 && first.data != second.data)
    #expect(first.dataCrc32c == Crc32c.of(first.data.bytes))
    for count in [7, 1025, 0, -1] {
      let refusal = bench.refusal(GcpGenerateRandomBytes(location: gcpLocation, lengthBytes: count))
      #expect(refusal?.message == "The field 'length_bytes' must be between 8 and 1024; it is \(count).")
    }
    let software = GcpGenerateRandomBytes(location: gcpLocation, lengthBytes: 8, protectionLevel: .software)
    #expect(bench.refusal(software)?.code == .invalidArgument)
  }
}
