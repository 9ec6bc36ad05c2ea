/// One line of a `Condition` element: an operator, a condition key and the values to compare with.
struct PolicyCondition: Hashable, Sendable {
  /// What is compared, and how. Operators that negate have the base operator's name here.
  enum Comparison: String, Hashable, Sendable {
    case stringEquals = "StringEquals"
    case stringEqualsIgnoreCase = "StringEqualsIgnoreCase"
    case stringLike = "StringLike"
    case arnEquals = "ArnEquals"
    case arnLike = "ArnLike"
    case bool = "Bool"
    case numericEquals = "NumericEquals"
    case numericLessThan = "NumericLessThan"
    case numericLessThanEquals = "NumericLessThanEquals"
    case numericGreaterThan = "NumericGreaterThan"
    case numericGreaterThanEquals = "NumericGreaterThanEquals"
    case dateEquals = "DateEquals"
    case dateLessThan = "DateLessThan"
    case dateLessThanEquals = "DateLessThanEquals"
    case dateGreaterThan = "DateGreaterThan"
    case dateGreaterThanEquals = "DateGreaterThanEquals"
    case ipAddress = "IpAddress"
    case null = "Null"
  }

  /// How a key with several values is compared.
  enum Quantifier: Hashable, Sendable {
    /// As if it had one.
    case single
    /// Every value of the request must match; true without any.
    case allValues
    /// One value of the request must match.
    case anyValue
  }

  let comparison: Comparison
  let isNegated: Bool
  let quantifier: Quantifier
  /// `IfExists`: true when the request has no such key.
  let ifExists: Bool
  /// The condition key in lower case; condition keys are compared without regard to case.
  let key: String
  let values: [String]

  /// Reads an operator such as `ForAnyValue:StringNotLikeIfExists`; nil for one that does not exist.
  init?(operator name: String, key: String, values: [String]) {
    var rest = Substring(name)
    var quantifier = Quantifier.single
    for (prefix, meaning) in [("ForAllValues:", Quantifier.allValues), ("ForAnyValue:", .anyValue)]
    where rest.hasPrefix(prefix) {
      rest = rest.dropFirst(prefix.count)
      quantifier = meaning
    }
    let ifExists = rest.hasSuffix("IfExists")
    if ifExists { rest = rest.dropLast("IfExists".count) }
    let base = Self.positive(String(rest))
    guard let comparison = Comparison(rawValue: base ?? String(rest)), !(ifExists && comparison == .null) else {
      return nil
    }
    self.comparison = comparison
    isNegated = base != nil
    self.quantifier = quantifier
    self.ifExists = ifExists
    self.key = key.lowercased()
    self.values = values
  }

  /// The operator that one with `Not` in its name negates.
  private static func positive(_ name: String) -> String? {
    switch name {
    case "StringNotEquals": "StringEquals"
    case "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase"
    case "StringNotLike": "StringLike"
    case "ArnNotEquals": "ArnEquals"
    case "ArnNotLike": "ArnLike"
    case "NumericNotEquals": "NumericEquals"
    case "DateNotEquals": "DateEquals"
    case "NotIpAddress": "IpAddress"
    default: nil
    }
  }

  /// Whether the condition holds. A key that the request does not have fails it, unless the operator negates.
  func holds(for access: AccessRequest) -> Bool {
    let found = access.values(of: key)
    if comparison == .null { return values.contains { $0.lowercased() == (found == nil ? "true" : "false") } }
    guard let found, !found.isEmpty || quantifier != .single else {
      return ifExists || isNegated || quantifier == .allValues
    }
    let wanted = values.compactMap { PolicyVariables.resolve($0, in: access) }
    func matches(_ value: String) -> Bool { wanted.contains { compare(value, $0) } }
    return switch (quantifier, isNegated) {
    case (.single, false), (.anyValue, false): found.contains(where: matches)
    case (.single, true), (.allValues, true): !found.contains(where: matches)
    case (.allValues, false): found.allSatisfy(matches)
    case (.anyValue, true): found.contains { !matches($0) }
    }
  }

  private func compare(_ value: String, _ wanted: String) -> Bool {
    switch comparison {
    case .stringEquals: value == wanted
    case .stringEqualsIgnoreCase, .bool: value.lowercased() == wanted.lowercased()
    case .stringLike, .arnEquals, .arnLike: PolicyPattern(wanted).matches(value)
    case .numericEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan, .numericGreaterThanEquals:
      order(Int64(value), Int64(wanted))
    case .dateEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan, .dateGreaterThanEquals:
      order(PolicyDate.seconds(value), PolicyDate.seconds(wanted))
    // The model knows no addresses of callers, and whether a key is there was decided before.
    case .ipAddress, .null: false
    }
  }

  private func order(_ value: Int64?, _ wanted: Int64?) -> Bool {
    guard let value, let wanted else { return false }
    return switch comparison {
    case .numericEquals, .dateEquals: value == wanted
    case .numericLessThan, .dateLessThan: value < wanted
    case .numericLessThanEquals, .dateLessThanEquals: value <= wanted
    case .numericGreaterThan, .dateGreaterThan: value > wanted
    case .numericGreaterThanEquals, .dateGreaterThanEquals: value >= wanted
    case .stringEquals, .stringEqualsIgnoreCase, .stringLike, .arnEquals, .arnLike, .bool, .ipAddress, .null: false
    }
  }
}

/// The variables of a policy's values, such as `${aws:PrincipalAccount}`.
enum PolicyVariables {
  /// The value with its variables filled in; nil when the request has no single value for one.
  static func resolve(_ text: String, in access: AccessRequest) -> String? {
    var result = ""
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "$") {
      let behind = rest.index(after: start)
      guard behind < rest.endIndex, rest[behind] == "{", let end = rest[behind...].firstIndex(of: "}") else {
        result += rest[...start]
        rest = rest[behind...]
        continue
      }
      result += rest[..<start]
      let name = String(rest[rest.index(after: behind)..<end])
      if ["*", "?", "$"].contains(name) {
        result += name
      } else {
        guard let values = access.values(of: name.lowercased()), values.count == 1 else { return nil }
        result += values[0]
      }
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}

/// Dates of policies: `2026-01-31T12:00:00Z`, `2026-01-31`, or seconds since 1970.
enum PolicyDate {
  /// Seconds since 1970; nil for a text that is no date.
  static func seconds(_ text: String) -> Int64? {
    if let seconds = Int64(text) { return seconds }
    let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    guard let date = numbers(halves[0], "-", [1...9999, 1...12, 1...31]) else { return nil }
    var time: [Int64] = [0, 0, 0]
    if halves.count == 2 {
      guard halves[1].hasSuffix("Z"), let clock = numbers(halves[1].dropLast(), ":", [0...23, 0...59, 0...59]) else {
        return nil
      }
      time = clock
    }
    return days(date[0], date[1], date[2]) * 86_400 + time[0] * 3600 + time[1] * 60 + time[2]
  }

  private static func numbers(
    _ text: Substring, _ separator: Character, _ bounds: [ClosedRange<Int64>]
  ) -> [Int64]? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int64($0) }
    guard parts.count == bounds.count, numbers.count == bounds.count,
      zip(numbers, bounds).allSatisfy({ $1.contains($0) })
    else { return nil }
    return numbers
  }

  /// Days from 1970-01-01 in the Gregorian calendar. The year is counted from March, so that a leap day ends it.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }
}
