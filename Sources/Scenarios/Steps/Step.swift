import Canton
import Events
import KMS
import Kernel
import Keys
import OrderedCollections

/// A command of the operator: what it is called and takes, and what it does.
public struct Step: Sendable {
  /// Name, arguments, documentation and example.
  public let definition: StepDefinition
  let perform: @Sendable (StepCall) async throws -> StepValue

  init(_ definition: StepDefinition, perform: @escaping @Sendable (StepCall) async throws -> StepValue) {
    self.definition = definition
    self.perform = perform
  }
}

/// One performance of a step: the world, the node it is addressed to, and its arguments with references resolved.
final class StepCall {
  let world: World
  let runner: Runner
  let step: Scenario.Step
  let nodeName: String?
  private let arguments: [StepValue.Field]

  init(world: World, runner: Runner, step: Scenario.Step, nodeName: String?, arguments: [StepValue.Field]) {
    self.world = world
    self.runner = runner
    self.step = step
    self.nodeName = nodeName
    self.arguments = arguments
  }

  var scope: FlowScope { world.simulation.root }

  // MARK: The node

  /// The running node that the command is addressed to.
  var member: MemberNode {
    get throws { try world.node(nodeName ?? "") }
  }

  /// The running participant that the command is addressed to.
  var participant: ParticipantNode {
    get throws { try world.participant(nodeName ?? "") }
  }

  // MARK: Arguments

  /// An argument; nil when it is missing or null.
  func value(_ name: String) -> StepValue? {
    guard let value = arguments.first(where: { $0.name == name })?.value else { return nil }
    if case .null = value { return nil }
    return value
  }

  func required(_ name: String) throws -> StepValue {
    guard let value = value(name) else { throw CantonError("INVALID_ARGUMENT", "the argument \(name) is missing") }
    return value
  }

  func optionalString(_ name: String) throws -> String? {
    guard let value = value(name) else { return nil }
    guard case .string(let text) = value else { throw wrong(name, value, "a string") }
    return text
  }

  func string(_ name: String) throws -> String {
    guard let text = try optionalString(name) else {
      throw CantonError("INVALID_ARGUMENT", "the argument \(name) is missing")
    }
    return text
  }

  func strings(_ name: String) throws -> [String] {
    guard let value = value(name) else { return [] }
    guard case .list(let elements) = value else { throw wrong(name, value, "a list") }
    return try elements.map {
      guard case .string(let text) = $0 else { throw wrong(name, $0, "a string") }
      return text
    }
  }

  func integer(_ name: String) throws -> Int64? {
    guard let value = value(name) else { return nil }
    guard case .int(let number) = value else { throw wrong(name, value, "an integer") }
    return number
  }

  func bool(_ name: String, default fallback: Bool) throws -> Bool {
    guard let value = value(name) else { return fallback }
    guard case .bool(let flag) = value else { throw wrong(name, value, "a boolean") }
    return flag
  }

  func span(_ name: String) throws -> Span? {
    guard let value = value(name) else { return nil }
    switch value {
    case .span(let span): return span
    case .string(let text):
      guard let span = Span(text) else { throw wrong(name, value, "a duration") }
      return span
    default: throw wrong(name, value, "a duration")
    }
  }

  func instant(_ name: String) throws -> Instant? {
    guard let value = value(name) else { return nil }
    switch value {
    case .instant(let instant): return instant
    case .string("beginning"): return .zero
    default: throw wrong(name, value, "a time, or \"beginning\"")
    }
  }

  func fingerprint(_ name: String) throws -> Fingerprint {
    let text = try string(name)
    guard let fingerprint = Fingerprint(hex: text) else {
      throw CantonError("INVALID_ARGUMENT", "\(text) is not a fingerprint")
    }
    return fingerprint
  }

  func fingerprints(_ name: String) throws -> [Fingerprint] {
    try strings(name).map { text in
      guard let fingerprint = Fingerprint(hex: text) else {
        throw CantonError("INVALID_ARGUMENT", "\(text) is not a fingerprint")
      }
      return fingerprint
    }
  }

  func usages(_ name: String) throws -> SigningKeyUsages {
    guard let usages = SigningKeyUsages(names: try strings(name)) else {
      throw CantonError("INVALID_ARGUMENT", "\(name) names an unknown usage")
    }
    return usages
  }

  /// A party by its name in the scenario or its full id.
  func party(_ text: String) throws -> PartyID {
    if let party = world.parties[text] { return party }
    guard let uid = UniqueIdentifier(text) else { throw CantonError("INVALID_ARGUMENT", "no party \(text)") }
    return PartyID(uid)
  }

  /// A payload that only steps made for it may open.
  func secret<Payload>(_ name: String, as type: Payload.Type) throws -> Payload {
    guard case .secret(let secret) = try required(name), let payload = secret.open(as: type) else {
      throw CantonError("INVALID_ARGUMENT", "the argument \(name) is not the secret that this step takes")
    }
    return payload
  }

  private func wrong(_ name: String, _ value: StepValue, _ expected: String) -> CantonError {
    CantonError("INVALID_ARGUMENT", "the argument \(name) is \(value.kind), not \(expected)")
  }

  // MARK: The KMS, as the operator

  /// Calls a KMS as one of its principals, with the SDK's retries of a command line but no Canton on top.
  func kms<Request: KmsOperationRequest>(_ request: Request) async throws -> Request.Response {
    let name = try string("kms")
    guard let client = world.operatorClient(kms: name, principal: try optionalString("principal") ?? "operator") else {
      throw CantonError("INVALID_ARGUMENT", "no KMS \(name)")
    }
    var wait = Span.milliseconds(500)
    for attempt in 1... {
      do {
        return try await client.call(request)
      } catch SdkError.service(let error, _) where error.code == "ThrottlingException" && attempt < 10 {
        // An operator's script tries again; the wait doubles up to 20 s.
        try await scope.sleep(wait)
        wait = min(wait * 2, .seconds(20))
      }
    }
    throw CantonError("INTERNAL", "unreachable")
  }
}

extension StepValue {
  static func fingerprint(_ fingerprint: Fingerprint) -> StepValue { .string(fingerprint.hex) }
  static func int(_ number: Int) -> StepValue { .int(Int64(number)) }
  static func optional(_ text: String?) -> StepValue { text.map { .string($0) } ?? .null }
  static func texts(_ texts: [String]) -> StepValue { .list(texts.map { .string($0) }) }

  /// A public key as listings show it.
  static func key(_ key: PublicKey, name: String?, kmsKeyID: String? = nil) -> StepValue {
    .fields([
      "id": .fingerprint(key.fingerprint), "fingerprint": .fingerprint(key.fingerprint), "name": optional(name),
      "purpose": .string(key.purpose.rawValue), "usage": texts(key.signing?.usage.names ?? []),
      "spec": .string(key.specName), "kmsKeyId": optional(kmsKeyID), "kmsKeySpec": optional(key.awsKeySpec),
      "kmsAlgorithm": optional(key.gcpAlgorithm),
      "kmsKeyUsage": .string(key.purpose == .signing ? "SIGN_VERIFY" : "ENCRYPT_DECRYPT"),
    ])
  }
}

extension PublicKey {
  /// The key spec under which AWS could hold the key; nil for a key that it has no spec for (ECIES).
  var awsKeySpec: String? {
    switch self {
    case .signing(let key):
      switch key.spec {
      case .ecCurve25519: "ECC_NIST_EDWARDS25519"
      case .ecP256: "ECC_NIST_P256"
      case .ecP384: "ECC_NIST_P384"
      case .ecSecp256k1: "ECC_SECG_P256K1"
      }
    case .encryption(let key): key.spec == .rsa2048 ? "RSA_2048" : nil
    }
  }
}
