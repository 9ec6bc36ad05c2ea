import Kernel
import Keys
import Testing

@testable import KMS

@Suite("State of Google's service")
struct GcpRestartTests {
  private func watched(_ store: StateStore) throws -> GcpBench {
    let bench = try GcpBench(.real, isEmpty: true)
    bench.service.watchState(store.watch)
    bench.crypto.reserveOperations()
    _ = try bench.call(GcpCreateKeyRing(parent: gcpLocation, keyRingID: "nodes"))
    return bench
  }

  /// What callers can see of the key ring.
  private struct View: Equatable {
    var rings: [GcpKeyRing]
    var keys: [GcpCryptoKey]
    var versions: [[GcpCryptoKeyVersion]]
    var policy: GcpIamPolicy

    init(_ bench: GcpBench) throws {
      rings = try bench.call(GcpListKeyRings(parent: gcpLocation)).items
      keys = try bench.call(GcpListCryptoKeys(parent: gcpRing)).items
      versions = try keys.map { try bench.call(GcpListCryptoKeyVersions(parent: $0.name)).items }
      policy = try bench.call(GcpGetIamPolicy(resource: gcpRing))
    }
  }

  private func fill(_ bench: GcpBench) throws {
    for algorithm in GcpAlgorithm.allCases where algorithm.exists(at: .software) {
      // Algorithms that the service refuses leave nothing behind.
      _ = try? bench.key("key-\(algorithm.rawValue)", algorithm)
    }
    let rotating = try bench.key("rotating")
    _ = try bench.call(
      GcpUpdateCryptoKey(
        name: rotating, updateMask: ["rotation_period", "next_rotation_time", "labels"],
        labels: [GcpLabel("team", "ledger")], rotationPeriod: .days(7), nextRotationTime: .zero + .days(8)))
    _ = try bench.call(GcpCreateCryptoKeyVersion(parent: rotating))
    let doomed = try bench.version("doomed", .ecSignP256Sha256)
    _ = try bench.call(GcpDestroyCryptoKeyVersion(name: doomed))
    _ = try bench.call(
      GcpSetIamPolicy(
        resource: gcpRing,
        policy: GcpIamPolicy(
          version: 1, bindings: [.init(role: "roles/cloudkms.signer", members: ["user:alice@example.com"])], etag: [])))
  }

  @Test("a restored service answers as the original did, for every algorithm, and deadlines pass in both alike")
  func everything() throws {
    let store = try StateStore()
    let bench = try watched(store)
    try fill(bench)
    let copy = try bench.restarted(store)
    #expect(try View(copy) == View(bench))
    #expect(try View(copy).keys.count > 20)
    for days in [10, 31, 60] as [Int64] {
      bench.now = .zero + .days(days)
      copy.now = bench.now
      #expect(try View(copy) == View(bench), "after \(days) days")
    }
  }

  @Test("what the original encrypted and signed, the restored service decrypts and has the key for")
  func cryptography() throws {
    let store = try StateStore()
    let bench = try watched(store)
    let key = try bench.key("wrapper")
    let signer = try bench.version("signer", .ecSignP256Sha256)
    let sealed = try bench.call(GcpEncrypt(name: key, plaintext: SecretBytes([1, 2, 3]))).ciphertext
    let copy = try bench.restarted(store)
    #expect(try copy.call(GcpDecrypt(name: key, ciphertext: sealed)).plaintext.bytes == [1, 2, 3])
    #expect(try copy.publicKey(signer) == bench.publicKey(signer))
    let signature = try copy.call(GcpAsymmetricSign(name: signer, data: [1])).signature
    #expect(
      try bench.crypto.verify(
        message: [1], signature: signature, with: bench.publicKey(signer), algorithm: .ecdsa(.sha256)))
  }

  @Test("an import job that was made before takes an import after")
  func importJob() throws {
    let store = try StateStore()
    let bench = try watched(store)
    let key = try bench.key("imported", .ecSignP256Sha256, importOnly: true)
    let job = try bench.call(
      GcpCreateImportJob(
        parent: gcpRing, importJobID: "job", importMethod: .rsaOaep3072Sha256Aes256,
        protectionLevel: .software))
    let copy = try bench.restarted(store)
    let material = try bench.crypto.generateKeyMaterial(kind: .p256, node: "outside", name: "outside")
    let wrapping = try PublicKeyMaterial(subjectPublicKeyInfo: #require(GcpPem.decode(job.publicKey ?? "")))
    let wrapped = try bench.crypto.rsaAesKeyWrap(material.pkcs8, for: wrapping, hash: .sha256)
    let version = try copy.call(
      GcpImportCryptoKeyVersion(
        parent: key, algorithm: .ecSignP256Sha256, importJob: job.name, wrappedKey: SecretBytes(wrapped)))
    #expect(try copy.publicKey(version.name) == material.publicKey)
  }

  @Test("whenever it is killed, it never hands out random bytes, a vector or a nonce twice")
  func nothingTwice() throws {
    let store = try StateStore()
    var bench = try watched(store)
    let raw = try bench.version("raw", .aes256Gcm)
    let wrapper = try bench.key("wrapper")
    var seen: Set<[UInt8]> = []
    for round in 0..<10 {
      for _ in 0...(round % 4) {
        let handed: [[UInt8]] = [
          try bench.call(GcpGenerateRandomBytes(location: gcpLocation, lengthBytes: 16)).data.bytes,
          try bench.call(GcpRawEncrypt(name: raw, plaintext: SecretBytes([1]))).initializationVector,
          try bench.call(GcpEncrypt(name: wrapper, plaintext: SecretBytes([1]))).ciphertext,
        ]
        for bytes in handed { #expect(seen.insert(bytes).inserted, "twice in round \(round)") }
      }
      let next = try bench.restarted(store)
      next.service.watchState(store.watch)
      next.crypto.reserveOperations()
      bench = next
    }
  }

  @Test("reading changes nothing that must be written, and records hold no private key")
  func reading() throws {
    let store = try StateStore()
    let bench = try watched(store)
    try fill(bench)
    try store.write(bench.service.takeChanges())
    _ = bench.crypto.takeReservations()
    store.watch.collected(includingPending: true)
    _ = try View(bench)
    _ = try bench.call(GcpGetPublicKey(name: gcpRing + "/cryptoKeys/key-EC_SIGN_P256_SHA256/cryptoKeyVersions/1"))
    #expect(!store.watch.isUrgent && bench.service.takeChanges().isEmpty)
    var search = SecretSearch()
    try bench.service.addHeldKeys(to: &search)
    #expect(search.keys > 5 && search.findings(in: store.bytes).isEmpty)
  }
}
