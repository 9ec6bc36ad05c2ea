/// What a signing key may sign: a set of Canton's `SigningKeyUsage` (from 3.3 on; 2.x keys have none).
///
/// The usage of a key is fixed when it is generated or registered.
public struct SigningKeyUsages: OptionSet, Hashable, Sendable, CustomStringConvertible {
  /// One bit per usage.
  public let rawValue: UInt8

  /// The set of these bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Topology transactions of a namespace.
  public static let namespace = SigningKeyUsages(rawValue: 1)
  /// The nonces of a sequencer login.
  public static let sequencerAuthentication = SigningKeyUsages(rawValue: 2)
  /// Requests, responses, verdicts, events, commitments.
  public static let `protocol` = SigningKeyUsages(rawValue: 4)
  /// The self-signature of a listed key in an owner-to-key mapping.
  public static let proofOfOwnership = SigningKeyUsages(rawValue: 8)

  /// A namespace key; the one set to which proof of ownership is not added.
  public static let namespaceOnly: SigningKeyUsages = [.namespace]
  /// A sequencer authentication key, with proof of ownership.
  public static let sequencerAuthenticationOnly: SigningKeyUsages = [.sequencerAuthentication, .proofOfOwnership]
  /// A protocol signing key, with proof of ownership.
  public static let protocolOnly: SigningKeyUsages = [.protocol, .proofOfOwnership]
  /// Every usage; also what an empty usage in old data means.
  public static let all: SigningKeyUsages = [.namespace, .sequencerAuthentication, .protocol, .proofOfOwnership]

  /// One usage with its names; ordered as Canton's protobuf enum.
  private struct Entry {
    let usage: SigningKeyUsages
    let name: String
    let protoValue: UInt64
  }

  private static let entries = [
    Entry(usage: .namespace, name: "namespace", protoValue: 1),
    Entry(usage: .sequencerAuthentication, name: "sequencer-auth", protoValue: 3),
    Entry(usage: .protocol, name: "signing", protoValue: 4),
    Entry(usage: .proofOfOwnership, name: "proof-of-ownership", protoValue: 5),
  ]

  /// The usages with these names (`namespace`, `sequencer-auth`, `signing`, `proof-of-ownership`); nil for another name.
  public init?(names: [String]) {
    var usages: SigningKeyUsages = []
    for name in names {
      guard let entry = SigningKeyUsages.entries.first(where: { $0.name == name }) else { return nil }
      usages.formUnion(entry.usage)
    }
    self = usages
  }

  /// The usages with these protobuf values; nil for an unknown one. The removed value 2 (identity delegation) is
  /// ignored, and no value at all means every usage, as Canton reads data from before usages existed.
  public init?(protoValues: [UInt64]) {
    var usages: SigningKeyUsages = []
    for value in protoValues where value != 2 {
      guard let entry = SigningKeyUsages.entries.first(where: { $0.protoValue == value }) else { return nil }
      usages.formUnion(entry.usage)
    }
    self = usages.isEmpty ? .all : usages
  }

  /// Canton's names, in the order of its enum.
  public var names: [String] { SigningKeyUsages.namesOfSets[Int(rawValue & 15)] }

  /// The names of each of the sixteen sets; every recorded signature asks for them.
  private static let namesOfSets = (0..<16).map { bits in
    entries.filter { SigningKeyUsages(rawValue: bits).isSuperset(of: $0.usage) }.map(\.name)
  }

  /// The values in Canton's protobuf enum `SigningKeyUsage`, ascending.
  public var protoValues: [UInt64] {
    SigningKeyUsages.entries.filter { isSuperset(of: $0.usage) }.map(\.protoValue)
  }

  /// The set that a new key gets: proof of ownership is added unless that would give exactly namespace and proof of
  /// ownership. Model: Canton's `SigningKeyUsage.addProofOfOwnership`.
  public var withProofOfOwnership: SigningKeyUsages {
    subtracting(.proofOfOwnership) == .namespace ? self : union(.proofOfOwnership)
  }

  /// Whether a key may have exactly this set: not empty, not proof of ownership alone, not that and namespace.
  public var isValid: Bool {
    let others = subtracting(.proofOfOwnership)
    if others.isEmpty { return false }
    return !(contains(.proofOfOwnership) && others == .namespace)
  }

  /// As Canton prints it: `namespace` or `Set(signing, proof-of-ownership)`.
  public var description: String {
    names.count == 1 ? names[0] : "Set(\(names.joined(separator: ", ")))"
  }
}
