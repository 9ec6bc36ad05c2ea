/// Something that happened in a run and is worth keeping.
///
/// `mix(into:)` feeds the fields that must be equal in two runs of the same seed: identifiers, kinds, amounts; never
/// signature or ciphertext bytes.
public protocol RecordedEvent: Sendable {
  /// A short name of what happened, for instance `kms.sign`.
  var kind: String { get }
  /// Feeds the event's stable fields to the digest of the run.
  func mix(into digest: inout Digest)
}

/// What a run leaves behind: every recorded event in order, and a digest over them.
public final class Recording {
  /// One recorded event with its place.
  public struct Entry {
    /// Position in the recording, from 0.
    public let sequence: Int
    /// When it happened.
    public let instant: Instant
    /// Where it happened.
    public let node: NodeID
    /// What happened.
    public let event: any RecordedEvent
  }

  /// The entries of a recording in order of occurrence, as a collection; a later record does not disturb a reader.
  public struct Entries: RandomAccessCollection {
    fileprivate let recording: Recording
    /// The number of entries when the collection was asked for.
    public let endIndex: Int
    /// The first entry's position.
    public var startIndex: Int { 0 }
    /// The entry with that sequence number.
    public subscript(position: Int) -> Entry {
      precondition(position >= 0 && position < endIndex, "entry \(position) of \(endIndex)")
      return recording.blocks[position / Recording.blockEntries][position % Recording.blockEntries]
    }
  }

  /// Every event in order of occurrence.
  public var entries: Entries { Entries(recording: self, endIndex: count) }
  /// Events recorded.
  public private(set) var count = 0
  /// Entries lie in blocks that never move: growing copies nothing, which halves the memory a long run touches.
  fileprivate var blocks: [UnsafeMutablePointer<Entry>] = []
  fileprivate static let blockEntries = 1_024
  /// The digest over instants, nodes, kinds and stable fields of all entries.
  public private(set) var digest = Digest()
  /// The digest's value after every 1,024 entries, so that the first difference of two runs is found by bisection.
  public private(set) var ladder: [UInt64] = []

  /// Entries between two rungs of the ladder.
  public static let rung = 1_024

  /// An empty recording.
  public init() {}

  deinit {
    for (index, block) in blocks.enumerated() {
      block.deinitialize(count: Swift.min(Recording.blockEntries, count - index * Recording.blockEntries))
      block.deallocate()
    }
  }

  /// Appends an event and takes it into the digest.
  public func record(_ event: any RecordedEvent, node: NodeID, at instant: Instant) {
    var digest = self.digest
    digest.mix(instant)
    digest.mix(node.fingerprint)
    digest.mix(event.kind)
    event.mix(into: &digest)
    self.digest = digest
    let place = count % Recording.blockEntries
    if place == 0 { blocks.append(.allocate(capacity: Recording.blockEntries)) }
    (blocks[blocks.count - 1] + place).initialize(
      to: Entry(sequence: count, instant: instant, node: node, event: event))
    count += 1
    if count % Recording.rung == 0 { ladder.append(digest.value) }
  }
}
