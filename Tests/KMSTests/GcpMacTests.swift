import Kernel
import Keys
import Testing

@testable import KMS

@Suite("google: message authentication")
struct GcpMacTests {
  private let data = Array("what do ya want for nothing?".utf8)

  /// Imports the key of RFC 4231's test case 2, padded as HMAC pads it, so that the published tags come out.
  @Test(
    "an imported key gives the published tags",
    arguments: [
      (GcpAlgorithm.hmacSha256, 32, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
      (
        .hmacSha384, 48,
        "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
      ),
      (
        .hmacSha512, 64,
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd"
          + "caeab1a34d4a6b4b636e070a38bce737"
      ), (.hmacSha1, 20, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
      (.hmacSha224, 28, "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44"),
    ])
  func published(_ algorithm: GcpAlgorithm, _ count: Int, _ tag: String) throws {
    let bench = try GcpBench(.real)
    let key = try bench.key("mac", algorithm, importOnly: true)
    let job = try bench.call(
      GcpCreateImportJob(
        parent: gcpRing, importJobID: "j", importMethod: .rsaOaep3072Sha256, protectionLevel: .software))
    let wrapping = try PublicKeyMaterial(subjectPublicKeyInfo: #require(GcpPem.decode(job.publicKey ?? "")))
    let material = Array("Jefe".utf8) + [UInt8](repeating: 0, count: count - 4)
    let version = try bench.call(
      GcpImportCryptoKeyVersion(
        parent: key, algorithm: algorithm, importJob: job.name,
        wrappedKey: SecretBytes(try bench.crypto.rsaOaepEncrypt(material, for: wrapping, hash: .sha256))))
    #expect(version.state == .enabled)
    let answer = try bench.call(GcpMacSign(name: version.name, data: data, dataCrc32c: Crc32c.of(data)))
    #expect(Hexadecimal.encode(answer.mac) == tag)
    #expect(answer.macCrc32c == Crc32c.of(answer.mac) && answer.verifiedDataCrc32c)
    let right = try bench.call(
      GcpMacVerify(name: version.name, data: data, mac: answer.mac, macCrc32c: answer.macCrc32c))
    #expect(right.success && right.verifiedSuccessIntegrity && right.verifiedMacCrc32c && !right.verifiedDataCrc32c)
    let wrong = try bench.call(GcpMacVerify(name: version.name, data: [1], mac: answer.mac))
    #expect(!wrong.success && !wrong.verifiedSuccessIntegrity)
  }

  @Test("a generated key is enabled at once and makes tags of its hash's length")
  func generated() throws {
    let bench = try GcpBench { $0.delays = .guess }
    let version = try bench.version("mac", .hmacSha384, .hsm)
    #expect(try bench.state(version) == .enabled)
    #expect(try bench.call(GcpMacSign(name: version, data: data)).mac.count == 48)
    #expect(bench.refusal(GcpGetPublicKey(name: version))?.code == .failedPrecondition)
  }

  @Test("sizes, checksums, purpose and state are checked")
  func refusals() throws {
    let bench = try GcpBench()
    let version = try bench.version("mac", .hmacSha256)
    let signing = try bench.version("signing", .ecSignP256Sha256)
    let tag = [UInt8](repeating: 0, count: 32)
    let large = [UInt8](repeating: 0, count: 65_537)
    let checksum = "The checksum in field data_crc32c did not match the data in field data."
    #expect(bench.refusal(GcpMacSign(name: version, data: data, dataCrc32c: 1))?.message == checksum)
    #expect(bench.refusal(GcpMacVerify(name: version, data: data, dataCrc32c: 1, mac: tag))?.message == checksum)
    #expect(
      bench.refusal(GcpMacVerify(name: version, data: data, mac: tag, macCrc32c: 1))?.message
        == "The checksum in field mac_crc32c did not match the data in field mac.")
    #expect(
      bench.refusal(GcpMacVerify(name: version, data: data, mac: [1]))?.message
        == "The mac has 1 bytes; one of HMAC_SHA256 has 32.")
    #expect(bench.refusal(GcpMacSign(name: version, data: large))?.code == .invalidArgument)
    #expect(bench.refusal(GcpMacVerify(name: version, data: large, mac: tag))?.code == .invalidArgument)
    #expect(bench.refusal(GcpMacSign(name: signing, data: data))?.code == .failedPrecondition)
    #expect(bench.refusal(GcpMacVerify(name: signing, data: data, mac: tag))?.code == .failedPrecondition)
    #expect(bench.refusal(GcpAsymmetricSign(name: version, data: data))?.code == .failedPrecondition)
    _ = try bench.call(GcpUpdateCryptoKeyVersion(name: version, state: .disabled))
    #expect(
      bench.refusal(GcpMacSign(name: version, data: data))?.message
        == "\(version) is not enabled, current state is: DISABLED.")
    bench.service.permissions = GcpPermissions([carol.member: []])
    #expect(
      bench.refusal(GcpMacSign(name: version, data: data))?.message.contains("useToSign") ?? false)
    #expect(
      bench.refusal(GcpMacVerify(name: version, data: data, mac: tag))?.message.contains("useToVerify") ?? false)
  }
}
