import Events
import Kernel
import Keys
import Testing

@testable import KMS

/// A Google service on a clock with one node's client.
final class GcpWorld {
  let simulation: Simulation
  let endpoint: GcpEndpoint
  private(set) var held: GcpKmsClient?

  init(
    seed: UInt64 = 1, mode: CryptoMode = .symbolic,
    _ change: (inout GcpInstanceConfiguration) -> Void = { _ in },
    client changeClient: (inout GcpClientConfiguration) -> Void = { _ in }
  ) {
    simulation = Simulation(seed: seed)
    var instance = GcpInstanceConfiguration(
      service: GcpConfiguration(name: "gcp-main"), project: gcpProject, location: "europe-west6", keyRing: "nodes")
    change(&instance)
    let service = GcpKeyService(
      configuration: instance.service, crypto: makeEngine(mode, seed: seed), seed: seed)
    endpoint = GcpEndpoint(simulation: simulation, configuration: instance, service: service)
    var configuration = GcpClientConfiguration()
    changeClient(&configuration)
    simulation.host(NodeID("participant1")).start { incarnation in
      self.held = GcpKmsClient(
        incarnation: incarnation, endpoint: self.endpoint, principal: instance.principal(named: "participant1"),
        configuration: configuration)
      return IdleNode(id: incarnation.id)
    }
  }

  /// The node's client.
  var client: GcpKmsClient {
    guard let held else { preconditionFailure("the node was not started") }
    return held
  }

  /// A key that exists from the beginning.
  func key(_ algorithm: GcpAlgorithm = .ecSignP256Sha256, id: String = "signing") throws -> String {
    try endpoint.service.pregenerate(
      keyID: id, algorithm: algorithm, level: .hsm, in: endpoint.configuration.keyRingName)
    return id
  }

  /// Runs a flow to its end and gives its result, or its error.
  @discardableResult
  func run<Value>(_ body: @escaping () async throws -> Value) throws -> Value {
    var result: Result<Value, any Error>?
    simulation.root.spawn("test") {
      do { result = .success(try await body()) } catch { result = .failure(error) }
    }
    try simulation.run()
    guard let result else { throw Unfinished() }
    return try result.get()
  }

  /// What a flow fails with.
  func failure(_ body: @escaping () async throws -> Void) throws -> KmsError {
    try run {
      do {
        try await body()
        throw WrongAnswer()
      } catch let error as KmsError {
        return error
      }
    }
  }

  func sign(_ id: String, _ spec: SigningKeySpec = .ecP256) async throws -> [UInt8] {
    try await client.sign(keyID: id, message: multihash, algorithm: .matching(spec), keySpec: spec)
  }

  /// The KMS calls that were recorded.
  var calls: [KmsCallEvent] {
    simulation.recording.entries.compactMap { entry in
      if let event = entry.event as? Event, case .kms(let call) = event { call } else { nil }
    }
  }

  var elapsed: Span { simulation.now - .zero }
}
