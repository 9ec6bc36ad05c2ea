import Keys
import Testing

/// The key pairs that the documentation page on migrating to a KMS prints, with their private halves.
struct PrintedKey: Sendable, CustomTestStringConvertible {
  let name: String
  let seed: String
  let publicKey: String
  let fingerprint: String
  let usage: SigningKeyUsages
  let fileSize: Int
  let fileStart: String

  var testDescription: String { name }

  static let all = [
    PrintedKey(
      name: "namespace", seed: "e475ff238d0decf689c559fd9dbff9046246111ea03bb3588cca1f3f557ee443",
      publicKey: "5393dfd6fccd445ae5c30622bdf17672a7cf1fd442910d08938401b35c53acda",
      fingerprint: "12201ff69b1d24edbf0ee2028a304ea702ee8536790dab1a31e7136e6d90ff6d473c", usage: .namespaceOnly,
      fileSize: 137, fileStart: "0a84010a8101127f0a44"),
    PrintedKey(
      name: "sequencer-auth", seed: "3f331d226e9fef60f80f2a9893d69e621728f01fb4e94add6429b86fedebe5de",
      publicKey: "8d7b6e0423f0214edc572ccb1fc69e6223542bce521acfbe56213b969a44e1ba",
      fingerprint: "1220dbd7853fa3bfbb897b1107dc160f08ad17031a356d991516ec4277d86ca62e4b",
      usage: .sequencerAuthenticationOnly, fileSize: 139, fileStart: "0a86010a83011280010a44"),
    PrintedKey(
      name: "signing", seed: "f6b83e47035407844929b7041ad57362d2c51689154187998495c98ed783fdc8",
      publicKey: "25127a680cfbe1b0ab835087245f4aa223577da58da80ac0442b1576f9812004",
      fingerprint: "1220c987884f0e6fbf4700e113ec1d7a3f8c126744817461a5f48d5dccf9008ca9cb", usage: .protocolOnly,
      fileSize: 139, fileStart: "0a86010a83011280010a44"),
  ]

  var pkcs8: String { "302e020100300506032b657004220420" + seed }
}

@Suite("key pair files") struct KeyFileTests {
  @Test("a printed private key gives the printed public key, fingerprint and file", arguments: PrintedKey.all)
  func printedKeys(printed: PrintedKey) throws {
    let engine = engine()
    let key = try engine.importPrivateKey(
      pkcs8: try bytes(printed.pkcs8), signing: .ecCurve25519, usage: printed.usage)
    #expect(key.fingerprint.hex == printed.fingerprint)
    #expect(Hexadecimal.encode(key.publicKey.subjectPublicKeyInfo.suffix(32)) == printed.publicKey)
    let file = KeyPairFile.encode(key)
    #expect(file.count == printed.fileSize)
    #expect(Hexadecimal.encode(file).hasPrefix(printed.fileStart))
    let contents = try KeyPairFile.decode(file)
    #expect(contents.id == key.fingerprint)
    #expect(contents.usage == printed.usage)
    #expect(try engine.importPrivateKey(contents) == key)
  }

  @Test("the file of a namespace key agrees byte for byte with Canton's layout")
  func wholeFile() throws {
    let printed = PrintedKey.all[0]
    let key = try engine().importPrivateKey(
      pkcs8: try bytes(printed.pkcs8), signing: .ecCurve25519, usage: .namespaceOnly)
    let id = Hexadecimal.encode([UInt8](printed.fingerprint.utf8))
    let expected =
      "0a8401" + "0a8101" + "127f" + "0a44" + id + "1005" + "1a30" + printed.pkcs8 + "2a0101" + "3001" + "101e"
    #expect(Hexadecimal.encode(KeyPairFile.encode(key)) == expected)
  }

  @Test("a P-256 encryption key takes 150 bytes of PKCS #8 and 238 bytes of file")
  func encryptionKey() throws {
    let engine = engine()
    let key = try engine.generateEncryptionKey(spec: .ecP256, node: "participant1", name: "participant1-encryption")
    #expect(key.pkcs8.count == 150)
    #expect(Hexadecimal.encode(key.pkcs8).hasPrefix("308193020100301306072a8648ce3d020106082a8648ce3d03010704793077"))
    let file = KeyPairFile.encode(key)
    #expect(file.count == 238)
    #expect(Hexadecimal.encode(file).hasPrefix("0ae90112e60112e3010a44"))
    #expect(Hexadecimal.encode(file).hasSuffix("2801101e"))
    #expect(try engine.importPrivateKey(try KeyPairFile.decode(file)) == key)
  }

  @Test("bare key pair bytes are read too, as Canton's upload does")
  func bareKeyPair() throws {
    let key = try engine().generateSigningKey(spec: .ecP384, usage: .protocol, node: "n", name: "k")
    let outer = try ProtobufReader.fields(KeyPairFile.encode(key))
    #expect(try KeyPairFile.decode(try outer[0].bytes()).id == key.fingerprint)
  }

  @Test("a file with another id, version or format is refused")
  func damagedFiles() throws {
    let engine = engine()
    let key = try engine.generateSigningKey(spec: .ecCurve25519, usage: .protocol, node: "n", name: "k")
    var file = KeyPairFile.encode(key)
    file[file.count - 1] = 29
    #expect(throws: KeyPairFileError.unsupportedVersion(29)) { try KeyPairFile.decode(file) }
    #expect(throws: KeyPairFileError.self) { try KeyPairFile.decode(Array(file.dropLast(5))) }
    #expect(throws: KeyPairFileError.self) { try KeyPairFile.decode([]) }
    let contents = try KeyPairFile.decode(KeyPairFile.encode(key))
    let other = try engine.generateSigningKey(spec: .ecCurve25519, usage: .protocol, node: "n", name: "other")
    let swapped = KeyPairContents(id: other.fingerprint, spec: contents.spec, pkcs8: contents.pkcs8)
    #expect(throws: CryptoError.malformedKey("the id is not the key's fingerprint")) {
      try engine.importPrivateKey(swapped)
    }
  }
}
