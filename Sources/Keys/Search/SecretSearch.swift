/// Searches stored bytes for private keys: the number that makes a key private and its PKCS #8 form, each as it is and
/// as text. What it searches for stays inside; an answer says which key stands where, never what.
public struct SecretSearch {
  /// A place where a key stands.
  public struct Finding: Hashable, Sendable {
    /// The key.
    public let key: Fingerprint
    /// `raw-scalar`, `pkcs8`, `hex` or `base64`.
    public let form: String
    /// Byte offset of the first occurrence.
    public let offset: Int
  }

  private var sought: [(key: Fingerprint, form: String, bytes: [UInt8])] = []
  private var known: Set<Fingerprint> = []
  private var search: PatternSearch?

  /// A search for nothing yet.
  public init() {}

  /// How many keys it searches for.
  public var keys: Int { known.count }

  /// Searches for a key pair's private half, too. A key that is added twice counts once.
  public mutating func add(_ key: KeyMaterial) throws(CryptoError) {
    guard known.insert(key.fingerprint).inserted else { return }
    for form in try SecretSearch.forms(of: key) { sought.append((key.fingerprint, form.form, form.bytes)) }
    search = nil
  }

  /// The first place of each form of each key in these bytes, in the order in which keys were added.
  public mutating func findings(in bytes: [UInt8]) -> [Finding] {
    guard !sought.isEmpty else { return [] }
    let prepared = search ?? PatternSearch(sought.map(\.bytes))
    search = prepared
    return zip(sought, prepared.firstOffsets(in: bytes)).compactMap { one, offset in
      offset.map { Finding(key: one.key, form: one.form, offset: $0) }
    }
  }

  /// The shapes in which a private key may stand in a file.
  public static func forms(of key: KeyMaterial) throws(CryptoError) -> [(form: String, bytes: [UInt8])] {
    let number = try key.secretNumber
    return [
      ("raw-scalar", number), ("pkcs8", key.pkcs8), ("hex", Array(Hexadecimal.encode(number).utf8)),
      ("base64", Array(Base64.encode(key.pkcs8).utf8)),
    ]
  }
}
