import Keys

/// The service's own form of a symmetric ciphertext. AWS's is opaque and some 152 bytes longer than the plaintext; ours
/// is exactly that: a header that names key and material, then nonce, ciphertext and tag. The header is authenticated.
struct CiphertextBlob {
  /// Header, nonce and tag.
  static let overhead = headerSize + 28

  let keyID: String
  /// The id of the material that encrypted.
  let materialID: String
  private let header: [UInt8]
  /// Nonce, ciphertext and tag.
  let sealed: [UInt8]

  private static let headerSize = 124
  private static let magic: [UInt8] = [0x01, 0x02, 0x02, 0x00, 0x78]

  /// The header of a ciphertext that a key's material makes. The rest of its 124 bytes is a digest of what stands before.
  static func header(keyID: String, materialID: String) -> [UInt8]? {
    guard let packed = AwsNames.packed(keyID), let material = Hexadecimal.decode(materialID) else { return nil }
    var header = magic + [packed.multiRegion ? 1 : 0] + packed.bytes + material
    while header.count < headerSize { header += CryptoEngine.sha256(header) }
    return Array(header.prefix(headerSize))
  }

  /// Takes a blob apart; nil when it is not one of ours.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.overhead, bytes.starts(with: Self.magic), bytes[5] <= 1 else { return nil }
    header = Array(bytes.prefix(Self.headerSize))
    sealed = Array(bytes.dropFirst(Self.headerSize))
    keyID = AwsNames.unpacked(Array(header[6..<22]), multiRegion: header[5] == 1)
    materialID = Hexadecimal.encode(header[22..<54])
  }

  /// What is authenticated beside the plaintext: header and encryption context.
  func associatedData(_ context: [String: String]) -> [UInt8] { Self.associatedData(header: header, context: context) }

  /// The context is a map: it is written in the order of its keys.
  static func associatedData(header: [UInt8], context: [String: String]) -> [UInt8] {
    var writer = ByteWriter()
    writer.bytes(header)
    for key in context.keys.sorted() {
      writer.string(key)
      writer.string(context[key] ?? "")
    }
    return writer.output
  }
}

extension KeyService {
  /// Encrypts with a symmetric key into the service's form.
  func seal(_ plaintext: [UInt8], with key: StoredKey, context: [String: String]) throws(KmsServiceError) -> [UInt8] {
    let material = try material(of: key)
    guard let header = CiphertextBlob.header(keyID: key.id, materialID: material.identifier) else {
      throw AwsErrors.internalFailure
    }
    let associatedData = CiphertextBlob.associatedData(header: header, context: context)
    return header + (try material.seal(plaintext, associatedData: associatedData, crypto))
  }
}
