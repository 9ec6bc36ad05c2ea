import KMS
import Kernel
import Keys
import Testing

@testable import Serve

@Suite("Signature Version 4") struct SigV4Tests {
  /// An example of AWS: the SigV4 test suite's, and ListUsers of IAM's documentation.
  struct Example: Sendable {
    let request: CanonicalRequest
    let service: String
    let signed: [String]
    let signature: String
  }

  static let examples = [
    Example(
      request: request("GET", "/"), service: "service", signed: ["host", "x-amz-date"],
      signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    Example(
      request: request("POST", "/"), service: "service", signed: ["host", "x-amz-date"],
      signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    Example(
      request: request("GET", "/?Param2=value2&Param1=value1"), service: "service", signed: ["host", "x-amz-date"],
      signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    Example(
      request: request("GET", "/./example/..//"), service: "service", signed: ["host", "x-amz-date"],
      signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    Example(
      request: request(
        "GET", "/?Action=ListUsers&Version=2010-05-08",
        [("Content-Type", "application/x-www-form-urlencoded;  charset=utf-8 ")], host: "iam.amazonaws.com"),
      service: "iam", signed: ["content-type", "host", "x-amz-date"],
      signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"),
  ]

  static func request(
    _ method: String, _ target: String, _ headers: [(String, String)] = [], host: String = "example.amazonaws.com"
  ) -> CanonicalRequest {
    let all = headers + [("Host", host), ("X-Amz-Date", "20150830T123600Z")]
    return CanonicalRequest(method: method, target: target, headers: all.map { (name: $0.0, value: $0.1) }, body: [])
  }

  @Test("AWS's published examples give the published signatures", arguments: examples.indices)
  func published(_ index: Int) {
    let example = Self.examples[index]
    let key = RequestSignature.key(
      secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", date: "20150830", region: "us-east-1",
      service: example.service)
    #expect(
      RequestSignature.of(
        example.request.text(signing: example.signed), key: key, time: "20150830T123600Z",
        scope: "20150830/us-east-1/\(example.service)/aws4_request") == example.signature)
  }

  /// What boto3's signer made of DescribeKey to a local address on 2015-08-30, with a session token.
  private static let boto3 =
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/kms/aws4_request, "
    + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, "
    + "Signature=4de8456e7a4e8b0e8ef529febe452dcc93271887f0872d9fe3523dce4334d640"

  private func signed(
    _ authorization: String? = boto3, date: String? = "20150830T123600Z", body: String = #"{"KeyId":"x"}"#,
    token: String? = "tok", others: [(String, String)] = []
  ) -> CanonicalRequest {
    var headers = [
      ("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", "TrentService.DescribeKey"),
      ("Host", "127.0.0.1:4599"),
    ]
    if let date { headers.append(("X-Amz-Date", date)) }
    if let token { headers.append(("X-Amz-Security-Token", token)) }
    if let authorization { headers.append(("Authorization", authorization)) }
    headers += others
    return CanonicalRequest(
      method: "POST", target: "/", headers: headers.map { (name: $0.0, value: $0.1) }, body: Array(body.utf8))
  }

  private func check(
    _ request: CanonicalRequest, now: String = "20150830T123600Z", expires: Int64? = nil
  ) throws -> Caller {
    let key = AccessKey(
      id: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", account: "111122223333",
      principal: "participant1", sessionToken: "tok", expires: expires)
    let time = try #require(CalendarTime(basic: now))
    let instant = Instant(nanoseconds: (time.unixSeconds - RealClock.virtualZero) * 1_000_000_000)
    return try RequestAuthentication(credentials: Credentials([key]), account: "000000000000")
      .caller(of: request, at: instant)
  }

  private func refusal(_ body: () throws -> Caller) -> KmsServiceError? {
    do {
      _ = try body()
      return nil
    } catch {
      return error as? KmsServiceError
    }
  }

  private func replaced(_ part: String, _ other: String) -> String { Self.boto3.replacing(part, with: other) }

  @Test("boto3's signature is accepted and names the principal, the account and the Region")
  func accepted() throws {
    let caller = try check(signed())
    #expect(caller.principal == KmsPrincipal(name: "participant1", account: "111122223333"))
    #expect(caller.region == "us-east-1")
  }

  @Test("a changed body, scope, list of headers or signature does not match")
  func mismatch() {
    let changed = [
      signed(body: #"{"KeyId":"y"}"#), signed(replaced("us-east-1", "us-east-2")), signed(replaced("=4de8", "=4de9")),
      signed(replaced("host;", "host;host;")), signed(Self.boto3 + "0"),
    ]
    for request in changed {
      let error = refusal { try check(request) }
      #expect(error?.code == "InvalidSignatureException")
      #expect(error?.message.hasPrefix("The request signature we calculated does not match") == true)
    }
  }

  @Test("a clock that is off by more than five minutes is refused in KMS's words")
  func skew() throws {
    #expect(throws: Never.self) { try check(signed(), now: "20150830T124100Z") }
    #expect(throws: Never.self) { try check(signed(), now: "20150830T123100Z") }
    #expect(
      refusal { try check(signed(), now: "20150830T124101Z") }?.message
        == "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)")
    #expect(
      refusal { try check(signed(), now: "20150830T123059Z") }?.message
        == "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)"
    )
  }

  @Test("an unknown key, a wrong token and expired credentials are refused with the service's codes")
  func unknown() {
    #expect(
      refusal { try check(signed(replaced("AKIDEXAMPLE", "AKIDOTHER"))) }?.code == "UnrecognizedClientException")
    #expect(refusal { try check(signed(token: nil)) }?.code == "UnrecognizedClientException")
    #expect(refusal { try check(signed(token: "other")) }?.code == "UnrecognizedClientException")
    #expect(
      refusal { try check(signed(), expires: 1_440_938_160) }
        == KmsServiceError(
          code: "ExpiredTokenException", message: "The security token included in the request is expired"))
    #expect(throws: Never.self) { try check(signed(), expires: 1_440_938_161) }
  }

  @Test("a header that is not whole is refused before anything is looked up, and no secret of it is sent back")
  func incomplete() {
    #expect(refusal { try check(signed(nil)) }?.code == "MissingAuthenticationTokenException")
    for text in [
      "Bearer secret", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=a/b", "AWS4-HMAC-SHA256 Credential",
      "AWS4-HMAC-SHA256 Credential=a/b/c/kms/aws4_request,Signature=1", replaced("/kms/", "/"),
    ] {
      let error = refusal { try check(signed(text)) }
      #expect(error?.code == "IncompleteSignatureException", "\(text)")
      #expect(error?.message.contains("secret") == false)
    }
    #expect(
      refusal { try check(signed(date: nil)) }?.message.contains("requires existence of either a 'X-Amz-Date'") == true)
    #expect(refusal { try check(signed(date: "2015-08-30")) }?.code == "IncompleteSignatureException")
  }

  @Test("the scope must be KMS's, of a Region, and of the request's day; host and x-amz- headers must be signed")
  func scope() {
    let wrong = [
      replaced("/kms/", "/s3/"), replaced("us-east-1", "nowhere"), replaced("aws4_request", "aws5_request"),
      replaced("20150830", "20150831"), replaced("host;", ""), replaced(";x-amz-target", ""),
    ]
    for text in wrong {
      #expect(refusal { try check(signed(text)) }?.code == "InvalidSignatureException", "\(text)")
    }
    #expect(refusal { try check(signed(others: [("X-Amz-Other", "1")])) }?.code == "InvalidSignatureException")
  }

  @Test("without credentials anybody may call: twelve digits are an account, other ids principals of the usual one")
  func anybody() throws {
    let authentication = RequestAuthentication(credentials: nil, account: "999999999999")
    func caller(_ id: String) throws -> Caller {
      let scope = "\(id)/20150830/eu-central-1/kms/aws4_request"
      return try authentication.caller(
        of: signed("AWS4-HMAC-SHA256 Credential=\(scope),SignedHeaders=host,Signature=x"), at: .zero)
    }
    #expect(try caller("AKIAX").principal == KmsPrincipal(name: "AKIAX", account: "999999999999"))
    #expect(try caller("123456789012").principal.account == "123456789012")
    #expect(try caller("AKIAX").region == "eu-central-1")
    #expect(refusal { try caller("<script>") }?.code == "UnrecognizedClientException")
  }
}
