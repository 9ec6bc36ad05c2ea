import Kernel
import Keys
import Testing

@testable import KMS

@Suite("Times from an audit log")
struct AuditLogTimesTests {
  @Test("the documented sample gives 112 ms for Decrypt with RSA and 113 ms for Sign with ECDSA")
  func documentedSample() {
    let times = AuditLogTimes(text: AuditLogTests.sample.joined(separator: "\n"))
    #expect(times.unanswered == 0)
    #expect(times.rows.map(\.operation) == [.decrypt, .sign])
    #expect(times.rows.map(\.keySpecs) == [[.rsa2048], [.eccNistP256, .eccSecgP256k1]])
    #expect(times.rows.map(\.times) == [[.milliseconds(112)], [.milliseconds(113)]])
    #expect(
      times.rows.map { $0.distribution.quantile(perMillion: 999_000) } == [.milliseconds(112), .milliseconds(113)])
  }

  @Test("a run's own log gives back the times of its calls")
  func ownLog() throws {
    let world = World {
      $0.latency = LatencyTable(fallback: .uniform(from: .milliseconds(5), to: .milliseconds(90)))
    } client: {
      $0.auditLogging = true
    }
    let id = try world.signingKey()
    _ = try world.run {
      for _ in 0..<50 { _ = try await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256) }
    }
    let row = try #require(AuditLogTimes(text: world.client.auditLog.lines.joined(separator: "\n")).rows.first)
    let truth = world.calls.map(\.latency).sorted()
    #expect(row.times.count == 50 && truth.count == 50)
    // Two instants cut to milliseconds are at most one off.
    #expect(zip(row.times, truth).allSatisfy { abs(($0.0 - $0.1).nanoseconds) < 1_000_000 })
    guard case .quantiles(let points) = row.distribution else { throw WrongAnswer() }
    #expect(points.map(\.value) == row.times)
    #expect(points.first?.perMillion == 0 && points.last?.perMillion == 1_000_000)
  }

  @Test("an answer is timed from the last attempt; failures, other loggers and midnight do not disturb")
  func irregular() {
    let prefix = "[t] INFO  c.d.c.c.k.a.a.AwsRequestResponseLogger:participant=p tid:x -"
    let sign = "SignRequest(KeyId=a, Message=** **, MessageType=RAW, SigningAlgorithm=ECDSA_SHA_384) to https://x/"
    let times = AuditLogTimes(
      text: """
        2024-02-28 23:59:59,990 \(prefix) Sending request [aa]: \(sign)
        2024-02-28 23:59:59,995 \(prefix) Sending request [aa]: \(sign)
        something else
        software.amazon.awssdk.core.exception.SdkClientException: no
        2024-02-29 00:00:00,005 \(prefix) Received response [aa]: [Aws-Id: i] - SignResponse(KeyId=a)
        2024-12-31 23:59:59,000 \(prefix) Sending request [bb]: RetrieveMetadataRequest(KeyId=a) to https://x/
        2025-01-01 00:00:01,000 \(prefix) Received response [bb]: [Aws-Id: i] - RetrieveMetadataResponse(KeyId=a)
        2025-01-01 00:00:02,000 \(prefix) Sending request [cc]: DeleteKeyRequest(KeyId=a) to https://x/
        2025-01-01 00:00:03,000 \(prefix) Received response [zz]: [Aws-Id: i] - DeleteKeyResponse(KeyId=a)
        """)
    #expect(times.rows.map(\.operation) == [.describeKey, .sign])
    #expect(times.rows.map(\.times) == [[.seconds(2)], [.milliseconds(10)]])
    #expect(times.rows.map(\.keySpecs) == [[], [.eccNistP384]])
    #expect(times.unanswered == 1)
  }

  @Test("more than a thousand times become a thousand and one points from the least to the greatest")
  func many() throws {
    let row = AuditLogTimes.Row(
      operation: .sign, keySpecs: [], times: (0..<50_000).map { .milliseconds(Int64($0)) })
    guard case .quantiles(let points) = row.distribution else { throw WrongAnswer() }
    #expect(points.count == 1_001)
    #expect(points[0].value == .zero && points[1_000].value == .milliseconds(49_999))
    #expect(row.distribution.quantile(perMillion: 500_000) == .milliseconds(24_999))
  }
}
