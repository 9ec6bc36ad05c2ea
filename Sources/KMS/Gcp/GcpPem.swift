import Keys

/// Public keys as text: RFC 7468, lines of 64 characters, a line feed at the end.
public enum GcpPem {
  private static let header = "-----BEGIN PUBLIC KEY-----"
  private static let footer = "-----END PUBLIC KEY-----"

  /// The text of a SubjectPublicKeyInfo.
  public static func encode(_ subjectPublicKeyInfo: [UInt8]) -> String {
    let digits = Array(Base64.encode(subjectPublicKeyInfo).utf8)
    var text = header + "\n"
    for start in stride(from: 0, to: digits.count, by: 64) {
      text += String(decoding: digits[start..<min(start + 64, digits.count)], as: UTF8.self) + "\n"
    }
    return text + footer + "\n"
  }

  /// The SubjectPublicKeyInfo of a text; nil when it is none.
  public static func decode(_ pem: String) -> [UInt8]? {
    let lines = pem.split(separator: "\n")
    guard lines.first.map(String.init) == header, lines.last.map(String.init) == footer else { return nil }
    return Base64.decode(lines.dropFirst().dropLast().joined())
  }
}
