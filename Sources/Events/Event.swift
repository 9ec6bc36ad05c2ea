import Kernel

/// Everything that a run records, in one type: the only contract between what runs and what judges.
///
/// An event holds fingerprints, names, sizes and instants; it never holds signature, ciphertext or key bytes,
/// so that a run with symbolic cryptography leaves the same recording as one with real cryptography. Indirect, so that
/// the dozen readers of a history count one reference per entry instead of one per field.
public indirect enum Event: RecordedEvent {
  /// A scenario step or phase began or ended.
  case step(StepEvent)
  /// A node's life and its connections.
  case node(NodeEvent)
  /// What happened to a node's keys.
  case key(KeyEvent)
  /// One attempt of a call to a KMS.
  case kms(KmsCallEvent)
  /// A topology transaction and its effect, as one node saw it.
  case topology(TopologyEvent)
  /// A signature, verification or decryption of the protocol.
  case crypto(CryptoEvent)
  /// Commands, completions and transactions.
  case ledger(LedgerEvent)
  /// Snapshots, exports, imports and commitments of the active contract set.
  case contracts(ContractsEvent)
  /// A scan of stored bytes.
  case artefact(ArtefactEvent)
  /// An injected fault began or ended.
  case fault(FaultEvent)

  /// Stable short name: `<family>.<case>`.
  public var kind: String {
    switch self {
    case .step(let event): "step.\(event.name)"
    case .node(let event): "node.\(event.name)"
    case .key(let event): "key.\(event.name)"
    case .kms: "kms.call"
    case .topology(let event): "topology.\(event.name)"
    case .crypto(let event): "crypto.\(event.name)"
    case .ledger(let event): "ledger.\(event.name)"
    case .contracts(let event): "contracts.\(event.name)"
    case .artefact: "artefact.scanned"
    case .fault(let event): "fault.\(event.name)"
    }
  }

  /// Mixes the event's stable fields into a digest.
  public func mix(into digest: inout Digest) {
    switch self {
    case .step(let event): event.mix(into: &digest)
    case .node(let event): event.mix(into: &digest)
    case .key(let event): event.mix(into: &digest)
    case .kms(let event): event.mix(into: &digest)
    case .topology(let event): event.mix(into: &digest)
    case .crypto(let event): event.mix(into: &digest)
    case .ledger(let event): event.mix(into: &digest)
    case .contracts(let event): event.mix(into: &digest)
    case .artefact(let event): event.mix(into: &digest)
    case .fault(let event): event.mix(into: &digest)
    }
  }
}

/// One entry of a recording, with its event in the domain's type.
public struct TimedEvent: Sendable {
  /// Position in the recording, from 0.
  public let sequence: Int
  /// When it happened, in virtual time.
  public let instant: Instant
  /// The node that recorded it; `operator` for steps and workloads.
  public let node: NodeID
  /// What happened.
  public let event: Event

  /// Makes an entry; tests build histories with it.
  public init(sequence: Int, instant: Instant, node: NodeID, event: Event) {
    self.sequence = sequence
    self.instant = instant
    self.node = node
    self.event = event
  }
}

/// The history of one run that checks and reports read.
public struct History: Sendable {
  /// All entries in the order of recording.
  public let entries: [TimedEvent]
  /// The digest over all entries.
  public let digest: UInt64
  /// When the run ended, in virtual time.
  public let end: Instant
  /// Whether the horizon cut the run off with work pending.
  public let cutOff: Bool

  /// Takes a finished recording.
  public init(recording: Recording, end: Instant, cutOff: Bool) {
    var entries: [TimedEvent] = []
    entries.reserveCapacity(recording.entries.count)
    for entry in recording.entries {
      guard let event = entry.event as? Event else { continue }
      entries.append(TimedEvent(sequence: entry.sequence, instant: entry.instant, node: entry.node, event: event))
    }
    self.init(entries: entries, digest: recording.digest.value, end: end, cutOff: cutOff)
  }

  /// Makes a history by hand; tests of checks use it.
  public init(entries: [TimedEvent], digest: UInt64 = 0, end: Instant, cutOff: Bool = false) {
    self.entries = entries
    self.digest = digest
    self.end = end
    self.cutOff = cutOff
  }
}

extension Digest {
  /// Mixes an optional value with a tag, so that absent and empty differ.
  mutating func mix(optional text: String?) {
    mix(text != nil)
    if let text { mix(text) }
  }

  /// Mixes a list of texts with its length.
  mutating func mix(list: [String]) {
    mix(list.count)
    for text in list { mix(text) }
  }

  /// Mixes an instant.
  mutating func mix(_ instant: Instant) { mix(UInt64(bitPattern: instant.nanoseconds)) }

  /// Mixes a span.
  mutating func mix(_ span: Span) { mix(UInt64(bitPattern: span.nanoseconds)) }
}
