import Foundation
import KMS
import Testing

@testable import Serve

/// The server as a process, and google-cloud-kms with its two transports.
@Suite("Google's clients") struct GoogleClientTests {
  private static let transports = ["grpc", "rest"]

  private func file(_ name: String, _ text: String) throws -> URL {
    let file = FileManager.default.temporaryDirectory.appending(path: "keyshift-\(UUID().uuidString)-\(name)")
    try Data(text.utf8).write(to: file)
    return file
  }

  @Test(
    "google-cloud-kms makes, uses and imports keys; an independent library agrees; refusals have their codes",
    arguments: transports)
  func walk(_ transport: String) async throws {
    let server = try ServerProcess(["--gcp", "127.0.0.1:0"])
    let counts = try await server.client("gcp", [server.googleURL, transport])
    #expect(counts.hasPrefix("calls "))
    #expect(try server.lines.contains { $0.contains(#""operation":"AsymmetricSign""#) })
    #expect(server.terminate() == 0)
  }

  @Test("pairs and symmetric keys are imported with each method of an import job", arguments: transports)
  func imports(_ transport: String) async throws {
    let server = try ServerProcess(["--gcp", "127.0.0.1:0"])
    #expect(try await server.client("gcp_import", [server.googleURL, transport]) == "imports 14\n")
    #expect(server.terminate() == 0)
  }

  @Test("gRPC and REST of one server give equal answers and equal refusals")
  func parity() async throws {
    let audit = try file("audit.jsonl", "")
    defer { try? FileManager.default.removeItem(at: audit) }
    let server = try ServerProcess(["--gcp", "127.0.0.1:0", "--cloud-audit", audit.path])
    let counts = try await server.client("gcp_parity", [server.googleURL])
    #expect(counts.hasPrefix("answers "))
    #expect(server.terminate() == 0)
    let lines = try String(contentsOf: audit, encoding: .utf8).split(separator: "\n")
    #expect(lines.count > 20 && lines.allSatisfy { $0.contains(#""serviceName":"cloudkms.googleapis.com""#) })
  }

  @Test("Google's quota holds: 60 writes a minute, the others RESOURCE_EXHAUSTED", arguments: transports)
  func quota(_ transport: String) async throws {
    let server = try ServerProcess(["--gcp", "127.0.0.1:0", "--gcp-quotas", "hard-2025"])
    try await server.client("gcp_quota", [server.googleURL, transport])
    #expect(server.terminate() == 0)
  }

  @Test("answers are held back for the drawn time, which a client is told; by both transports alike")
  func latency() async throws {
    let server = try ServerProcess(["--gcp", "127.0.0.1:0", "--gcp-latency", "gcp-kms@2026-02", "--seed", "7"])
    try await server.client("gcp_latency", [server.googleURL])
    #expect(server.terminate() == 0)
  }

  @Test("deadlines, unknown methods, sizes and many calls at once over gRPC; the server answers what it has begun")
  func edges() async throws {
    let server = try ServerProcess(["--gcp", "127.0.0.1:0"])
    try await server.client("gcp_grpc", [server.googleURL, "\(server.identifier)"])
    #expect(server.terminate() == 0)
  }

  @Test("broken frames and mutated messages get no crash and no memory")
  func hostile() async throws {
    let server = try ServerProcess(["--gcp", "127.0.0.1:0"])
    try await server.client("gcp_hostile", [server.googleURL, "\(server.identifier)"])
    #expect(server.terminate() == 0)
  }

  @Test("with tokens, callers are who their token says, and IAM policies are asked about them; no token is logged")
  func tokens() async throws {
    let tokens = try file(
      "tokens.json",
      """
      { "tokens": [
        { "token": "admin-secret", "principal": "admin@example.com" },
        { "token": "old-secret", "principal": "admin@example.com", "expires": "20260101T000000Z" },
        { "token": "signer-secret", "principal": "signer@example.com", "roles": ["roles/cloudkms.signer"] },
        { "token": "nobody-secret", "principal": "nobody@tokens.iam.gserviceaccount.com", "roles": [] } ] }
      """)
    defer { try? FileManager.default.removeItem(at: tokens) }
    let server = try ServerProcess(["--gcp", "127.0.0.1:0", "--gcp-tokens", tokens.path])
    try await server.client("gcp_tokens", [server.googleURL])
    for line in try server.lines { #expect(!line.contains("secret")) }
    #expect(server.terminate() == 0)
  }

  @Test("both transports over TLS on one port, under the name that Canton's client asks for")
  func tls() async throws {
    let tokens = try file("tokens.json", #"{ "tokens": [ { "token": "secret", "principal": "a@example.com" } ] }"#)
    defer { try? FileManager.default.removeItem(at: tokens) }
    let server = try ServerProcess(["--gcp", "127.0.0.1:0", "--tls", "self-signed", "--gcp-tokens", tokens.path])
    #expect(server.googleURL.hasPrefix("https://127.0.0.1:"))
    try await server.client("gcp_tls", [server.googleURL])
    #expect(server.terminate() == 0)
  }

  @Test("the messages of gRPC are those of google-cloud-kms: names, numbers and types")
  func messages() async throws {
    let server = try ServerProcess(["--gcp", "127.0.0.1:0"])
    #expect(try await server.client("gcp_messages", []).hasPrefix("fields "))
    #expect(server.terminate() == 0)
  }

  @Test("tokens are read strictly, and never printed")
  func tokenFiles() throws {
    func read(_ text: String) throws -> GoogleTokens {
      let tokens = try file("tokens.json", text)
      defer { try? FileManager.default.removeItem(at: tokens) }
      return try GoogleTokens(file: tokens.path)
    }
    let good = try read(
      """
      { "tokens": [ { "token": "hidden", "principal": "p1@canton.iam.gserviceaccount.com", "expires":
        "20260101T120000Z", "roles": ["roles/cloudkms.viewer"] } ] }
      """)
    let holder = try #require(good["hidden"])
    #expect(holder.member == "serviceAccount:p1@canton.iam.gserviceaccount.com")
    #expect(holder.project == "canton")
    #expect(holder.expires == 1_767_268_800)
    #expect(good["hidde"] == nil)
    for text in ["\(good)", String(reflecting: good), String(reflecting: [good])] { #expect(!text.contains("hidden")) }
    for (text, word) in [
      ("{}", "tokens"), ("[]", "object"), (#"{ "tokens": [] }"#, "at least"), ("{", "ends inside"),
      (#"{ "tokens": [ { "token": "hidden" } ] }"#, "principal"),
      (#"{ "tokens": [ { "token": "hidden", "principal": "x" } ] }"#, "e-mail"),
      (#"{ "tokens": [ { "token": "hidden", "principal": "a@b", "expires": "soon" } ] }"#, "time"),
      (#"{ "tokens": [ { "token": "hidden", "principal": "a@b", "roles": ["roles/owner"] } ] }"#, "roles/owner"),
      (
        #"{ "tokens": [ { "token": "hidden", "principal": "a@b" }, { "token": "hidden", "principal": "c@d" } ] }"#,
        "before"
      ),
    ] {
      do {
        _ = try read(text)
        Issue.record("\(text) is accepted")
      } catch {
        #expect("\(error)".contains(word), "\(error)")
        #expect(!"\(error)".contains("hidden"), "\(error)")
      }
    }
  }

  @Test("the first bytes tell HTTP/2 from HTTP/1.1 as soon as they can")
  func sniffing() {
    #expect(ProtocolSniffer.wire(of: []) == nil)
    #expect(ProtocolSniffer.wire(of: Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r".utf8)) == nil)
    #expect(ProtocolSniffer.wire(of: Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u{0}".utf8)) == .http2)
    #expect(ProtocolSniffer.wire(of: Array("P".utf8)) == nil)
    #expect(ProtocolSniffer.wire(of: Array("PATCH".utf8)) == .http1)
    #expect(ProtocolSniffer.wire(of: Array("G".utf8)) == .http1)
  }

  @Test("a header's date is that of HTTP")
  func date() {
    #expect(CalendarTime(unixSeconds: 1_767_225_600).http == "Thu, 01 Jan 2026 00:00:00 GMT")
    #expect(CalendarTime(unixSeconds: 784_111_777).http == "Sun, 06 Nov 1994 08:49:37 GMT")
  }
}
