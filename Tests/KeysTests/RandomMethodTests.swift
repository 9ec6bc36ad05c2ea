import Testing

@testable import Keys

@Suite("the only source of chance") struct RandomMethodTests {
  @Test("a draw outside an operation fails and is counted")
  func unscoped() async {
    await #expect(processExitsWith: .success) {
      let key = try engine().generateKeyMaterial(kind: .p256, node: "n", name: "k")
      let parsed = try SeededStream.blinding { () throws(CryptoError) in
        try ParsedKey.privateKey(
          PrivateKeyInfo.parse(key.pkcs8), subjectPublicKeyInfo: key.publicKey.subjectPublicKeyInfo)
      }
      let digest = CryptoEngine.sha256([])
      precondition(CryptoEngine.unscopedDraws() == 0)
      #expect(throws: CryptoError.self) { try parsed.sign(digest: digest, algorithm: .ecdsa(.sha256)) }
      precondition(CryptoEngine.unscopedDraws() > 0)
    }
  }

  @Test("a stream is ChaCha20: its first block agrees with the zero key's")
  func keystream() {
    var stream = SeededStream(key: [UInt8](repeating: 0, count: 32), nonce: 0)
    #expect(Hexadecimal.encode(stream.bytes(16)) == "76b8e0ada0f13d90405d6ae55386bd28")
    #expect(Hexadecimal.encode(stream.bytes(16)) == "bdd219b8a08ded1aa836efcc8b770dc7")
  }

  @Test("a scope ends where it began, also when it is nested")
  func nesting() throws {
    var outer = SeededStream(key: [UInt8](repeating: 1, count: 32), nonce: 0)
    let key = try engine().generateKeyMaterial(kind: .p256, node: "n", name: "k")
    let parsed = try SeededStream.blinding { () throws(CryptoError) in
      try ParsedKey.privateKey(
        PrivateKeyInfo.parse(key.pkcs8), subjectPublicKeyInfo: key.publicKey.subjectPublicKeyInfo)
    }
    let digest = CryptoEngine.sha256([])
    let signatures = try outer.scoped { () throws(CryptoError) in
      let first = try parsed.sign(digest: digest, algorithm: .ecdsa(.sha256))
      _ = try SeededStream.blinding { () throws(CryptoError) in
        try parsed.sign(digest: digest, algorithm: .ecdsa(.sha256))
      }
      return [first, try parsed.sign(digest: digest, algorithm: .ecdsa(.sha256))]
    }
    var again = SeededStream(key: [UInt8](repeating: 1, count: 32), nonce: 0)
    let plain = try again.scoped { () throws(CryptoError) in
      [
        try parsed.sign(digest: digest, algorithm: .ecdsa(.sha256)),
        try parsed.sign(digest: digest, algorithm: .ecdsa(.sha256)),
      ]
    }
    #expect(signatures == plain)
  }
}
