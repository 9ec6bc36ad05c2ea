import Canton
import Events
import KMS
import Kernel
import Keys
import OrderedCollections
import Storage

/// What steps do to the world as a whole.
extension World {
  /// Stops a node in order.
  func stop(_ name: String) {
    rememberHeldKeys(name)
    simulation.host(NodeID(name)).stop()
  }

  /// Kills a node's process.
  func crash(_ name: String) throws {
    _ = try node(name)
    rememberHeldKeys(name)
    simulation.record(Event.node(.crashed), node: NodeID(name))
    simulation.host(NodeID(name)).crash()
    keepAuditLines(name, killed: true)
  }

  /// Starts a crashed node again and reconnects it to what it was connected to.
  func restart(_ name: String) async throws {
    let node = try start(name)
    try await node.started.value()
    guard let participant = node as? ParticipantNode else { return }
    _ = try await participant.initialized.value()
    for synchronizer in scenario.synchronizers where try participant.knows(synchronizer.alias) {
      participant.restoredParameters[synchronizer.alias] = StaticSynchronizerParameters(synchronizer.staticParameters)
      try await participant.reconnect(synchronizer.alias)
    }
  }

  /// Private keys that a node held in memory must not turn up where its mode forbids them, also after its end.
  func rememberHeldKeys(_ name: String) {
    guard let node = simulation.host(NodeID(name)).node as? MemberNode else { return }
    for key in node.vault.heldPrivateKeys { remember(key, of: name) }
  }

  /// Keeps a file that a step wrote.
  func write(_ file: String, owner: String, kind: String, bytes: [UInt8]) {
    files[file] = WorldFile(owner: owner, kind: kind, bytes: bytes)
  }

  /// Records the contracts of a participant that imported and has reconnected since.
  func snapshotAfterImport(_ name: String) throws {
    guard imported.remove(name) != nil else { return }
    try participant(name).recordSnapshot(.reconnected)
  }

  /// Issues contracts in bulk; every transaction must be committed.
  func createContracts(issuer: PartyID, owners: [PartyID], count: Int, batch: Int, parallel: Int) async throws -> Int {
    guard !owners.isEmpty, count > 0, batch > 0 else {
      throw CantonError("INVALID_ARGUMENT", "owners, count and batch must not be empty")
    }
    guard let participant = participants.first(where: { $0.canSubmit(as: [issuer]) }) else {
      throw CantonError("NO_SYNCHRONIZER_FOR_SUBMISSION", "no connected participant hosts \(issuer.name)")
    }
    let permits = FlowSemaphore(simulation.root, permits: max(1, parallel))
    var created = 0
    var failure: CantonError?
    var issued = 0
    var number = 0
    var ended: [Reply<Void>] = []
    while issued < count {
      let size = min(batch, count - issued)
      let ious = (0..<size).map { position in
        Iou(issuer: issuer, owner: owners[(issued + position) % owners.count], amount: UInt64(1000 + position))
      }
      issued += size
      number += 1
      let id = "create-contracts-\(simulation.now.nanoseconds)-\(number)"
      try await permits.acquire()
      let completion = try participant.submit(
        CommandSubmission(
          key: CommandKey(userID: "operator", commandID: id, submissionID: id), actAs: [issuer],
          command: .createIous(ious)))
      let done: Reply<Void> = simulation.root.reply()
      ended.append(done)
      simulation.root.spawn("create-contracts") { [self] in
        defer {
          permits.release()
          done.succeed(())
        }
        let result = try await completion.value()
        guard result.code == "OK" else {
          failure = CantonError(result.code, "a bulk creation was not committed")
          return
        }
        created += result.created.count
        for contract in result.created { self.ious.add(contract) }
      }
    }
    for reply in ended { try await reply.value() }
    if let failure { throw failure }
    return created
  }
}

/// A key pair on its way from a node to a KMS or another node; travels as the payload of a secret.
struct ExportedKeyPair {
  /// The bytes of `keys.secret.download`.
  let bytes: [UInt8]
}

extension StepValue {
  /// A topology transaction as steps pass it on.
  static func transaction(_ signed: SignedTopologyTransaction) -> StepValue {
    .fields([
      "code": .string(signed.mapping.code), "serial": .int(signed.transaction.serial),
      "hash": .string(signed.transaction.hashHex), "subject": .string(signed.mapping.subject),
      "transaction": .string(Hexadecimal.encode(signed.protobuf)),
    ])
  }

  /// A KMS key's metadata.
  static func kmsKey(_ metadata: KeyMetadata) -> StepValue {
    .fields([
      "keyId": .string(metadata.keyID), "arn": .string(metadata.arn), "keyState": .string(metadata.keyState.rawValue),
      "keySpec": .string(metadata.keySpec.rawValue), "keyUsage": .string(metadata.keyUsage.rawValue),
      "enabled": .bool(metadata.isEnabled), "origin": .string(metadata.origin.rawValue),
    ])
  }
}

extension StepCall {
  /// Party ids, or the records of `parties.list`.
  func parties(_ name: String) throws -> [PartyID] {
    guard let value = value(name) else { return [] }
    guard case .list(let elements) = value else { throw CantonError("INVALID_ARGUMENT", "\(name) is a list") }
    return try elements.map { element in
      if case .string(let text) = element { return try party(text) }
      guard case .string(let text)? = element["party"] else {
        throw CantonError("INVALID_ARGUMENT", "\(name) lists parties")
      }
      return try party(text)
    }
  }

  /// Synchronizer aliases to ids, on both sides.
  func renames(_ name: String) throws -> [SynchronizerID: SynchronizerID] {
    guard let value = value(name) else { return [:] }
    guard case .record(let fields) = value else { throw CantonError("INVALID_ARGUMENT", "\(name) is a map of aliases") }
    var renames: [SynchronizerID: SynchronizerID] = [:]
    for field in fields {
      guard let source = world.synchronizerIDs[field.name], case .string(let alias) = field.value,
        let target = world.synchronizerIDs[alias]
      else { throw CantonError("INVALID_ARGUMENT", "\(name) names an unknown synchronizer") }
      renames[source] = target
    }
    return renames
  }
}

extension Shape {
  /// A key as listings show it.
  static let publicKey = Shape.fields(
    "id", "fingerprint", "name", "purpose", "usage", "spec", "kmsKeyId", "kmsKeySpec", "kmsAlgorithm", "kmsKeyUsage")
}
