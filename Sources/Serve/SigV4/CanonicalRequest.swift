import Keys

/// A request in the form that Signature Version 4 signs: method, path, query, signed headers, their names, and the
/// payload's hash, one per line.
struct CanonicalRequest: Sendable {
  /// The method in capitals.
  var method: String
  /// The path and the query as they stand in the request line.
  var target: String
  /// Names in any case, values as received, in the order received.
  var headers: [(name: String, value: String)]
  /// The body.
  var body: [UInt8]

  /// The text; `signed` are the lower-case names in the order of the Authorization header.
  func text(signing signed: [String]) -> String {
    let mark = target.firstIndex(of: "?") ?? target.endIndex
    let query = mark == target.endIndex ? "" : target[target.index(after: mark)...]
    let lines = signed.map { "\($0):\(value(of: $0))\n" }.joined()
    return [
      method, CanonicalRequest.path(target[..<mark]), CanonicalRequest.query(query), lines,
      signed.joined(separator: ";"), Hexadecimal.encode(CryptoEngine.sha256(body)),
    ].joined(separator: "\n")
  }

  /// All values of a header, each trimmed and with single spaces, with commas between.
  func value(of name: String) -> String {
    headers.filter { $0.name.lowercased() == name }.map { CanonicalRequest.squeezed($0.value) }.joined(separator: ",")
  }

  private static func squeezed(_ value: String) -> String {
    value.split(whereSeparator: { $0 == " " || $0 == "\t" || $0.isNewline }).joined(separator: " ")
  }

  /// Without `.`, `..` and empty segments; what the request line has encoded is encoded once more, as all services but
  /// S3 have it.
  static func path(_ path: Substring) -> String {
    var segments: [Substring] = []
    for segment in path.split(separator: "/", omittingEmptySubsequences: true) {
      switch segment {
      case ".": continue
      case "..": _ = segments.popLast()
      default: segments.append(segment)
      }
    }
    let text = "/" + segments.map { encoded(String($0)) }.joined(separator: "/")
    return path.hasSuffix("/") && text != "/" ? text + "/" : text
  }

  /// Sorted by name, then by value.
  static func query(_ query: Substring) -> String {
    let pairs = query.split(separator: "&").map { piece -> (String, String) in
      let parts = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (encoded(decoded(parts[0])), parts.count > 1 ? encoded(decoded(parts[1])) : "")
    }
    return pairs.sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 < $1.0 }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
  }

  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = Hexadecimal.decode(String(decoding: rest.prefix(2), as: UTF8.self))?.first
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Everything but letters, digits and `-._~` as `%XX`.
  private static func encoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: bytes.append(byte)
      default: bytes += "%\(Hexadecimal.encode([byte]).uppercased())".utf8
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The chain of HMACs of Signature Version 4.
enum RequestSignature {
  /// The 32-byte key that a secret gives for a day, a Region and a service.
  static func key(secret: String, date: String, region: String, service: String) -> [UInt8] {
    [date, region, service, "aws4_request"].reduce([UInt8]("AWS4\(secret)".utf8)) {
      CryptoEngine.hmacSha256(key: $0, [UInt8]($1.utf8))
    }
  }

  /// The signature in hexadecimal. `time` is X-Amz-Date, `scope` the credential's without the access key.
  static func of(_ canonical: String, key: [UInt8], time: String, scope: String) -> String {
    let hash = Hexadecimal.encode(CryptoEngine.sha256([UInt8](canonical.utf8)))
    let text = "\(AuthorizationHeader.algorithm)\n\(time)\n\(scope)\n\(hash)"
    return Hexadecimal.encode(CryptoEngine.hmacSha256(key: key, [UInt8](text.utf8)))
  }
}
