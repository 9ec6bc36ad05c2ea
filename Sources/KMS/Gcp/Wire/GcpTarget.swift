/// The path of a request taken apart: `/v1/NAME`, `/v1/NAME/COLLECTION` or `/v1/NAME:VERB`.
struct GcpTarget: Hashable {
  /// The resource name; also one that is malformed.
  let name: String
  /// What stands behind it and is no part of a name: a collection or `publicKey`.
  let collection: String?
  /// What follows the last colon.
  let verb: String?

  /// Takes a path apart; nil when it does not begin with `/v1/projects/` or is not percent-encoded UTF-8.
  init?(_ path: String) {
    let prefix = "/v1/"
    guard path.hasPrefix(prefix), let decoded = GcpQuery.decode(path.dropFirst(prefix.count), plusIsSpace: false),
      decoded.hasPrefix("projects/")
    else { return nil }
    var segments = decoded.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard var last = segments.popLast() else { return nil }
    // A project's id may have a colon, too, but then the path has no verb.
    if segments.count > 1, let colon = last.lastIndex(of: ":") {
      verb = String(last[last.index(after: colon)...])
      last = String(last[..<colon])
    } else {
      verb = nil
    }
    // A name has pairs of segments; what is left over is a collection.
    if segments.count.isMultiple(of: 2) {
      collection = last
    } else {
      collection = nil
      segments.append(last)
    }
    name = segments.joined(separator: "/")
  }
}

/// The query of a request.
struct GcpQuery {
  private let parameters: [GcpStatus.Pair]

  /// Takes a query apart; nil when it is not percent-encoded UTF-8.
  init?(_ text: String) {
    var parameters: [GcpStatus.Pair] = []
    for part in text.split(separator: "&") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(sides[0], plusIsSpace: true),
        let value = Self.decode(sides.count > 1 ? sides[1] : "", plusIsSpace: true)
      else { return nil }
      parameters.append(GcpStatus.Pair(Self.camelCase(name), value))
    }
    self.parameters = parameters
  }

  /// The last value of a parameter by its lower-camel-case name; empty when missing.
  subscript(name: String) -> String { parameters.last { $0.name == name }?.value ?? "" }

  /// Whether `$alt=json;enum-encoding=int` is asked for.
  var wantsNumbers: Bool { self["$alt"].split(separator: ";").contains("enum-encoding=int") }

  /// A number; 0 when missing.
  func integer(_ name: String) throws(GcpStatus) -> Int {
    guard !self[name].isEmpty else { return 0 }
    guard let number = Int32(self[name]) else {
      throw GcpErrors.invalid("Invalid value at '\(name)' (TYPE_INT32), \"\(self[name])\"", field: name)
    }
    return Int(number)
  }

  /// `true` or `false`; false when missing.
  func flag(_ name: String) throws(GcpStatus) -> Bool {
    switch self[name].lowercased() {
    case "", "false": return false
    case "true": return true
    default: throw GcpErrors.invalid("Invalid value at '\(name)' (TYPE_BOOL), \"\(self[name])\"", field: name)
    }
  }

  /// The paths of a field mask.
  func mask(_ name: String) -> [String] { self[name].split(separator: ",").map(String.init) }

  private static func camelCase(_ name: String) -> String {
    let parts = name.split(separator: "_")
    guard parts.count > 1, let first = parts.first else { return name }
    return String(first) + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// Decodes percent-encoding; nil for a broken escape or bytes that are not UTF-8.
  static func decode(_ text: Substring, plusIsSpace: Bool) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == 0x25 {
        guard rest.count >= 2, let high = digit(rest.removeFirst()), let low = digit(rest.removeFirst()) else {
          return nil
        }
        bytes.append(high << 4 | low)
      } else {
        bytes.append(byte == 0x2b && plusIsSpace ? 0x20 : byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
