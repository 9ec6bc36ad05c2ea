import Keys

/// What an encoder or decoder of state records must be given so that it seals and opens private material: the seal, and
/// the name of the record, to which what is sealed is bound.
public struct StateScope: Sendable {
  let seal: StateSeal
  let record: String

  /// The scope of a record.
  public init(seal: StateSeal, record: String) {
    self.seal = seal
    self.record = record
  }

  /// Where coders carry it in their user info.
  public static var key: CodingUserInfoKey {
    guard let key = CodingUserInfoKey(rawValue: "keyshift.state-scope") else { preconditionFailure("a key has a name") }
    return key
  }

  static func of(_ userInfo: [CodingUserInfoKey: Any]) throws -> StateScope {
    guard let scope = userInfo[key] as? StateScope else {
      throw StateMismatch("private material is stored sealed, or not at all")
    }
    return scope
  }

  /// The name under which a material is sealed: of the record, the kind of secret and the material.
  func name(_ kind: String, _ identifier: String) -> String { "\(record)/\(kind)/\(identifier)" }
}
