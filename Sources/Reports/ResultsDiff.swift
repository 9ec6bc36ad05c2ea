import Results

/// A place in which two results differ.
public struct Difference: Hashable, Sendable, CustomStringConvertible {
  /// Where, for instance `latency[daml.signing.latency node=p1].p99_ns`.
  public let path: String
  /// The left value; `absent` when there is none.
  public let left: String
  /// The right value.
  public let right: String

  /// Makes a difference.
  public init(path: String, left: String, right: String) {
    self.path = path
    self.left = left
    self.right = right
  }

  /// The path with both values.
  public var description: String { "\(path): \(left) became \(right)" }
}

/// Compares results exactly, value by value.
public enum ResultsDiff {
  /// All differences in the order of the left value, then what only the right one has. Elements of arrays are matched
  /// by what names them (`id`, `name`, `party`, …) where that is unique, else by position.
  public static func compare(_ left: JSONTree, _ right: JSONTree) -> [Difference] {
    var differences: [Difference] = []
    compare(left, right, path: "", into: &differences)
    return differences
  }

  /// One line for each of the first differences, and how many more there are.
  public static func render(_ differences: [Difference], limit: Int = 50) -> String {
    if differences.isEmpty { return "no difference\n" }
    var lines = ["\(differences.count) \(differences.count == 1 ? "value differs" : "values differ")"]
    lines += differences.prefix(limit).map { "  \($0)" }
    if differences.count > limit { lines.append("  and \(differences.count - limit) more") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func compare(_ left: JSONTree, _ right: JSONTree, path: String, into differences: inout [Difference]) {
    switch (left, right) {
    case (.object(let first), .object(let second)):
      for member in first {
        let place = path.isEmpty ? member.name : "\(path).\(member.name)"
        if let other = right[member.name] {
          compare(member.value, other, path: place, into: &differences)
        } else {
          differences.append(Difference(path: place, left: brief(member.value), right: "absent"))
        }
      }
      for member in second where left[member.name] == nil {
        let place = path.isEmpty ? member.name : "\(path).\(member.name)"
        differences.append(Difference(path: place, left: "absent", right: brief(member.value)))
      }
    case (.array(let first), .array(let second)):
      if let names = labels(first), let others = labels(second) {
        compareNamed(first, names, second, others, path: path, into: &differences)
      } else {
        for position in 0..<max(first.count, second.count) {
          let place = "\(path)[\(position)]"
          if position >= first.count {
            differences.append(Difference(path: place, left: "absent", right: brief(second[position])))
          } else if position >= second.count {
            differences.append(Difference(path: place, left: brief(first[position]), right: "absent"))
          } else {
            compare(first[position], second[position], path: place, into: &differences)
          }
        }
      }
    default:
      if left != right { differences.append(Difference(path: path, left: brief(left), right: brief(right))) }
    }
  }

  private static func compareNamed(
    _ first: [JSONTree], _ names: [String], _ second: [JSONTree], _ others: [String], path: String,
    into differences: inout [Difference]
  ) {
    let positions = Dictionary(uniqueKeysWithValues: others.enumerated().map { ($1, $0) })
    var shared: [Int] = []
    for (element, name) in zip(first, names) {
      if let position = positions[name] {
        shared.append(position)
        compare(element, second[position], path: "\(path)[\(name)]", into: &differences)
      } else {
        differences.append(Difference(path: "\(path)[\(name)]", left: brief(element), right: "absent"))
      }
    }
    if shared != shared.sorted() {
      differences.append(Difference(path: path, left: "one order of elements", right: "another order"))
    }
    let known = Set(names)
    for (element, name) in zip(second, others) where !known.contains(name) {
      differences.append(Difference(path: "\(path)[\(name)]", left: "absent", right: brief(element)))
    }
  }

  /// What names each element; nil unless every element is an object with a name and all names differ.
  private static func labels(_ elements: [JSONTree]) -> [String]? {
    var labels: [String] = []
    for element in elements {
      guard let label = label(element) else { return nil }
      labels.append(label)
    }
    return Set(labels).count == labels.count ? labels : nil
  }

  private static func label(_ element: JSONTree) -> String? {
    if let tags = element["tags"], case .string(let metric) = element["metric"], case .object(let members) = tags {
      return ([metric] + members.map { "\($0.name)=\(brief($0.value, quoted: false))" }).joined(separator: " ")
    }
    let keys = [
      ["id"], ["name"], ["party"], ["metric", "expression", "phase"], ["kms", "operation", "node", "outcome"],
      ["kms", "quota"], ["directory"], ["step", "expression"],
    ]
    for names in keys {
      let values = names.compactMap { element[$0] }
      if values.count == names.count {
        return values.filter { $0 != .null }.map { brief($0, quoted: false) }.joined(separator: " ")
      }
    }
    return nil
  }

  private static func brief(_ value: JSONTree, quoted: Bool = true) -> String {
    switch value {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .string(let text): quoted ? "\"\(text)\"" : text
    case .array(let elements): "an array of \(elements.count)"
    case .object(let members): "an object of \(members.count)"
    }
  }
}
