/// Reads one value with typed access; what is wrong goes to `diagnostics` and reading goes on, so that a user sees every
/// mistake of a file at once.
public struct Reader {
  /// The value.
  public let value: Value
  /// Its way from the document's root.
  public let path: Path
  /// Where mistakes are reported.
  public let diagnostics: Diagnostics

  /// Makes a reader.
  public init(_ value: Value, path: Path = .root, diagnostics: Diagnostics) {
    self.value = value
    self.path = path
    self.diagnostics = diagnostics
  }

  /// Where the value stands.
  public var range: SourceRange { value.range }

  /// Whether the value is `null`.
  public var isNull: Bool {
    if case .null = value.content { true } else { false }
  }

  /// Reports a mistake at this value.
  public func report(
    _ message: String, expected: String? = nil, suggestion: String? = nil, notes: [String] = [],
    severity: Diagnostic.Severity = .error
  ) {
    diagnostics.report(
      message, at: range, path: path, expected: expected, suggestion: suggestion, notes: notes, severity: severity)
  }

  /// Reports that the value is of the wrong kind.
  public func reportKind(expected: String) {
    report("is \(value.kind)", expected: expected)
  }

  // MARK: Scalars

  /// A string; anything else is reported.
  public func string(expected: String = "a string") -> String? {
    if let string = value.string { return string }
    reportKind(expected: expected)
    return nil
  }

  /// A string that is not empty.
  public func word(expected: String = "a word") -> String? {
    guard let string = string(expected: expected) else { return nil }
    if string.isEmpty {
      report("is empty", expected: expected)
      return nil
    }
    return string
  }

  /// A boolean; anything else is reported.
  public func bool() -> Bool? {
    if case .bool(let bool) = value.content { return bool }
    reportKind(expected: "true or false")
    return nil
  }

  /// A whole number within a range.
  public func integer(in range: ClosedRange<Int64> = .min ... .max) -> Int64? {
    let expected = "an integer" + Reader.describe(range)
    guard case .number(let number) = value.content else {
      reportKind(expected: expected)
      return nil
    }
    guard let integer = number.int64, range.contains(integer) else {
      report("is \(number)", expected: expected)
      return nil
    }
    return integer
  }

  /// A whole number that fits an `Int` and a range of it.
  public func count(in range: ClosedRange<Int> = 0...(.max)) -> Int? {
    integer(in: Int64(range.lowerBound)...Int64(range.upperBound)).map(Int.init)
  }

  /// A whole number from 0, up to 2^64-1.
  public func unsigned() -> UInt64? {
    guard case .number(let number) = value.content else {
      reportKind(expected: "an integer from 0")
      return nil
    }
    if let integer = number.uint64 { return integer }
    report("is \(number)", expected: "an integer from 0")
    return nil
  }

  /// An exact decimal number within a range.
  public func number(from lower: Number? = nil, to upper: Number? = nil, above: Number? = nil) -> Number? {
    let limits = [above.map { "above \($0)" }, lower.map { "from \($0)" }, upper.map { "up to \($0)" }]
    let expected = (["a number"] + limits.compactMap { $0 }).joined(separator: " ")
    guard case .number(let number) = value.content else {
      reportKind(expected: expected)
      return nil
    }
    if let lower, number < lower { return refuse(number, expected) }
    if let upper, upper < number { return refuse(number, expected) }
    if let above, !(above < number) { return refuse(number, expected) }
    return number
  }

  private func refuse(_ number: Number, _ expected: String) -> Number? {
    report("is \(number)", expected: expected)
    return nil
  }

  /// A duration such as `"250ms"`, in nanoseconds.
  public func nanoseconds() -> Int64? {
    let expected = "a duration such as \"250ms\", \"1.5s\" or \"5m\""
    guard let text = string(expected: expected) else { return nil }
    if let nanoseconds = DurationText.nanoseconds(text) { return nanoseconds }
    report("\"\(text)\" is not a duration", expected: expected + " (units ns, us, ms, s, m, h, d)")
    return nil
  }

  /// One of given words. Words of `later` are known but refused, with the reason given for them.
  public func choice(of words: [String], later: [String: String] = [:]) -> String? {
    let expected = Reader.oneOf(words)
    guard let word = string(expected: expected) else { return nil }
    if words.contains(word) { return word }
    if let reason = later[word] {
      report("\"\(word)\" \(reason)", expected: expected)
    } else {
      report("\"\(word)\" is not allowed", expected: expected, suggestion: Nearest.word(to: word, among: words))
    }
    return nil
  }

  /// One case of an enumeration by its raw value.
  public func choice<Choice>(_ type: Choice.Type, later: [String: String] = [:]) -> Choice?
  where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    choice(of: type.allCases.map(\.rawValue), later: later).flatMap { Choice(rawValue: $0) }
  }

  // MARK: Collections

  /// Readers of the elements of a list; anything else is reported and gives none.
  public func elements(expected: String = "a list", atLeast minimum: Int = 0) -> [Reader] {
    guard let elements = value.elements else {
      reportKind(expected: expected)
      return []
    }
    if elements.count < minimum { report("has \(elements.count) elements", expected: "at least \(minimum)") }
    return elements.enumerated().map { Reader($0.element, path: path.index($0.offset), diagnostics: diagnostics) }
  }

  /// A list of strings.
  public func strings() -> [String] {
    elements(expected: "a list of strings").compactMap { $0.string() }
  }

  /// Readers of the members of an object whose keys the file chooses, in its order, without comment keys.
  public func entries(expected: String = "an object") -> [Entry] {
    guard let members = value.members else {
      reportKind(expected: expected)
      return []
    }
    return members.filter { !$0.isComment }.map {
      Entry(
        key: $0.key, keyRange: $0.keyRange,
        reader: Reader($0.value, path: path.key($0.key), diagnostics: diagnostics))
    }
  }

  /// A member of an object whose keys the file chooses.
  public struct Entry {
    /// The key.
    public let key: String
    /// Where the key stands.
    public let keyRange: SourceRange
    /// Reads the value.
    public let reader: Reader
  }

  /// Reads an object whose keys are fixed: `body` asks for the keys, and every key that it did not ask for is reported with
  /// the nearest that it did. Nil when the value is no object.
  public func object<Result>(expected: String = "an object", _ body: (ObjectReader) -> Result) -> Result? {
    guard let members = value.members else {
      reportKind(expected: expected)
      return nil
    }
    let object = ObjectReader(self, members)
    let result = body(object)
    object.reportKeys()
    return result
  }

  /// `"a"`, `"a" or "b"`, `"a", "b" or "c"`.
  public static func oneOf(_ words: [String]) -> String {
    let quoted = words.map { "\"\($0)\"" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }

  private static func describe(_ range: ClosedRange<Int64>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (.min, .max): ""
    case (let lower, .max): " from \(lower)"
    case (let lower, let upper): " from \(lower) to \(upper)"
    }
  }
}
