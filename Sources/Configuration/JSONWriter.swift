/// Writes JSON canonically: the same value always gives the same bytes, and a change of one value changes one line.
public enum JSONWriter {
  /// How the text is laid out.
  public enum Layout: Sendable {
    /// One value per line, two spaces per level, a line feed at the end.
    case lines
    /// Everything on one line without spaces, no line feed at the end; for JSON Lines and for hashing.
    case compact
  }

  /// The text of a value. With `sorted`, members are in the order of their keys; else in the order given.
  public static func text(_ value: JSONValue, layout: Layout = .lines, sorted: Bool = false) -> String {
    String(decoding: bytes(value, layout: layout, sorted: sorted), as: UTF8.self)
  }

  /// The UTF-8 bytes of a value.
  public static func bytes(_ value: JSONValue, layout: Layout = .lines, sorted: Bool = false) -> [UInt8] {
    var output: [UInt8] = []
    write(sorted ? value.sorted : value, layout, level: 0, to: &output)
    if layout == .lines { output.append(UInt8(ascii: "\n")) }
    return output
  }

  private static func write(_ value: JSONValue, _ layout: Layout, level: Int, to output: inout [UInt8]) {
    switch value {
    case .null: output += "null".utf8
    case .bool(let bool): output += (bool ? "true" : "false").utf8
    case .int64(let integer): output += String(integer).utf8
    case .uint64(let integer): output += String(integer).utf8
    case .decimal(let number): output += number.description.utf8
    case .string(let string): write(string, to: &output)
    case .array(let elements):
      enclose("[", "]", elements, layout, level, &output) { element, output in
        write(element, layout, level: level + 1, to: &output)
      }
    case .object(let members):
      enclose("{", "}", members, layout, level, &output) { member, output in
        write(member.key, to: &output)
        output += (layout == .lines ? ": " : ":").utf8
        write(member.value, layout, level: level + 1, to: &output)
      }
    }
  }

  private static func enclose<Element>(
    _ opening: String, _ closing: String, _ elements: [Element], _ layout: Layout, _ level: Int,
    _ output: inout [UInt8], _ body: (Element, inout [UInt8]) -> Void
  ) {
    output += opening.utf8
    for (index, element) in elements.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      newLine(layout, level + 1, &output)
      body(element, &output)
    }
    if !elements.isEmpty { newLine(layout, level, &output) }
    output += closing.utf8
  }

  private static func newLine(_ layout: Layout, _ level: Int, _ output: inout [UInt8]) {
    guard layout == .lines else { return }
    output.append(UInt8(ascii: "\n"))
    output += repeatElement(UInt8(ascii: " "), count: level * 2)
  }

  /// A string in quotes; only what JSON demands is escaped, other characters stand as they are.
  private static func write(_ string: String, to output: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    output.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
      case 0x0A: output += "\\n".utf8
      case 0x0D: output += "\\r".utf8
      case 0x09: output += "\\t".utf8
      case 0..<0x20: output += "\\u00".utf8 + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}
