import Kernel
import Keys
import Testing

@testable import KMS

@Suite("google: raw encryption")
struct GcpRawTests {
  private let ciphers: [GcpAlgorithm] = [.aes128Gcm, .aes256Gcm, .aes128Cbc, .aes256Cbc, .aes128Ctr, .aes256Ctr]

  /// A key imported with known bytes.
  private func imported(_ bench: GcpBench, _ algorithm: GcpAlgorithm, _ bytes: [UInt8]) throws -> String {
    let key = try bench.key("raw", algorithm, importOnly: true)
    let job = try bench.call(
      GcpCreateImportJob(
        parent: gcpRing, importJobID: "j", importMethod: .rsaOaep3072Sha256, protectionLevel: .software))
    let wrapping = try PublicKeyMaterial(subjectPublicKeyInfo: #require(GcpPem.decode(job.publicKey ?? "")))
    let wrapped = try bench.crypto.rsaOaepEncrypt(bytes, for: wrapping, hash: .sha256)
    return try bench.call(
      GcpImportCryptoKeyVersion(
        parent: key, algorithm: algorithm, importJob: job.name, wrappedKey: SecretBytes(wrapped))
    ).name
  }

  private func hex(_ text: String) throws -> [UInt8] { try #require(Hexadecimal.decode(text)) }

  /// NIST SP 800-38A, sections F.2.1, F.2.5, F.5.1 and F.5.5; first block.
  @Test(
    "an imported key encrypts as NIST's examples have it",
    arguments: [
      (
        GcpAlgorithm.aes128Cbc, "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
        "7649abac8119b246cee98e9b12e9197d"
      ),
      (
        .aes256Cbc, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
        "000102030405060708090a0b0c0d0e0f", "f58c4c04d6e5f1ba779eabfb5f7bfbd6"
      ),
      (
        .aes128Ctr, "2b7e151628aed2a6abf7158809cf4f3c", "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
        "874d6191b620e3261bef6864990db6ce"
      ),
      (
        .aes256Ctr, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
        "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", "601ec313775789a5b7a7f504bbf3d228"
      ),
    ])
  func published(_ algorithm: GcpAlgorithm, _ key: String, _ vector: String, _ ciphertext: String) throws {
    let bench = try GcpBench(.real)
    let version = try imported(bench, algorithm, hex(key))
    let plaintext = try hex("6bc1bee22e409f96e93d7e117393172a")
    let answer = try bench.call(
      GcpRawEncrypt(
        name: version, plaintext: SecretBytes(plaintext), initializationVector: hex(vector),
        plaintextCrc32c: Crc32c.of(plaintext), initializationVectorCrc32c: Crc32c.of(hex(vector))))
    #expect(Hexadecimal.encode(answer.ciphertext) == ciphertext && answer.tagLength == 0)
    #expect(answer.verifiedPlaintextCrc32c && answer.verifiedInitializationVectorCrc32c)
    #expect(Hexadecimal.encode(answer.initializationVector) == vector)
    let opened = try bench.call(
      GcpRawDecrypt(name: version, ciphertext: answer.ciphertext, initializationVector: hex(vector)))
    #expect(opened.plaintext.bytes == plaintext && opened.plaintextCrc32c == Crc32c.of(plaintext))
  }

  /// Test case 4 of the GCM specification, decrypted: the service draws vectors of its own when it encrypts.
  @Test("AES-GCM opens the published ciphertext, with its authenticated data only")
  func gcm() throws {
    let bench = try GcpBench(.real)
    let version = try imported(bench, .aes128Gcm, hex("feffe9928665731c6d6a8f9467308308"))
    let request = GcpRawDecrypt(
      name: version,
      ciphertext: try hex(
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
          + "5bc94fbc3221a5db94fae95ae7121a47"),
      additionalAuthenticatedData: try hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
      initializationVector: try hex("cafebabefacedbaddecaf888"), tagLength: 16)
    let opened = try bench.call(request).plaintext.bytes
    #expect(Hexadecimal.encode(opened).hasPrefix("d9313225f88406e5a55909c5aff5269a") && opened.count == 60)
    var other = request
    other.additionalAuthenticatedData = []
    #expect(bench.refusal(other)?.message == "Decryption failed: the ciphertext is invalid.")
  }

  @Test("generated keys of each algorithm open what they sealed; vectors are drawn anew")
  func roundTrip() throws {
    let bench = try GcpBench { $0.delays = .guess }
    for algorithm in ciphers {
      let version = try bench.version("raw-\(algorithm.number)", algorithm, .hsm)
      let request = GcpRawEncrypt(name: version, plaintext: SecretBytes([UInt8](repeating: 9, count: 32)))
      let first = try bench.call(request)
      let second = try bench.call(request)
      #expect(first.initializationVector != second.initializationVector && first.ciphertext != second.ciphertext)
      #expect(first.ciphertext.count == 32 + first.tagLength && first.ciphertextCrc32c == Crc32c.of(first.ciphertext))
      let opened = try bench.call(
        GcpRawDecrypt(
          name: version, ciphertext: first.ciphertext, initializationVector: first.initializationVector,
          tagLength: first.tagLength))
      #expect(opened.plaintext.bytes == [UInt8](repeating: 9, count: 32))
    }
  }

  @Test("vectors, blocks, authenticated data, tags and checksums that cannot be are refused")
  func refusals() throws {
    let bench = try GcpBench()
    let cbc = try bench.version("cbc", .aes256Cbc)
    let gcm = try bench.version("gcm", .aes256Gcm)
    let block = SecretBytes([UInt8](repeating: 1, count: 16))
    let vector = [UInt8](repeating: 2, count: 16)
    func check(_ refusal: GcpStatus?, _ message: String) {
      #expect(refusal?.code == .invalidArgument)
      #expect(refusal?.message == message)
    }
    check(
      bench.refusal(GcpRawEncrypt(name: cbc, plaintext: SecretBytes([1]))),
      "The plaintext must be whole blocks of 16 bytes for AES-CBC.")
    check(
      bench.refusal(GcpRawEncrypt(name: cbc, plaintext: block, initializationVector: [1])),
      "The field 'initialization_vector' has 1 bytes; it must have 16.")
    check(
      bench.refusal(GcpRawEncrypt(name: gcm, plaintext: block, initializationVector: vector)),
      "The field 'initialization_vector' must not be set for AES-GCM.")
    check(
      bench.refusal(GcpRawEncrypt(name: cbc, plaintext: block, additionalAuthenticatedData: [1])),
      "The algorithm AES_256_CBC takes no additional authenticated data.")
    check(
      bench.refusal(GcpRawEncrypt(name: cbc, plaintext: block, plaintextCrc32c: 1)),
      "The checksum in field plaintext_crc32c did not match the data in field plaintext.")
    check(
      bench.refusal(
        GcpRawEncrypt(name: cbc, plaintext: block, initializationVector: vector, initializationVectorCrc32c: 1)),
      "The checksum in field initialization_vector_crc32c did not match the data in field initialization_vector.")
    check(
      bench.refusal(GcpRawDecrypt(name: gcm, ciphertext: vector, initializationVector: [1])),
      "The field 'initialization_vector' has 1 bytes; it must have 12.")
    check(
      bench.refusal(GcpRawDecrypt(name: cbc, ciphertext: vector, initializationVector: vector, tagLength: 16)),
      "The field 'tag_length' must be 16 for AES-GCM and 0 otherwise.")
    check(
      bench.refusal(GcpRawDecrypt(name: cbc, ciphertext: [1], initializationVector: vector)),
      "Decryption failed: the ciphertext is invalid.")
    let symmetric = try bench.version("wrapper", .googleSymmetricEncryption)
    #expect(
      bench.refusal(GcpRawEncrypt(name: symmetric, plaintext: block))?.message
        == "CryptoKey \(gcpRing)/cryptoKeys/wrapper has purpose ENCRYPT_DECRYPT, which is not valid for RawEncrypt.")
    #expect(
      bench.refusal(GcpEncrypt(name: gcpRing + "/cryptoKeys/cbc", plaintext: block))?.code == .failedPrecondition)
    _ = try bench.call(GcpUpdateCryptoKeyVersion(name: cbc, state: .disabled))
    #expect(bench.refusal(GcpRawEncrypt(name: cbc, plaintext: block))?.code == .failedPrecondition)
  }
}
