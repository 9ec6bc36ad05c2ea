/// Reads the members of an object with fixed keys; made by `Reader.object`.
public final class ObjectReader {
  /// Reads the object itself.
  public let reader: Reader
  private let members: [Value.Member]
  private var positions: [String: Int] = [:]
  private var asked: [String] = []
  private var refused: Set<String> = []
  private var missing: [(key: String, expected: String?)] = []

  init(_ reader: Reader, _ members: [Value.Member]) {
    self.reader = reader
    self.members = members
    for (position, member) in members.enumerated() { positions[member.key] = position }
  }

  /// Where the object stands.
  public var range: SourceRange { reader.range }

  /// The member of a key that may be absent.
  public func optional(_ key: String) -> Reader? {
    asked.append(key)
    guard let position = positions[key] else { return nil }
    return Reader(members[position].value, path: reader.path.key(key), diagnostics: reader.diagnostics)
  }

  /// The member of a key that must be there; reported when it is not, unless an unknown key looks like a misspelling of it:
  /// then that one is the mistake.
  public func required(_ key: String, expected: String? = nil) -> Reader? {
    if let member = optional(key) { return member }
    missing.append((key, expected))
    return nil
  }

  /// Where a key stands; nil when it is absent.
  public func keyRange(_ key: String) -> SourceRange? { positions[key].map { members[$0].keyRange } }

  /// Whether a key is present; does not count as asking for it.
  public func has(_ key: String) -> Bool { positions[key] != nil }

  /// Whether a key was asked for.
  public func hasAsked(_ key: String) -> Bool { asked.contains(key) }

  /// Refuses a key that is known but not supported, with a reason that continues the sentence `"key" …`.
  public func refuse(_ key: String, _ reason: String) {
    guard let position = positions[key] else { return }
    refused.insert(key)
    reader.diagnostics.report(
      "\"\(key)\" \(reason)", at: members[position].keyRange, path: reader.path.key(key))
  }

  /// The keys that were not asked for, without comments; asking for them here accepts them all.
  public func remaining() -> [Reader.Entry] {
    let rest = members.filter { !$0.isComment && !asked.contains($0.key) }
    asked += rest.map(\.key)
    return rest.map {
      Reader.Entry(
        key: $0.key, keyRange: $0.keyRange,
        reader: Reader($0.value, path: reader.path.key($0.key), diagnostics: reader.diagnostics))
    }
  }

  func reportKeys() {
    let unknown = members.filter { !$0.isComment && !asked.contains($0.key) && !refused.contains($0.key) }
    let nearest = unknown.map { Nearest.word(to: $0.key, among: asked.filter { positions[$0] == nil }) }
    for (key, expected) in missing where !nearest.contains(key) {
      reader.report("the key \"\(key)\" is missing", expected: expected)
    }
    for (member, nearest) in zip(unknown, nearest) {
      let expected = asked.count <= 12 && !asked.isEmpty ? "one of " + asked.sorted().joined(separator: ", ") : nil
      reader.diagnostics.report(
        "unknown key \"\(member.key)\"", at: member.keyRange, path: reader.path,
        expected: nearest == nil ? expected : nil, suggestion: nearest)
    }
  }
}
