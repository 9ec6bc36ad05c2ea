/// A named value.
public struct StoredSetting: Hashable, Sendable {
  /// Name, for instance `ledger-end`.
  public var key: String
  /// Value; its reader knows the form.
  public var value: [UInt8]

  /// A row with all its columns.
  public init(key: String, value: [UInt8]) {
    self.key = key
    self.value = value
  }
}
