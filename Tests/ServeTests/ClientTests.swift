import Foundation
import Testing

@testable import Serve

/// The server as a process, and real clients: boto3, and sockets. What the clients find wrong, they say and end with
/// another code than 0, which throws here.
@Suite("real clients") struct ClientTests {
  @Test("boto3 makes keys, signs, encrypts and decrypts; an independent library agrees; refusals have AWS's codes")
  func boto3() async throws {
    let server = try ServerProcess()
    try await server.client("kms")
    let lines = try server.lines
    #expect(lines.contains { $0.contains(#""operation":"Sign","account":"111122223333""#) })
    #expect(server.terminate() == 0)
  }

  @Test("with credentials, signatures are checked as AWS checks them")
  func credentials() async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "keyshift-serve-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(
      """
      { "credentials": [
        { "access-key-id": "AKIAGOOD", "secret-access-key": "right", "account": "111122223333", "principal": "p1" },
        { "access-key-id": "ASIATEMP", "secret-access-key": "right", "account": "111122223333", "principal": "p2",
          "session-token": "token", "expires": "20990101T000000Z" },
        { "access-key-id": "ASIAGONE", "secret-access-key": "right", "account": "111122223333", "principal": "p3",
          "session-token": "token", "expires": "20260101T000000Z" } ] }
      """.utf8
    ).write(to: file)
    let server = try ServerProcess(["--credentials", file.path])
    try await server.client("signatures")
    for line in try server.lines { #expect(!line.contains("right") && !line.contains("token")) }
  }

  @Test(
    "twice the quota's load: the quota is accepted within 2 %, the rest refused as throttled, and boto3 gets through")
  func throttling() async throws {
    let server = try ServerProcess(["--quota", "describe-key=100"])
    try await server.client("throttling")
    #expect(server.terminate() == 0)
  }

  @Test(
    "on a warm connection a client measures at most 3 ms above the drawn latency, or what a health check takes if that is more"
  )
  func overhead() async throws {
    let server = try ServerProcess(["--latency", "aws-kms@2026-01", "--seed", "7"])
    try await server.client("overhead")
    #expect(server.terminate() == 0)
  }

  @Test("health, metrics, wrong paths, half-closed connections, 100-continue, pipelining and 20 MB get proper answers")
  func protocolEdges() async throws {
    let server = try ServerProcess()
    try await server.client("edges")
    #expect(server.terminate() == 0)
  }

  @Test("ten thousand mutated requests get no crash, no hang and no unmodelled 5xx")
  func hostile() async throws {
    let server = try ServerProcess()
    try await server.client("hostile", ["\(server.identifier)"])
    #expect(server.terminate() == 0)
  }

  @Test("over TLS with a certificate made on start, whose names and key an independent library accepts")
  func tls() async throws {
    let server = try ServerProcess(["--tls", "self-signed"])
    #expect(server.url.hasPrefix("https://127.0.0.1:"))
    try await server.client("tls")
  }

  @Test("with --cloudtrail every answered request is an event with the answer's id, and none holds a secret")
  func cloudtrail() async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "keyshift-trail-\(UUID().uuidString).jsonl")
    defer { try? FileManager.default.removeItem(at: file) }
    let server = try ServerProcess(["--cloudtrail", file.path])
    try await server.client("trail", [file.path])
    #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)
  }

  @Test("the same seed makes the same keys, another one others")
  func seeds() async throws {
    var ids: [String] = []
    for seed in ["1", "1", "2"] {
      ids.append(try await ServerProcess(["--seed", seed]).client("identify"))
    }
    #expect(ids[0] == ids[1])
    #expect(ids[0] != ids[2])
  }

  @Test("mistakes on the command line are refused with a sentence and exit code 2")
  func mistakes() {
    for (arguments, word) in [
      (["--quota", "describe-keys=1"], "describe-key"), (["--quotas", "aws-kms@1999-01"], "unknown preset"),
      (["--aws", "0.0.0.0:0"], "--bind-anywhere"), (["--state-key", "x"], "belongs to --state"),
      (["--account", "1"], "twelve"), (["--cloudtrail", "/no-such-folder/x"], "cannot be written"),
      (["--cloud-audit", "x"], "belongs to --gcp"),
      (["--tls-key", "x"], "belong together"), (["--gcp", "0.0.0.0:0"], "--gcp-tokens"),
      (["--gcp", "0.0.0.0:0", "--bind-anywhere"], "--gcp-tokens"), (["--gcp-tokens", "x"], "belongs to --gcp"),
      (["--gcp", "127.0.0.1:0", "--gcp-tokens", "no-such-file"], "no-such-file"),
      (["--gcp", "127.0.0.1:0", "--gcp-latency", "aws-kms@2026-01"], "gcp"),
    ] {
      do {
        _ = try ServerProcess(arguments)
        Issue.record("\(arguments) is accepted")
      } catch {
        #expect("\(error)".contains(word), "\(error)")
        #expect((error as? ServerProcess.Failure)?.exitCode == 2, "\(arguments)")
      }
    }
  }
}
