import Foundation
import GRDB
import KMS
import Kernel
import Keys
import Testing

@testable import Serve

/// A folder with a state file's key, and room for the file; it goes with the object.
private final class StateFolder {
  let url: URL
  let key = [UInt8](1...32)

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "keyshift-state-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try write(Hexadecimal.encode(key) + "\n", to: "key", mode: 0o600)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }

  func write(_ text: String, to name: String, mode: Int) throws {
    try Data(text.utf8).write(to: url.appending(path: name))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
  }

  var arguments: [String] { ["--state", path("state"), "--state-key", path("key")] }

  func start(_ more: [String] = ["--gcp", "127.0.0.1:0"]) throws -> ServerProcess {
    try ServerProcess(arguments + more)
  }

  func open(seed: ServeOptions.Seed? = nil) throws -> StateFile {
    try StateFile(path: path("state"), key: StateKey(file: path("key")), seed: seed)
  }

  /// The bytes of the state file and its log.
  func stored() throws -> [UInt8] {
    try ["state", "state-wal"].filter { FileManager.default.fileExists(atPath: path($0)) }
      .flatMap { Array(try Data(contentsOf: url.appending(path: $0))) }
  }
}

@Suite("keys over a restart") struct StateTests {
  @Test(
    "after kill -9 and a restart boto3 and google-cloud-kms find everything of a walk: keys, aliases, grants, policies, imports, copies, versions",
    arguments: ["kill", "end"])
  func walk(_ how: String) async throws {
    let folder = try StateFolder()
    let first = try folder.start()
    try await first.client("state", ["make", folder.path("note"), first.googleURL])
    if how == "kill" { first.kill() } else { #expect(first.terminate() == 0) }
    let second = try folder.start()
    try await second.client("state", ["check", folder.path("note"), second.googleURL])
    #expect(second.terminate() == 0)
  }

  @Test("killed over and over at random moments, it loses nothing that was answered and hands out nothing twice")
  func kills() async throws {
    let folder = try StateFolder()
    let first = try folder.start([])
    let report = try await first.client(
      "state_kill", [ServerProcess.program.path, folder.path("other"), folder.path("key"), "32"])
    #expect(report.hasPrefix("32 kills"), "\(report)")
  }

  @Test("neither the state file nor its log nor the server's log holds a private key, imported material or the seed")
  func secrecy() async throws {
    let folder = try StateFolder()
    let seed: UInt64 = 0x1234_5678_9abc_def1
    let server = try folder.start(["--gcp", "127.0.0.1:0", "--seed", "\(seed)"])
    try await server.client("state", ["make", folder.path("note"), server.googleURL])
    let log = try server.lines.joined(separator: "\n")
    server.kill()
    let bytes = try folder.stored() + Array(log.utf8)
    let file = try folder.open()
    #expect(file.seed == .given(seed))
    var search = SecretSearch()
    try addKeys(of: file, to: &search)
    #expect(search.keys >= 4)
    #expect(bytes.count > 50_000)
    #expect(search.findings(in: bytes).isEmpty)
    let material = [UInt8](100..<132)
    let seedBytes = withUnsafeBytes(of: seed.bigEndian) { Array($0) }
    for secret in [material, folder.key, seedBytes, seedBytes.reversed()] {
      for form in [secret, Array(Hexadecimal.encode(secret).utf8), Array(Base64.encode(secret).utf8)] {
        #expect(bytes.firstRange(of: form) == nil)
      }
    }
    #expect(bytes.firstRange(of: Array("\(seed)".utf8)) == nil)
    // The search does find what stands there in clear.
    #expect(bytes.firstRange(of: Array("alias/signer".utf8)) != nil)
  }

  /// Restores all services of a file, and has a search look for their keys.
  private func addKeys(of file: StateFile, to search: inout SecretSearch) throws {
    let crypto = CryptoEngine(mode: .real, seed: file.seed.value, rsaKeys: RSAKeyPool(directory: nil))
    var services: [String: KeyService] = [:]
    let google = GcpKeyService(configuration: GcpConfiguration(name: "google"), crypto: crypto, seed: file.seed.value)
    try file.restore({ _ in true }, reservations: crypto) { scope, kind, name, source in
      guard scope != "google" else { return try google.restore(kind, name, from: source) }
      let parts = scope.split(separator: "/").map(String.init)
      let service =
        services[scope]
        ?? KeyService(
          configuration: KmsInstanceConfiguration(name: scope, account: parts[1], region: parts[2]), crypto: crypto,
          seed: file.seed.value)
      services[scope] = service
      try service.restore(kind, name, from: source)
    }
    for service in services.values { try service.addHeldKeys(to: &search) }
    try google.addHeldKeys(to: &search)
  }

  @Test("a stored seed goes on without --seed and with the same one; another one is refused")
  func seeds() async throws {
    let folder = try StateFolder()
    let first = try folder.start(["--seed", "7"])
    let id = try await first.client("identify")
    first.kill()
    let plain = try await ServerProcess(["--seed", "7"]).client("identify")
    #expect(id == plain)
    _ = try folder.start(["--seed", "7"])
    refused(folder.arguments + ["--seed", "8"], "another seed")
    let again = try folder.start([])
    #expect(try await again.client("identify") != id)
  }

  /// Expects that a server does not start, and says why, with exit code 2.
  private func refused(_ arguments: [String], _ word: String, environment: [String: String] = [:]) {
    do {
      _ = try ServerProcess(arguments, environment: environment)
      Issue.record("\(arguments) is accepted")
    } catch {
      #expect("\(error)".contains(word), "\(error)")
      #expect((error as? ServerProcess.Failure)?.exitCode == 2, "\(arguments)")
    }
  }

  @Test("a file that another server holds is refused, and free again when that is gone")
  func lock() throws {
    let folder = try StateFolder()
    let first = try folder.start([])
    refused(folder.arguments, "in use by another server")
    first.kill()
    #expect(try folder.start([]).terminate() == 0)
  }

  @Test("no key, two keys, no key's form, a wrong key and a key that others can read are refused")
  func keys() throws {
    let folder = try StateFolder()
    #expect(try folder.start([]).terminate() == 0)
    let state = ["--state", folder.path("state")]
    refused(state, "needs a key")
    refused(folder.arguments, "both given", environment: [StateKey.variable: Hexadecimal.encode(folder.key)])
    refused(state, "another state key", environment: [StateKey.variable: String(repeating: "ab", count: 32)])
    refused(state, "no key of 32 bytes", environment: [StateKey.variable: "abcd"])
    let right = try ServerProcess(state, environment: [StateKey.variable: Base64.encode(folder.key)])
    #expect(right.terminate() == 0)
    for mode in [0o640, 0o604, 0o660] {
      try folder.write(Hexadecimal.encode(folder.key), to: "open", mode: mode)
      refused(state + ["--state-key", folder.path("open")], "chmod 600")
    }
    refused(state + ["--state-key", folder.path("nothing")], "cannot be opened")
  }

  @Test("a file that is no database, another program's database, a later version and a changed record are refused")
  func files() async throws {
    let folder = try StateFolder()
    try folder.write(String(repeating: "no database ", count: 100), to: "text", mode: 0o600)
    let foreign = try DatabaseQueue(path: folder.path("foreign"))
    try await foreign.write { try $0.execute(sql: "CREATE TABLE accounts (id INTEGER)") }
    try foreign.close()
    for name in ["text", "foreign"] {
      refused(["--state", folder.path(name), "--state-key", folder.path("key")], "no state file of keyshift")
    }
    refused(["--state", folder.path("missing/state"), "--state-key", folder.path("key")], "cannot be opened")
    _ = try Data(contentsOf: folder.url.appending(path: "foreign"))

    let file = try folder.open()
    try await file.write([
      StateFile.Entry(scope: "aws/111122223333/us-east-1", kind: "counter", name: "a", body: [0x31], written: .zero)
    ])
    #expect(try file.entries().map(\.identity) == ["aws/111122223333/us-east-1/counter/a"])
    try file.close()
    for change in [
      "UPDATE records SET body = '2'", "UPDATE records SET name = 'b'", "UPDATE records SET scope = 'google'",
      "UPDATE records SET written = 1",
    ] {
      let copy = folder.path("changed")
      try? FileManager.default.removeItem(atPath: copy)
      try FileManager.default.copyItem(atPath: folder.path("state"), toPath: copy)
      let database = try DatabaseQueue(path: copy)
      try await database.write { try $0.execute(sql: change) }
      try database.close()
      refused(["--state", copy, "--state-key", folder.path("key")], "is damaged")
    }
    let database = try DatabaseQueue(path: folder.path("state"))
    try await database.write { try $0.execute(sql: "PRAGMA user_version = 2") }
    try database.close()
    refused(folder.arguments, "version 2")
  }

  @Test("while the file cannot be written nothing is answered, not even what was known before")
  func unwritable() async throws {
    let folder = try StateFolder()
    var options = ServeOptions(address: try #require(ListenAddress("127.0.0.1:0")))
    let file = try folder.open()
    options.state = file
    options.seed = file.seed
    let clock = RealClock()
    let engine = try ServiceEngine(options, log: ServerLog(clock: clock))
    let caller = Caller(
      principal: KmsPrincipal(name: "participant1", account: "111122223333"), region: "us-east-1",
      accessKeyID: "111122223333")
    func status(_ operation: String) async -> Int {
      await engine.answer(operation, body: Array("{}".utf8), from: caller, at: clock.now, origin: CallOrigin()).wire
        .httpStatus
    }
    #expect(await status("CreateKey") == 200)
    let before = try file.entries().count
    try file.close()
    #expect(await status("ListKeys") == 200)
    #expect(await status("CreateKey") == 500)
    #expect(await status("ListKeys") == 500)
    #expect(try folder.open().entries().count == before)
  }

  @Test("a clock that was set back by up to a minute goes on where the file ends; beyond that the wall is right")
  func clock() {
    let last = Instant.zero + .days(1)
    for (wall, start) in [
      (last - .seconds(1), last), (last - .seconds(60), last), (last - .seconds(61), last - .seconds(61)),
      (last + .seconds(1), last + .seconds(1)),
    ] { #expect(RealClock.start(wall: wall, after: last) == start) }
  }

  @Test("the file and its log can be read by nobody but their owner")
  func modes() throws {
    let folder = try StateFolder()
    let server = try folder.start([])
    for name in ["state", "state-wal"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(name))
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
    }
    #expect(server.terminate() == 0)
  }

  @Test("a state key and a state file say nothing of the key when they are printed")
  func redacted() throws {
    let folder = try StateFolder()
    let key = try StateKey(file: folder.path("key"))
    var text = "\(key) \(String(reflecting: key)) \(try folder.open())"
    dump(key, to: &text)
    #expect(!text.contains("2, 3") && !text.contains("0102"))
  }
}
