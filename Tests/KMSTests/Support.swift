import Events
import Kernel
import Keys

@testable import KMS

let account = "724647588434"
let region = "us-east-1"
let alice = KmsPrincipal(name: "participant1", account: account)
let stranger = KmsPrincipal(name: "participant1", account: "111122223333")
let rsaPool = RSAKeyPool(directory: nil)
let digest32 = [UInt8](repeating: 7, count: 32)
let multihash: [UInt8] = [0x12, 0x20] + digest32

func makeEngine(_ mode: CryptoMode = .symbolic, seed: UInt64 = 1) -> CryptoEngine {
  CryptoEngine(mode: mode, seed: seed, rsaKeys: rsaPool)
}

func makeConfiguration(_ change: (inout KmsInstanceConfiguration) -> Void = { _ in }) -> KmsInstanceConfiguration {
  var configuration = KmsInstanceConfiguration(name: "aws-main", account: account, region: region)
  change(&configuration)
  return configuration
}

/// A service with a key of each kind, driven by hand.
final class Bench {
  let crypto: CryptoEngine
  let service: KeyService
  var now = Instant.zero

  init(_ mode: CryptoMode = .symbolic, seed: UInt64 = 1, _ change: (inout KmsInstanceConfiguration) -> Void = { _ in })
  {
    crypto = makeEngine(mode, seed: seed)
    service = KeyService(configuration: makeConfiguration(change), crypto: crypto, seed: seed)
  }

  func call<Request: KmsOperationRequest>(
    _ request: Request, as principal: KmsPrincipal = alice
  ) throws(KmsServiceError) -> Request.Response {
    try service.handle(request, from: principal, at: now).get()
  }

  /// What an operation is refused with; nil when it is answered.
  func refusal(_ request: some KmsOperationRequest, as principal: KmsPrincipal = alice) -> KmsServiceError? {
    do throws(KmsServiceError) {
      _ = try call(request, as: principal)
      return nil
    } catch {
      return error
    }
  }

  func key(
    _ spec: KmsKeySpec, _ usage: KmsKeyUsage, origin: KeyOrigin = .awsKms, description: String = ""
  ) throws -> KeyMetadata {
    let request = CreateKeyRequest(keySpec: spec, keyUsage: usage, description: description, origin: origin)
    let metadata = try call(request)
    return metadata
  }

  func signingKey(_ spec: KmsKeySpec = .eccNistP256) throws -> String { try key(spec, .signVerify).keyID }
  func symmetricKey() throws -> String { try key(.symmetricDefault, .encryptDecrypt).keyID }
  func rsaKey() throws -> String { try key(.rsa2048, .encryptDecrypt).keyID }

  func importParameters(
    _ keyID: String, _ algorithm: KmsWrappingAlgorithm = .rsaAesKeyWrapSha256, _ spec: KmsWrappingKeySpec = .rsa2048
  ) throws -> GetParametersForImportResponse {
    let request = GetParametersForImportRequest(keyID: keyID, wrappingAlgorithm: algorithm, wrappingKeySpec: spec)
    let answer = try call(request)
    return answer
  }

  func importRequest(
    _ keyID: String, _ material: [UInt8], _ algorithm: KmsWrappingAlgorithm = .rsaAesKeyWrapSha256,
    spec: KmsWrappingKeySpec = .rsa2048, validTo: Instant? = nil
  ) throws -> ImportKeyMaterialRequest {
    let parameters = try importParameters(keyID, algorithm, spec)
    let wrapped = try ImportWrapping.wrap(material, for: parameters, algorithm: algorithm, crypto: crypto)
    return ImportKeyMaterialRequest(
      keyID: keyID, importToken: parameters.importToken, encryptedKeyMaterial: wrapped,
      expirationModel: validTo == nil ? .doesNotExpire : .expires, validTo: validTo)
  }

  func state(_ keyID: String) -> KeyState? { service.metadata(of: keyID, at: now)?.keyState }

  /// A private key made outside the KMS.
  func outsideKey(_ spec: SigningKeySpec = .ecP256, name: String = "outside") throws -> PrivateKey {
    try crypto.generateSigningKey(spec: spec, usage: .protocolOnly, node: "participantOld", name: name)
  }
}

struct WrongAnswer: Error {}

/// A service on a clock with one node's client.
final class World {
  let simulation: Simulation
  let endpoint: KmsEndpoint
  let host: NodeHost
  private(set) var held: AwsKmsClient?

  init(
    seed: UInt64 = 1, mode: CryptoMode = .symbolic, _ change: (inout KmsInstanceConfiguration) -> Void = { _ in },
    client changeClient: (inout KmsClientConfiguration) -> Void = { _ in }
  ) {
    simulation = Simulation(seed: seed)
    let service = KeyService(
      configuration: makeConfiguration(change), crypto: makeEngine(mode, seed: seed), seed: seed)
    endpoint = KmsEndpoint(simulation: simulation, service: service)
    host = simulation.host(NodeID("participant1"))
    var configuration = KmsClientConfiguration()
    changeClient(&configuration)
    host.start { incarnation in
      self.held = AwsKmsClient(
        incarnation: incarnation, endpoint: self.endpoint, principal: alice, configuration: configuration)
      return IdleNode(id: incarnation.id)
    }
  }

  /// The node's client.
  var client: AwsKmsClient {
    guard let held else { preconditionFailure("the node was not started") }
    return held
  }

  /// A signing key that exists from the beginning.
  func signingKey(_ spec: KmsKeySpec = .eccNistP256, name: String = "signing") throws -> String {
    try endpoint.service.pregenerate(name: name, keySpec: spec, keyUsage: .signVerify).keyID
  }

  /// Runs a flow to its end and gives its result, or its error.
  @discardableResult
  func run<Value>(until horizon: Instant = .distantFuture, _ body: @escaping () async throws -> Value) throws -> Value {
    var result: Result<Value, any Error>?
    simulation.root.spawn("test", background: horizon != .distantFuture) {
      do { result = .success(try await body()) } catch { result = .failure(error) }
    }
    try simulation.run(until: horizon)
    guard let result else { throw Unfinished() }
    return try result.get()
  }

  /// The KMS calls that were recorded.
  var calls: [KmsCallEvent] {
    simulation.recording.entries.compactMap { entry in
      if let event = entry.event as? Event, case .kms(let call) = event { call } else { nil }
    }
  }
}

struct Unfinished: Error {}

final class IdleNode: Node {
  let id: NodeID
  init(id: NodeID) { self.id = id }
  func start() {}
  func receive(_ envelope: Envelope) {}
  func stop() {}
}
