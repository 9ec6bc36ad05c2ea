import Configuration
import Results

/// Reads JSON files into the tree that comparisons work on.
enum JSONTreeReader {
  /// - Throws: `Diagnostic` with the position of the first mistake.
  static func read(_ path: String) throws(Diagnostic) -> JSONTree {
    JSONTree(try JSONReader.read(file: path, limits: .init(bytes: 512 << 20)).root.json)
  }
}

extension JSONTree {
  /// The same tree; numbers that are not integers become their text.
  init(_ value: JSONValue) {
    switch value {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .int64(let number): self = .integer(number)
    case .uint64(let number): self = Int64(exactly: number).map { .integer($0) } ?? .string(String(number))
    case .decimal(let number): self = .string(number.description)
    case .string(let text): self = .string(text)
    case .array(let elements): self = .array(elements.map { JSONTree($0) })
    case .object(let members): self = .object(members.map { JSONMember(name: $0.key, value: JSONTree($0.value)) })
    }
  }
}
