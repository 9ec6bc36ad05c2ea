import Kernel
import Keys
import Testing

@testable import KMS

@Suite("google: the REST form")
struct GcpRestTests {
  /// A client of the front end.
  private struct Client {
    let bench: GcpBench
    let front: GcpRestFrontEnd
    var query = ""

    init(numbers: Bool = false, _ change: (inout GcpConfiguration) -> Void = { _ in }) throws {
      bench = try GcpBench(.symbolic, change)
      front = GcpRestFrontEnd(service: bench.service)
      query = numbers ? "%24alt=json%3Benum-encoding%3Dint" : ""
    }

    func send(_ method: String, _ path: String, _ parameters: String = "", _ body: String = "") -> GcpRestAnswer {
      let query = [query, parameters].filter { !$0.isEmpty }.joined(separator: "&")
      return front.answer(
        method: method, path: "/v1/" + path, query: query, body: Array(body.utf8), from: carol, at: bench.now)
    }

    func text(_ method: String, _ path: String, _ parameters: String = "", _ body: String = "") -> String {
      String(decoding: send(method, path, parameters, body).body, as: UTF8.self)
    }
  }

  private static let ring = gcpRing
  private let key = gcpRing + "/cryptoKeys/k"

  private func member(_ answer: GcpRestAnswer, _ name: String) throws -> String {
    guard case .text(let text)? = try WireValue(json: answer.body)[name] else { throw WrongAnswer() }
    return text
  }

  @Test("a key ring and a key are made and shown with names, times and durations as Google writes them")
  func names() throws {
    let client = try Client()
    #expect(
      client.text("POST", gcpLocation + "/keyRings", "keyRingId=second", "{}")
        == #"{"name":"\#(gcpLocation)/keyRings/second","createTime":"2026-01-01T00:00:00Z"}"#)
    client.bench.now = .zero + .milliseconds(1500)
    let body =
      #"{"purpose":"ASYMMETRIC_SIGN","versionTemplate":{"algorithm":"EC_SIGN_P256_SHA256"},"labels":{"b":"2","a":"1"}}"#
    #expect(
      client.text("POST", gcpRing + "/cryptoKeys", "cryptoKeyId=k", body)
        == #"{"name":"\#(key)","purpose":"ASYMMETRIC_SIGN","createTime":"2026-01-01T00:00:01.500Z","#
        + #""versionTemplate":{"protectionLevel":"SOFTWARE","algorithm":"EC_SIGN_P256_SHA256"},"#
        + #""labels":{"a":"1","b":"2"},"destroyScheduledDuration":"2592000s"}"#)
    #expect(
      client.text("GET", key + "/cryptoKeyVersions/1")
        == #"{"name":"\#(key)/cryptoKeyVersions/1","state":"ENABLED","protectionLevel":"SOFTWARE","#
        + #""algorithm":"EC_SIGN_P256_SHA256","createTime":"2026-01-01T00:00:01.500Z","#
        + #""generateTime":"2026-01-01T00:00:01.500Z"}"#)
  }

  @Test("asked for, enumerations are numbers in the answer; requests may have either form")
  func numbers() throws {
    let client = try Client(numbers: true)
    let body = #"{"purpose":5,"versionTemplate":{"algorithm":12,"protectionLevel":2}}"#
    #expect(
      client.text("POST", gcpRing + "/cryptoKeys", "cryptoKeyId=k", body)
        == #"{"name":"\#(key)","purpose":5,"createTime":"2026-01-01T00:00:00Z","#
        + #""versionTemplate":{"protectionLevel":2,"algorithm":12},"destroyScheduledDuration":"2592000s"}"#)
    let disabled = client.send(
      "PATCH", key + "/cryptoKeyVersions/1", "updateMask=state", #"{"name":"x","state":2,"attestation":null}"#)
    #expect(String(decoding: disabled.body, as: UTF8.self).contains(#""state":2,"#))
    let enabled = client.send("PATCH", key + "/cryptoKeyVersions/1", "update_mask=state", #"{"state":"ENABLED"}"#)
    #expect(String(decoding: enabled.body, as: UTF8.self).contains(#""state":1,"#))
  }

  @Test(
    "the same requests give the same answers as the engine's own calls, in both encodings", arguments: [false, true])
  func walk(_ numbers: Bool) throws {
    let client = try Client(numbers: numbers)
    try client.bench.key("wrapper")
    let version = try client.bench.version("signing", .ecSignP256Sha256)
    let wrapper = gcpRing + "/cryptoKeys/wrapper"
    let sealed = client.send(
      "POST", wrapper + ":encrypt", "",
      #"{"plaintext":"aGk=","additionalAuthenticatedData":"YQ","plaintext_crc32c":"\#(Crc32c.of(Array("hi".utf8)))"}"#)
    #expect(sealed.httpStatus == 200 && sealed.method == .encrypt)
    #expect(try WireValue(json: sealed.body)["verifiedPlaintextCrc32c"] == .flag(true))
    #expect(try WireValue(json: sealed.body)["verifiedAdditionalAuthenticatedDataCrc32c"] == nil)
    let ciphertext = try member(sealed, "ciphertext")
    let bytes = try #require(Base64.decode(ciphertext))
    #expect(try member(sealed, "ciphertextCrc32c") == String(Crc32c.of(bytes)))
    let opened = client.text(
      "POST", wrapper + ":decrypt", "", #"{"ciphertext":"\#(ciphertext)","additionalAuthenticatedData":"YQ=="}"#)
    #expect(
      opened
        == #"{"plaintext":"aGk=","plaintextCrc32c":"\#(Crc32c.of(Array("hi".utf8)))","usedPrimary":true,"protectionLevel":"#
        + (numbers ? "1}" : #""SOFTWARE"}"#))
    let digest = Base64.encode([UInt8](repeating: 7, count: 32))
    let signed = client.send("POST", version + ":asymmetricSign", "", #"{"digest":{"sha256":"\#(digest)"}}"#)
    let own = try client.bench.call(
      GcpAsymmetricSign(name: version, digest: .sha256([UInt8](repeating: 7, count: 32))))
    #expect(try member(signed, "signature") == Base64.encode(own.signature))
    #expect(try member(signed, "signatureCrc32c") == String(own.signatureCrc32c))
    let shown = client.send("GET", version + "/publicKey", "publicKeyFormat=PEM")
    #expect(try member(shown, "pem") == client.bench.call(GcpGetPublicKey(name: version)).pem)
    let primary = client.send("POST", wrapper + ":updatePrimaryVersion", "", #"{"cryptoKeyVersionId":"1"}"#)
    #expect(primary.httpStatus == 200)
    let random = client.send(
      "POST", gcpLocation + ":generateRandomBytes", "", #"{"lengthBytes":16,"protectionLevel":"HSM"}"#)
    #expect(try Base64.decode(member(random, "data"))?.count == 16)
    let destroyed = client.send("POST", version + ":destroy", "", "{}")
    #expect(try member(destroyed, "destroyTime") == "2026-01-31T00:00:00Z")
    #expect(client.send("POST", version + ":restore", "", "").httpStatus == 200)
    let made = client.send("POST", wrapper + "/cryptoKeyVersions", "", "{}")
    #expect(try member(made, "name") == wrapper + "/cryptoKeyVersions/2")
    let job = client.send(
      "POST", gcpRing + "/importJobs", "importJobId=j", #"{"importMethod":5,"protectionLevel":"SOFTWARE"}"#)
    #expect(try member(job, "expireTime") == "2026-01-04T00:00:00Z")
    let imported = client.send(
      "POST", wrapper + "/cryptoKeyVersions:import", "",
      #"{"algorithm":"GOOGLE_SYMMETRIC_ENCRYPTION","importJob":"\#(gcpRing)/importJobs/j","wrappedKey":"AAAA"}"#)
    #expect(imported.httpStatus == 200 && imported.method == .importCryptoKeyVersion)
    for list in [
      gcpLocation + "/keyRings", gcpRing + "/cryptoKeys", gcpRing + "/importJobs", "projects/canton-main/locations",
    ] {
      #expect(client.send("GET", list, "pageSize=1").httpStatus == 200)
    }
    #expect(client.send("GET", gcpRing + "/importJobs/j").httpStatus == 200)
    #expect(client.send("GET", gcpLocation).method == .getLocation)
  }

  @Test("MACs and raw encryption have their JSON form, too")
  func macsAndRaw() throws {
    let client = try Client()
    let mac = try client.bench.version("mac", .hmacSha256)
    let tag = client.send(
      "POST", mac + ":macSign", "", #"{"data":"aGk=","dataCrc32c":"\#(Crc32c.of(Array("hi".utf8)))"}"#)
    #expect(try WireValue(json: tag.body)["verifiedDataCrc32c"] == .flag(true))
    let bytes = try member(tag, "mac")
    #expect(
      client.text("POST", mac + ":macVerify", "", #"{"data":"aGk=","mac":"\#(bytes)"}"#)
        == #"{"name":"\#(mac)","success":true,"verifiedSuccessIntegrity":true,"protectionLevel":"SOFTWARE"}"#)
    #expect(
      client.text("POST", mac + ":macVerify", "", #"{"data":"","mac":"\#(bytes)"}"#)
        == #"{"name":"\#(mac)","protectionLevel":"SOFTWARE"}"#)
    let raw = try client.bench.version("raw", .aes256Gcm)
    let sealed = client.send("POST", raw + ":rawEncrypt", "", #"{"plaintext":"aGk="}"#)
    #expect(try WireValue(json: sealed.body)["tagLength"] == .number("16"))
    let body =
      #"{"ciphertext":"\#(try member(sealed, "ciphertext"))","initializationVector":"\#(try member(sealed, "initializationVector"))","tagLength":16}"#
    #expect(try member(client.send("POST", raw + ":rawDecrypt", "", body), "plaintext") == "aGk=")
  }

  @Test("policies go in and out; a binding and a permission are texts")
  func policies() throws {
    let client = try Client()
    let body = #"{"policy":{"bindings":[{"role":"roles/cloudkms.signer","members":["user:a@b.c"]}]}}"#
    let kept = client.send("POST", gcpRing + ":setIamPolicy", "", body)
    let shown = client.text("GET", gcpRing + ":getIamPolicy", "options.requestedPolicyVersion=1")
    #expect(String(decoding: kept.body, as: UTF8.self) == shown)
    #expect(
      shown.hasPrefix(#"{"version":1,"bindings":[{"role":"roles/cloudkms.signer","members":["user:a@b.c"]}],"etag":""#))
    #expect(
      client.text("POST", gcpRing + ":testIamPermissions", "", #"{"permissions":["cloudkms.keyRings.get"]}"#)
        == #"{"permissions":["cloudkms.keyRings.get"]}"#)
  }

  @Test("lists come in pages; an empty one is an empty object")
  func pages() throws {
    let client = try Client()
    #expect(client.text("GET", gcpRing + "/cryptoKeys") == "{}")
    for id in ["a", "b", "c"] { try client.bench.key(id) }
    let first = client.send("GET", gcpRing + "/cryptoKeys", "pageSize=2")
    #expect(try WireValue(json: first.body)["totalSize"] == .number("3"))
    let token = try member(first, "nextPageToken")
    let second = client.send("GET", gcpRing + "/cryptoKeys", "pageSize=2&pageToken=\(token)")
    #expect(String(decoding: second.body, as: UTF8.self).contains("/cryptoKeys/c"))
    #expect(try WireValue(json: second.body)["nextPageToken"] == nil)
  }

  @Test("a refusal is a google.rpc.Status with its details")
  func refusals() throws {
    let client = try Client()
    let version = try client.bench.version("signing", .ecSignP256Sha256)
    _ = client.send("PATCH", version, "updateMask=state", #"{"state":"DISABLED"}"#)
    let refusal = client.send("POST", version + ":asymmetricSign", "", #"{"data":"AA=="}"#)
    #expect(refusal.httpStatus == 400 && refusal.status?.code == .failedPrecondition)
    #expect(
      String(decoding: refusal.body, as: UTF8.self)
        == #"{"error":{"code":400,"message":"\#(version) is not enabled, current state is: DISABLED.","#
        + #""status":"FAILED_PRECONDITION","details":[{"@type":"type.googleapis.com/google.rpc.PreconditionFailure","#
        + #""violations":[{"type":"KEY_DISABLED","subject":"\#(version)"}]}]}}"#)
    client.bench.service.permissions = GcpPermissions([carol.member: []])
    #expect(
      client.text("GET", version)
        == #"{"error":{"code":403,"message":"Permission 'cloudkms.cryptoKeyVersions.get' denied on resource "#
        + #"'\#(version)' (or it may not exist).","status":"PERMISSION_DENIED","details":[{"@type":"#
        + #""type.googleapis.com/google.rpc.ErrorInfo","reason":"IAM_PERMISSION_DENIED","#
        + #""domain":"cloudkms.googleapis.com","metadata":{"permission":"cloudkms.cryptoKeyVersions.get","#
        + #""resource":"\#(version)"}}]}}"#)
    client.bench.service.permissions = GcpPermissions([:])
    #expect(client.send("GET", version).httpStatus == 401)
  }

  @Test(
    "bodies that are no such request are refused with the place",
    arguments: [
      (#"{"#, "Invalid JSON payload received. The body is not a JSON text."),
      (#"[]"#, "Invalid JSON payload received. Expected an object at 'crypto_key'."),
      (
        #"{"purpose":"SIGN"}"#,
        "Invalid value at 'crypto_key.purpose' (type.googleapis.com/google.cloud.kms.v1.CryptoKey.CryptoKeyPurpose), \"SIGN\""
      ),
      (
        #"{"purpose":1,"colour":"red"}"#,
        "Invalid JSON payload received. Unknown name \"colour\" at 'crypto_key': Cannot find field."
      ),
      (
        #"{"versionTemplate":{"x":1}}"#,
        "Invalid JSON payload received. Unknown name \"x\" at 'crypto_key.version_template': Cannot find field."
      ),
      (
        #"{"rotationPeriod":"1d"}"#,
        "Invalid value at 'crypto_key.rotation_period' (type.googleapis.com/google.protobuf.Duration), \"1d\""
      ),
      (
        #"{"nextRotationTime":"tomorrow"}"#,
        "Invalid value at 'crypto_key.next_rotation_time' (type.googleapis.com/google.protobuf.Timestamp), \"tomorrow\""
      ),
      (#"{"importOnly":"perhaps"}"#, "Invalid value at 'crypto_key.import_only' (TYPE_BOOL), \"perhaps\""),
      (#"{"labels":{"a":1}}"#, "Invalid value at 'crypto_key.labels' (TYPE_STRING), 1"),
      (#"{"purpose":"CRYPTO_KEY_PURPOSE_UNSPECIFIED"}"#, "Required field 'crypto_key.purpose' is not set."),
    ])
  func badBodies(_ body: String, _ message: String) throws {
    let client = try Client()
    let refusal = client.send("POST", gcpRing + "/cryptoKeys", "cryptoKeyId=k", body)
    #expect(refusal.httpStatus == 400)
    #expect(refusal.status?.message == message)
  }

  @Test("bytes, checksums and queries of a wrong form are refused")
  func badMembers() throws {
    let client = try Client()
    try client.bench.key("k")
    func message(_ body: String) -> String? { client.send("POST", key + ":encrypt", "", body).status?.message }
    #expect(
      message(#"{"plaintext":"?"}"#) == "Invalid value at 'plaintext' (TYPE_BYTES), Base64 decoding failed for \"?\"")
    #expect(message(#"{"plaintext":5}"#) == "Invalid value at 'plaintext' (TYPE_BYTES), 5")
    #expect(
      message(#"{"plaintext":"AA==","plaintextCrc32c":"x"}"#)
        == "Invalid value at 'plaintext_crc32c' (TYPE_INT64), \"x\"")
    #expect(
      message(#"{"plaintext":"AA==","plaintextCrc32c":1}"#)
        == "The checksum in field plaintext_crc32c did not match the data in field plaintext.")
    #expect(client.send("GET", gcpRing + "/cryptoKeys", "pageSize=many").httpStatus == 400)
    #expect(client.send("GET", gcpRing + "/cryptoKeys", "pageSize=%zz").httpStatus == 400)
    #expect(client.send("GET", key + "/cryptoKeyVersions/1/publicKey", "publicKeyFormat=JPEG").httpStatus == 400)
    let large = String(repeating: "A", count: GcpRestFrontEnd.maximumBody)
    #expect(client.send("POST", key + ":encrypt", "", #"{"plaintext":"\#(large)"}"#).httpStatus == 400)
  }

  @Test(
    "what is no method is not found",
    arguments: [
      ("GET", "projects/p"), ("DELETE", gcpRing), ("POST", gcpRing + "/cryptoKeys/k:sing"), ("PUT", gcpRing),
      ("POST", gcpRing), ("GET", gcpRing + "/colours"), ("PATCH", gcpRing), ("GET", "x"),
      ("GET", gcpRing + "/cryptoKeys/%ff"),
      ("POST", gcpRing + "/cryptoKeys:import"),
    ])
  func noMethod(_ method: String, _ path: String) throws {
    let refusal = try Client().send(method, path)
    #expect(refusal.httpStatus == 404 && refusal.method == nil)
    #expect(refusal.status?.message == "Method not found.")
  }

  @Test("a path may be percent-encoded; one that names nothing valid is malformed")
  func paths() throws {
    let client = try Client()
    #expect(client.send("GET", gcpRing.replacing("/keyRings", with: "%2FkeyRings")).httpStatus == 200)
    #expect(
      client.send("GET", gcpLocation + "/keyRings/a%20b").status?.message
        == "The request's resource name is malformed: '\(gcpLocation)/keyRings/a b'.")
  }

  @Test("times are written and read as RFC 3339, durations in seconds")
  func times() {
    let time = GcpTime(unixNanosecondsAtZero: GcpRestFrontEnd.usualUnixNanosecondsAtZero)
    let cases: [(Int64, String)] = [
      (0, "2026-01-01T00:00:00Z"), (1, "2026-01-01T00:00:00.000000001Z"), (1000, "2026-01-01T00:00:00.000001Z"),
      (-1_000_000, "2025-12-31T23:59:59.999Z"), (5_097_599_000_000_000, "2026-02-28T23:59:59Z"),
      (68_256_000_000_000_000, "2028-03-01T00:00:00Z"), (-1_767_225_600_000_000_000, "1970-01-01T00:00:00Z"),
      (-1_767_225_600_000_000_000 - 86_400_000_000_000, "1969-12-31T00:00:00Z"),
    ]
    for (nanoseconds, text) in cases {
      #expect(time.text(Instant(nanoseconds: nanoseconds)) == text)
      #expect(time.instant(text)?.nanoseconds == nanoseconds)
    }
    #expect(time.instant("2026-01-01T01:30:00.5+01:30")?.nanoseconds == 500_000_000)
    for bad in [
      "", "2026-01-01", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00",
      "9999-01-01T00:00:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.0000000001Z",
    ] { #expect(time.instant(bad) == nil, "\(bad)") }
    #expect(GcpTime.text(.days(1)) == "86400s" && GcpTime.text(.milliseconds(-1500)) == "-1.500s")
    #expect(GcpTime.span("86400s") == .days(1) && GcpTime.span("1.5s") == .milliseconds(1500))
    #expect(GcpTime.span("-0.000000001s") == .nanoseconds(-1))
    for bad in ["", "s", "1", "1.s", "1d", "99999999999s", "9999999999s", "--1s", "1.5.5s"] {
      #expect(GcpTime.span(bad) == nil, "\(bad)")
    }
  }

  @Test("random and mutated requests are answered, never with a fault of the service")
  func mutations() throws {
    let client = try Client()
    try client.bench.key("k")
    try client.bench.key("signing", .ecSignP256Sha256)
    let bodies = [
      #"{"plaintext":"aGVsbG8=","plaintextCrc32c":"2591144780","additionalAuthenticatedData":"YQ=="}"#,
      #"{"digest":{"sha256":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="},"digestCrc32c":5}"#,
      #"{"purpose":1,"versionTemplate":{"algorithm":1},"labels":{"a":"b"},"rotationPeriod":"86400s"}"#,
    ]
    let paths = [
      "/v1/\(gcpRing)/cryptoKeys/k:encrypt", "/v1/\(gcpRing)/cryptoKeys/signing/cryptoKeyVersions/1:asymmetricSign",
      "/v1/\(gcpRing)/cryptoKeys",
    ]
    var stream = RandomStream(seed: 7, name: "mutations")
    for _ in 0..<3000 {
      let index = Int(stream.below(3))
      var body = Array(bodies[index].utf8)
      for _ in 0..<stream.below(4) {
        let at = Int(stream.below(UInt64(body.count)))
        switch stream.below(3) {
        case 0: body[at] = UInt8(stream.below(256))
        case 1: body.remove(at: at)
        default: body.insert(contentsOf: stream.bytes(3), at: at)
        }
      }
      var path = paths[index]
      if stream.below(8) == 0 { path = String(path.dropLast(Int(stream.below(20)))) }
      let answer = client.front.answer(
        method: "POST", path: path, query: "cryptoKeyId=n", body: body, from: carol, at: .zero)
      #expect(answer.httpStatus < 500)
      #expect((try? WireValue(json: answer.body)) != nil)
    }
  }
}
