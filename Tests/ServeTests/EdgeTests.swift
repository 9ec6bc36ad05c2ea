import Configuration
import Foundation
import KMS
import Kernel
import Testing

@testable import Serve

@Suite("the server's edges") struct EdgeTests {
  @Test("calendar times go there and back; days that do not exist are none")
  func calendar() throws {
    #expect(CalendarTime(Instant.zero).basic == "20260101T000000Z")
    let later = Instant(nanoseconds: 86_400_000_000_000 * 59 + 1_500_000)
    #expect(CalendarTime(later).extended == "2026-03-01T00:00:00.001Z")
    for text in ["20260228T235959Z", "20240229T000000Z", "20001231T010203Z", "19700101T000000Z", "20991231T235959Z"] {
      #expect(CalendarTime(basic: text)?.basic == text)
    }
    for text in ["20260229T000000Z", "20261301T000000Z", "2026-01-01T00:00Z", "20260101T000000", "20260101T240000Z"] {
      #expect(CalendarTime(basic: text) == nil)
    }
    #expect(CalendarTime(basic: "20150830T123600Z")?.unixSeconds == 1_440_938_160)
  }

  @Test("an address is a host and a port; loopback is told from the rest")
  func address() {
    #expect(ListenAddress("127.0.0.1:4599")?.isLoopback == true)
    #expect(ListenAddress("127.9.9.9:0")?.isLoopback == true)
    #expect(ListenAddress("[::1]:80")?.host == "::1")
    #expect(ListenAddress("localhost:1")?.isLoopback == true)
    for text in ["0.0.0.0:4599", "[::]:4599", "10.0.0.1:1", "127.0.0.1.example.org:1"] {
      #expect(ListenAddress(text)?.isLoopback == false)
    }
    for text in ["4599", ":4599", "::1:80", "127.0.0.1:65536", "127.0.0.1:", ""] {
      #expect(ListenAddress(text) == nil, "\(text)")
    }
  }

  @Test("quotas are read with their names, and mistakes say what there is")
  func quotas() throws {
    #expect(try ServeOptions.quota("describe-key=100").1.description == "100/s")
    #expect(try ServeOptions.quota("get-parameters-for-import=0.25").1.description == "0.25/s")
    for text in ["describe-key", "describe-key=0", "describe-key=x", "describe-key=-1", "describe-keys=1"] {
      #expect(throws: ServeOptions.Mistake.self) { try ServeOptions.quota(text) }
    }
  }

  @Test("credentials are read strictly and never printed")
  func credentials() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "keyshift-serve-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "credentials.json")
    func read(_ text: String) throws -> Credentials {
      try Data(text.utf8).write(to: file)
      return try Credentials(file: file.path)
    }
    let good = try read(
      """
      { "credentials": [ { "access-key-id": "AKIA1", "secret-access-key": "hidden", "account": "111122223333",
        "principal": "p1", "session-token": "secret token", "expires": "20260101T120000Z" } ] }
      """)
    let key = try #require(good["AKIA1"])
    #expect(key.expires == 1_767_268_800)
    for text in ["\(key)", String(reflecting: key), "\(good)", String(reflecting: [key])] {
      #expect(!text.contains("hidden") && !text.contains("secret token"))
    }
    for text in ["{}", "[]", #"{ "credentials": [] }"#, #"{ "credentials": [ { "access-key-id": "x" } ] }"#, "{"] {
      #expect(throws: Credentials.Invalid.self, "\(text)") { try read(text) }
    }
  }

  @Test("metrics are OpenMetrics text with cumulative buckets")
  func metrics() {
    let metrics = Metrics()
    for milliseconds in [1, 3, 40] {
      metrics.began()
      metrics.ended(
        operation: .sign, code: "OK", quota: "ecc", isThrottled: false, duration: .milliseconds(Int64(milliseconds)))
    }
    metrics.began()
    metrics.began()
    metrics.ended(operation: nil, code: "ThrottlingException", quota: "ecc", isThrottled: true, duration: .zero)
    let text = metrics.text()
    #expect(text.hasSuffix("# EOF\n"))
    for line in [
      #"keyshift_kms_requests_total{operation="Sign",code="OK",quota="ecc"} 3"#,
      #"keyshift_kms_throttled_total{quota="ecc"} 1"#,
      #"keyshift_kms_request_duration_seconds_bucket{operation="Sign",le="0.0005"} 0"#,
      #"keyshift_kms_request_duration_seconds_bucket{operation="Sign",le="0.005"} 2"#,
      #"keyshift_kms_request_duration_seconds_bucket{operation="Sign",le="+Inf"} 3"#,
      #"keyshift_kms_request_duration_seconds_sum{operation="Sign"} 0.044"#,
      "keyshift_kms_in_flight 1",
    ] {
      #expect(text.contains(line + "\n"), "\(line)")
    }
  }

  @Test("request ids are UUIDs of version 4 and differ")
  func identifiers() throws {
    let ids = Set((0..<100).map { _ in RequestIdentifier.next() })
    #expect(ids.count == 100)
    for id in ids {
      let uuid = try #require(UUID(uuidString: id))
      #expect(uuid.uuid.6 >> 4 == 4 && uuid.uuid.8 >> 6 == 2)
    }
  }
}
