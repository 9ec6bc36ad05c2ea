import GRDB

/// The schema and its history. A change of the schema is a new migration; an earlier one is never edited once a store
/// file with it exists.
enum Schema {
  /// Marks a database as one of ours (`PRAGMA application_id`): "kshf".
  static let applicationId: Int64 = 0x6b73_6866

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 tables of a node") { database in
      try database.execute(sql: "PRAGMA application_id = \(applicationId)")
      for statement in [
        SettingsTable.schema, PrivateKeysTable.schema, PublicKeysTable.schema, KmsMetadataTable.schema,
        TopologyTable.schema, ContractsTable.schema, CompletionsTable.schema, DeduplicationTable.schema,
        SequencedEventsTable.schema,
      ] {
        try database.execute(sql: statement)
      }
    }
    return migrator
  }

  /// The tables that hold a node's rows.
  static let tableNames = [
    "settings", "private_keys", "public_keys", "kms_metadata", "topology_transactions", "contracts", "completions",
    "deduplications", "sequenced_events",
  ]
}

/// The statements of all tables, prepared when the store opens.
struct Tables {
  let settings: SettingsTable
  let privateKeys: PrivateKeysTable
  let publicKeys: PublicKeysTable
  let kmsMetadata: KmsMetadataTable
  let topology: TopologyTable
  let contracts: ContractsTable
  let completions: CompletionsTable
  let deduplications: DeduplicationTable
  let sequencedEvents: SequencedEventsTable

  init(_ database: Database) throws {
    settings = try SettingsTable(database)
    privateKeys = try PrivateKeysTable(database)
    publicKeys = try PublicKeysTable(database)
    kmsMetadata = try KmsMetadataTable(database)
    topology = try TopologyTable(database)
    contracts = try ContractsTable(database)
    completions = try CompletionsTable(database)
    deduplications = try DeduplicationTable(database)
    sequencedEvents = try SequencedEventsTable(database)
  }
}
