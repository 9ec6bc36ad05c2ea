import Kernel
import Keys

/// AWS's names for keys within one account and Region: ids, ARNs, and what a caller's `KeyId` means.
struct AwsNames: Sendable {
  let account: String
  let region: String

  /// The ARN of a key or of a text that looks like a key id.
  func keyARN(_ keyID: String) -> String { "arn:aws:kms:\(region):\(account):key/\(keyID)" }

  /// The ARN of an alias.
  func aliasARN(_ name: String) -> String { "arn:aws:kms:\(region):\(account):\(name)" }

  /// What a `KeyId` names.
  enum Reference: Equatable {
    /// A key of this account and Region.
    case key(id: String, arn: String)
    /// A text that names nothing here, with the ARN that a refusal for lack of permission shows.
    case unknown(error: KmsServiceError, resource: String)
  }

  /// The name of the alias that a `KeyId` means, when it can be one of this account and Region: the bare name only
  /// within the caller's own account, the ARN from elsewhere.
  func aliasName(_ text: String, callerAccount: String) -> String? {
    if text.hasPrefix("alias/") { return callerAccount == account ? text : nil }
    let prefix = aliasARN("")
    guard text.hasPrefix(prefix + "alias/") else { return nil }
    return String(text.dropFirst(prefix.count))
  }

  /// Whether a `KeyId` has the form of an alias or of its ARN.
  static func isAlias(_ text: String) -> Bool {
    if text.hasPrefix("alias/") { return true }
    guard text.hasPrefix("arn:") else { return false }
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return parts.count == 6 && parts[5].hasPrefix("alias/")
  }

  /// Resolves a `KeyId` that is not the name of an alias that exists, as kms.md section 2 (Key identifiers) records it:
  /// bare ids only within the caller's own account, the ARN from elsewhere. ``KeyService`` looks for aliases before.
  func resolve(_ text: String, callerAccount: String) -> Reference {
    let callers = AwsNames(account: callerAccount, region: region)
    if text.hasPrefix("arn:") {
      let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 6, parts[2] == "kms" else {
        return .unknown(error: AwsErrors.notFound("Invalid keyId '\(text)'"), resource: text)
      }
      guard parts[3] == region else {
        return .unknown(error: AwsErrors.notFound("Invalid arn \(parts[3])"), resource: text)
      }
      if parts[5].hasPrefix("alias/") {
        return .unknown(error: AwsErrors.aliasNotFound(text), resource: text)
      }
      guard parts[5].hasPrefix("key/"), parts[4] == account else {
        return .unknown(error: AwsErrors.notFound("Key '\(text)' does not exist"), resource: text)
      }
      return .key(id: String(parts[5].dropFirst(4)), arn: text)
    }
    if text.hasPrefix("alias/") {
      let arn = callers.aliasARN(text)
      return .unknown(error: AwsErrors.aliasNotFound(arn), resource: arn)
    }
    guard Self.isKeyID(text) else {
      return .unknown(error: AwsErrors.notFound("Invalid keyId '\(text)'"), resource: callers.keyARN(text))
    }
    guard callerAccount == account else {
      let arn = callers.keyARN(text)
      return .unknown(error: AwsErrors.notFound("Key '\(arn)' does not exist"), resource: arn)
    }
    return .key(id: text, arn: keyARN(text))
  }

  /// The account that an ARN names; nil for a text that is no ARN.
  static func account(of text: String) -> String? {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return parts.count == 6 && parts[0] == "arn" ? String(parts[4]) : nil
  }

  /// The partition that a Region belongs to.
  static func partition(of region: String) -> String {
    if region.hasPrefix("cn-") { return "aws-cn" }
    return region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
  }

  /// Whether the text is a UUID in lower case or a multi-Region id.
  static func isKeyID(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    func isHex(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
    if text.hasPrefix("mrk-") { return bytes.count == 36 && bytes.dropFirst(4).allSatisfy(isHex) }
    guard bytes.count == 36 else { return false }
    for (index, byte) in bytes.enumerated() {
      switch index {
      case 8, 13, 18, 23: if byte != UInt8(ascii: "-") { return false }
      default: if !isHex(byte) { return false }
      }
    }
    return true
  }

  /// Draws a UUID of version 4.
  static func uuid(from stream: inout RandomStream) -> String {
    var bytes = stream.bytes(16)
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    return uuid(of: bytes)
  }

  /// Draws a key id.
  static func keyID(multiRegion: Bool, from stream: inout RandomStream) -> String {
    multiRegion ? "mrk-\(Hexadecimal.encode(stream.bytes(16)))" : uuid(from: &stream)
  }

  /// The sixteen bytes that an id stands for, and whether it is a multi-Region id; nil for anything else.
  static func packed(_ keyID: String) -> (bytes: [UInt8], multiRegion: Bool)? {
    guard isKeyID(keyID) else { return nil }
    let multiRegion = keyID.hasPrefix("mrk-")
    let digits = (multiRegion ? keyID.utf8.dropFirst(4)[...] : keyID.utf8[...]).filter { $0 != UInt8(ascii: "-") }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      bytes.append(nibble(digits[index]) << 4 | nibble(digits[index + 1]))
    }
    return (bytes, multiRegion)
  }

  /// The id that ``packed(_:)`` came from.
  static func unpacked(_ bytes: [UInt8], multiRegion: Bool) -> String {
    multiRegion ? "mrk-\(Hexadecimal.encode(bytes))" : uuid(of: bytes)
  }

  /// Sixteen bytes as a UUID's text.
  private static func uuid(of bytes: [UInt8]) -> String {
    [bytes[0..<4], bytes[4..<6], bytes[6..<8], bytes[8..<10], bytes[10..<16]].map { Hexadecimal.encode($0) }
      .joined(separator: "-")
  }

  private static func nibble(_ digit: UInt8) -> UInt8 {
    digit <= UInt8(ascii: "9") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
  }
}
