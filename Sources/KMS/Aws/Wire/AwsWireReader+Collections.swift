extension AwsWireReader {
  /// Texts; nil when they are absent.
  public mutating func texts(_ name: String) throws(KmsServiceError) -> [String]? {
    try elements(name) { (value) throws(KmsServiceError) in
      guard case .text(let text) = value else { throw value.refused(as: "String") }
      return text
    }
  }

  /// Some of a set of names; nil when they are absent. A name outside the set fails the whole list.
  public mutating func names<Name: AwsWireName>(_ name: String) throws(KmsServiceError) -> [Name]? {
    let texts = try texts(name)
    note(Name.self, name)
    guard let texts else { return nil }
    let set = Name.wireNames
    guard texts.allSatisfy(set.contains) else {
      validation.fail(
        path(name), "Value '[\(texts.joined(separator: ", "))]' at '\(path(name))'",
        "satisfy constraint: [Member must satisfy enum value set: [\(set.joined(separator: ", "))]]")
      return nil
    }
    for text in texts where Name.unsupportedNames.contains(text) {
      validation.refuse(AwsErrors.unsupported("\(name) \(text) is not supported."))
    }
    return texts.compactMap(Name.init(rawValue:))
  }

  /// Texts under names, such as an encryption context; nil when they are absent. Of a name that stands there twice the
  /// last counts.
  public mutating func map(_ name: String) throws(KmsServiceError) -> [String: String]? {
    switch value(name) {
    case nil: return nil
    case .object(let members):
      var map: [String: String] = [:]
      for member in members {
        guard case .text(let text) = member.value else { throw member.value.refused(as: "String") }
        map[member.name] = text
      }
      return map
    case .list: throw WireValue.unrecognizedCollection("java.util.Map<java.lang.String, java.lang.String>")
    case .null, .flag, .number, .text: throw WireValue.unexpectedField
    }
  }

  /// Objects, each read by `read`; nil when they are absent.
  public mutating func list<Element>(
    _ name: String, of read: (inout AwsWireReader) throws(KmsServiceError) -> Element
  ) throws(KmsServiceError) -> [Element]? {
    let values = try elements(name) { (value) throws(KmsServiceError) in value }
    if notes != nil { _ = try nested(.object([]), name, prefix: "", read) }
    guard let values else { return nil }
    var found: [Element] = []
    for (index, value) in values.enumerated() {
      found.append(try nested(value, name, prefix: "\(path(name)).\(index + 1).member.", read))
    }
    return found
  }

  /// An object read by `read`; nil when it is absent.
  public mutating func object<Value>(
    _ name: String, of read: (inout AwsWireReader) throws(KmsServiceError) -> Value
  ) throws(KmsServiceError) -> Value? {
    let value = value(name)
    if notes != nil { _ = try nested(.object([]), name, prefix: "", read) }
    guard let value else { return nil }
    return try nested(value, name, prefix: "\(path(name)).", read)
  }

  /// Objects that have to be there; the stand-in is none.
  public mutating func requiredList<Element>(
    _ name: String, of read: (inout AwsWireReader) throws(KmsServiceError) -> Element
  ) throws(KmsServiceError) -> [Element] {
    if let list = try list(name, of: read) { return list }
    missing(name)
    return []
  }

  /// Texts that have to be there; the stand-in is none.
  public mutating func requiredTexts(_ name: String) throws(KmsServiceError) -> [String] {
    if let texts = try texts(name) { return texts }
    missing(name)
    return []
  }

  /// Names that have to be there; the stand-in is none.
  public mutating func requiredNames<Name: AwsWireName>(_ name: String) throws(KmsServiceError) -> [Name] {
    if let names: [Name] = try names(name) { return names }
    if isAbsent(name) { missing(name) }
    return []
  }

  private mutating func elements<Element>(
    _ name: String, _ read: (WireValue) throws(KmsServiceError) -> Element
  ) throws(KmsServiceError) -> [Element]? {
    switch value(name) {
    case nil: return nil
    case .list(let values):
      var elements: [Element] = []
      elements.reserveCapacity(values.count)
      for value in values { elements.append(try read(value)) }
      return elements
    case .object: throw WireValue.unexpectedStart
    case .null, .flag, .number, .text: throw WireValue.unexpectedField
    }
  }

  private mutating func nested<Value>(
    _ value: WireValue, _ name: String, prefix: String,
    _ read: (inout AwsWireReader) throws(KmsServiceError) -> Value
  ) throws(KmsServiceError) -> Value {
    guard case .object(let members) = value else {
      guard case .list = value else { throw WireValue.unexpectedField }
      throw WireValue.unrecognizedCollection("class com.amazonaws.kms.\(name)")
    }
    var inner = AwsWireReader(
      members, unixNanosecondsAtZero: unixNanosecondsAtZero, prefix: prefix,
      pathPrefix: "\(pathPrefix)\(name).")
    swap(&inner.validation, &validation)
    swap(&inner.notes, &notes)
    defer {
      swap(&inner.validation, &validation)
      swap(&inner.notes, &notes)
    }
    return try read(&inner)
  }
}

extension WireValue {
  /// AWS's refusal of this value where a scalar of a Java class stands.
  func refused(as name: String, package: String = "java.lang") -> KmsServiceError {
    switch self {
    case .list: Self.unrecognizedCollection("class \(package).\(name)")
    case .object: Self.unexpectedStart
    case .null: AwsErrors.serialization("NULL_VALUE cannot be converted to \(name)")
    case .flag(let flag): AwsErrors.serialization("\(flag ? "TRUE" : "FALSE")_VALUE cannot be converted to \(name)")
    case .text: AwsErrors.serialization("STRING_VALUE cannot be converted to \(name)")
    case .number(let text):
      AwsErrors.serialization(
        "\(text.contains { ".eE".contains($0) } ? "DECIMAL" : "NUMBER")_VALUE cannot be converted to \(name)")
    }
  }

  static func unrecognizedCollection(_ name: String) -> KmsServiceError {
    AwsErrors.serialization("Unrecognized collection type \(name)")
  }
  static let unexpectedStart = AwsErrors.serialization("Start of structure or map found where not expected.")
  static let unexpectedField = AwsErrors.serialization("Unexpected field type")
}
