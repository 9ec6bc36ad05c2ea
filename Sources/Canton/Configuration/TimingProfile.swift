import Kernel
import Keys

/// How long a node's own work takes in virtual time. The figures come from a dated preset in `scenarios/presets`;
/// code holds none, and a measured duration never advances the clock.
public struct TimingProfile: Sendable, Hashable {
  /// One local signature, per key spec.
  public var sign: [SigningKeySpec: Span]
  /// One local verification, per key spec.
  public var verify: [SigningKeySpec: Span]
  /// One local asymmetric encryption, per key spec.
  public var encrypt: [EncryptionKeySpec: Span]
  /// One local asymmetric decryption, per key spec.
  public var decrypt: [EncryptionKeySpec: Span]
  /// Local generation of a signing key pair.
  public var generateSigningKey: [SigningKeySpec: Span]
  /// Local generation of an encryption key pair.
  public var generateEncryptionKey: [EncryptionKeySpec: Span]
  /// Symmetric encryption or decryption of one view.
  public var symmetric: Span
  /// Interpretation of one command by the engine.
  public var interpretation: Span
  /// Validation of one received transaction.
  public var validation: Span
  /// One commit of a node's database.
  public var databaseCommit: Span
  /// One contract written to or read from a database in bulk.
  public var databaseRow: Span
  /// From a sequencer's acceptance of a request to its place in the order.
  public var ordering: Distribution
  /// Start of a node's process.
  public var nodeStart: Span
  /// How often a console command polls.
  public var consolePoll: Span

  /// A profile in which nothing takes time; the worked baseline of the protocol is derived with it.
  public static let zero = TimingProfile(
    sign: [:], verify: [:], encrypt: [:], decrypt: [:], generateSigningKey: [:], generateEncryptionKey: [:],
    symmetric: .zero, interpretation: .zero, validation: .zero, databaseCommit: .zero, databaseRow: .zero,
    ordering: .constant(.zero), nodeStart: .zero, consolePoll: .milliseconds(10))

  /// Makes a profile; a spec that is missing in a table costs nothing.
  public init(
    sign: [SigningKeySpec: Span], verify: [SigningKeySpec: Span], encrypt: [EncryptionKeySpec: Span],
    decrypt: [EncryptionKeySpec: Span], generateSigningKey: [SigningKeySpec: Span],
    generateEncryptionKey: [EncryptionKeySpec: Span], symmetric: Span, interpretation: Span, validation: Span,
    databaseCommit: Span, databaseRow: Span, ordering: Distribution, nodeStart: Span, consolePoll: Span
  ) {
    self.sign = sign
    self.verify = verify
    self.encrypt = encrypt
    self.decrypt = decrypt
    self.generateSigningKey = generateSigningKey
    self.generateEncryptionKey = generateEncryptionKey
    self.symmetric = symmetric
    self.interpretation = interpretation
    self.validation = validation
    self.databaseCommit = databaseCommit
    self.databaseRow = databaseRow
    self.ordering = ordering
    self.nodeStart = nodeStart
    self.consolePoll = consolePoll
  }
}
