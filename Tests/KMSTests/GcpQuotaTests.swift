import Kernel
import Testing

@testable import KMS

@Suite("google: quotas")
struct GcpQuotaTests {
  private func bench(
    _ regime: GcpQuotaRegime, load: Ratio = .one, window: QuotaWindow = .tokenBucket
  ) throws -> GcpBench {
    try GcpBench {
      $0.regime = regime
      $0.quotas = GcpQuota.documentedDefaults(regime)
      $0.backgroundLoad = load
      $0.quotaWindow = window
    }
  }

  /// How many of a number of requests are answered.
  private func accepted(
    _ bench: GcpBench, _ count: Int, _ request: some GcpRequest, as caller: GcpPrincipal = carol
  ) -> Int {
    (0..<count).count { _ in bench.refusal(request, as: caller)?.isThrottling != true }
  }

  @Test("hard-2025: 300 reads a minute for the calling project, then Google's refusal")
  func reads() throws {
    let bench = try bench(.hard2025)
    #expect(accepted(bench, 400, GcpGetKeyRing(name: gcpRing)) == 300)
    let refusal = try #require(bench.refusal(GcpGetKeyRing(name: gcpRing)))
    let number = GcpErrors.projectNumber(gcpProject)
    #expect(refusal.code == .resourceExhausted && refusal.code.http == 429 && refusal.code.grpc == 8)
    #expect(
      refusal.message
        == "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute' of service "
        + "'cloudkms.googleapis.com' for consumer 'project_number:\(number)'.")
    guard case .errorInfo(let reason, let domain, let metadata) = refusal.details.first else { throw WrongAnswer() }
    #expect(reason == "RATE_LIMIT_EXCEEDED" && domain == "googleapis.com")
    #expect(metadata.contains(GcpStatus.Pair("quota_metric", "cloudkms.googleapis.com/read_requests")))
    #expect(metadata.contains(GcpStatus.Pair("quota_limit_value", "300")))
    let other = GcpPrincipal(member: carol.member, project: "other-project")
    #expect(accepted(bench, 1, GcpGetKeyRing(name: gcpRing), as: other) == 1)
    bench.now = .zero + .seconds(1)
    #expect(accepted(bench, 10, GcpGetKeyRing(name: gcpRing)) == 5)
    bench.now = .zero + .minutes(2)
    #expect(accepted(bench, 400, GcpGetKeyRing(name: gcpRing)) == 300)
  }

  @Test("hard-2025: 60 writes a minute; a window counts anew with each minute")
  func writes() throws {
    let bench = try bench(.hard2025, window: .fixedSecond)
    let disable = GcpUpdateCryptoKeyVersion(name: gcpRing + "/cryptoKeys/k/cryptoKeyVersions/1", state: .disabled)
    // Making the key ring took one.
    #expect(accepted(bench, 100, disable) == 59)
    bench.now = .zero + .seconds(59)
    #expect(accepted(bench, 1, disable) == 0)
    bench.now = .zero + .minutes(1)
    #expect(accepted(bench, 100, disable) == 60)
  }

  @Test("hard-2025: key pairs in Cloud HSM have 50 a second for the project and location of the key")
  func hsm() throws {
    let bench = try bench(.hard2025)
    let version = try bench.version("hsm", .ecSignP256Sha256, .hsm)
    let software = try bench.version("software", .ecSignP256Sha256)
    #expect(accepted(bench, 80, GcpAsymmetricSign(name: version, data: [1])) == 50)
    let refusal = bench.refusal(GcpAsymmetricSign(name: version, data: [1]))
    #expect(refusal?.message.contains("'HSM asymmetric cryptographic requests'") ?? false)
    let other = GcpPrincipal(member: carol.member, project: "other-project")
    #expect(accepted(bench, 1, GcpAsymmetricSign(name: version, data: [1]), as: other) == 0)
    #expect(accepted(bench, 80, GcpAsymmetricSign(name: software, data: [1])) == 80)
    #expect(accepted(bench, 80, GcpGetPublicKey(name: version)) == 80)
    bench.now = .zero + .milliseconds(100)
    #expect(accepted(bench, 80, GcpAsymmetricSign(name: version, data: [1])) == 5)
    let key = try bench.key("symmetric", .googleSymmetricEncryption, .hsm)
    #expect(accepted(bench, 700, GcpEncrypt(name: key, plaintext: SecretBytes([1]))) == 500)
    #expect(accepted(bench, 80, GcpGenerateRandomBytes(location: gcpLocation, lengthBytes: 8)) == 50)
  }

  @Test("a refused request takes nothing of another quota")
  func refusedTakesNothing() throws {
    let bench = try GcpBench {
      $0.quotas = [
        GcpQuota.cryptoRequests.rawValue: .perMinute(60), GcpQuota.hsmAsymmetricRequests.rawValue: .perMinute(60),
      ]
    }
    let hsm = try bench.version("hsm", .ecSignP256Sha256, .hsm)
    let software = try bench.version("software", .ecSignP256Sha256)
    #expect(accepted(bench, 40, GcpAsymmetricSign(name: hsm, data: [1])) == 1)
    #expect(accepted(bench, 100, GcpAsymmetricSign(name: software, data: [1])) == 59)
  }

  @Test("soft-2026: per project and location; above the limit the load of the service decides")
  func soft() throws {
    let sign = GcpGetKeyRing(name: gcpRing)
    #expect(accepted(try bench(.soft2026, load: .one), 1000, sign) == 600)
    #expect(accepted(try bench(.soft2026, load: .zero), 1000, sign) == 1000)
    let half = accepted(try bench(.soft2026, load: Ratio(parts: 1, per: 2)), 2600, sign)
    #expect((1500...1700).contains(half))
    let bench = try bench(.soft2026)
    #expect(accepted(bench, 700, sign) == 600)
    let elsewhere = GcpListKeyRings(parent: "projects/canton-main/locations/us-east1")
    #expect(accepted(bench, 700, elsewhere) == 600)
    let refusal = bench.refusal(sign)
    guard case .errorInfo(_, _, let metadata) = refusal?.details.first else { throw WrongAnswer() }
    #expect(metadata.contains(GcpStatus.Pair("quota_limit", "ReadTokensUsagePerMinutePerProjectPerRegion")))
    #expect(metadata.contains(GcpStatus.Pair("quota_location", "europe-west6")))
  }

  @Test("soft-2026: making HSM keys and random bytes are refused above the limit whatever the load")
  func softIsHard() throws {
    let bench = try bench(.soft2026, load: .zero)
    func make(_ level: GcpProtectionLevel) -> GcpCreateCryptoKey {
      GcpCreateCryptoKey(parent: gcpRing, cryptoKeyID: "", purpose: .encryptDecrypt, protectionLevel: level)
    }
    #expect(accepted(bench, 100, make(.software)) == 100)
    #expect(accepted(bench, 100, make(.hsm)) == 0)
    let few = try GcpBench {
      $0.regime = .soft2026
      $0.quotas = [GcpQuota.hsmUsage.rawValue: .perMinute(10)]
      $0.backgroundLoad = .zero
    }
    #expect(accepted(few, 20, GcpGenerateRandomBytes(location: gcpLocation, lengthBytes: 8)) == 10)
    let key = try few.key("hsm", .googleSymmetricEncryption, .hsm)
    #expect(accepted(few, 20, GcpEncrypt(name: key, plaintext: SecretBytes([1]))) == 20)
  }

  @Test("other load and a fault take capacity away")
  func otherLoad() throws {
    let bench = try GcpBench {
      $0.quotas = [GcpQuota.readRequests.rawValue: .perMinute(600)]
      $0.otherLoad = [GcpQuota.readRequests.rawValue: .perMinute(300)]
    }
    #expect(accepted(bench, 700, GcpGetKeyRing(name: gcpRing)) == 300)
    bench.service.scaleQuotas(by: Ratio(parts: 3, per: 4))
    #expect(accepted(bench, 700, GcpGetKeyRing(name: gcpRing)) == 150)
  }

  @Test("every quota has a default, a title and a limit; a regime has its own")
  func tables() {
    #expect(Set(GcpQuota.allCases.map(\.title)).count == GcpQuota.allCases.count)
    #expect(Set(GcpQuota.allCases.map(\.limitName)).count == GcpQuota.allCases.count)
    #expect(GcpQuota.documentedDefaults(.hard2025)["read_requests"] == QuotaRate(perSecond: 5))
    #expect(GcpQuota.documentedDefaults(.soft2026)["read_usage"] == QuotaRate(perSecond: 10))
    #expect(GcpQuota.documentedDefaults(.soft2026)["read_requests"] == nil)
  }
}
