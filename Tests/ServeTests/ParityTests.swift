import Foundation
import KMS
import Kernel
import Keys
import Testing

/// A service as a simulation has it, asked one request after the other; what it was asked is asked of a server, too.
private final class Exchange {
  struct Line: Codable {
    let operation: String
    let body: String
  }

  struct Answer: Codable, Hashable {
    let status: Int
    let body: String
  }

  static let seed: UInt64 = 7
  static let account = "111122223333"
  static let region = "us-east-1"

  private let frontEnd: AwsFrontEnd
  private let principal = KmsPrincipal(name: account, account: account)
  private(set) var lines: [Line] = []
  private(set) var answers: [Answer] = []

  init() {
    let crypto = CryptoEngine(mode: .real, seed: Self.seed, rsaKeys: RSAKeyPool(directory: nil))
    // Ids and material derive from the name; this is the server's for the place.
    let configuration = KmsInstanceConfiguration(
      name: "\(Self.account)/\(Self.region)", account: Self.account, region: Self.region)
    frontEnd = AwsFrontEnd(service: KeyService(configuration: configuration, crypto: crypto, seed: Self.seed))
  }

  /// Asks, and gives the answer.
  @discardableResult
  func ask(_ operation: KmsOperation, _ body: String) throws -> WireValue {
    let answer = frontEnd.answer(operation.rawValue, body: Array(body.utf8), from: principal, at: .zero)
    lines.append(Line(operation: operation.rawValue, body: body))
    answers.append(Answer(status: answer.httpStatus, body: String(decoding: answer.body, as: UTF8.self)))
    return answer.body.isEmpty ? .null : try WireValue(json: answer.body)
  }

  /// A text of an answer.
  func text(_ value: WireValue, _ path: String...) throws -> String {
    var found: WireValue? = value
    for name in path { found = found?[name] }
    guard case .text(let text)? = found else { throw Missing(path: path, answer: answers.last?.body ?? "") }
    return text
  }

  struct Missing: Error {
    let path: [String]
    let answer: String
  }

  /// Makes a key.
  func key(_ members: String) throws -> String {
    try text(ask(.createKey, "{\(members)}"), "KeyMetadata", "KeyId")
  }
}

/// The engine of simulations and the server over HTTP are one.
@Suite("simulator and server") struct ParityTests {
  /// Times are the server's own; everything else must agree to the byte.
  private func timeless(_ answer: Exchange.Answer) -> Exchange.Answer {
    let body = answer.body.replacing(/"[A-Za-z]*(?:Date|ValidTo|Timestamp)":[0-9.E]+/, with: "")
      .replacing(/"(?:CloudTrailEventId|KmsRequestId)":"[0-9a-f-]+",?/, with: "")
    return Exchange.Answer(status: answer.status, body: body)
  }

  @Test("every operation and many refusals give the same answers in the simulator and over HTTP")
  func everything() async throws {
    let exchange = Exchange()
    try conversation(exchange)
    #expect(Set(exchange.lines.map(\.operation)) == Set(KmsOperation.allCases.map(\.rawValue)))
    let folder = FileManager.default.temporaryDirectory.appending(path: "keyshift-parity-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (asked, answered) = (folder.appending(path: "asked"), folder.appending(path: "answered"))
    let encoder = JSONEncoder()
    var text = Data()
    for line in exchange.lines { text += try encoder.encode(line) + Data("\n".utf8) }
    try text.write(to: asked)
    let server = try ServerProcess(["--seed", "\(Exchange.seed)"])
    try await server.client("replay", [asked.path, answered.path])
    let lines = try String(contentsOf: answered, encoding: .utf8).split(separator: "\n")
    let served = try lines.map { try JSONDecoder().decode(Exchange.Answer.self, from: Data($0.utf8)) }
    #expect(served.count == exchange.answers.count && served.count > 90)
    #expect(exchange.answers.count { $0.status != 200 } >= 25)
    for (index, pair) in zip(exchange.answers, served).enumerated() {
      #expect(timeless(pair.0) == timeless(pair.1), "\(exchange.lines[index])")
    }
    #expect(server.terminate() == 0)
  }

  private func conversation(_ exchange: Exchange) throws {
    let text = Base64.encode(Array("a message".utf8))
    let digest = Base64.encode([UInt8](repeating: 7, count: 32))
    let symmetric = try symmetric(exchange, text)
    let signing = try asymmetric(exchange, text, digest)
    try agreement(exchange)
    try macs(exchange, text)
    try management(exchange, symmetric, signing)
    try access(exchange, symmetric)
    try imports(exchange)
    try refusals(exchange, symmetric, signing, text, digest)
  }

  private func symmetric(_ exchange: Exchange, _ text: String) throws -> String {
    let key = try exchange.key(#""Description":"symmetric","Tags":[{"TagKey":"a","TagValue":"b"}]"#)
    let sealed = try exchange.text(
      exchange.ask(
        .encrypt, #"{"KeyId":"\#(key)","Plaintext":"\#(text)","EncryptionContext":{"a":"b"}}"#), "CiphertextBlob")
    try exchange.ask(.decrypt, #"{"CiphertextBlob":"\#(sealed)","EncryptionContext":{"a":"b"}}"#)
    try exchange.ask(.decrypt, #"{"CiphertextBlob":"\#(sealed)"}"#)
    try exchange.ask(
      .reEncrypt,
      #"{"CiphertextBlob":"\#(sealed)","SourceEncryptionContext":{"a":"b"},"DestinationKeyId":"\#(key)"}"#)
    for _ in 0..<2 { try exchange.ask(.generateDataKey, #"{"KeyId":"\#(key)","KeySpec":"AES_256"}"#) }
    try exchange.ask(.generateDataKeyWithoutPlaintext, #"{"KeyId":"\#(key)","NumberOfBytes":24}"#)
    try exchange.ask(.generateDataKeyPair, #"{"KeyId":"\#(key)","KeyPairSpec":"ECC_NIST_P256"}"#)
    try exchange.ask(.generateDataKeyPairWithoutPlaintext, #"{"KeyId":"\#(key)","KeyPairSpec":"RSA_2048"}"#)
    try exchange.ask(.generateRandom, #"{"NumberOfBytes":32}"#)
    try exchange.ask(.getKeyLastUsage, #"{"KeyId":"\#(key)"}"#)
    return key
  }

  private func asymmetric(_ exchange: Exchange, _ text: String, _ digest: String) throws -> String {
    var first: String?
    for (spec, algorithm) in [
      ("ECC_NIST_P256", "ECDSA_SHA_256"), ("ECC_NIST_P384", "ECDSA_SHA_384"), ("ECC_NIST_P521", "ECDSA_SHA_512"),
      ("ECC_SECG_P256K1", "ECDSA_SHA_256"), ("ECC_NIST_EDWARDS25519", "ED25519_SHA_512"),
      ("RSA_2048", "RSASSA_PSS_SHA_256"), ("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_512"),
    ] {
      let key = try exchange.key(#""KeySpec":"\#(spec)","KeyUsage":"SIGN_VERIFY","Description":"\#(algorithm)""#)
      first = first ?? key
      let members = #""KeyId":"\#(key)","Message":"\#(text)","SigningAlgorithm":"\#(algorithm)""#
      let signature = try exchange.text(exchange.ask(.sign, "{\(members)}"), "Signature")
      try exchange.ask(.verify, #"{\#(members),"Signature":"\#(signature)"}"#)
      try exchange.ask(.getPublicKey, #"{"KeyId":"\#(key)"}"#)
    }
    let key = first ?? ""
    try exchange.ask(
      .sign,
      #"{"KeyId":"\#(key)","Message":"\#(digest)","MessageType":"DIGEST","SigningAlgorithm":"ECDSA_SHA_256"}"#)
    let rsa = try exchange.key(#""KeySpec":"RSA_2048","KeyUsage":"ENCRYPT_DECRYPT","Description":"rsa""#)
    let members = #""KeyId":"\#(rsa)","EncryptionAlgorithm":"RSAES_OAEP_SHA_256""#
    let block = try exchange.text(exchange.ask(.encrypt, #"{\#(members),"Plaintext":"\#(text)"}"#), "CiphertextBlob")
    try exchange.ask(.decrypt, #"{\#(members),"CiphertextBlob":"\#(block)"}"#)
    return key
  }

  private func agreement(_ exchange: Exchange) throws {
    let key = try exchange.key(#""KeySpec":"ECC_NIST_P256","KeyUsage":"KEY_AGREEMENT","Description":"agreement""#)
    let peer = try exchange.text(exchange.ask(.getPublicKey, #"{"KeyId":"\#(key)"}"#), "PublicKey")
    try exchange.ask(
      .deriveSharedSecret, #"{"KeyId":"\#(key)","KeyAgreementAlgorithm":"ECDH","PublicKey":"\#(peer)"}"#)
  }

  private func macs(_ exchange: Exchange, _ text: String) throws {
    let key = try exchange.key(#""KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC","Description":"mac""#)
    let members = #""KeyId":"\#(key)","Message":"\#(text)","MacAlgorithm":"HMAC_SHA_256""#
    let mac = try exchange.text(exchange.ask(.generateMac, "{\(members)}"), "Mac")
    try exchange.ask(.verifyMac, #"{\#(members),"Mac":"\#(mac)"}"#)
  }

  private func management(_ exchange: Exchange, _ symmetric: String, _ signing: String) throws {
    let key = #""KeyId":"\#(symmetric)""#
    try exchange.ask(.createAlias, #"{"AliasName":"alias/one","TargetKeyId":"\#(symmetric)"}"#)
    let other = try exchange.key(#""Description":"other""#)
    try exchange.ask(.updateAlias, #"{"AliasName":"alias/one","TargetKeyId":"\#(other)"}"#)
    try exchange.ask(.describeKey, #"{"KeyId":"alias/one"}"#)
    try exchange.ask(.listAliases, "{}")
    try exchange.ask(.deleteAlias, #"{"AliasName":"alias/one"}"#)
    try exchange.ask(.tagResource, #"{\#(key),"Tags":[{"TagKey":"c","TagValue":"d"}]}"#)
    try exchange.ask(.untagResource, #"{\#(key),"TagKeys":["a"]}"#)
    try exchange.ask(.listResourceTags, "{\(key)}")
    try exchange.ask(.updateKeyDescription, #"{\#(key),"Description":"changed"}"#)
    for operation in [
      KmsOperation.enableKeyRotation, .getKeyRotationStatus, .disableKeyRotation, .rotateKeyOnDemand,
      .listKeyRotations, .disableKey, .describeKey, .enableKey, .scheduleKeyDeletion, .cancelKeyDeletion, .enableKey,
    ] {
      try exchange.ask(operation, "{\(key)}")
    }
    try exchange.ask(.listKeys, #"{"Limit":3}"#)
    let primary = try exchange.key(#""MultiRegion":true,"Description":"primary""#)
    // There is one Region in a service that stands alone; the server has more, so these are refused before it matters.
    try exchange.ask(.replicateKey, #"{"KeyId":"\#(primary)","ReplicaRegion":"us-east-1"}"#)
    try exchange.ask(.updatePrimaryRegion, #"{"KeyId":"\#(signing)","PrimaryRegion":"us-west-2"}"#)
  }

  private func access(_ exchange: Exchange, _ symmetric: String) throws {
    let key = #""KeyId":"\#(symmetric)""#
    try exchange.ask(.getKeyPolicy, "{\(key)}")
    try exchange.ask(.listKeyPolicies, "{\(key)}")
    let policy =
      #"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}]}"#
    try exchange.ask(.putKeyPolicy, #"{\#(key),"Policy":"\#(policy)"}"#)
    let grantee = #""GranteePrincipal":"arn:aws:iam::111122223333:role/one""#
    for name in ["a", "b"] {
      let retiring = #""RetiringPrincipal":"arn:aws:iam::111122223333:role/111122223333""#
      let grant = try exchange.ask(
        .createGrant, #"{\#(key),\#(grantee),\#(retiring),"Operations":["Decrypt"],"Name":"\#(name)"}"#)
      let id = try exchange.text(grant, "GrantId")
      try exchange.ask(.listGrants, "{\(key)}")
      try exchange.ask(.listRetirableGrants, "{\(retiring)}")
      try exchange.ask(name == "a" ? .retireGrant : .revokeGrant, #"{\#(key),"GrantId":"\#(id)"}"#)
    }
  }

  private func imports(_ exchange: Exchange) throws {
    let key = try exchange.key(#""Origin":"EXTERNAL","Description":"external""#)
    try exchange.ask(
      .getParametersForImport,
      #"{"KeyId":"\#(key)","WrappingAlgorithm":"RSAES_OAEP_SHA_256","WrappingKeySpec":"RSA_2048"}"#)
    try exchange.ask(.importKeyMaterial, #"{"KeyId":"\#(key)","ImportToken":"AAAA","EncryptedKeyMaterial":"AAAA"}"#)
    try exchange.ask(.deleteImportedKeyMaterial, #"{"KeyId":"\#(key)"}"#)
  }

  private func refusals(
    _ exchange: Exchange, _ symmetric: String, _ signing: String, _ text: String, _ digest: String
  ) throws {
    let (symmetric, signing) = (#""KeyId":"\#(symmetric)""#, #""KeyId":"\#(signing)""#)
    let wrong: [(KmsOperation, String)] = [
      (.describeKey, "{}"), (.describeKey, #"{"KeyId":""}"#), (.describeKey, #"{"KeyId":"alias/none"}"#),
      (.describeKey, #"{"KeyId":7}"#), (.describeKey, "[]"), (.describeKey, "{"),
      (.describeKey, #"{"KeyId":"arn:aws:kms:us-west-2:111122223333:key/x"}"#),
      (.sign, "{\(symmetric)}"), (.sign, #"{\#(symmetric),"Message":"\#(text)","SigningAlgorithm":"ECDSA_SHA_256"}"#),
      (.sign, #"{\#(signing),"Message":"\#(text)","SigningAlgorithm":"ECDSA_SHA_384"}"#),
      (.sign, #"{\#(signing),"Message":"\#(text)","SigningAlgorithm":"NONE"}"#),
      (.sign, #"{\#(signing),"Message":"\#(text)","MessageType":"DIGEST","SigningAlgorithm":"ECDSA_SHA_256"}"#),
      (.sign, #"{\#(signing),"Message":"\#(text)","DryRun":true,"SigningAlgorithm":"ECDSA_SHA_256"}"#),
      (.verify, #"{\#(signing),"Message":"\#(text)","Signature":"\#(digest)","SigningAlgorithm":"ECDSA_SHA_256"}"#),
      (.encrypt, #"{\#(signing),"Plaintext":"\#(text)"}"#), (.encrypt, #"{\#(symmetric),"Plaintext":""}"#),
      (.decrypt, #"{"CiphertextBlob":"AAAA"}"#), (.generateDataKey, "{\(symmetric)}"),
      (.generateDataKey, #"{\#(symmetric),"NumberOfBytes":2000}"#), (.generateRandom, "{}"),
      (.createKey, #"{"KeySpec":"ML_DSA_65","KeyUsage":"SIGN_VERIFY"}"#), (.createKey, #"{"KeySpec":"ECC_NIST_P256"}"#),
      (.createKey, #"{"Policy":"{}"}"#), (.createAlias, #"{"AliasName":"one","TargetKeyId":"x"}"#),
      (.deleteAlias, #"{"AliasName":"alias/none"}"#),
      (.scheduleKeyDeletion, #"{\#(symmetric),"PendingWindowInDays":6}"#),
      (.enableKeyRotation, "{\(signing)}"), (.getKeyPolicy, #"{\#(symmetric),"PolicyName":"other"}"#),
      (.listKeys, #"{"Limit":0}"#), (.listKeys, #"{"Marker":"x"}"#), (.revokeGrant, #"{\#(symmetric),"GrantId":"x"}"#),
      (.retireGrant, "{}"), (.tagResource, #"{\#(symmetric),"Tags":[{"TagKey":"aws:x","TagValue":""}]}"#),
    ]
    for (operation, body) in wrong { try exchange.ask(operation, body) }
  }
}
