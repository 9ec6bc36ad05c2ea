import Canton
import Events
import Kernel
import Keys
import OrderedCollections
import Storage

/// Searches the real bytes of everything that a run stored for private keys: store files, write-ahead logs, backups,
/// ACS files (expanded) and audit logs. Each key is searched as raw scalar, as PKCS#8, and both in hex and base64.
struct ArtefactScan {
  let world: World

  /// Scans everything and records one event per artefact.
  func run() throws {
    for node in world.scenario.nodes { world.rememberHeldKeys(node.name) }
    for (name, store) in world.stores.elements.sorted(by: { $0.key < $1.key }) {
      // Database, write-ahead log and journal are one artefact: how many files there are depends on `--store`.
      try scan(try store.rawArtefacts().map(\.bytes), owner: name, artefact: "\(name)/store")
    }
    for (name, file) in world.files.elements {
      let bytes = file.kind == "acs" ? try expand(file.bytes) : file.bytes
      try scan([bytes], owner: file.owner, artefact: "\(file.kind)/\(name)")
    }
    for (node, lines) in world.auditLogs {
      try scan([Array(lines.joined(separator: "\n").utf8)], owner: node, artefact: "\(node)/kms-audit.log")
    }
  }

  private func expand(_ bytes: [UInt8]) throws -> [UInt8] {
    let reader = try GzipReader(bytes)
    var content: [UInt8] = []
    while try reader.read(into: &content) {}
    return content
  }

  private func scan(_ parts: [[UInt8]], owner: String, artefact: String) throws {
    let mode = world.scenario.node(owner)?.keyMode ?? .clear
    let isStore = !artefact.hasPrefix("acs/") && !artefact.hasSuffix(".log")
    let forbidden = mode != .clear || !isStore
    var findings: [ArtefactFinding] = []
    // A node's keys may have come from another one: an external node must hold none of those that were exported.
    let keys = world.knownKeys.values.flatMap(\.values).sorted { $0.fingerprint < $1.fingerprint }
    var seen: Set<Fingerprint> = []
    let searched = keys.filter { seen.insert($0.fingerprint).inserted }
    let sought = try searched.flatMap { key in
      try ArtefactScan.forms(of: key).map { (key: key.fingerprint, form: $0.0, pattern: $0.1) }
    }
    let search = ByteSearch(sought.map(\.pattern))
    for part in parts {
      for (one, offset) in zip(sought, search.firstOffsets(in: part)) {
        guard let offset else { continue }
        findings.append(ArtefactFinding(key: one.key, form: one.form, offset: offset))
      }
    }
    world.record(
      .artefact(
        ArtefactEvent(
          owner: NodeID(owner), artefact: artefact, forbidden: forbidden, bytesScanned: parts.reduce(0) { $0 + $1.count },
          keysSearched: searched.count, findings: findings)))
  }

  /// The shapes in which a private key may stand in a file.
  static func forms(of key: PrivateKey) throws -> [(String, [UInt8])] {
    let pkcs8 = key.pkcs8
    let secret = try key.material.secretNumber
    return [
      ("raw-scalar", secret), ("pkcs8", pkcs8), ("hex", Array(Hexadecimal.encode(secret).utf8)),
      ("base64", Array(Base64.encode(pkcs8).utf8)),
    ]
  }
}
