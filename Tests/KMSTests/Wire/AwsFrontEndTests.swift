import Kernel
import Keys
import Testing

@testable import KMS

extension Bench {
  /// The service as a JSON client sees it.
  var frontEnd: AwsFrontEnd { AwsFrontEnd(service: service) }

  func send(_ operation: String, _ body: String, as principal: KmsPrincipal = alice) -> AwsWireAnswer {
    frontEnd.answer(operation, body: [UInt8](body.utf8), from: principal, at: now)
  }
}

extension AwsWireAnswer {
  var text: String { String(decoding: body, as: UTF8.self) }

  /// A member of the body.
  subscript(name: String) -> WireValue? { (try? WireValue(json: body))?[name] }
}

extension WireValue {
  /// The text that it is; nil for anything else.
  var text: String? { if case .text(let text) = self { text } else { nil } }
}

@Suite("AWS's JSON front end") struct AwsFrontEndTests {
  @Test("a key is made, used and described by JSON alone")
  func walk() throws {
    let bench = Bench()
    let made = bench.send("CreateKey", #"{"KeySpec":"ECC_NIST_P256","KeyUsage":"SIGN_VERIFY"}"#)
    #expect(made.httpStatus == 200)
    #expect(made.operation == .createKey)
    #expect(made.keySpec == .eccNistP256)
    let keyID = try #require(made["KeyMetadata"]?["KeyId"]?.text)
    let signed = bench.send(
      "Sign", #"{"KeyId":"\#(keyID)","Message":"bWVzc2FnZQ==","SigningAlgorithm":"ECDSA_SHA_256"}"#)
    let signature = try #require(signed["Signature"]?.text)
    let verified = bench.send(
      "Verify",
      #"{"KeyId":"\#(keyID)","Message":"bWVzc2FnZQ==","Signature":"\#(signature)","SigningAlgorithm":"ECDSA_SHA_256"}"#)
    #expect(
      verified.text
        == #"{"KeyId":"arn:aws:kms:us-east-1:\#(account):key/\#(keyID)","SignatureValid":true,"SigningAlgorithm":"ECDSA_SHA_256"}"#
    )
  }

  @Test("an operation that answers with nothing has an empty body")
  func empty() throws {
    let bench = Bench()
    let answer = bench.send("DisableKey", #"{"KeyId":"\#(try bench.signingKey())"}"#)
    #expect(answer.httpStatus == 200)
    #expect(answer.body.isEmpty)
  }

  @Test("the old name of KeySpec works, and both names at once do not")
  func oldName() throws {
    let bench = Bench()
    let made = bench.send("CreateKey", #"{"CustomerMasterKeySpec":"RSA_2048","KeyUsage":"SIGN_VERIFY"}"#)
    #expect(made["KeyMetadata"]?["KeySpec"] == .text("RSA_2048"))
    let both = bench.send(
      "CreateKey", #"{"CustomerMasterKeySpec":"RSA_2048","KeySpec":"RSA_2048","KeyUsage":"SIGN_VERIFY"}"#)
    #expect(
      both.text
        == #"{"__type":"ValidationException","message":"You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated."}"#
    )
  }

  @Test("members that nobody knows are ignored and null is absent")
  func unknown() throws {
    let bench = Bench()
    let keyID = try bench.symmetricKey()
    let answer = bench.send(
      "Encrypt", #"{"KeyId":"\#(keyID)","Plaintext":"AA==","EncryptionContext":null,"Colour":[{"red":1}]}"#)
    #expect(answer.httpStatus == 200)
  }

  @Test("what the service sends no text with has no member for it")
  func noText() throws {
    let bench = Bench()
    #expect(bench.send("Nothing", "{}").text == #"{"__type":"UnknownOperationException"}"#)
    #expect(bench.send("Sign", "{").text == #"{"__type":"SerializationException"}"#)
    #expect(bench.send("Sign", "[]").text == #"{"__type":"SerializationException"}"#)
    #expect(
      bench.send("Decrypt", #"{"CiphertextBlob":"AAAA"}"#).text == #"{"__type":"InvalidCiphertextException"}"#)
  }

  @Test(
    "a member of a wrong type is refused before anything else is looked at",
    arguments: [
      ("Sign", #"{"KeyId":23}"#, "NUMBER_VALUE cannot be converted to String"),
      ("Sign", #"{"KeyId":2.5}"#, "DECIMAL_VALUE cannot be converted to String"),
      ("Sign", #"{"KeyId":true}"#, "TRUE_VALUE cannot be converted to String"),
      ("Sign", #"{"KeyId":[]}"#, "Unrecognized collection type class java.lang.String"),
      ("Sign", #"{"KeyId":{}}"#, "Start of structure or map found where not expected."),
      ("Sign", #"{"Message":1}"#, "only base-64-encoded strings are convertible to bytes"),
      ("Sign", #"{"Message":"AAA"}"#, "Base64 encoded length is expected a multiple of 4 bytes but found: 3"),
      ("Sign", #"{"Message":"=+/="}"#, "Invalid last non-pad Base64 character dectected"),
      ("ScheduleKeyDeletion", #"{"PendingWindowInDays":"7"}"#, "STRING_VALUE cannot be converted to Integer"),
      ("CreateKey", #"{"MultiRegion":1}"#, "NUMBER_VALUE cannot be converted to Boolean"),
      ("TagResource", #"{"Tags":{}}"#, "Start of structure or map found where not expected."),
      ("TagResource", #"{"Tags":[1]}"#, "Unexpected field type"),
      ("Encrypt", #"{"EncryptionContext":{"a":1}}"#, "NUMBER_VALUE cannot be converted to String"),
    ])
  func wrongType(operation: String, body: String, message: String) {
    let answer = Bench().send(operation, body)
    #expect(answer.httpStatus == 400)
    #expect(answer.text == #"{"__type":"SerializationException","Message":"\#(message)"}"#)
  }

  private static let failed = "failed to satisfy constraint: Member must"

  @Test(
    "all that is wrong with the members is said at once, in the service's words",
    arguments: [
      ("DescribeKey", "{}", "1 validation error detected: Value null at 'keyId' \(failed) not be null"),
      (
        "Sign", "{}",
        "3 validation errors detected: Value null at 'keyId' \(failed) not be null; Value at 'message' \(failed) not be null; Value null at 'signingAlgorithm' \(failed) not be null"
      ),
      (
        "Sign", #"{"KeyId":"","Message":"","SigningAlgorithm":"ECDSA_SHA_256","MessageType":"FOO"}"#,
        "3 validation errors detected: Value 'FOO' at 'messageType' \(failed) satisfy enum value set: [RAW, DIGEST, EXTERNAL_MU]; Value '' at 'keyId' \(failed) have length greater than or equal to 1; Value at 'message' \(failed) have length greater than or equal to 1"
      ),
      (
        "TagResource", #"{"KeyId":"k","Tags":[{"TagKey":"a","TagValue":"b"},{"TagValue":"c"}]}"#,
        "1 validation error detected: Value null at 'tags.2.member.tagKey' \(failed) not be null"
      ),
      (
        "GenerateDataKey", #"{"KeyId":"k","NumberOfBytes":1025}"#,
        "1 validation error detected: Value '1025' at 'numberOfBytes' \(failed) have value less than or equal to 1024"
      ),
    ])
  func validation(operation: String, body: String, message: String) {
    #expect(Bench().send(operation, body).error == AwsErrors.validation(message))
  }

  @Test("a name that the service has and we have not is refused as unsupported")
  func unsupported() {
    let answer = Bench().send("CreateKey", #"{"KeySpec":"ML_DSA_65","KeyUsage":"SIGN_VERIFY"}"#)
    #expect(answer.errorCode == "UnsupportedOperationException")
  }

  @Test("a body of more than a mebibyte is refused unread")
  func tooLarge() {
    let body = [UInt8](repeating: UInt8(ascii: " "), count: AwsFrontEnd.maximumBody + 1)
    let answer = Bench().frontEnd.answer("Sign", body: body, from: alice, at: .zero)
    #expect(answer.httpStatus == 413)
    #expect(answer.errorCode == "RequestEntityTooLargeException")
  }

  @Test("an answer names the quota it counted against, and that it was throttled")
  func quota() throws {
    let bench = Bench {
      $0.quotas = [AwsQuota.of(.describeKey, spec: .symmetricDefault).rawValue: QuotaRate(perSecond: 1)]
    }
    let body = #"{"KeyId":"\#(try bench.symmetricKey())"}"#
    let first = bench.send("DescribeKey", body)
    #expect(first.quota == AwsQuota.of(.describeKey, spec: .symmetricDefault).rawValue)
    #expect(!first.isThrottled)
    let second = bench.send("DescribeKey", body)
    #expect(second.isThrottled)
    #expect(second.httpStatus == 400)
    #expect(
      second.text
        == #"{"__type":"ThrottlingException","message":"You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls."}"#
    )
  }

  @Test("credentials that are not known are refused before the body is read")
  func credentials() {
    let bench = Bench { $0.permissions = Permissions([:]) }
    #expect(bench.send("Sign", "{").errorCode == "UnrecognizedClientException")
  }

  @Test("the catalogue knows the members of every request and answer, and no operation twice")
  func catalogue() throws {
    let entries = try AwsWireCatalogue.entries()
    #expect(Set(entries.map(\.operation)).count == entries.count)
    #expect(entries.map(\.operation) == entries.map(\.operation).sorted())
    let tagging = try #require(entries.first { $0.operation == .tagResource })
    #expect(tagging.request.required == ["KeyId", "Tags.TagKey", "Tags.TagValue", "Tags"])
    #expect(tagging.request.paths == ["KeyId", "Tags", "Tags.TagKey", "Tags.TagValue"])
    #expect(tagging.answer.isEmpty)
    let describing = try #require(entries.first { $0.operation == .describeKey })
    #expect(describing.answer.contains("KeyMetadata.Arn"))
  }
}
