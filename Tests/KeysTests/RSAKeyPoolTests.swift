import Foundation
import Testing

@testable import Keys

@Suite("the pool of RSA keys") struct RSAKeyPoolTests {
  private func temporaryDirectory() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("keyshift-\(UUID().uuidString)/cache").path
  }

  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
  }

  private func files(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".key") }.sorted()
  }

  @Test("a key is written once, readable by its owner only, and read back by the next pool")
  func disk() throws {
    let directory = temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: (directory as NSString).deletingLastPathComponent) }
    let key = try RSAKeyPool(directory: directory).key(bits: 2048, node: "p", name: "encryption")
    let names = try files(directory)
    #expect(names.count == 1)
    #expect(try mode(directory) == 0o700)
    #expect(try mode("\(directory)/\(names[0])") == 0o600)
    let next = RSAKeyPool(directory: directory)
    #expect(try next.key(bits: 2048, node: "p", name: "encryption").pkcs8 == key.pkcs8)
    #expect(next.replacedFiles == 0)
    #expect(try RSAKeyPool(directory: nil).key(bits: 2048, node: "p", name: "encryption").pkcs8 == key.pkcs8)
  }

  @Test("a damaged, cut or foreign file is found out and replaced by the same key")
  func damage() throws {
    let directory = temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: (directory as NSString).deletingLastPathComponent) }
    let first = RSAKeyPool(directory: directory)
    let key = try first.key(bits: 2048, node: "p", name: "encryption")
    let path = "\(directory)/\(try files(directory)[0])"
    let good = try Data(contentsOf: URL(fileURLWithPath: path))
    _ = try first.key(bits: 2048, node: "p", name: "other")
    let foreign = try #require(try files(directory).map { "\(directory)/\($0)" }.first { $0 != path })
    var flipped = good
    flipped[200] ^= 1
    // A key whose checksum is right and whose numbers do not belong together.
    var inconsistent = [UInt8](good.dropLast(32))
    inconsistent[inconsistent.count - 4] ^= 1
    inconsistent += CryptoEngine.sha256(inconsistent)
    let bad = [
      flipped, good.prefix(100), Data(), try Data(contentsOf: URL(fileURLWithPath: foreign)), Data(inconsistent),
    ]
    for (index, content) in bad.enumerated() {
      try Data(content).write(to: URL(fileURLWithPath: path))
      let pool = RSAKeyPool(directory: directory)
      #expect(try pool.key(bits: 2048, node: "p", name: "encryption").pkcs8 == key.pkcs8)
      #expect(pool.replacedFiles == 1, "case \(index)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == good)
    }
  }

  @Test("threads that ask for one key at once get the same key and one file")
  func concurrency() async throws {
    let directory = temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: (directory as NSString).deletingLastPathComponent) }
    let fingerprints = try await withThrowingTaskGroup(of: Fingerprint.self) { group in
      for _ in 0..<4 {
        group.addTask {
          try RSAKeyPool(directory: directory).key(bits: 2048, node: "p", name: "encryption").fingerprint
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(fingerprints).count == 1)
    #expect(try files(directory).count == 1)
  }

  @Test("a key depends on node and name, not on the seed")
  func identity() throws {
    let one = try engine(seed: 1).generateEncryptionKey(spec: .rsa2048, node: "p", name: "encryption")
    let two = try engine(seed: 2).generateEncryptionKey(spec: .rsa2048, node: "p", name: "encryption")
    let other = try engine(seed: 1).generateEncryptionKey(spec: .rsa2048, node: "q", name: "encryption")
    #expect(one == two)
    #expect(one != other)
  }

  @Test("a directory that cannot be made is reported")
  func unusable() {
    #expect(throws: CryptoError.self) {
      try RSAKeyPool(directory: "/dev/null/cache").key(bits: 2048, node: "p", name: "unusable")
    }
    #expect(throws: CryptoError.unsupportedKeySpec) {
      try RSAKeyPool(directory: nil).key(bits: 1024, node: "p", name: "short")
    }
  }
}
