import Canton
import KMS
import Kernel
import Keys
import OrderedCollections

/// The services of vendor `gcp` and their clients.
extension World {
  func buildGoogleServices(seed: UInt64) throws {
    for instance in scenario.gcpKms {
      let service = GcpKeyService(configuration: instance.configuration.service, crypto: crypto, seed: seed)
      let endpoint = GcpEndpoint(simulation: simulation, configuration: instance.configuration, service: service)
      for key in instance.keys {
        try service.pregenerate(
          keyID: key.name, algorithm: key.algorithm, level: key.level, in: instance.configuration.keyRingName)
      }
      googleEndpoints[instance.name] = endpoint
      guard instance.writesCloudAuditLogs else { continue }
      let zero = simulation.epochSeconds * 1_000_000_000
      cloudAuditLogs[instance.name] = []
      service.auditSink = { [unowned self] entry in
        cloudAuditLogs[instance.name]?.append(entry.json(unixNanosecondsAtZero: zero).json)
      }
    }
  }

  /// A node's client of a Google KMS.
  func googleClient(of node: Scenario.Node, _ endpoint: GcpEndpoint, incarnation: Incarnation) -> GcpKmsClient {
    var configuration = GcpClientConfiguration()
    if let settings = node.crypto.kms {
      configuration.failures = CantonRetryConfiguration(settings.failures)
      configuration.createKeyCheck = CantonRetryConfiguration(settings.createKeyCheck)
      configuration.auditLogging = settings.auditLogging
    }
    configuration.loggerContext = "\(node.kind.rawValue)=\(node.name)"
    return GcpKmsClient(
      incarnation: incarnation, endpoint: endpoint,
      principal: endpoint.configuration.principal(named: node.binding.principal), configuration: configuration)
  }

  /// The operator's own client of a Google KMS: gax, without Canton on top.
  func googleOperatorClient(kms: String, principal: String) -> GcpClient? {
    if let client = googleOperatorClients["\(kms)/\(principal)"] { return client }
    guard let endpoint = googleEndpoints[kms] else { return nil }
    let client = GcpClient(
      simulation: simulation, scope: simulation.root, caller: operatorID, endpoint: endpoint,
      principal: endpoint.configuration.principal(named: principal), streamSuffix: "/\(kms)/\(principal)")
    googleOperatorClients["\(kms)/\(principal)"] = client
    return client
  }

  /// Where faults act on the calls of a KMS, whoever's it is.
  func callPolicy(ofKms name: String) -> CallPolicy? { endpoints[name]?.policy ?? googleEndpoints[name]?.policy }

  /// Multiplies the quotas of a KMS, whoever's it is; false where there is none of this name.
  func scaleQuotas(ofKms name: String, by factor: Ratio) -> Bool {
    if let endpoint = endpoints[name] {
      endpoint.service.scaleQuotas(by: factor)
    } else if let endpoint = googleEndpoints[name] {
      endpoint.service.scaleQuotas(by: factor)
    } else {
      return false
    }
    return true
  }
}

extension WorldScope {
  /// What `${kms.<name>.…}` gives for a Google KMS.
  func googleKms(_ name: String) -> StepValue? {
    guard let endpoint = world.googleEndpoints[name], let instance = world.scenario.gcpKms(name) else { return nil }
    return .record([
      .init("keys", .record(instance.keys.map { StepValue.Field($0.name, .string($0.name)) })),
      .init("count", .int(endpoint.service.keyCount)),
    ])
  }
}

extension StepCall {
  /// Calls a Google KMS as one of its principals. A spent quota is tried again, as an operator's script does; the wait
  /// doubles up to 20 s.
  func google<Request: GcpRequest>(
    _ request: (GcpInstanceConfiguration) -> Request
  ) async throws -> Request.Response {
    let name = try string("kms")
    let principal = try optionalString("principal") ?? "operator"
    guard let client = world.googleOperatorClient(kms: name, principal: principal) else {
      throw CantonError("INVALID_ARGUMENT", "no KMS \(name) of vendor gcp")
    }
    let request = request(client.endpoint.configuration)
    var wait = Span.milliseconds(500)
    for attempt in 1... {
      do {
        return try await client.call(request)
      } catch GcpApiError.service(let status) where status.isThrottling && attempt < 10 {
        try await scope.sleep(wait)
        wait = min(wait * 2, .seconds(20))
      }
    }
    throw CantonError("INTERNAL", "unreachable")
  }
}

extension PublicKey {
  /// The algorithm under which Google could hold the key; nil for a key that it has none for (ECIES).
  var gcpAlgorithm: String? {
    switch self {
    case .signing(let key): GcpSchemes.algorithm(key.spec).rawValue
    case .encryption(let key): key.spec == .rsa2048 ? GcpSchemes.encryption.rawValue : nil
    }
  }
}
