import Kernel
import Keys

@testable import KMS

/// One request in both forms, typed and as JSON, with what the service's answer to it looks like.
struct WireCase: Sendable, CustomStringConvertible {
  let description: String
  let operation: KmsOperation
  let typed: @Sendable (WireBench) throws -> any AwsWireRequest
  let json: @Sendable (WireBench) throws -> String
  let outcome: Outcome

  enum Outcome: Sendable {
    /// Status 200 with exactly these members, in this order; nested ones with their path.
    case members([String])
    /// Status 400 with this code.
    case refused(String)
  }

  init<Request: AwsWireRequest>(
    _ description: String, _ outcome: Outcome, _ typed: @escaping @Sendable (WireBench) throws -> Request,
    _ json: @escaping @Sendable (WireBench) throws -> String
  ) {
    self.description = description
    operation = Request.operation
    self.outcome = outcome
    self.typed = typed
    self.json = json
  }

  static let all = keys + crypto + access + moreCrypto + management
}

/// A service with a key of each kind; two of one seed are equal, so that what one answers can be compared with what the
/// other does.
final class WireBench {
  let bench = Bench()
  let signing: String
  let symmetric: String
  let rsa: String
  let external: String

  init() throws {
    signing = try bench.key(.eccNistP256, .signVerify, description: "signing").keyID
    symmetric = try bench.key(.symmetricDefault, .encryptDecrypt, description: "symmetric").keyID
    rsa = try bench.key(.rsa2048, .encryptDecrypt, description: "rsa").keyID
    external = try bench.key(.symmetricDefault, .encryptDecrypt, origin: .external, description: "external").keyID
  }

  /// Says a text for JSON.
  func quoted(_ bytes: [UInt8]) -> String { "\"\(Base64.encode(bytes))\"" }

  func signature() throws -> [UInt8] {
    try bench.call(SignRequest(keyID: signing, message: digest32, signingAlgorithm: .ecdsaSha256)).signature
  }

  func ciphertext(context: [String: String] = [:]) throws -> [UInt8] {
    let request = EncryptRequest(keyID: symmetric, plaintext: SecretBytes(digest32), encryptionContext: context)
    return try bench.call(request).ciphertextBlob
  }

  /// What the typed request is answered, written as the front end writes it.
  func answer(_ request: any AwsWireRequest) -> AwsWireAnswer { answer(of: request) }

  private func answer<Request: AwsWireRequest>(of request: Request) -> AwsWireAnswer {
    let answer = bench.service.perform(request, from: alice, at: bench.now)
    switch answer.result {
    case .failure(let error):
      return AwsWireAnswer(error, operation: Request.operation, keySpec: answer.keySpec, quota: answer.quota)
    case .success(let response):
      return AwsWireAnswer(
        httpStatus: 200,
        body: Request.body(of: response, unixNanosecondsAtZero: AwsFrontEnd.usualUnixNanosecondsAtZero), error: nil,
        operation: Request.operation, keySpec: answer.keySpec, quota: answer.quota)
    }
  }
}

extension WireValue {
  /// The paths of the members in the order in which they stand; those of a list's first element stand for all.
  var paths: [String] {
    switch self {
    case .object(let members):
      members.flatMap { member in [member.name] + member.value.paths.map { "\(member.name).\($0)" } }
    case .list(let values): values.first?.paths ?? []
    case .null, .flag, .number, .text: []
    }
  }
}
