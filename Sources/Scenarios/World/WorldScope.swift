import Canton
import Events
import KMS
import Kernel
import Keys
import OrderedCollections

/// What `${…}` and conditions see of a world: nodes, key management services, parties and synchronizers by name, as
/// they are at the moment of the question.
struct WorldScope: EvaluationScope {
  let world: World
  let results: [String: StepValue]
  var own: StepValue?

  func value(of root: String, next: String?) -> StepValue? {
    switch root {
    case "steps":
      guard let next, let result = results[next] else { return nil }
      return .record([
        StepValue.Field(
          next, .record([StepValue.Field("result", result), StepValue.Field("outcome", outcome(of: result))]))
      ])
    case "result": return own
    case "kms":
      guard let next, let value = kms(next) else { return nil }
      return .record([StepValue.Field(next, value)])
    case "parties":
      guard let next, let party = world.parties[next] else { return nil }
      return .record([
        StepValue.Field(
          next,
          .fields(["party": .string(party.description), "id": .string(party.description), "name": .string(party.name)]))
      ])
    case "synchronizers":
      guard let next, let id = world.synchronizerIDs[next] else { return nil }
      return .record([StepValue.Field(next, .fields(["id": .string(id.description), "alias": .string(next)]))])
    default: return node(root)
    }
  }

  /// `ok`, or the code of the error that a step ended with.
  private func outcome(of result: StepValue) -> StepValue { result["error"] ?? .string("ok") }

  /// What `${<node>.…}` offers.
  static let nodeShape = Shape.record([
    .init("name", .scalar("value")), .init("running", .scalar("value")), .init("id", .scalar("value")),
    .init("uid", .scalar("value")), .init("namespace", .scalar("value")),
    .init("keys", .fields("namespace", "sequencer-auth", "signing", "encryption")),
    .init("connected", .list(.scalar("value"))),
    .init("in-flight", .scalar("value")), .init("active-contracts", .scalar("value")),
    .init("ledger-end", .scalar("value")),
  ])

  /// What `${kms.<name>.…}` offers.
  static let kmsShape = Shape.record([.init("keys", .map(.scalar("value"))), .init("count", .scalar("value"))])
  /// What `${parties.<name>.…}` offers.
  static let partyShape = Shape.fields("party", "id", "name")
  /// What `${synchronizers.<alias>.…}` offers.
  static let synchronizerShape = Shape.fields("id", "alias")

  private func node(_ name: String) -> StepValue? {
    guard world.scenario.node(name) != nil else { return nil }
    guard let node = world.simulation.host(NodeID(name)).node as? MemberNode else {
      return .fields(["name": .string(name), "running": .bool(false)])
    }
    var fields: [StepValue.Field] = [
      .init("name", .string(name)), .init("running", .bool(true)),
      .init("id", .optional(node.member?.description)), .init("uid", .optional(node.uid?.description)),
      .init("namespace", .optional(node.uid?.namespace.hex)), .init("keys", keys(of: node)),
    ]
    if let participant = node as? ParticipantNode {
      fields.append(.init("connected", .texts(participant.connectedSynchronizers)))
      fields.append(.init("in-flight", .int(participant.commandsInFlight + participant.pendingRequests)))
      fields.append(.init("ledger-end", .int(participant.currentLedgerEnd)))
      if let count = try? participant.activeContractCount() { fields.append(.init("active-contracts", .int(count))) }
    }
    return .record(fields)
  }

  /// The key that the node uses for each usage: the last listed one that it owns.
  private func keys(of node: MemberNode) -> StepValue {
    var fields = [StepValue.Field("namespace", .optional(node.uid?.namespace.hex))]
    if let mapping = try? node.ownerToKeyMapping() {
      for (name, usage) in [("sequencer-auth", SigningKeyUsages.sequencerAuthentication), ("signing", .protocol)] {
        let key = mapping.signingKeys.last { $0.usage.contains(usage) && node.vault.owns($0.fingerprint) }
        fields.append(.init(name, .optional(key?.fingerprint.hex)))
      }
      fields.append(.init("encryption", .optional(mapping.encryptionKeys.last?.fingerprint.hex)))
    }
    return .record(fields)
  }

  private func kms(_ name: String) -> StepValue? {
    guard let endpoint = world.endpoints[name], let instance = world.scenario.kms(name) else {
      return googleKms(name)
    }
    let pregenerated = instance.keys.map { key in
      StepValue.Field(key.name, .optional(endpoint.service.pregeneratedKeyID(named: key.name)))
    }
    return .record([
      .init("keys", .record(pregenerated)), .init("count", .int(endpoint.service.keys(at: world.simulation.now).count)),
    ])
  }
}
