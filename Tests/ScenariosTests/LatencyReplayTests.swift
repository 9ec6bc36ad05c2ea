import Configuration
import KMS
import Kernel
import Scenarios
import Testing

@Suite("latencies from an audit log")
struct LatencyReplayTests {
  private static let log = """
    2023-09-12 15:44:54,426 [e-27] INFO  c.d.c.c.k.a.a.AwsRequestResponseLogger:participant=p tid:4 - Sending request [06cc259e220da647]: DecryptRequest(CiphertextBlob=** Ciphertext placeholder **, KeyId=91c48ce4, EncryptionAlgorithm=RSAES_OAEP_SHA_256) to https://kms.us-east-1.amazonaws.com/
    2023-09-12 15:44:54,538 [a-15] INFO  c.d.c.c.k.a.a.AwsRequestResponseLogger:participant=p tid:4 - Received response [06cc259e220da647]: [Aws-Id: 18] - DecryptResponse(Plaintext=** Redacted plaintext placeholder **, KeyId=arn)
    2023-09-12 15:44:55,000 [e-27] INFO  c.d.c.c.k.a.a.AwsRequestResponseLogger:participant=p tid:4 - Sending request [16cc259e220da647]: DecryptRequest(CiphertextBlob=** Ciphertext placeholder **, KeyId=91c48ce4, EncryptionAlgorithm=RSAES_OAEP_SHA_256) to https://kms.us-east-1.amazonaws.com/
    2023-09-12 15:44:55,012 [a-15] INFO  c.d.c.c.k.a.a.AwsRequestResponseLogger:participant=p tid:4 - Received response [16cc259e220da647]: [Aws-Id: 18] - DecryptResponse(Plaintext=** Redacted plaintext placeholder **, KeyId=arn)
    2023-09-12 15:44:56,000 [e-27] INFO  c.d.c.c.k.a.a.AwsRequestResponseLogger:participant=p tid:4 - Sending request [26cc259e220da647]: RetrieveMetadataRequest(KeyId=91c48ce4) to https://kms.us-east-1.amazonaws.com/
    2023-09-12 15:44:56,007 [a-15] INFO  c.d.c.c.k.a.a.AwsRequestResponseLogger:participant=p tid:4 - Received response [26cc259e220da647]: [Aws-Id: 18] - RetrieveMetadataResponse(KeyId=91c48ce4)
    """

  private func folder(_ latency: String, roundTrip: String = #", "round-trip": "0s""#) throws -> TestFolder {
    let folder = try TestFolder()
    try folder.write(Self.log, "logs/kms-audit.log")
    let preset = #""preset": "aws-kms@2026-01""#
    try folder.write(TestScenario.changed(preset, "\(preset), \"latency\": \(latency)\(roundTrip)"))
    return folder
  }

  private func table(_ file: ScenarioFile) throws -> LatencyTable {
    try #require(file.cells[0].scenario.kms("aws-main")).configuration.latency
  }

  private static let decrypt = Distribution.quantiles([
    Quantile(perMillion: 0, value: .milliseconds(12)), Quantile(perMillion: 1_000_000, value: .milliseconds(112)),
  ])

  @Test("a scenario draws the times of a log, the preset's where the log is silent, and its own above both")
  func replay() throws {
    let file = try folder(#"{ "replay": "logs/kms-audit.log", "Encrypt": "1ms" }"#).load()
    let table = try table(file)
    #expect(table.distribution(for: .decrypt, keySpec: .rsa2048) == Self.decrypt)
    #expect(table.distribution(for: .encrypt, keySpec: .rsa2048) == .constant(.milliseconds(1)))
    let seven = Distribution.quantiles([Quantile(perMillion: 500_000, value: .milliseconds(7))])
    #expect(table.distribution(for: .describeKey, keySpec: nil) == seven)
    #expect(table.distribution(for: .describeKey, keySpec: .eccNistP256) == seven)
    #expect(
      table.distribution(for: .sign, keySpec: .eccNistP256)
        == .logNormal(p50: .milliseconds(9), p99: .milliseconds(45), max: nil))
  }

  @Test("the resolved scenario holds the measured times and needs the log no more")
  func resolved() throws {
    let file = try folder(#"{ "replay": "logs/kms-audit.log" }"#).load()
    let text = JSONWriter.bytes(file.cells[0].resolvedJSON(seed: 1), layout: .lines, sorted: false)
    let other = try TestFolder()
    try other.write(text)
    let table = try table(try other.load())
    #expect(table.distribution(for: .decrypt, keySpec: .rsa2048) == Self.decrypt)
    #expect(try other.load().cells[0].hash == file.cells[0].hash)
  }

  @Test("a log that is not there, holds nothing, or comes without a round trip is refused")
  func refused() throws {
    #expect(try folder(#"{ "replay": "logs/none.log" }"#).messages().count == 1)
    #expect(
      try folder(#"{ "replay": "s.json" }"#).messages().contains {
        $0.contains("s.json holds no KMS request with its answer")
      })
    #expect(
      try folder(#"{ "replay": "logs/kms-audit.log" }"#, roundTrip: "").messages().contains {
        $0.contains("the times of a log include the way there and back")
      })
    #expect(
      try folder(#"{ "replay": { "Sing": "1ms" } }"#).messages().contains {
        $0.contains("unknown operation \"Sing\" (did you mean \"Sign\"?)")
      })
  }
}
