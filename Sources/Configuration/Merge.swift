/// Lays one configuration over another.
///
/// Objects merge member by member, everything else is replaced; a member that the patch sets to `null` is removed. A patch
/// may name elements of a list of objects by their `id`: an object laid over such a list merges each of its members with
/// the element of that id. Values keep the positions that they were read from, so a message about a merged
/// configuration still points into the right file.
public struct Merge {
  /// Which of two merged objects a message about a missing member points to.
  public enum Anchor: Sendable {
    /// The object below, for patches of one document.
    case base
    /// The object above, for a document that builds upon another.
    case patch
  }

  private let anchor: Anchor
  private let wholes: Set<String>
  private let diagnostics: Diagnostics

  /// Makes a merge that reports unknown element ids to `diagnostics`. An object with one of the keys `wholes` replaces
  /// the one below as a whole; that is for objects whose members exclude each other.
  public init(anchor: Anchor = .base, wholes: Set<String> = [], diagnostics: Diagnostics) {
    self.anchor = anchor
    self.wholes = wholes
    self.diagnostics = diagnostics
  }

  /// `patch` laid over `base`; `path` is where both stand, for messages.
  public func apply(_ patch: Value, to base: Value, path: Path = .root) -> Value {
    switch (base.content, patch.content) {
    case (.object, .object(let above)) where above.contains { wholes.contains($0.key) }: patch
    case (.object(let below), .object(let above)):
      Value(.object(merge(above, over: below, path)), range: anchor == .base ? base.range : patch.range)
    case (.array(let elements), .object(let above)) where Merge.haveIds(elements):
      Value(.array(merge(above, over: elements, path)), range: base.range)
    default: patch
    }
  }

  private func merge(_ above: [Value.Member], over below: [Value.Member], _ path: Path) -> [Value.Member] {
    var result = below
    for member in above where !member.isComment {
      let position = result.firstIndex { $0.key == member.key }
      if case .null = member.value.content {
        if let position { result.remove(at: position) }
      } else if let position {
        result[position].value = apply(member.value, to: result[position].value, path: path.key(member.key))
      } else {
        result.append(member)
      }
    }
    return result
  }

  private func merge(_ above: [Value.Member], over elements: [Value], _ path: Path) -> [Value] {
    var result = elements
    for member in above where !member.isComment {
      guard let position = result.firstIndex(where: { $0["id"]?.string == member.key }) else {
        let ids = result.compactMap { $0["id"]?.string }
        diagnostics.report(
          "no element has the id \"\(member.key)\"", at: member.keyRange, path: path,
          suggestion: Nearest.word(to: member.key, among: ids),
          notes: ["an object laid over a list patches the elements whose ids it names"])
        continue
      }
      if case .null = member.value.content {
        result.remove(at: position)
      } else {
        result[position] = apply(member.value, to: result[position], path: path.key(member.key))
      }
    }
    return result
  }

  private static func haveIds(_ elements: [Value]) -> Bool {
    !elements.isEmpty && elements.allSatisfy { $0["id"]?.string != nil }
  }
}
