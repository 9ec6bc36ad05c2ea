import Kernel
import Keys
import Testing

@testable import KMS

@Suite("google: resources")
struct GcpResourceTests {
  @Test("a resource name has Google's collections in their order, and valid ids")
  func names() {
    let version = gcpRing + "/cryptoKeys/k/cryptoKeyVersions/12"
    #expect(GcpResourceName(version)?.kind == .cryptoKeyVersion)
    #expect(GcpResourceName(version)?.versionNumber == 12)
    #expect(GcpResourceName(version)?.description == version)
    #expect(GcpResourceName(version)?.enclosing(.keyRing)?.description == gcpRing)
    #expect(GcpResourceName(gcpRing + "/importJobs/j")?.kind == .importJob)
    #expect(GcpResourceName("projects/example.com:p/locations/global")?.kind == .location)
    let bad = [
      "", "projects", "projects/", "projects/p/keyRings/r", gcpRing + "/", gcpRing + "/cryptoKeys/a b",
      gcpRing + "/cryptoKeys/k/cryptoKeyVersions/one", "/" + gcpRing, gcpRing + "//cryptoKeys/k",
      gcpRing + "/cryptoKeys/" + String(repeating: "k", count: 64), gcpRing + "/importJobs/j/cryptoKeyVersions/1",
    ]
    for name in bad { #expect(GcpResourceName(name) == nil, "\(name)") }
  }

  @Test("a name of another kind than the method takes is malformed")
  func wrongKind() throws {
    let bench = try GcpBench()
    #expect(
      bench.refusal(GcpGetCryptoKey(name: gcpRing))
        == GcpStatus(.invalidArgument, "The request's resource name is malformed: '\(gcpRing)'."))
    #expect(bench.refusal(GcpGetKeyRing(name: "x"))?.code == .invalidArgument)
  }

  @Test("what is missing is named; what exists cannot be made again")
  func existence() throws {
    let bench = try GcpBench()
    let key = gcpRing + "/cryptoKeys/k"
    let missingRing = gcpLocation + "/keyRings/none"
    func message(_ refusal: GcpStatus?, _ code: GcpStatus.Code) -> String? {
      refusal?.code == code ? refusal?.message : nil
    }
    #expect(message(bench.refusal(GcpGetKeyRing(name: missingRing)), .notFound) == "KeyRing \(missingRing) not found.")
    #expect(
      message(bench.refusal(GcpListCryptoKeys(parent: missingRing)), .notFound) == "KeyRing \(missingRing) not found.")
    #expect(message(bench.refusal(GcpGetCryptoKey(name: key)), .notFound) == "CryptoKey \(key) not found.")
    let version = key + "/cryptoKeyVersions/1"
    for refusal in [
      bench.refusal(GcpGetCryptoKeyVersion(name: version)), bench.refusal(GcpGetPublicKey(name: version)),
      bench.refusal(GcpAsymmetricSign(name: version, data: [1])),
      bench.refusal(GcpDestroyCryptoKeyVersion(name: version)),
    ] { #expect(message(refusal, .notFound) == "CryptoKeyVersion \(version) not found.") }
    let job = gcpRing + "/importJobs/j"
    #expect(message(bench.refusal(GcpGetImportJob(name: job)), .notFound) == "ImportJob \(job) not found.")
    #expect(
      message(bench.refusal(GcpCreateKeyRing(parent: gcpLocation, keyRingID: "nodes")), .alreadyExists)
        == "KeyRing \(gcpRing) already exists.")
    try bench.key("k")
    let again = GcpCreateCryptoKey(parent: gcpRing, cryptoKeyID: "k", purpose: .encryptDecrypt)
    #expect(message(bench.refusal(again), .alreadyExists) == "CryptoKey \(key) already exists.")
  }

  @Test("a service with a list of locations has no other")
  func locations() throws {
    let bench = try GcpBench { $0.locations = ["europe-west6", "us-east1"] }
    let refusal = bench.refusal(GcpGetLocation(name: "projects/canton-main/locations/mars"))
    #expect(refusal == GcpStatus(.notFound, "Location 'mars' is not supported by Cloud KMS."))
    let page = try bench.call(GcpListLocations(name: "projects/canton-main"))
    #expect(page.items.map(\.locationID) == ["europe-west6", "us-east1"])
  }

  @Test("a key shows what it was made with, and the defaults")
  func keyMembers() throws {
    let bench = try GcpBench()
    bench.now = .zero + .seconds(3)
    let request = GcpCreateCryptoKey(
      parent: gcpRing, cryptoKeyID: "k", purpose: .asymmetricSign, algorithm: .ecSignP256Sha256, protectionLevel: .hsm,
      labels: [GcpLabel("zone", "a"), GcpLabel("app", "canton")])
    let key = try bench.call(request)
    #expect(key.purpose == .asymmetricSign && key.createTime == .zero + .seconds(3) && !key.importOnly)
    #expect(key.versionTemplate == GcpVersionTemplate(protectionLevel: .hsm, algorithm: .ecSignP256Sha256))
    #expect(key.labels == [GcpLabel("app", "canton"), GcpLabel("zone", "a")])
    #expect(key.destroyScheduledDuration == .days(30) && key.rotationPeriod == nil)
    #expect(try bench.call(GcpGetCryptoKey(name: key.name)) == key)
    let plain = try bench.call(GcpCreateCryptoKey(parent: gcpRing, cryptoKeyID: "p", purpose: .encryptDecrypt))
    #expect(plain.versionTemplate.algorithm == .googleSymmetricEncryption)
    #expect(plain.versionTemplate.protectionLevel == .software)
  }

  @Test("a key that cannot be is refused")
  func keyRefusals() throws {
    let bench = try GcpBench()
    func refusal(
      _ id: String = "k", _ purpose: GcpPurpose? = .asymmetricSign, _ algorithm: GcpAlgorithm? = .ecSignP256Sha256,
      _ level: GcpProtectionLevel? = nil, labels: [GcpLabel] = [], importOnly: Bool = false
    ) -> GcpStatus? {
      bench.refusal(
        GcpCreateCryptoKey(
          parent: gcpRing, cryptoKeyID: id, purpose: purpose, algorithm: algorithm, protectionLevel: level,
          labels: labels, importOnly: importOnly))
    }
    #expect(refusal("")?.message == "Required field 'crypto_key_id' is not set.")
    #expect(refusal("a.b")?.message == "The field 'crypto_key_id' must match [a-zA-Z0-9_-]{1,63}; it is 'a.b'.")
    #expect(refusal("k", nil)?.message == "Required field 'crypto_key.purpose' is not set.")
    #expect(
      refusal("k", .asymmetricSign, nil)?.message
        == "Required field 'crypto_key.version_template.algorithm' is not set.")
    #expect(
      refusal("k", .asymmetricDecrypt)?.message
        == "The algorithm EC_SIGN_P256_SHA256 is not valid for a CryptoKey with purpose ASYMMETRIC_DECRYPT.")
    #expect(
      refusal("k", .asymmetricSign, .ecSignSecp256k1Sha256)?.message
        == "The algorithm EC_SIGN_SECP256K1_SHA256 is not supported with protection level SOFTWARE.")
    #expect(refusal("k", .asymmetricSign, .pqSignMlDsa65, .hsm)?.code == .unimplemented)
    #expect(refusal("k", .asymmetricSign, .ecSignP256Sha256, .external)?.code == .unimplemented)
    #expect(refusal(labels: [GcpLabel("Upper", "x")])?.message == "The labels are invalid.")
    #expect(refusal(labels: [GcpLabel("a", "x"), GcpLabel("a", "y")])?.code == .invalidArgument)
    #expect(refusal(importOnly: true)?.code == .invalidArgument)
    #expect(bench.refusal(GcpGetCryptoKey(name: gcpRing + "/cryptoKeys/k"))?.code == .notFound)
  }

  @Test("a mask says what of a key changes, in either spelling")
  func updateKey() throws {
    let bench = try GcpBench()
    let key = try bench.key("wrapper")
    let changed = try bench.call(
      GcpUpdateCryptoKey(
        name: key, updateMask: ["labels", "rotation_period", "nextRotationTime"], labels: [GcpLabel("a", "b")],
        rotationPeriod: .days(1), nextRotationTime: .zero + .days(1)))
    #expect(changed.labels == [GcpLabel("a", "b")] && changed.rotationPeriod == .days(1))
    let rest = try bench.call(GcpUpdateCryptoKey(name: key, updateMask: ["labels"]))
    #expect(rest.labels.isEmpty && rest.rotationPeriod == .days(1))
    let signing = try bench.key("signing", .ecSignP256Sha256)
    let other = try bench.call(
      GcpUpdateCryptoKey(name: signing, updateMask: ["versionTemplate.algorithm"], algorithm: .ecSignP384Sha384))
    #expect(other.versionTemplate.algorithm == .ecSignP384Sha384)
    #expect(try bench.call(GcpCreateCryptoKeyVersion(parent: signing)).algorithm == .ecSignP384Sha384)
    #expect(
      bench.refusal(GcpUpdateCryptoKey(name: key, updateMask: ["purpose"]))?.message
        == "The field 'purpose' of a CryptoKey cannot be updated.")
    #expect(bench.refusal(GcpUpdateCryptoKey(name: key, updateMask: []))?.code == .invalidArgument)
    let wrong = GcpUpdateCryptoKey(
      name: key, updateMask: ["version_template.algorithm"], algorithm: .ecSignP256Sha256)
    #expect(bench.refusal(wrong)?.code == .invalidArgument)
  }

  @Test("a primary version must exist and be enabled")
  func primaryRefusals() throws {
    let bench = try GcpBench()
    let key = try bench.key("wrapper")
    func refusal(_ id: String) -> GcpStatus? {
      bench.refusal(GcpUpdateCryptoKeyPrimaryVersion(name: key, cryptoKeyVersionID: id))
    }
    #expect(refusal("")?.message == "Required field 'crypto_key_version_id' is not set.")
    #expect(refusal("x")?.code == .invalidArgument)
    #expect(refusal("2")?.message == "CryptoKeyVersion \(key)/cryptoKeyVersions/2 not found.")
    _ = try bench.call(GcpCreateCryptoKeyVersion(parent: key))
    _ = try bench.call(GcpUpdateCryptoKeyVersion(name: key + "/cryptoKeyVersions/2", state: .disabled))
    #expect(refusal("2")?.message == "\(key)/cryptoKeyVersions/2 is not enabled, current state is: DISABLED.")
    let empty = GcpCreateCryptoKey(
      parent: gcpRing, cryptoKeyID: "empty", purpose: .encryptDecrypt, skipInitialVersionCreation: true)
    let name = try bench.call(empty).name
    #expect(
      bench.refusal(GcpEncrypt(name: name, plaintext: SecretBytes([1])))?.message
        == "CryptoKey \(name) has no primary CryptoKeyVersion.")
  }

  @Test("lists are sorted and come in pages; a token belongs to its list")
  func pages() throws {
    let bench = try GcpBench()
    for id in ["d", "a", "c", "b", "e"] { try bench.key(id) }
    var names: [String] = []
    var paging = GcpPaging(pageSize: 2)
    var pages = 0
    while true {
      let page = try bench.call(GcpListCryptoKeys(parent: gcpRing, paging: paging))
      names += page.items.map { String($0.name.suffix(1)) }
      pages += 1
      #expect(page.totalSize == 5)
      guard let token = page.nextPageToken else { break }
      paging.pageToken = token
    }
    #expect(names == ["a", "b", "c", "d", "e"] && pages == 3)
    let other = GcpListKeyRings(parent: gcpLocation, paging: paging)
    #expect(bench.refusal(other) == GcpErrors.invalid("The page token is invalid.", field: "page_token"))
    for bad in [
      GcpPaging(pageToken: "x"), GcpPaging(pageSize: -1), GcpPaging(orderBy: "colour"), GcpPaging(filter: "x"),
    ] {
      #expect(bench.refusal(GcpListCryptoKeys(parent: gcpRing, paging: bad))?.code == .invalidArgument)
    }
    let descending = try bench.call(GcpListCryptoKeys(parent: gcpRing, paging: GcpPaging(orderBy: "name desc")))
    #expect(descending.items.first?.name.hasSuffix("/e") ?? false)
  }

  @Test("versions are listed by number, not by text, and filtered by state")
  func versionList() throws {
    let bench = try GcpBench()
    let key = try bench.key("wrapper")
    for _ in 2...12 { _ = try bench.call(GcpCreateCryptoKeyVersion(parent: key)) }
    let all = try bench.call(GcpListCryptoKeyVersions(parent: key))
    #expect(all.items.map { GcpResourceName($0.name)?.versionNumber } == Array(1...12))
    _ = try bench.call(GcpUpdateCryptoKeyVersion(name: key + "/cryptoKeyVersions/10", state: .disabled))
    let disabled = GcpListCryptoKeyVersions(parent: key, paging: GcpPaging(filter: "state=DISABLED"))
    #expect(try bench.call(disabled).items.map(\.name) == [key + "/cryptoKeyVersions/10"])
    let unknown = GcpListCryptoKeyVersions(parent: key, paging: GcpPaging(filter: "colour=red"))
    #expect(bench.refusal(unknown)?.message == "The filter names an unknown field: colour.")
  }

  @Test("every enumeration's numbers and names are different")
  func enumerations() {
    func check<Value: GcpEnum>(_: Value.Type) {
      #expect(Set(Value.allCases.map(\.number)).count == Value.allCases.count)
      for value in Value.allCases { #expect(Value(number: value.number) == value) }
    }
    check(GcpAlgorithm.self)
    check(GcpPurpose.self)
    check(GcpProtectionLevel.self)
    check(GcpVersionState.self)
    check(GcpImportMethod.self)
    check(GcpImportJobState.self)
    check(GcpPublicKeyFormat.self)
  }
}
