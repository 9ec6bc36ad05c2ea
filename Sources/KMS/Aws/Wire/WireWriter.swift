import Kernel
import Keys

/// Writes a JSON text without white space. Whoever writes says where lists and objects begin and end; commas come by
/// themselves.
public struct WireWriter {
  /// What was written.
  public private(set) var bytes: [UInt8] = []
  /// Unix time of virtual zero in nanoseconds.
  let unixNanosecondsAtZero: Int64
  private let style: Style
  private var needsComma = false

  /// Who reads the text.
  public enum Style: Hashable, Sendable {
    /// AWS's clients: names as in the API model, times in seconds.
    case answer
    /// CloudTrail's readers: names begin small, times are words.
    case cloudTrail
  }

  /// An empty text. Instants count from the given Unix time, in nanoseconds.
  public init(unixNanosecondsAtZero: Int64 = 0, style: Style = .answer) {
    self.unixNanosecondsAtZero = unixNanosecondsAtZero
    self.style = style
  }

  /// `{`.
  public mutating func beginObject() { open("{") }
  /// `}`.
  public mutating func endObject() { close("}") }
  /// `[`.
  public mutating func beginList() { open("[") }
  /// `]`.
  public mutating func endList() { close("]") }

  /// The name of the member whose value comes next.
  public mutating func name(_ name: String) {
    text(style == .answer ? name : Self.beginningSmall(name))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A text.
  public mutating func text(_ text: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
      case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
      case 0..<0x20: bytes.append(contentsOf: "\\u00\(Hexadecimal.encode([byte]))".utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Bytes, as base64 text.
  public mutating func blob(_ content: [UInt8]) { text(Base64.encode(content)) }

  /// A whole number.
  public mutating func number(_ number: Int) { raw(String(number)) }

  /// `true` or `false`.
  public mutating func flag(_ flag: Bool) { raw(flag ? "true" : "false") }

  /// `null`.
  public mutating func null() { raw("null") }

  /// Seconds since 1970 with milliseconds, in the form that the service's answers have: `1.767225600123E9`.
  /// For CloudTrail `Jan 1, 2026, 12:00:00 AM`.
  public mutating func time(_ instant: Instant) {
    let nanoseconds = unixNanosecondsAtZero + instant.nanoseconds
    switch style {
    case .answer: raw(WireNumber.seconds(milliseconds: nanoseconds / 1_000_000))
    case .cloudTrail: text(CivilTime(epochNanoseconds: nanoseconds).inWords)
    }
  }

  /// `KeyId` as `keyId`; a name that begins with an abbreviation, `AWSAccountId`, stays.
  private static func beginningSmall(_ name: String) -> String {
    let letters = Array(name.utf8)
    func isCapital(_ index: Int) -> Bool { index < letters.count && (0x41...0x5a).contains(letters[index]) }
    guard isCapital(0), !isCapital(1) else { return name }
    return String(decoding: [letters[0] | 0x20] + letters[1...], as: UTF8.self)
  }

  /// Any value.
  public mutating func value(_ value: WireValue) {
    switch value {
    case .null: null()
    case .flag(let flag): self.flag(flag)
    case .number(let number): raw(number)
    case .text(let text): self.text(text)
    case .list(let values):
      beginList()
      for value in values { self.value(value) }
      endList()
    case .object(let members):
      beginObject()
      for member in members {
        name(member.name)
        self.value(member.value)
      }
      endObject()
    }
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func open(_ bracket: Unicode.Scalar) {
    separate()
    bytes.append(UInt8(ascii: bracket))
    needsComma = false
  }

  private mutating func close(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    needsComma = true
  }

  private mutating func raw(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
  }
}
