/// A JSON value whose objects keep their members in the order given; what reports write and comparisons read.
///
/// There is no floating point: every number of a result is an integer.
public enum JSONTree: Hashable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// An integer.
  case integer(Int64)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONTree])
  /// An object; the order is kept by writing unless `sorted()` was called.
  case object([JSONMember])

  /// Makes an object from names and values.
  public static func members(_ members: KeyValuePairs<String, JSONTree>) -> JSONTree {
    .object(members.map { JSONMember(name: $0.key, value: $0.value) })
  }

  /// A string, or `null`.
  public static func optional(_ text: String?) -> JSONTree { text.map { .string($0) } ?? .null }

  /// An integer, or `null`.
  public static func optional(_ number: Int64?) -> JSONTree { number.map { .integer($0) } ?? .null }

  /// An integer.
  public static func integer(_ number: Int) -> JSONTree { .integer(Int64(number)) }

  /// The same value with the members of every object in the order of their names' code units.
  public func sorted() -> JSONTree {
    switch self {
    case .null, .bool, .integer, .string: return self
    case .array(let elements): return .array(elements.map { $0.sorted() })
    case .object(let members):
      let ordered = members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      return .object(ordered.map { JSONMember(name: $0.name, value: $0.value.sorted()) })
    }
  }

  /// The value of an object's member; nil when there is none or this is not an object.
  public subscript(_ name: String) -> JSONTree? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The canonical text: two spaces of indentation, one value per line, a line feed at the end.
  public var text: String {
    var output = ""
    write(to: &output, indent: 0)
    output += "\n"
    return output
  }

  private func write(to output: inout String, indent: Int) {
    switch self {
    case .null: output += "null"
    case .bool(let value): output += value ? "true" : "false"
    case .integer(let value): output += String(value)
    case .string(let value): JSONTree.write(value, to: &output)
    case .array(let elements):
      if elements.isEmpty {
        output += "[]"
        return
      }
      output += "["
      for (index, element) in elements.enumerated() {
        output += index == 0 ? "\n" : ",\n"
        output += String(repeating: " ", count: indent + 2)
        element.write(to: &output, indent: indent + 2)
      }
      output += "\n" + String(repeating: " ", count: indent) + "]"
    case .object(let members):
      if members.isEmpty {
        output += "{}"
        return
      }
      output += "{"
      for (index, member) in members.enumerated() {
        output += index == 0 ? "\n" : ",\n"
        output += String(repeating: " ", count: indent + 2)
        JSONTree.write(member.name, to: &output)
        output += ": "
        member.value.write(to: &output, indent: indent + 2)
      }
      output += "\n" + String(repeating: " ", count: indent) + "}"
    }
  }

  private static func write(_ text: String, to output: inout String) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      default:
        if scalar.value < 0x20 {
          let hex = String(scalar.value, radix: 16)
          output += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        } else {
          output.unicodeScalars.append(scalar)
        }
      }
    }
    output += "\""
  }
}

/// A named member of a JSON object.
public struct JSONMember: Hashable, Sendable {
  /// The member's name.
  public let name: String
  /// The member's value.
  public let value: JSONTree

  /// Makes a member.
  public init(name: String, value: JSONTree) {
    self.name = name
    self.value = value
  }
}
