/// The way from a document's root to a value, as diagnostics print it: `steps[3].args.fingerprint`.
public struct Path: Hashable, Sendable, CustomStringConvertible {
  /// One step of the way.
  public enum Component: Hashable, Sendable {
    /// A member of an object.
    case key(String)
    /// An element of a list, from 0.
    case index(Int)
  }

  /// The steps, outermost first.
  public let components: [Component]

  /// The root itself.
  public static let root = Path([])

  /// Makes a path.
  public init(_ components: [Component]) {
    self.components = components
  }

  /// The path of a member.
  public func key(_ key: String) -> Path { Path(components + [.key(key)]) }

  /// The path of an element.
  public func index(_ index: Int) -> Path { Path(components + [.index(index)]) }

  /// The path as text; empty for the root. A key that is not made of letters, digits, `_`, `-`, `$` and `@` is quoted.
  public var description: String {
    var text = ""
    for component in components {
      switch component {
      case .index(let index): text += "[\(index)]"
      case .key(let key):
        if !text.isEmpty { text += "." }
        text += Path.isPlain(key) ? key : "\"\(key)\""
      }
    }
    return text
  }

  private static func isPlain(_ key: String) -> Bool {
    !key.isEmpty
      && key.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "$"),
          UInt8(ascii: "@"):
          true
        default: false
        }
      }
  }
}
