import Kernel
import Keys

/// Reads a JSON object as Google's services read protocol buffers: names in either spelling, enumerations by name or
/// number, 64-bit integers as texts or numbers, bytes in either alphabet of base64. `finish` refuses names that nobody
/// asked for. Texts of refusals are those of Google's JSON front end.
struct GcpJsonReader {
  private let members: [WireMember]
  private let path: String
  private let time: GcpTime
  private var known: Set<String> = []

  /// Reads an object that stands at a path; `""` for the body.
  init(_ value: WireValue?, path: String = "", time: GcpTime) throws(GcpStatus) {
    self.path = path
    self.time = time
    switch value {
    case nil, .null?: members = []
    case .object(let members)?: self.members = members
    case .flag?, .number?, .text?, .list?:
      throw Self.refusal(
        path, "Invalid JSON payload received. Expected an object\(path.isEmpty ? "" : " at '\(path)'").")
    }
  }

  /// The same of a body; an empty one is an empty object.
  init(body: [UInt8], path: String = "", time: GcpTime) throws(GcpStatus) {
    guard !body.isEmpty else {
      try self.init(nil, path: path, time: time)
      return
    }
    let value: WireValue
    do throws(WireTextError) {
      value = try WireValue(json: body)
    } catch {
      throw Self.refusal("", "Invalid JSON payload received. The body is not a JSON text.")
    }
    try self.init(value, path: path, time: time)
  }

  private static func refusal(_ path: String, _ message: String) -> GcpStatus {
    GcpErrors.invalid(message, field: path)
  }

  private static func snakeCase(_ name: String) -> String {
    var text = ""
    for byte in name.utf8 {
      if (0x41...0x5a).contains(byte) {
        text += "_" + String(UnicodeScalar(byte + 0x20))
      } else {
        text += String(UnicodeScalar(byte))
      }
    }
    return text
  }

  private func at(_ name: String) -> String {
    let own = Self.snakeCase(name)
    return path.isEmpty ? own : "\(path).\(own)"
  }

  private func invalid(_ name: String, _ type: String, _ shown: String) -> GcpStatus {
    Self.refusal(at(name), "Invalid value at '\(at(name))' (\(type)), \(shown)")
  }

  private static func shown(_ value: WireValue) -> String { String(decoding: value.json, as: UTF8.self) }

  /// The value of a member by its lower-camel-case name; nil when it is missing or null.
  mutating func value(_ name: String) -> WireValue? {
    let other = Self.snakeCase(name)
    known.insert(name)
    known.insert(other)
    guard let found = members.last(where: { $0.name == name || $0.name == other })?.value, found != .null else {
      return nil
    }
    return found
  }

  /// Members that may stand there and say nothing: those that only answers have.
  mutating func ignore(_ names: [String]) { for name in names { _ = value(name) } }

  /// A text; empty when missing.
  mutating func text(_ name: String) throws(GcpStatus) -> String {
    switch value(name) {
    case nil: return ""
    case .text(let text)?: return text
    case let other?: throw invalid(name, "TYPE_STRING", Self.shown(other))
    }
  }

  /// Bytes; nil when missing.
  mutating func bytes(_ name: String) throws(GcpStatus) -> [UInt8]? {
    guard let found = value(name) else { return nil }
    guard case .text(let text) = found else { throw invalid(name, "TYPE_BYTES", Self.shown(found)) }
    var digits: [UInt8] = []
    digits.reserveCapacity(text.utf8.count + 3)
    for byte in text.utf8 { digits.append(byte == 0x2d ? 0x2b : byte == 0x5f ? 0x2f : byte) }
    while digits.last == 0x3d { digits.removeLast() }
    while !digits.count.isMultiple(of: 4) { digits.append(0x3d) }
    guard let bytes = Base64.decode(String(decoding: digits, as: UTF8.self)) else {
      throw invalid(name, "TYPE_BYTES", "Base64 decoding failed for \(Self.shown(found))")
    }
    return bytes
  }

  /// An integer; nil when missing.
  mutating func integer(_ name: String) throws(GcpStatus) -> Int64? {
    guard let found = value(name) else { return nil }
    switch found {
    case .text(let text), .number(let text):
      if let number = Int64(text) { return number }
    case .null, .flag, .list, .object: break
    }
    throw invalid(name, "TYPE_INT64", Self.shown(found))
  }

  /// A 32-bit integer; 0 when missing.
  mutating func integer32(_ name: String) throws(GcpStatus) -> Int {
    guard let number = try integer(name) else { return 0 }
    guard let small = Int32(exactly: number) else { throw invalid(name, "TYPE_INT32", String(number)) }
    return Int(small)
  }

  /// `true` or `false`; false when missing.
  mutating func flag(_ name: String) throws(GcpStatus) -> Bool {
    switch value(name) {
    case nil: return false
    case .flag(let flag)?: return flag
    case .text("true")?: return true
    case .text("false")?: return false
    case let other?: throw invalid(name, "TYPE_BOOL", Self.shown(other))
    }
  }

  /// A value of an enumeration by name or number; nil when missing or unspecified. `type` is Google's name.
  mutating func enumeration<Value: GcpEnum>(_ name: String, _ type: String) throws(GcpStatus) -> Value? {
    guard let found = value(name) else { return nil }
    switch found {
    case .text(let text):
      if let value = Value(rawValue: text) { return value }
      if text.hasSuffix("_UNSPECIFIED") { return nil }
      if let number = Int(text), let value = Value(number: number) { return value }
    case .number(let text):
      if text == "0" { return nil }
      if let number = Int(text), let value = Value(number: number) { return value }
    case .null, .flag, .list, .object: break
    }
    throw invalid(name, "type.googleapis.com/google.cloud.kms.v1.\(type)", Self.shown(found))
  }

  /// A duration; nil when missing.
  mutating func span(_ name: String) throws(GcpStatus) -> Span? {
    guard let found = value(name) else { return nil }
    guard case .text(let text) = found, let span = GcpTime.span(text) else {
      throw invalid(name, "type.googleapis.com/google.protobuf.Duration", Self.shown(found))
    }
    return span
  }

  /// A time; nil when missing.
  mutating func instant(_ name: String) throws(GcpStatus) -> Instant? {
    guard let found = value(name) else { return nil }
    guard case .text(let text) = found, let instant = time.instant(text) else {
      throw invalid(name, "type.googleapis.com/google.protobuf.Timestamp", Self.shown(found))
    }
    return instant
  }

  /// An object; nil when missing.
  mutating func object(_ name: String) throws(GcpStatus) -> GcpJsonReader? {
    guard let found = value(name) else { return nil }
    return try GcpJsonReader(found, path: at(name), time: time)
  }

  /// A map of texts, in the order of its keys.
  mutating func map(_ name: String) throws(GcpStatus) -> [GcpLabel] {
    guard let found = value(name) else { return [] }
    guard case .object(let members) = found else { throw invalid(name, "TYPE_MAP", Self.shown(found)) }
    var labels: [GcpLabel] = []
    for member in members {
      guard case .text(let text) = member.value else { throw invalid(name, "TYPE_STRING", Self.shown(member.value)) }
      labels.append(GcpLabel(member.name, text))
    }
    return labels.sorted { $0.key < $1.key }
  }

  /// A list of objects.
  mutating func objects(_ name: String) throws(GcpStatus) -> [GcpJsonReader] {
    var readers: [GcpJsonReader] = []
    for (index, item) in try list(name).enumerated() {
      readers.append(try GcpJsonReader(item, path: "\(at(name))[\(index)]", time: time))
    }
    return readers
  }

  /// A list of texts.
  mutating func texts(_ name: String) throws(GcpStatus) -> [String] {
    var texts: [String] = []
    for item in try list(name) {
      guard case .text(let text) = item else { throw invalid(name, "TYPE_STRING", Self.shown(item)) }
      texts.append(text)
    }
    return texts
  }

  private mutating func list(_ name: String) throws(GcpStatus) -> [WireValue] {
    guard let found = value(name) else { return [] }
    guard case .list(let items) = found else { throw invalid(name, "TYPE_LIST", Self.shown(found)) }
    return items
  }

  /// Throws when there is a member that nobody asked for.
  func finish() throws(GcpStatus) {
    guard let unknown = members.first(where: { !known.contains($0.name) }) else { return }
    let place = path.isEmpty ? "" : " at '\(path)'"
    throw Self.refusal(
      path, "Invalid JSON payload received. Unknown name \"\(unknown.name)\"\(place): Cannot find field.")
  }
}
