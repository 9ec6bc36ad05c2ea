import Canton
import Keys

extension StepCatalog {
  static let topologyTransactionsLoad = Step(
    StepDefinition(
      name: "topology.transactions.load", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition(
          "transactions", .any, required: true, doc: "Transactions from other steps' results, or lists of them."),
        FieldDefinition("force", .list(.string), doc: "Force flags, for instance AlienMember."),
      ],
      doc: "Adds transactions that others authorized to the node's Authorized store.",
      example: #"{ "id": "load", "do": "participantNew.topology.transactions.load", "args": { "transactions": "#
        + #"["${steps.delegation.result}"], "force": ["AlienMember"] } }"#,
      result: .fields("loaded"))
  ) { call in
    var loaded: [SignedTopologyTransaction] = []
    func add(_ value: StepValue) throws {
      if case .list(let elements) = value { return try elements.forEach(add) }
      guard case .string(let text)? = value["transaction"], let bytes = Hexadecimal.decode(text) else {
        throw CantonError("INVALID_ARGUMENT", "not a topology transaction")
      }
      loaded.append(try SignedTopologyTransaction(protobuf: bytes))
    }
    try add(try call.required("transactions"))
    let force = Set(try call.strings("force").compactMap(ForceFlag.init(rawValue:)))
    let node = try call.member
    try node.load(loaded, force: force)
    try await node.synchronize()
    return .fields(["loaded": .int(loaded.count)])
  }
}
