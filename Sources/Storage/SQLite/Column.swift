/// A value of one column on its way into a statement.
enum Column {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])

  static func optional(_ text: String?) -> Column { text.map { .text($0) } ?? .null }
  static func optional(_ bytes: [UInt8]?) -> Column { bytes.map { .blob($0) } ?? .null }
  static func optional(_ integer: Int64?) -> Column { integer.map { .integer($0) } ?? .null }

  /// A list of strings in one BLOB: each with its length in bytes (unsigned LEB128) before it.
  static func list(_ strings: [String]) -> Column {
    var bytes: [UInt8] = []
    for string in strings {
      var length = string.utf8.count
      while length >= 0x80 {
        bytes.append(UInt8(length & 0x7f) | 0x80)
        length >>= 7
      }
      bytes.append(UInt8(length))
      bytes.append(contentsOf: string.utf8)
    }
    return .blob(bytes)
  }

  /// The strings of a list column; nil when the bytes are no such list.
  static func strings(_ bytes: [UInt8]) -> [String]? {
    var strings: [String] = []
    var index = 0
    while index < bytes.count {
      var length = 0
      var shift = 0
      while true {
        guard index < bytes.count, shift < 35 else { return nil }
        let byte = bytes[index]
        index += 1
        length |= Int(byte & 0x7f) << shift
        if byte & 0x80 == 0 { break }
        shift += 7
      }
      guard length <= bytes.count - index else { return nil }
      strings.append(String(decoding: bytes[index..<(index + length)], as: UTF8.self))
      index += length
    }
    return strings
  }
}
