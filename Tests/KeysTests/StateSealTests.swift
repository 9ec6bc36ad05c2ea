import Keys
import Testing

@Suite("State seal")
struct StateSealTests {
  private let key = [UInt8](repeating: 3, count: 32)

  private func seal(_ key: [UInt8]? = nil, salt: [UInt8] = [1]) throws -> StateSeal {
    try StateSeal(operatorKey: key ?? self.key, salt: salt) { count in
      (0..<count).map { _ in .random(in: .min ... .max) }
    }
  }

  @Test("what is sealed opens under its name, its key and its salt, and under no other")
  func opens() throws {
    let sealed = try seal().seal([1, 2, 3], as: "key/1")
    #expect(try seal().open(sealed, as: "key/1") == [1, 2, 3])
    let others: [() throws -> [UInt8]] = [
      { try seal().open(sealed, as: "key/2") },
      { try seal([UInt8](repeating: 4, count: 32)).open(sealed, as: "key/1") },
      { try seal(salt: [2]).open(sealed, as: "key/1") },
    ]
    for open in others { #expect(throws: CryptoError.decryptionFailed) { try open() } }
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(throws: CryptoError.decryptionFailed) { try seal().open(changed, as: "key/1") }
    }
    for count in [0, 11, 12, 27] {
      #expect(throws: CryptoError.decryptionFailed) { try seal().open(Array(sealed.prefix(count)), as: "key/1") }
    }
  }

  @Test("the same bytes are never sealed the same way twice, and a key of another length is refused")
  func nonces() throws {
    let seal = try seal()
    #expect(try seal.seal([1], as: "a") != seal.seal([1], as: "a"))
    for count in [0, 16, 31, 33] {
      #expect(throws: CryptoError.self) { try self.seal([UInt8](repeating: 0, count: count)) }
    }
  }

  @Test("a tag tells changed bytes, other keys and other salts")
  func tags() throws {
    let tag = try seal().tag(of: [1, 2])
    #expect(try seal().tag(of: [1, 2]) == tag)
    #expect(try seal().tag(of: [1, 3]) != tag)
    #expect(try seal(salt: [2]).tag(of: [1, 2]) != tag)
    #expect(try seal([UInt8](repeating: 4, count: 32)).tag(of: [1, 2]) != tag)
  }

  @Test("it prints redacted")
  func redacted() throws {
    let seal = try seal()
    var text = "\(seal) \(String(reflecting: seal))"
    dump(seal, to: &text)
    #expect(!text.contains("3, 3") && text.contains("<state seal>"))
  }
}
