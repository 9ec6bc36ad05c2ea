import Canton
import KMS
import Keys

extension StepCatalog {
  static let keysRotateNodeKeys = Step(
    StepDefinition(
      name: "keys.secret.rotate_node_keys", nodes: [.participant, .sequencer, .mediator],
      doc: "Rotates every key that the node's OwnerToKeyMapping lists; the namespace key is not among them.",
      example: #"{ "id": "rotateAll", "do": "participant1.keys.secret.rotate_node_keys" }"#,
      result: .any)
  ) { call in
    let node = try call.member
    let keys = try await node.rotateNodeKeys()
    return .list(
      keys.map {
        .key($0, name: node.vault.publicKey($0.fingerprint)?.name, kmsKeyID: node.vault.kmsKeyID(of: $0.fingerprint))
      })
  }
}
