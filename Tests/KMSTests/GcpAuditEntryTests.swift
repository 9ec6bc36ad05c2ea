import Kernel
import Keys
import Testing

@testable import KMS

@Suite("google: Cloud Audit Logs")
struct GcpAuditEntryTests {
  /// Keeps what the sink gets.
  private final class Sink { var entries: [GcpAuditEntry] = [] }

  private func bench(_ change: (inout GcpConfiguration) -> Void = { _ in }) throws -> (GcpBench, Sink) {
    let bench = try GcpBench(.symbolic, seed: 1, change)
    let sink = Sink()
    bench.service.auditSink = { sink.entries.append($0) }
    return (bench, sink)
  }

  private func text(_ entry: GcpAuditEntry?) -> String {
    String(decoding: entry?.json().json ?? [], as: UTF8.self).replacing(
      #/"insertId":"[0-9a-f]{12}"/#, with: #""insertId":"…""#)
  }

  @Test("a write is in Admin Activity, with what was made and by whom")
  func write() throws {
    let (bench, sink) = try bench()
    bench.now = .zero + .milliseconds(1_500)
    let key = try bench.key("signing", .ecSignP256Sha256, .hsm)
    #expect(sink.entries.count == 1)
    #expect(
      text(sink.entries.first)
        == #"{"protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog","status":{},"#
        + #""authenticationInfo":{"principalEmail":"participant1@canton-main.iam.gserviceaccount.com","#
        + #""principalSubject":"serviceAccount:participant1@canton-main.iam.gserviceaccount.com"},"#
        + #""serviceName":"cloudkms.googleapis.com","methodName":"CreateCryptoKey","#
        + #""authorizationInfo":[{"resource":"\#(gcpRing)","permission":"cloudkms.cryptoKeys.create","granted":true,"#
        + #""resourceAttributes":{}}],"resourceName":"\#(gcpRing)","#
        + #""request":{"@type":"type.googleapis.com/google.cloud.kms.v1.CreateCryptoKeyRequest","parent":"\#(gcpRing)","#
        + #""cryptoKeyId":"signing","cryptoKey":{"purpose":"ASYMMETRIC_SIGN","versionTemplate":{"protectionLevel":"HSM","#
        + #""algorithm":"EC_SIGN_P256_SHA256"}}},"#
        + #""response":{"@type":"type.googleapis.com/google.cloud.kms.v1.CryptoKey","name":"\#(key)","#
        + #""purpose":"ASYMMETRIC_SIGN","createTime":"2026-01-01T00:00:01.500Z","#
        + #""versionTemplate":{"protectionLevel":"HSM","algorithm":"EC_SIGN_P256_SHA256"},"#
        + #""destroyScheduledDuration":"2592000s"}},"insertId":"…","#
        + #""resource":{"type":"cloudkms_keyring","labels":{"project_id":"canton-main","location":"europe-west6","#
        + #""key_ring_id":"nodes"}},"timestamp":"2026-01-01T00:00:01.500Z","severity":"NOTICE","#
        + #""logName":"projects/canton-main/logs/cloudaudit.googleapis.com%2Factivity"}"#)
  }

  @Test("a use is in Data Access, with the permission on the key, and without what was signed or came out")
  func use() throws {
    let (bench, sink) = try bench()
    let version = try bench.version("signing", .ecSignP256Sha256, .hsm)
    _ = try bench.call(GcpAsymmetricSign(name: version, data: Array("a secret".utf8)))
    let key = gcpRing + "/cryptoKeys/signing"
    #expect(
      text(sink.entries.last)
        == #"{"protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog","status":{},"#
        + #""authenticationInfo":{"principalEmail":"participant1@canton-main.iam.gserviceaccount.com","#
        + #""principalSubject":"serviceAccount:participant1@canton-main.iam.gserviceaccount.com"},"#
        + #""serviceName":"cloudkms.googleapis.com","methodName":"AsymmetricSign","#
        + #""authorizationInfo":[{"resource":"\#(key)","permission":"cloudkms.cryptoKeyVersions.useToSign","#
        + #""granted":true,"resourceAttributes":{}}],"resourceName":"\#(version)","#
        + #""request":{"@type":"type.googleapis.com/google.cloud.kms.v1.AsymmetricSignRequest","name":"\#(version)"}},"#
        + #""insertId":"…","resource":{"type":"cloudkms_cryptokeyversion","labels":{"project_id":"canton-main","#
        + #""location":"europe-west6","key_ring_id":"nodes","crypto_key_id":"signing","crypto_key_version_id":"1"}},"#
        + #""timestamp":"2026-01-01T00:00:00Z","severity":"INFO","#
        + #""logName":"projects/canton-main/logs/cloudaudit.googleapis.com%2Fdata_access"}"#)
  }

  @Test("a refusal is there with its status; without the permission, granted is left out")
  func refusal() throws {
    let (bench, sink) = try bench()
    let version = try bench.version("signing", .ecSignP256Sha256)
    bench.service.permissions = GcpPermissions([carol.member: []])
    _ = bench.refusal(GcpAsymmetricSign(name: version, data: [1]))
    let denied = try #require(sink.entries.last?.json())
    #expect(denied["severity"] == .text("ERROR"))
    #expect(denied["protoPayload"]?["status"]?["code"] == .number("7"))
    guard case .list(let authorizations)? = denied["protoPayload"]?["authorizationInfo"] else { throw WrongAnswer() }
    #expect(authorizations.first?["granted"] == nil)
    bench.service.permissions = .unrestricted
    _ = bench.refusal(GcpGetCryptoKey(name: gcpRing + "/cryptoKeys/none"))
    let missing = try #require(sink.entries.last?.json())
    #expect(missing["protoPayload"]?["status"]?["code"] == .number("5"))
    #expect(missing["logName"] == .text("projects/canton-main/logs/cloudaudit.googleapis.com%2Fdata_access"))
  }

  @Test("who has no credentials and who is over a quota leave nothing")
  func unlogged() throws {
    let (bench, sink) = try bench {
      $0.quotas = [GcpQuota.readRequests.rawValue: .perMinute(1)]
    }
    _ = try bench.call(GcpGetKeyRing(name: gcpRing))
    #expect(bench.refusal(GcpGetKeyRing(name: gcpRing))?.isThrottling == true)
    bench.service.permissions = GcpPermissions([:])
    #expect(
      bench.refusal(GcpAsymmetricSign(name: gcpRing + "/cryptoKeys/k/cryptoKeyVersions/1", data: [1]))?.code
        == .unauthenticated)
    #expect(sink.entries.map(\.methodName) == ["GetKeyRing"])
  }

  @Test("no entry holds a plaintext, a ciphertext, a signature or key material, whatever is called")
  func secrecy() throws {
    let (bench, sink) = try bench()
    let secret = Array("the plaintext".utf8)
    let key = try bench.key("symmetric")
    let sealed = try bench.call(GcpEncrypt(name: key, plaintext: SecretBytes(secret)))
    _ = try bench.call(GcpDecrypt(name: key, ciphertext: sealed.ciphertext))
    let mac = try bench.version("mac", .hmacSha256)
    let tag = try bench.call(GcpMacSign(name: mac, data: secret))
    _ = try bench.call(GcpMacVerify(name: mac, data: secret, mac: tag.mac))
    let signing = try bench.version("signing", .ecSignP256Sha256)
    let signature = try bench.call(GcpAsymmetricSign(name: signing, data: secret)).signature
    _ = try bench.call(GcpGetPublicKey(name: signing))
    _ = try bench.call(GcpUpdateCryptoKeyVersion(name: signing, state: .disabled))
    _ = try bench.call(GcpDestroyCryptoKeyVersion(name: signing))
    #expect(sink.entries.count == 11)
    let all = sink.entries.map(text).joined()
    for bytes in [secret, sealed.ciphertext, tag.mac, signature] {
      #expect(!all.contains(Base64.encode(bytes)) && !all.contains(Hexadecimal.encode(bytes)))
    }
    #expect(!all.contains("the plaintext"))
    #expect(
      sink.entries.map(\.log) == [
        .activity, .dataAccess, .dataAccess, .activity, .dataAccess, .dataAccess, .activity, .dataAccess, .dataAccess,
        .activity, .activity,
      ])
    let update = try #require(sink.entries.first { $0.methodName == "UpdateCryptoKeyVersion" }?.json())
    #expect(update["protoPayload"]?["request"]?["cryptoKeyVersion"]?["state"] == .text("DISABLED"))
    #expect(update["protoPayload"]?["response"]?["state"] == .text("DISABLED"))
  }

  @Test("writes are Admin Activity and everything else Data Access")
  func logs() {
    for method in GcpMethod.allCases {
      switch method {
      case .listLocations, .getLocation, .testIamPermissions: #expect(method.auditLog == nil)
      default: #expect(method.auditLog == (method.quotaClass == .write ? .activity : .dataAccess))
      }
    }
  }
}
