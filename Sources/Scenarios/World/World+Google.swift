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
