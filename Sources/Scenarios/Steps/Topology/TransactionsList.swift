import Canton
import Kernel
import Keys

extension StepCatalog {
  static let topologyTransactionsList = Step(
    StepDefinition(
      name: "topology.transactions.list", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition(
          "mapping", .choice(["nsd", "otk", "dtc", "vtp", "ptp", "dop", "mds", "sds"]),
          doc: "Only mappings of this code."),
        FieldDefinition("filterAuthorizedKey", .string, doc: "Only transactions that this key signed."),
        FieldDefinition(
          "timeQuery", .choice(["head", "all"]),
          doc: "head: what counts now (default). all: every transaction ever "
            + "authorized, which a copy of the node needs: a rotated "
            + "OwnerToKeyMapping carries no proof of ownership of keys that "
            + "were listed before."),
      ],
      doc: "The transactions of the node's Authorized store, in order.",
      example: #"{ "id": "rootDelegation", "do": "participantOld.topology.transactions.list", "args": { "#
        + #""filterAuthorizedKey": "${participantOld.namespace}", "mapping": "nsd" } }"#,
      result: .any)
  ) { call in
    let code = try call.optionalString("mapping").flatMap(TopologyMappingCode.init(rawValue:))
    let key = call.value("filterAuthorizedKey") == nil ? nil : try call.fingerprint("filterAuthorizedKey")
    let authorized = try call.member.authorized
    let rows =
      try call.optionalString("timeQuery") == "all"
      ? authorized.accepted.filter {
        (code == nil || $0.mapping.kind == code) && (key.map($0.transaction.signers.contains) ?? true)
      }
      : authorized.list(code: code, authorizedBy: key)
    return .list(rows.map { .transaction($0.transaction) })
  }
}
