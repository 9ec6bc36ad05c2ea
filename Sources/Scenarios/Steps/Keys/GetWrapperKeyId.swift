import Canton
import Keys

extension StepCatalog {
  static let keysGetWrapperKeyId = Step(
    StepDefinition(
      name: "keys.secret.get_wrapper_key_id", nodes: [.participant, .sequencer, .mediator],
      doc: "The id of the wrapper key in use.",
      example: #"{ "id": "wrapper", "do": "participant1.keys.secret.get_wrapper_key_id" }"#,
      result: .fields("wrapperKeyId"))
  ) { call in
    guard let id = try call.member.vault.wrapperKeyID else {
      throw CantonError("NO_ENCRYPTED_PRIVATE_KEY_STORE_ERROR", "The node does not use an encrypted private key store")
    }
    return .fields(["wrapperKeyId": .string(id)])
  }
}
