import Canton
import Events
import KMS
import Kernel
import Keys
import OrderedCollections
import Storage

/// Searches the real bytes of everything that a run stored for private keys: store files, write-ahead logs, backups,
/// ACS files (expanded) and audit logs. Every key is searched for everywhere: a node may hold another one's keys, and
/// keys that only a KMS holds must stand nowhere.
struct ArtefactScan {
  let world: World

  /// Scans everything and records one event per artefact.
  func run() throws {
    for node in world.scenario.nodes { world.rememberHeldKeys(node.name) }
    var search = try secrets()
    for (name, store) in world.stores.elements.sorted(by: { $0.key < $1.key }) {
      // Database, write-ahead log and journal are one artefact: how many files there are depends on `--store`.
      scan(try store.rawArtefacts().map(\.bytes), owner: name, artefact: "\(name)/store", isStore: true, &search)
    }
    for (name, file) in world.files.elements {
      let bytes = file.kind == "acs" ? try expand(file.bytes) : file.bytes
      scan([bytes], owner: file.owner, artefact: "\(file.kind)/\(name)", isStore: file.kind == "backup", &search)
    }
    for (node, lines) in world.auditLogs {
      let bytes = Array(lines.joined(separator: "\n").utf8)
      scan([bytes], owner: node, artefact: "\(node)/kms-audit.log", isStore: false, &search)
    }
    for log in world.serviceLogs {
      scan([log.file], owner: "operator", artefact: log.name, isStore: false, &search)
    }
  }

  private func secrets() throws -> SecretSearch {
    var search = SecretSearch()
    for key in world.knownKeys.values.flatMap(\.values).sorted(by: { $0.fingerprint < $1.fingerprint }) {
      try search.add(key.material)
    }
    for endpoint in world.endpoints.values { try endpoint.service.addHeldKeys(to: &search) }
    for endpoint in world.googleEndpoints.values { try endpoint.service.addHeldKeys(to: &search) }
    return search
  }

  private func expand(_ bytes: [UInt8]) throws -> [UInt8] {
    let reader = try GzipReader(bytes)
    var content: [UInt8] = []
    while try reader.read(into: &content) {}
    return content
  }

  private func scan(
    _ parts: [[UInt8]], owner: String, artefact: String, isStore: Bool, _ search: inout SecretSearch
  ) {
    // A node with clear keys holds them in its store and its backups, and nowhere else.
    let forbidden = !isStore || (world.scenario.node(owner)?.keyMode ?? .clear) != .clear
    var findings: [ArtefactFinding] = []
    for part in parts {
      findings += search.findings(in: part).map { ArtefactFinding(key: $0.key, form: $0.form, offset: $0.offset) }
    }
    world.record(
      .artefact(
        ArtefactEvent(
          owner: NodeID(owner), artefact: artefact, forbidden: forbidden,
          bytesScanned: parts.reduce(0) { $0 + $1.count },
          keysSearched: search.keys, findings: findings)))
  }
}
