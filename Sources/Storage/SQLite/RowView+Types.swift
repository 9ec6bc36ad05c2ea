import Kernel
import Keys

// Typed columns. SQLite enforces the storage class (tables are STRICT); these enforce the rest.

extension Column {
  static func instant(_ instant: Instant) -> Column { .integer(instant.nanoseconds) }

  static func fingerprint(_ fingerprint: Fingerprint) -> Column { .text(fingerprint.hex) }

  static func flag(_ flag: Bool) -> Column { .integer(flag ? 1 : 0) }

  /// Canton's numbers of the key purposes.
  static func purpose(_ purpose: KeyPurpose) -> Column {
    switch purpose {
    case .signing: .integer(0)
    case .encryption: .integer(1)
    }
  }
}

extension RowView {
  func instant(_ column: Int32) -> Instant { Instant(nanoseconds: integer(column)) }

  func fingerprint(_ column: Int32, of table: String) throws(StorageError) -> Fingerprint {
    guard let fingerprint = Fingerprint(hex: text(column)) else { throw .corrupt(table: table, column: "fingerprint") }
    return fingerprint
  }

  func purpose(_ column: Int32, of table: String) throws(StorageError) -> KeyPurpose {
    switch integer(column) {
    case 0: return .signing
    case 1: return .encryption
    default: throw .corrupt(table: table, column: "purpose")
    }
  }

  func byte(_ column: Int32, _ name: String, of table: String) throws(StorageError) -> UInt8 {
    guard let byte = UInt8(exactly: integer(column)) else { throw .corrupt(table: table, column: name) }
    return byte
  }

  func strings(_ column: Int32, _ name: String, of table: String) throws(StorageError) -> [String] {
    guard let strings = Column.strings(blob(column)) else { throw .corrupt(table: table, column: name) }
    return strings
  }
}
