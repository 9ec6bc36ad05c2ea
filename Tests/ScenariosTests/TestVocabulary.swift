import Scenarios

extension Vocabulary {
  /// A small vocabulary in the manner of the real one, so that these tests do not change with it.
  static let test = Vocabulary(
    steps: [
      StepDefinition(name: "start", nodes: NodeKind.allCases, doc: "Starts the node.", example: ""),
      StepDefinition(name: "stop", nodes: NodeKind.allCases, doc: "Stops the node.", example: ""),
      StepDefinition(
        name: "synchronizers.connect_local", nodes: [.participant],
        fields: [
          FieldDefinition("sequencer", .node([.sequencer]), required: true, doc: "The sequencer to connect to."),
          FieldDefinition("alias", .synchronizer, required: true, doc: "The synchronizer."),
        ], doc: "Connects.", example: ""),
      StepDefinition(
        name: "parties.enable", nodes: [.participant],
        fields: [FieldDefinition("name", .newParty, required: true, doc: "The party's name.")],
        doc: "Allocates a party.", example: "", result: .fields("party")),
      StepDefinition(
        name: "parties.list", nodes: [.participant], doc: "Lists parties.", example: "", result: .list(.fields("party"))
      ),
      StepDefinition(
        name: "keys.secret.download", nodes: NodeKind.allCases,
        fields: [
          FieldDefinition("fingerprint", .string, required: true, doc: "The key."),
          FieldDefinition("password", .string, doc: "Encrypts the file."),
        ], doc: "Exports a key.", example: "", result: .fields("fingerprint", "kmsKeySpec"), secretResult: true),
      StepDefinition(
        name: "keys.public.list", nodes: NodeKind.allCases, doc: "Lists keys.", example: "",
        result: .list(.fields("id", "spec"))),
      StepDefinition(
        name: "repair.export_acs", nodes: [.participant],
        fields: [
          FieldDefinition("parties", .list(.party), doc: "The parties; all when it is empty."),
          FieldDefinition("exportFilePath", .string, required: true, doc: "The file."),
        ], doc: "Exports contracts.", example: "", result: .fields("exported", "bytes")),
      StepDefinition(
        name: "kms.import_key_material",
        fields: [
          FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
          FieldDefinition("principal", .principal, doc: "Who calls."),
          FieldDefinition("material", .secret, required: true, doc: "The key."),
          FieldDefinition("usage", .choice(["SIGN_VERIFY", "ENCRYPT_DECRYPT"]), doc: "What it is for."),
        ], doc: "Imports a key.", example: ""),
      StepDefinition(
        name: "sim.wait", fields: [FieldDefinition("for", .duration, required: true, doc: "How long.")],
        doc: "Waits.", example: ""),
      StepDefinition(
        name: "sim.wait_until", fields: [FieldDefinition("that", .condition, required: true, doc: "For what.")],
        doc: "Waits for a condition.", example: ""),
    ],
    faults: [
      FaultDefinition(
        name: "kms-error", targets: [.kms],
        fields: [
          FieldDefinition("error", .choice(["throttle", "internal"]), required: true, doc: "Which error."),
          FieldDefinition("share", .share, doc: "Of how many calls."),
        ], doc: "Calls fail.", example: ""),
      FaultDefinition(name: "crash", targets: [.node], doc: "The node crashes.", example: ""),
      FaultDefinition(name: "partition", targets: [.link], doc: "Nothing gets through.", example: ""),
    ],
    workloads: [
      WorkloadDefinition(name: "iou-transfer", parties: 2...1000, doc: "Moves an IOU.", example: ""),
      WorkloadDefinition(name: "ping", parties: 1...1, doc: "Pings.", example: ""),
    ],
    checks: [
      CheckDefinition(
        name: "acs-preserved",
        fields: [
          FieldDefinition("from", .node([.participant]), required: true, doc: "The old node."),
          FieldDefinition("to", .node([.participant]), required: true, doc: "The new node."),
        ], doc: "Nothing is lost."),
      CheckDefinition(name: "no-lost-commands", doc: "Every command ends."),
    ],
    node: .record([
      Shape.Field("id", .scalar("string")), Shape.Field("namespace", .fields("fingerprint")),
      Shape.Field("keys", .map(.fields("fingerprint"))),
    ]),
    laterSteps: ["keys.secret.rotate_wrapper_key": "comes with the next release"])
}
