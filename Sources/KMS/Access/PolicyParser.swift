/// Reads the text of a policy. What IAM does not allow is refused, so that a policy never means less than it says.
struct PolicyParser {
  let kind: PolicyDocument.Kind

  /// The statements of a policy.
  func statements(of text: String) throws(KmsServiceError) -> [PolicyStatement] {
    let document: WireValue
    do throws(WireTextError) {
      document = try WireValue(json: Array(text.utf8))
    } catch {
      throw AwsErrors.malformedPolicy
    }
    let members = try members(of: document, among: ["Version", "Id", "Statement"])
    for name in ["Version", "Id"] where members[name] != nil { _ = try self.text(members[name]) }
    if let version = members["Version"] {
      guard version == .text("2012-10-17") || version == .text("2008-10-17") else { throw AwsErrors.malformedPolicy }
    }
    guard let found = members["Statement"] else { throw AwsErrors.malformedPolicy }
    var statements: [PolicyStatement] = []
    var ids: Set<String> = []
    for value in list(found) {
      let (statement, id) = try statement(value)
      if let id, !id.isEmpty, !ids.insert(id).inserted { throw AwsErrors.malformedPolicy }
      statements.append(statement)
    }
    return statements
  }

  private func statement(_ value: WireValue) throws(KmsServiceError) -> (PolicyStatement, id: String?) {
    let members = try members(
      of: value,
      among: [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
      ])
    guard let effect = PolicyStatement.Effect(rawValue: try text(members["Effect"])) else {
      throw AwsErrors.malformedPolicy
    }
    let statement = PolicyStatement(
      effect: effect, principals: try principals(members), actions: try patterns(members, "Action"),
      resources: try patterns(members, "Resource"), conditions: try conditions(members["Condition"]))
    return (statement, try members["Sid"].map { (value) throws(KmsServiceError) in try text(value) })
  }

  private func principals(_ members: [String: WireValue]) throws(KmsServiceError) -> PolicyStatement.Principals {
    switch (kind, members["Principal"], members["NotPrincipal"]) {
    case (.identity, nil, nil): return .owner
    case (.key, let value?, nil): return .named(try principals(value))
    case (.key, nil, let value?): return .others(try principals(value))
    case (.identity, _, _), (.key, _, _): throw AwsErrors.malformedPolicy
    }
  }

  private func principals(_ value: WireValue) throws(KmsServiceError) -> [PolicyPrincipal] {
    if value == .text("*") { return [.everyone] }
    var principals: [PolicyPrincipal] = []
    guard case .object(let members) = value, !members.isEmpty else { throw AwsErrors.invalidPrincipals }
    for member in members {
      for text in try texts(member.value) {
        switch member.name {
        case "AWS":
          guard let principal = PolicyPrincipal(aws: text) else { throw AwsErrors.invalidPrincipals }
          principals.append(principal)
        case "Service", "Federated", "CanonicalUser": principals.append(.external(text))
        default: throw AwsErrors.invalidPrincipals
        }
      }
    }
    return principals
  }

  /// `Action` and `NotAction`, or `Resource` and `NotResource`: exactly one of the two.
  private func patterns(_ members: [String: WireValue], _ name: String) throws(KmsServiceError) -> PolicyPatterns {
    switch (members[name], members["Not\(name)"]) {
    case (let value?, nil): return PolicyPatterns(try texts(value).map { PolicyPattern($0) })
    case (nil, let value?): return PolicyPatterns(try texts(value).map { PolicyPattern($0) }, isNegated: true)
    case (nil, nil), (.some, .some): throw AwsErrors.malformedPolicy
    }
  }

  private func conditions(_ value: WireValue?) throws(KmsServiceError) -> [PolicyCondition] {
    guard let value else { return [] }
    guard case .object(let operators) = value else { throw AwsErrors.malformedPolicy }
    var conditions: [PolicyCondition] = []
    for entry in operators {
      guard case .object(let keys) = entry.value else { throw AwsErrors.malformedPolicy }
      for key in keys {
        guard
          let condition = PolicyCondition(operator: entry.name, key: key.name, values: try texts(key.value))
        else { throw AwsErrors.malformedPolicy }
        conditions.append(condition)
      }
    }
    return conditions
  }

  // MARK: JSON

  private func members(of value: WireValue, among names: Set<String>) throws(KmsServiceError) -> [String: WireValue] {
    guard case .object(let members) = value else { throw AwsErrors.malformedPolicy }
    var found: [String: WireValue] = [:]
    for member in members {
      guard names.contains(member.name), found.updateValue(member.value, forKey: member.name) == nil else {
        throw AwsErrors.malformedPolicy
      }
    }
    return found
  }

  private func list(_ value: WireValue) -> [WireValue] {
    if case .list(let values) = value { values } else { [value] }
  }

  /// One text or a list of them; numbers and truth values stand for their text, as in `"aws:SecureTransport": true`.
  private func texts(_ value: WireValue) throws(KmsServiceError) -> [String] {
    var texts: [String] = []
    for value in list(value) {
      switch value {
      case .text(let text), .number(let text): texts.append(text)
      case .flag(let flag): texts.append(flag ? "true" : "false")
      case .null, .list, .object: throw AwsErrors.malformedPolicy
      }
    }
    return texts
  }

  private func text(_ value: WireValue?) throws(KmsServiceError) -> String {
    guard case .text(let text) = value else { throw AwsErrors.malformedPolicy }
    return text
  }
}
