import Kernel
import Keys
import Testing

@testable import KMS

@Suite("google: imports")
struct GcpImportTests {
  private func job(
    _ bench: GcpBench, _ method: GcpImportMethod = .rsaOaep3072Sha256Aes256, _ level: GcpProtectionLevel = .software,
    id: String = "job"
  ) throws -> GcpImportJob {
    let request = GcpCreateImportJob(
      parent: gcpRing, importJobID: id, importMethod: method, protectionLevel: level)
    let answer = try bench.call(request)
    return answer
  }

  private func wrap(_ bytes: [UInt8], for job: GcpImportJob, _ crypto: CryptoEngine) throws -> SecretBytes {
    let der = try #require(GcpPem.decode(job.publicKey ?? ""))
    let key = try PublicKeyMaterial(subjectPublicKeyInfo: der)
    #expect(key.kind == .rsa(bits: job.importMethod.bits))
    switch job.importMethod {
    case .rsaOaep3072Sha256, .rsaOaep4096Sha256:
      return SecretBytes(try crypto.rsaOaepEncrypt(bytes, for: key, hash: .sha256))
    case .rsaOaep3072Sha256Aes256, .rsaOaep4096Sha256Aes256:
      return SecretBytes(try crypto.rsaAesKeyWrap(bytes, for: key, hash: .sha256))
    case .rsaOaep3072Sha1Aes256, .rsaOaep4096Sha1Aes256:
      return SecretBytes(try crypto.rsaAesKeyWrap(bytes, for: key, hash: .sha1))
    }
  }

  private func outside(_ bench: GcpBench, _ name: String = "outside", _ kind: KeyKind = .p256) throws -> KeyMaterial {
    try bench.crypto.generateKeyMaterial(kind: kind, node: "outside", name: name)
  }

  @Test(
    "an imported pair signs, and its public key is the imported one",
    arguments: [
      GcpImportMethod.rsaOaep3072Sha256Aes256, .rsaOaep3072Sha1Aes256,
    ])
  func pair(_ method: GcpImportMethod) throws {
    let bench = try GcpBench(.real)
    let key = try bench.key("imported", .ecSignP256Sha256, importOnly: true)
    let material = try outside(bench)
    let job = try job(bench, method)
    let version = try bench.call(
      GcpImportCryptoKeyVersion(
        parent: key, algorithm: .ecSignP256Sha256, importJob: job.name,
        wrappedKey: wrap(material.pkcs8, for: job, bench.crypto)))
    #expect(version.state == .enabled && version.importJob == job.name && version.importTime == .zero)
    #expect(version.generateTime == nil && version.name == key + "/cryptoKeyVersions/1")
    #expect(try bench.publicKey(version.name) == material.publicKey)
    let signature = try bench.call(GcpAsymmetricSign(name: version.name, data: [1, 2])).signature
    #expect(
      try bench.crypto.verify(
        message: [1, 2], signature: signature, with: material.publicKey, algorithm: .ecdsa(.sha256)))
  }

  @Test(
    "a symmetric key comes in with either kind of method, also of 4096 bits",
    arguments: [
      GcpImportMethod.rsaOaep3072Sha256, .rsaOaep4096Sha256, .rsaOaep4096Sha256Aes256,
    ])
  func symmetric(_ method: GcpImportMethod) throws {
    let bench = try GcpBench(.real)
    let key = try bench.key("imported", importOnly: true)
    let job = try job(bench, method)
    func importing(_ bytes: [UInt8]) throws -> GcpImportCryptoKeyVersion {
      GcpImportCryptoKeyVersion(
        parent: key, algorithm: .googleSymmetricEncryption, importJob: job.name,
        wrappedKey: try wrap(bytes, for: job, bench.crypto))
    }
    let version = try bench.call(importing([UInt8](repeating: 3, count: 32)))
    #expect(version.state == .enabled)
    #expect(try bench.call(GcpGetCryptoKey(name: key)).primary == nil)
    _ = try bench.call(GcpUpdateCryptoKeyPrimaryVersion(name: key, cryptoKeyVersionID: "1"))
    let sealed = try bench.call(GcpEncrypt(name: key, plaintext: SecretBytes([7])))
    #expect(try bench.call(GcpDecrypt(name: key, ciphertext: sealed.ciphertext)).plaintext.bytes == [7])
    let short = try bench.call(importing([UInt8](repeating: 3, count: 16)))
    #expect(short.state == .importFailed)
    #expect(
      short.importFailureReason
        == "The wrapped key material is not a GOOGLE_SYMMETRIC_ENCRYPTION key: malformed key: a key of another length.")
  }

  @Test("an import is PENDING_IMPORT for its time; what does not unwrap ends in IMPORT_FAILED")
  func pending() throws {
    let bench = try GcpBench {
      $0.delays = GcpDelays(
        softwarePair: .constant(.zero), hsmPair: .constant(.zero), importing: .constant(.seconds(4)),
        importJob: .constant(.seconds(2)))
    }
    let key = try bench.key("imported", .ecSignP256Sha256, importOnly: true)
    let early = try job(bench)
    #expect(early.state == .pendingGeneration && early.publicKey == nil && early.expireTime == nil)
    var request = GcpImportCryptoKeyVersion(
      parent: key, algorithm: .ecSignP256Sha256, importJob: early.name, wrappedKey: SecretBytes([1]))
    #expect(
      bench.refusal(request)?.message == "\(early.name) is not active, current state is: PENDING_GENERATION.")
    bench.now = .zero + .seconds(2)
    let ready = try bench.call(GcpGetImportJob(name: early.name))
    #expect(ready.state == .active && ready.generateTime == bench.now && ready.expireTime == bench.now + .days(3))
    let broken = try bench.call(request)
    #expect(broken.state == .pendingImport)
    request.wrappedKey = try wrap(outside(bench).pkcs8, for: ready, bench.crypto)
    let right = try bench.call(request)
    #expect(bench.refusal(GcpGetPublicKey(name: right.name))?.code == .failedPrecondition)
    bench.now = .zero + .seconds(6)
    let failed = try bench.call(GcpGetCryptoKeyVersion(name: broken.name))
    #expect(failed.state == .importFailed && failed.importFailureReason != nil && failed.importTime == nil)
    #expect(try bench.call(GcpGetCryptoKeyVersion(name: right.name)).importTime == .zero + .seconds(6))
    request.cryptoKeyVersion = broken.name
    #expect(try bench.call(request).state == .pendingImport)
    bench.now = .zero + .seconds(10)
    #expect(try bench.state(broken.name) == .enabled)
  }

  @Test("an import job serves three days and then shows no key any more")
  func expiry() throws {
    let bench = try GcpBench()
    let key = try bench.key("imported", .ecSignP256Sha256, importOnly: true)
    let job = try job(bench)
    let request = GcpImportCryptoKeyVersion(
      parent: key, algorithm: .ecSignP256Sha256, importJob: job.name,
      wrappedKey: try wrap(outside(bench).pkcs8, for: job, bench.crypto))
    bench.now = .zero + .days(3) - .nanoseconds(1)
    #expect(bench.refusal(request) == nil)
    bench.now = .zero + .days(3)
    let expired = try bench.call(GcpGetImportJob(name: job.name))
    #expect(expired.state == .expired && expired.expireEventTime == bench.now && expired.publicKey == nil)
    let refusal = bench.refusal(request)
    #expect(refusal?.code == .failedPrecondition)
    #expect(refusal?.details == [.preconditionFailure(type: "IMPORT_JOB_EXPIRED", subject: job.name)])
    #expect(try bench.call(GcpListImportJobs(parent: gcpRing)).items == [expired])
  }

  @Test("a destroyed import comes back with the same material only")
  func reimport() throws {
    let bench = try GcpBench()
    let key = try bench.key("imported", .ecSignP256Sha256, importOnly: true)
    let job = try job(bench)
    var request = GcpImportCryptoKeyVersion(
      parent: key, algorithm: .ecSignP256Sha256, importJob: job.name,
      wrappedKey: try wrap(outside(bench).pkcs8, for: job, bench.crypto))
    let version = try bench.call(request)
    request.cryptoKeyVersion = version.name
    #expect(
      bench.refusal(request)?.message
        == "\(version.name) has state ENABLED; it must be IMPORT_FAILED or DESTROYED to be imported again.")
    _ = try bench.call(GcpDestroyCryptoKeyVersion(name: version.name))
    bench.now = .zero + .days(30)
    #expect(try bench.call(GcpGetCryptoKeyVersion(name: version.name)).reimportEligible)
    let second = try self.job(bench, id: "second")
    request.importJob = second.name
    request.wrappedKey = try wrap(outside(bench, "another").pkcs8, for: second, bench.crypto)
    #expect(
      try bench.call(request).importFailureReason
        == "The imported key material does not match the original key material.")
    request.wrappedKey = try wrap(outside(bench).pkcs8, for: second, bench.crypto)
    #expect(try bench.call(request).state == .enabled)
  }

  @Test("what an import needs and lacks is named")
  func refusals() throws {
    let bench = try GcpBench()
    let key = try bench.key("imported", .ecSignP256Sha256, importOnly: true)
    let hsm = try job(bench, .rsaOaep3072Sha256Aes256, .hsm)
    let request = GcpImportCryptoKeyVersion(
      parent: key, algorithm: .ecSignP256Sha256, importJob: hsm.name, wrappedKey: SecretBytes([1]))
    func refusal(_ change: (inout GcpImportCryptoKeyVersion) -> Void) -> String? {
      var changed = request
      change(&changed)
      return bench.refusal(changed)?.message
    }
    #expect(refusal { _ in }?.contains("has protection level HSM") ?? false)
    #expect(refusal { $0.algorithm = nil } == "Required field 'algorithm' is not set.")
    #expect(refusal { $0.importJob = "" } == "Required field 'import_job' is not set.")
    #expect(refusal { $0.wrappedKey = SecretBytes([]) } == "Required field 'wrapped_key' is not set.")
    #expect(
      refusal { $0.importJob = gcpRing + "/importJobs/none" } == "ImportJob \(gcpRing)/importJobs/none not found.")
    #expect(
      refusal { $0.algorithm = .googleSymmetricEncryption }
        == "The algorithm GOOGLE_SYMMETRIC_ENCRYPTION is not valid for a CryptoKey with purpose ASYMMETRIC_SIGN.")
    #expect(
      bench.refusal(GcpCreateCryptoKeyVersion(parent: key))?.message
        == "CryptoKey \(key) is import-only: its versions can only be imported.")
    func jobRefusal(_ method: GcpImportMethod?, _ level: GcpProtectionLevel?, _ id: String = "x") -> GcpStatus? {
      bench.refusal(GcpCreateImportJob(parent: gcpRing, importJobID: id, importMethod: method, protectionLevel: level))
    }
    #expect(jobRefusal(nil, .hsm)?.message == "Required field 'import_job.import_method' is not set.")
    #expect(jobRefusal(.rsaOaep3072Sha256, nil)?.message == "Required field 'import_job.protection_level' is not set.")
    #expect(jobRefusal(.rsaOaep3072Sha256, .external)?.code == .unimplemented)
    #expect(jobRefusal(.rsaOaep3072Sha256, .hsm, "job")?.message == "ImportJob \(hsm.name) already exists.")
    bench.service.permissions = GcpPermissions([carol.member: [.cryptoKeyVersionsCreate]])
    #expect(
      bench.refusal(request)?.message
        == "Permission 'cloudkms.importJobs.useToImport' denied on resource '\(hsm.name)' (or it may not exist).")
  }

  @Test("the same seed gives the same keys and answers; another gives others")
  func determinism() throws {
    func run(_ seed: UInt64) throws -> [String] {
      let bench = try GcpBench(.real, seed: seed) { $0.delays = .guess }
      let key = try bench.key("wrapper")
      let version = try bench.version("signing", .ecSignP256Sha256, .hsm)
      bench.now = .zero + .seconds(20)
      let shown = try bench.call(GcpGetCryptoKeyVersion(name: version))
      let sealed = try bench.call(GcpEncrypt(name: key, plaintext: SecretBytes([1])))
      let signature = try bench.call(GcpAsymmetricSign(name: version, data: [1]))
      let random = try bench.call(GcpGenerateRandomBytes(location: gcpLocation, lengthBytes: 16))
      return [
        "\(shown)", Hexadecimal.encode(sealed.ciphertext), Hexadecimal.encode(signature.signature),
        Hexadecimal.encode(random.data.bytes), try bench.call(GcpGetPublicKey(name: version)).pem ?? "",
      ]
    }
    let first = try run(1)
    #expect(try run(1) == first)
    #expect(zip(try run(2), first).allSatisfy { $0 != $1 })
  }
}
