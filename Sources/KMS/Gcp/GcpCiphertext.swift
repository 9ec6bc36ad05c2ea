import Keys

/// The service's own form of a symmetric ciphertext. Google's is opaque and begins with the same three bytes (`CiQA` in
/// base64): a protocol buffer of a key id and the sealed bytes. Ours has the version in the id; all of it is
/// authenticated.
struct GcpCiphertext {
  /// At most how much longer a ciphertext is than its plaintext.
  static let overheadLimit = 128

  private static let idSize = 36
  private static let start: [UInt8] = [0x0a, 0x24, 0x00]

  /// The number of the version that made it.
  let version: Int
  private let id: [UInt8]
  private let sealed: [UInt8]

  /// Takes a ciphertext apart; nil when it is not one of ours.
  init?(_ bytes: [UInt8]) {
    let head = 2 + Self.idSize
    guard bytes.count > head + 1, bytes.starts(with: Self.start), bytes[head] == 0x12 else { return nil }
    var size = 0
    var shift = 0
    var index = head + 1
    while true {
      guard index < bytes.count, shift <= 21 else { return nil }
      size |= Int(bytes[index] & 0x7f) << shift
      shift += 7
      index += 1
      if bytes[index - 1] < 0x80 { break }
    }
    guard bytes.count - index == size else { return nil }
    id = Array(bytes[2..<head])
    sealed = Array(bytes[index...])
    version = id[1..<5].reduce(0) { $0 << 8 | Int($1) }
  }

  /// Whether the version of this name made it.
  func isOf(_ name: GcpResourceName) -> Bool { id == Self.id(name) }

  func open(
    _ associated: [UInt8], _ material: HeldMaterial, _ crypto: CryptoEngine
  ) throws(CryptoError) -> [UInt8] {
    try material.gcmOpen(sealed, authenticating: id + associated, crypto)
  }

  static func seal(
    _ plaintext: [UInt8], _ associated: [UInt8], _ name: GcpResourceName, _ material: HeldMaterial,
    _ crypto: CryptoEngine
  ) throws(CryptoError) -> [UInt8] {
    let id = id(name)
    let sealed = try material.gcmSeal(plaintext, authenticating: id + associated, crypto)
    var output: [UInt8] = [0x0a, UInt8(idSize)] + id + [0x12]
    var size = sealed.count
    while size >= 0x80 {
      output.append(UInt8(size & 0x7f) | 0x80)
      size >>= 7
    }
    output.append(UInt8(size))
    return output + sealed
  }

  private static func id(_ name: GcpResourceName) -> [UInt8] {
    let number = UInt32(name.versionNumber ?? 0)
    let bytes = withUnsafeBytes(of: number.bigEndian) { Array($0) }
    return [0] + bytes + CryptoEngine.sha256(Array(name.description.utf8)).prefix(idSize - 5)
  }

  /// Throws when there is more than the level takes.
  static func checkSizes(plaintext: Int, associated: Int, _ level: GcpProtectionLevel) throws(GcpStatus) {
    if level == .software {
      try GcpRules.limit(plaintext, 65_536, "plaintext")
      try GcpRules.limit(associated, 65_536, "additional_authenticated_data")
    } else {
      try GcpRules.limit(plaintext, 8192, "plaintext")
      try GcpRules.limit(plaintext + associated, 8192, "additional_authenticated_data")
    }
  }
}
