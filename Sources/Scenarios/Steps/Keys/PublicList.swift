import Canton
import Events
import Keys

extension StepCatalog {
  static let keysPublicList = Step(
    StepDefinition(
      name: "keys.public.list", nodes: [.participant, .sequencer, .mediator],
      doc: "The keys of the public store, uploaded ones too.",
      example: #"{ "id": "keyIds", "do": "participant1.keys.public.list" }"#,
      result: .any)
  ) { call in
    return .list(try call.member.vault.listPublicKeys().map { .key($0.key, name: $0.name) })
  }
}
