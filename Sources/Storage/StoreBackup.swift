/// A consistent copy of a store: the bytes of a SQLite database with all its rows.
///
/// Both implementations make and read the same form, so a backup of one restores into the other. It holds whatever
/// the node held, so it is searched for plaintext keys like every other artefact.
public struct StoreBackup: Hashable, Sendable {
  /// The database file, byte for byte.
  public let bytes: [UInt8]

  /// A backup from bytes read back from somewhere; they are checked when it is restored.
  public init(bytes: [UInt8]) {
    self.bytes = bytes
  }
}

/// One file of a store as it lies on disk.
public struct RawArtefact: Hashable, Sendable {
  /// File name without folder, for instance `participant1.db-wal`; `memory` for a store without files.
  public let name: String
  /// Content, byte for byte.
  public let bytes: [UInt8]

  /// An artefact with its bytes.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}
