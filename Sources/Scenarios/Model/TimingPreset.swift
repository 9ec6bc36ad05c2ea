import Configuration
import Kernel
import Keys
import Presets

/// How long local work and the network take, with the origin of each figure. The clock of a run advances by these, never
/// by measured time; no such number stands in code.
public struct TimingPreset: Sendable {
  /// Name, date and purpose.
  public var header: PresetHeader
  /// The origin of each figure by its path, for instance `database.commit`, in the order of the file.
  public var origins: [NamedOrigin]
  /// Signatures by key spec.
  public var signing: [SigningKeySpec: Signing]
  /// Asymmetric encryption by algorithm.
  public var encryption: [EncryptionAlgorithmSpec: Encryption]
  /// Making an encryption key pair.
  public var encryptionKeyGeneration: [EncryptionKeySpec: Span]
  /// Encrypting with a symmetric key.
  public var seal: BySize
  /// Decrypting with a symmetric key.
  public var open: BySize
  /// Hashing.
  public var hash: BySize
  /// Deriving a key.
  public var keyDerivation: Span
  /// The database of a node.
  public var database: Database
  /// From a sequencer's receipt of a request to its place in the order.
  public var ordering: Distribution
  /// A message's way between two nodes.
  public var link: Distribution
  /// Work on messages besides cryptography and storage.
  public var processing: Processing
  /// Starting, stopping, connecting.
  public var lifecycle: Lifecycle
  /// Export and import of contracts.
  public var repair: Repair

  /// A figure's path with its origin.
  public struct NamedOrigin: Hashable, Sendable {
    /// The figure.
    public let figure: String
    /// Its origin.
    public let origin: Origin
  }

  /// A signing scheme's costs.
  public struct Signing: Hashable, Sendable {
    /// Making a signature.
    public let sign: Span
    /// Checking one.
    public let verify: Span
    /// Making a key pair.
    public let generate: Span
  }

  /// An asymmetric encryption's costs.
  public struct Encryption: Hashable, Sendable {
    /// Encrypting a session key.
    public let encrypt: Span
    /// Decrypting it.
    public let decrypt: Span
  }

  /// A cost that grows with the size of the input.
  public struct BySize: Hashable, Sendable {
    /// What the shortest input takes.
    public let base: Span
    /// What each KiB adds.
    public let perKibibyte: Span

    /// The cost of an input of a number of bytes.
    public func cost(bytes: Int) -> Span { base + Span(nanoseconds: perKibibyte.nanoseconds * Int64(bytes) / 1024) }
  }

  /// A node's database.
  public struct Database: Hashable, Sendable {
    /// Committing a transaction.
    public let commit: Span
    /// Writing a row within a transaction.
    public let rowWrite: Span
    /// Reading a row.
    public let rowRead: Span
    /// A query's round trip without its rows.
    public let query: Span
  }

  /// Work on messages.
  public struct Processing: Hashable, Sendable {
    /// Interpreting a command.
    public let commandInterpretation: Span
    /// Checking a view.
    public let viewValidation: Span
    /// Taking in a sequenced event.
    public let messageHandling: Span
    /// Checking a topology transaction, signatures not counted.
    public let topologyTransaction: Span
  }

  /// Starting, stopping, connecting.
  public struct Lifecycle: Hashable, Sendable {
    /// Until a started node answers.
    public let start: Span
    /// Until a stopped node is gone.
    public let stop: Span
    /// Until a new connection can carry a request.
    public let connectionSetup: Span
  }

  /// Export and import of contracts.
  public struct Repair: Hashable, Sendable {
    /// One contract out.
    public let exportContract: Span
    /// One contract in.
    public let importContract: Span
  }
}

extension TimingPreset {
  /// Reads a preset.
  init?(_ reader: Reader) {
    var origins: [NamedOrigin] = []
    let found = reader.object { object in TimingPreset.read(object, &origins) }
    guard var found = found ?? nil else { return nil }
    found.origins = origins
    self = found
  }

  private static func read(_ object: ObjectReader, _ origins: inout [NamedOrigin]) -> TimingPreset? {
    let header = PresetHeader(object)
    var figures = SpanFigures(origins: origins)
    let cryptography = object.required("cryptography").flatMap { $0.object { figures.cryptography($0) } ?? nil }
    let database = figures.section(object, "database", ["commit", "row-write", "row-read", "query"])
    let ordering = figures.latency(object, "ordering")
    let link = figures.latency(object, "links")
    let processing = figures.section(
      object, "processing", ["command-interpretation", "view-validation", "message-handling", "topology-transaction"])
    let lifecycle = figures.section(object, "lifecycle", ["start", "stop", "connection-setup"])
    let repair = figures.section(object, "repair", ["export-contract", "import-contract"])
    origins = figures.origins
    guard let header, let cryptography, let database, let ordering, let link, let processing, let lifecycle, let repair
    else { return nil }
    return TimingPreset(
      header: header, origins: [], signing: cryptography.signing, encryption: cryptography.encryption,
      encryptionKeyGeneration: cryptography.generation, seal: cryptography.seal, open: cryptography.open,
      hash: cryptography.hash, keyDerivation: cryptography.keyDerivation,
      database: Database(commit: database[0], rowWrite: database[1], rowRead: database[2], query: database[3]),
      ordering: ordering, link: link,
      processing: Processing(
        commandInterpretation: processing[0], viewValidation: processing[1], messageHandling: processing[2],
        topologyTransaction: processing[3]),
      lifecycle: Lifecycle(start: lifecycle[0], stop: lifecycle[1], connectionSetup: lifecycle[2]),
      repair: Repair(exportContract: repair[0], importContract: repair[1]))
  }
}
