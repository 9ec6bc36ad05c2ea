import Kernel
import Keys
import Testing

@testable import KMS

/// What a service tells its trail, read again.
private final class Told {
  private(set) var texts: [[UInt8]] = []

  init(by service: KeyService) {
    service.trail = CloudTrail(eventIDs: RandomStream(seed: 1, name: "trail")) { [unowned self] in texts.append($0) }
  }

  func events() throws -> [WireValue] { try texts.map { try WireValue(json: $0) } }
  func last() throws -> WireValue { try #require(try events().last) }
}

extension WireValue {
  fileprivate var keys: [String] {
    guard case .object(let members) = self else { return [] }
    return members.map(\.name)
  }
}

@Suite("CloudTrail")
struct CloudTrailTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test("a Sign is told as AWS's examples tell it, without message and signature")
  func sign() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    let told = Told(by: bench.service)
    bench.now = .zero + .milliseconds(61_500)
    let request = SignRequest(keyID: id, message: multihash, signingAlgorithm: .ecdsaSha256)
    let origin = CallOrigin(requestID: "b6d9fb8b-9b4d-4d50-8b8c-3f2c2f5c9a11", userAgent: "a test")
    _ = bench.service.perform(request, from: alice, at: bench.now, origin: origin)
    let arn = "arn:aws:kms:\(region):\(account):key/\(id)"
    let event = try told.last()
    let identity = try #require(event["userIdentity"])
    #expect(identity["type"]?.text == "AssumedRole")
    #expect(identity["arn"]?.text == alice.arn)
    #expect(identity["sessionContext"]?["sessionIssuer"]?["arn"]?.text == alice.policyARN)
    #expect(identity["principalId"]?.text?.hasPrefix("AROA") == true)
    #expect(identity["principalId"]?.text?.hasSuffix(":participant1") == true)
    let rest = text(told.texts[0]).split(separator: #""eventTime""#, maxSplits: 1)[1]
    #expect(
      rest
        == #"""
        :"2026-01-01T00:01:01Z","eventSource":"kms.amazonaws.com","eventName":"Sign","awsRegion":"us-east-1",
        "sourceIPAddress":"192.0.2.0","userAgent":"a test","requestParameters":{"keyId":"\#(id)","messageType":"RAW",
        "signingAlgorithm":"ECDSA_SHA_256"},"responseElements":null,
        "requestID":"b6d9fb8b-9b4d-4d50-8b8c-3f2c2f5c9a11","eventID":"\#(event["eventID"]?.text ?? "")",
        "readOnly":true,"resources":[{"accountId":"724647588434","type":"AWS::KMS::Key","ARN":"\#(arn)"}],
        "eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"724647588434",
        "eventCategory":"Management","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256",
        "clientProvidedHostHeader":"kms.us-east-1.amazonaws.com"}}
        """#.split(separator: "\n").joined())
  }

  @Test("a new key is told whole, with its times in words")
  func createKey() throws {
    let bench = Bench()
    let told = Told(by: bench.service)
    bench.now = .zero + .hours(13) + .seconds(4)
    let key = try bench.key(.symmetricDefault, .encryptDecrypt, description: "wrapper")
    let event = try told.last()
    let metadata = try #require(event["responseElements"]?["keyMetadata"])
    #expect(metadata["keyId"]?.text == key.keyID && metadata["AWSAccountId"]?.text == account)
    #expect(metadata["creationDate"]?.text == "Jan 1, 2026, 1:00:04 PM")
    #expect(event["requestParameters"]?["description"]?.text == "wrapper")
    #expect(event["readOnly"] == .flag(false))
    guard case .list(let resources)? = event["resources"] else { throw WrongAnswer() }
    #expect(resources.map { $0["ARN"]?.text } == [key.arn])
  }

  @Test("a change of a key tells the key's ARN, and an alias stands beside its key")
  func changes() throws {
    let bench = Bench()
    let key = try bench.key(.eccNistP256, .signVerify)
    let told = Told(by: bench.service)
    let alias = "arn:aws:kms:\(region):\(account):alias/a"
    func resources(_ event: WireValue) -> [String?] {
      guard case .list(let list)? = event["resources"] else { return [] }
      return list.map { $0["ARN"]?.text }
    }
    _ = try bench.call(DisableKeyRequest(keyID: key.keyID))
    #expect(try told.last()["responseElements"]?["keyId"]?.text == key.arn)
    _ = try bench.call(CreateAliasRequest(aliasName: "alias/a", targetKeyID: key.keyID))
    #expect(Set(resources(try told.last())) == [key.arn, alias])
    #expect(try told.last()["responseElements"]?["keyId"]?.text == key.arn)
    _ = try bench.call(DeleteAliasRequest(aliasName: "alias/a"))
    #expect(Set(resources(try told.last())) == [key.arn, alias])
    _ = try bench.call(ScheduleKeyDeletionRequest(keyID: key.keyID, pendingWindowInDays: 7))
    let deletion = try told.last()
    #expect(deletion["responseElements"]?["deletionDate"]?.text == "Jan 8, 2026, 12:00:00 AM")
    #expect(deletion["responseElements"]?["keyState"]?.text == "PendingDeletion")
  }

  @Test("a refusal has its code and message, and one for lack of permission no parameters")
  func refusals() throws {
    let bench = Bench { $0.permissions = Permissions(["participant1": [.createKey, .disableKey, .sign]]) }
    let key = try bench.key(.eccNistP256, .signVerify)
    let told = Told(by: bench.service)
    let request = SignRequest(keyID: key.keyID, message: multihash, signingAlgorithm: .ecdsaSha256)
    _ = try bench.call(DisableKeyRequest(keyID: key.keyID))
    _ = bench.refusal(request)
    let disabled = try told.last()
    #expect(disabled["errorCode"]?.text == "DisabledException")
    #expect(disabled["errorMessage"]?.text == "\(key.arn) is disabled.")
    #expect(disabled["requestParameters"]?["keyId"]?.text == key.keyID && disabled["responseElements"] == .null)
    let denial = try #require(bench.refusal(DescribeKeyRequest(keyID: key.keyID)))
    let denied = try told.last()
    #expect(denied["errorCode"]?.text == "AccessDenied" && denied["errorMessage"]?.text == denial.message)
    #expect(denied["requestParameters"] == .null && denied["resources"] != nil)
    let count = told.texts.count
    _ = bench.refusal(request, as: KmsPrincipal(name: "nobody", account: account))
    #expect(told.texts.count == count, "AWS has no event of a caller whom it does not know")
  }

  @Test("a throttled call is told, as a quota's watcher needs it")
  func throttled() throws {
    let bench = Bench { $0.quotas = ["describe-key": QuotaRate(perSecond: 1)] }
    let id = try bench.signingKey()
    let told = Told(by: bench.service)
    let codes = try (0..<2).map { _ in
      _ = bench.refusal(DescribeKeyRequest(keyID: id))
      return try told.last()["errorCode"]?.text
    }
    #expect(codes == [nil, "ThrottlingException"])
  }

  @Test("GetKeyLastUsage names the event of the last use")
  func lastUsage() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    let told = Told(by: bench.service)
    _ = try bench.call(SignRequest(keyID: id, message: multihash, signingAlgorithm: .ecdsaSha256))
    let event = try told.last()["eventID"]?.text
    #expect(try bench.call(GetKeyLastUsageRequest(keyID: id)).keyLastUsage?.cloudTrailEventID == event)
  }

  @Test("symmetric operations tell the material that they used, others tell none")
  func material() throws {
    let bench = Bench()
    let (symmetric, rsa) = (try bench.symmetricKey(), try bench.rsaKey())
    let told = Told(by: bench.service)
    let sealed = try bench.call(EncryptRequest(keyID: symmetric, plaintext: SecretBytes(digest32)))
    let used = try told.last()["additionalEventData"]?["keyMaterialId"]?.text
    let opened = try bench.call(DecryptRequest(keyID: nil, ciphertextBlob: sealed.ciphertextBlob))
    #expect(used != nil && used == opened.keyMaterialID)
    #expect(try told.last()["additionalEventData"]?["keyMaterialId"]?.text == used)
    _ = try bench.call(
      EncryptRequest(keyID: rsa, plaintext: SecretBytes(digest32), encryptionAlgorithm: .rsaesOaepSha256))
    #expect(try told.last()["additionalEventData"] == nil)
  }

  @Test("every operation is told, in one shape, and no event holds what was signed, sealed, opened or imported")
  func everything() throws {
    var seen: Set<String> = []
    for one in WireCase.all {
      let bench = try WireBench()
      let asked = Array(try one.json(try WireBench()).utf8)
      let request = try one.typed(bench)
      let told = Told(by: bench.bench.service)
      let answer = bench.answer(request)
      let event = try told.last()
      #expect(told.texts.count == 1, "\(one)")
      #expect(event["eventName"]?.text == one.operation.rawValue, "\(one)")
      #expect((event["errorCode"] != nil) == (answer.error != nil), "\(one)")
      #expect(event.keys.filter { $0.hasPrefix("request") || $0.hasPrefix("response") }.count >= 2, "\(one)")
      // Whatever is long base64 in the request or in the answer must not stand in the event.
      let exchange = [asked, answer.body].compactMap { try? WireValue(json: $0) }
      let shown = text(told.texts[0])
      for member in exchange.flatMap(\.secrets) {
        #expect(!shown.contains(member), "\(one) shows \(member)")
      }
      seen.insert(one.operation.rawValue)
    }
    #expect(seen == Set(KmsOperation.allCases.map(\.rawValue)), "a case for each operation")
  }

  @Test("a log file is one JSON object with all events, an event a line")
  func file() throws {
    let bench = Bench()
    let told = Told(by: bench.service)
    _ = try bench.signingKey()
    _ = try bench.call(ListKeysRequest())
    guard case .list(let records)? = try WireValue(json: CloudTrail.file(of: told.texts))["Records"] else {
      throw WrongAnswer()
    }
    #expect(records.map { $0["eventName"]?.text } == ["CreateKey", "ListKeys"])
    #expect(try WireValue(json: CloudTrail.file(of: []))["Records"] == .list([]))
  }
}

extension WireValue {
  /// The texts of members that CloudTrail leaves out.
  fileprivate var secrets: [String] {
    let names: Set = [
      "Message", "Signature", "Plaintext", "CiphertextBlob", "Mac", "ImportToken", "EncryptedKeyMaterial",
      "SharedSecret", "PrivateKeyPlaintext", "PrivateKeyCiphertextBlob", "GrantToken",
    ]
    switch self {
    case .object(let members):
      return members.flatMap { member -> [String] in
        if names.contains(member.name), let text = member.value.text, text.utf8.count >= 8 { return [text] }
        return member.value.secrets
      }
    case .list(let values): return values.flatMap(\.secrets)
    case .null, .flag, .number, .text: return []
    }
  }
}
