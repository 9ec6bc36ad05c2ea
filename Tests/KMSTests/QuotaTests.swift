import Kernel
import Testing

@testable import KMS

@Suite("Quotas")
struct QuotaTests {
  /// Sends at twice the rate for ten virtual seconds and counts what is accepted.
  private func accepted(_ rate: QuotaRate, _ window: QuotaWindow) -> UInt64 {
    var meter = QuotaMeter(rate: rate, window: window, start: .zero)
    let interval = 500_000_000_000 / rate.perThousandSeconds
    var accepted: UInt64 = 0
    var at: UInt64 = 0
    while at < 10_000_000_000 {
      if meter.take(at: Instant(nanoseconds: Int64(at))) { accepted += 1 }
      at += interval
    }
    return accepted
  }

  @Test("over ten seconds at twice the quota the quota is accepted, within what one burst adds")
  func fixedWindow() {
    for rate in [5, 1_000, 20_000] as [UInt64] {
      #expect(accepted(QuotaRate(perSecond: rate), .fixedSecond) == rate * 10)
    }
  }

  @Test(
    "after the first second's burst the rate accepted over ten seconds is the quota within 2 %",
    arguments: [15, 1_000, 10_000])
  func tokenBucket(_ rate: UInt64) {
    var meter = QuotaMeter(rate: QuotaRate(perSecond: rate), window: .tokenBucket, start: .zero)
    // The bucket starts full: the first second's burst is not part of the sustained rate.
    while meter.take(at: .zero) {}
    var accepted: UInt64 = 0
    for index in 1...(rate * 20) {
      if meter.take(at: Instant(nanoseconds: Int64(index * 500_000_000 / rate))) { accepted += 1 }
    }
    #expect(accepted * 100 >= rate * 10 * 98 && accepted * 100 <= rate * 10 * 102)
  }

  @Test("a full bucket holds one second of rate")
  func capacity() {
    var meter = QuotaMeter(rate: QuotaRate(perSecond: 1_000), window: .tokenBucket, start: .zero)
    var burst = 0
    while meter.take(at: Instant(nanoseconds: 3_600_000_000_000)) { burst += 1 }
    #expect(burst == 1_000)
  }

  @Test("a quota of one half per second lets one request pass every two seconds", arguments: QuotaWindow.allCases)
  func belowOne(_ window: QuotaWindow) {
    var meter = QuotaMeter(rate: QuotaRate(perThousandSeconds: 500), window: window, start: .zero)
    let taken = (0..<100).filter { meter.take(at: Instant(nanoseconds: Int64($0) * 100_000_000)) }
    #expect(taken == [0, 20, 40, 60, 80])
  }

  @Test("a refused request takes nothing")
  func refusedTakesNothing() {
    var meter = QuotaMeter(rate: QuotaRate(perSecond: 2), window: .tokenBucket, start: .zero)
    let taken = (0...500).flatMap { [$0, $0] }.filter { meter.take(at: Instant(nanoseconds: Int64($0) * 1_000_000)) }
    #expect(taken == [0, 0, 500])
  }

  @Test("a throttled call is refused with AWS's text and changes nothing")
  func throttled() throws {
    let bench = Bench { $0.quotas = ["create-key": QuotaRate(perSecond: 1)] }
    _ = try bench.signingKey()
    let answer = bench.service.perform(
      CreateKeyRequest(keySpec: .eccNistP256, keyUsage: .signVerify), from: alice, at: bench.now)
    #expect(answer.isThrottled)
    #expect(answer.quota == "create-key")
    #expect(answer.result == .failure(AwsErrors.throttling))
    #expect(
      AwsErrors.throttling.message
        == "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.")
    #expect(AwsErrors.throttling.httpStatus == 400)
    #expect(bench.service.keys(at: bench.now).count == 1)
  }

  @Test("all principals of an account share a quota, and another account has its own")
  func shared() throws {
    let bench = Bench { $0.quotas = ["cryptographic-operations-ecc": QuotaRate(perSecond: 2)] }
    let arn = try bench.key(.eccNistP256, .signVerify).arn
    let request = SignRequest(keyID: arn, message: multihash, signingAlgorithm: .ecdsaSha256)
    #expect(bench.refusal(request) == nil)
    #expect(bench.refusal(request, as: KmsPrincipal(name: "sequencer1", account: account)) == nil)
    #expect(bench.refusal(request)?.isThrottling == true)
    #expect(bench.refusal(request, as: stranger) == nil)
  }

  @Test("RSA decryption does not take from the quota of elliptic curves")
  func independent() throws {
    let bench = Bench { $0.quotas = ["cryptographic-operations-ecc": QuotaRate(perSecond: 1)] }
    let ecc = try bench.signingKey()
    let symmetric = try bench.symmetricKey()
    let sign = SignRequest(keyID: ecc, message: multihash, signingAlgorithm: .ecdsaSha256)
    #expect(bench.refusal(sign) == nil)
    #expect(bench.refusal(sign)?.isThrottling == true)
    #expect(bench.refusal(GenerateDataKeyRequest(keyID: symmetric, keySpec: .aes256)) == nil)
  }

  @Test("other load takes its part of a quota, and all of it when there is as much")
  func otherLoad() throws {
    for (load, expected) in [(0, 10), (6, 4), (10, 0), (11, 0)] as [(UInt64, Int)] {
      let bench = Bench {
        $0.quotas = ["describe-key": QuotaRate(perSecond: 10)]
        $0.otherLoad = ["describe-key": QuotaRate(perSecond: load)]
      }
      let id = try bench.signingKey()
      let answered = (0..<20).filter { _ in bench.refusal(DescribeKeyRequest(keyID: id)) == nil }
      #expect(answered.count == expected)
    }
  }

  @Test("a factor on the quotas counts at once")
  func factor() throws {
    let bench = Bench { $0.quotas = ["describe-key": QuotaRate(perSecond: 10)] }
    let id = try bench.signingKey()
    bench.service.scaleQuotas(by: Ratio(parts: 1, per: 5))
    let answered = (0..<20).filter { _ in bench.refusal(DescribeKeyRequest(keyID: id)) == nil }
    #expect(answered.count == 2)
  }

  @Test("an operation counts against the quota that AWS documents for it")
  func names() {
    #expect(AwsQuota.of(.sign, spec: .eccNistEdwards25519) == .ecc)
    #expect(AwsQuota.of(.sign, spec: .rsa2048) == .rsa)
    #expect(AwsQuota.of(.decrypt, spec: .symmetricDefault) == .symmetric)
    #expect(AwsQuota.createKey.documentedDefault(region: "eu-west-3") == QuotaRate(perSecond: 5))
    #expect(AwsQuota.symmetric.documentedDefault(region: "eu-central-1") == QuotaRate(perSecond: 20_000))
    #expect(AwsQuota.documentedDefaults(region: "us-east-1")["cryptographic-operations-rsa"]?.description == "1000/s")
    #expect(QuotaRate(perThousandSeconds: 250).description == "0.25/s")
  }

  @Test("an account may have only so many keys")
  func keyLimit() throws {
    let bench = Bench { $0.maximumKeys = 2 }
    let first = try bench.signingKey()
    _ = try bench.signingKey()
    #expect(bench.refusal(CreateKeyRequest()) == AwsErrors.keyLimit)
    _ = try bench.call(ScheduleKeyDeletionRequest(keyID: first, pendingWindowInDays: 7))
    bench.now = bench.now + .days(7)
    #expect(bench.refusal(CreateKeyRequest()) == nil)
  }
}
