import Events
import Keys

/// A member's keys, in order: the last listed key of a usage that the member holds signs, the last listed encryption
/// key is the one that others encrypt for, and every listed key verifies and decrypts.
public struct OwnerToKeyMapping: Hashable, Sendable {
  /// Canton's limit on the number of keys.
  public static let maximumKeys = 20

  /// Whose keys they are.
  public let member: MemberID
  /// The keys, oldest first.
  public let keys: [PublicKey]

  /// A mapping. Throws `TOPOLOGY_INVALID_MAPPING` for no key, for a key listed twice, and for more than 20 keys.
  public init(member: MemberID, keys: [PublicKey]) throws(TopologyError) {
    guard !keys.isEmpty else { throw .invalidMapping("public_keys must not be empty") }
    guard keys.count <= OwnerToKeyMapping.maximumKeys else {
      throw .invalidMapping("At most \(OwnerToKeyMapping.maximumKeys) can be specified.")
    }
    for (position, key) in keys.enumerated()
    where keys[..<position].contains(where: { $0.fingerprint == key.fingerprint }) {
      throw .invalidMapping("All keys must be unique. Duplicate keys: \(key.fingerprint.short)")
    }
    self.member = member
    self.keys = keys
  }

  /// The signing keys, in order.
  public var signingKeys: [SigningPublicKey] { keys.compactMap(\.signing) }

  /// The encryption keys, in order.
  public var encryptionKeys: [EncryptionPublicKey] { keys.compactMap(\.encryption) }

  /// Whether the key is listed.
  public func contains(_ key: Fingerprint) -> Bool { keys.contains { $0.fingerprint == key } }

  /// The first step of a rotation: the new key behind all others. Throws `TOPOLOGY_INVALID_MAPPING` when it is listed
  /// already or the limit is reached.
  public func adding(_ key: PublicKey) throws(TopologyError) -> OwnerToKeyMapping {
    try OwnerToKeyMapping(member: member, keys: keys + [key])
  }

  /// The second step of a rotation: without the old key. Throws `TOPOLOGY_INVALID_MAPPING` when it is the only one.
  public func removing(_ key: Fingerprint) throws(TopologyError) -> OwnerToKeyMapping {
    try OwnerToKeyMapping(member: member, keys: keys.filter { $0.fingerprint != key })
  }

  /// The keys as events name them.
  public var listedKeys: [ListedKey] {
    keys.map { ListedKey(key: $0.fingerprint, purpose: $0.purpose, usages: $0.signing?.usage ?? []) }
  }
}
