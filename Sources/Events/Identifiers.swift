import Kernel
import Keys

/// A Canton unique identifier `<identifier>::<namespace>`; the namespace is the fingerprint of its root signing key.
///
/// Messages, rows and events carry identifiers by the hundred thousand, so a copy shares its parts and its text.
public struct UniqueIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
  private final class Parts: Sendable {
    let identifier: String
    let namespace: Fingerprint
    let text: String

    init(identifier: String, namespace: Fingerprint, text: String) {
      self.identifier = identifier
      self.namespace = namespace
      self.text = text
    }
  }

  private let parts: Parts

  /// Makes an identifier from its two parts.
  public init(identifier: String, namespace: Fingerprint) {
    parts = Parts(identifier: identifier, namespace: namespace, text: "\(identifier)::\(namespace.hex)")
  }

  /// Reads `<identifier>::<namespace>`; nil when the text does not have that form.
  public init?(_ text: String) {
    guard text.utf8.count > 70 else { return nil }
    let end = text.utf8.index(text.endIndex, offsetBy: -70)
    let start = text.utf8.index(end, offsetBy: 2)
    guard text.utf8[end..<start].elementsEqual("::".utf8), let namespace = Fingerprint(hex: text[start...]) else {
      return nil
    }
    parts = Parts(identifier: String(text[..<end]), namespace: namespace, text: text)
  }

  /// The name before the delimiter, at most 185 characters.
  public var identifier: String { parts.identifier }
  /// The fingerprint of the namespace's root key.
  public var namespace: Fingerprint { parts.namespace }
  /// The full form.
  public var description: String { parts.text }
  /// The form that reports print: the namespace is cut after twelve characters.
  public var short: String { "\(identifier)::\(namespace.short)" }

  /// Compares the parts.
  public static func == (left: UniqueIdentifier, right: UniqueIdentifier) -> Bool {
    left.parts === right.parts || (left.namespace == right.namespace && left.identifier == right.identifier)
  }

  /// Takes in the parts.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(namespace)
    hasher.combine(identifier)
  }

  /// Orders by identifier, then by namespace.
  public static func < (left: UniqueIdentifier, right: UniqueIdentifier) -> Bool {
    if left.parts === right.parts { return false }
    return left.identifier != right.identifier ? left.identifier < right.identifier : left.namespace < right.namespace
  }
}

/// A party id; it is the party's unique identifier.
public struct PartyID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The party's unique identifier.
  public let uid: UniqueIdentifier
  /// Names the party with this identifier.
  public init(_ uid: UniqueIdentifier) { self.uid = uid }
  /// The full form.
  public var description: String { uid.description }
  /// The name of the party without its namespace.
  public var name: String { uid.identifier }
  /// Orders as the identifiers do.
  public static func < (left: PartyID, right: PartyID) -> Bool { left.uid < right.uid }
}

/// A logical synchronizer id.
public struct SynchronizerID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The synchronizer's unique identifier.
  public let uid: UniqueIdentifier
  /// Names the synchronizer with this identifier.
  public init(_ uid: UniqueIdentifier) { self.uid = uid }
  /// The full form of the logical id.
  public var description: String { uid.description }
  /// The alias under which scenarios know the synchronizer.
  public var alias: String { uid.identifier }
  /// Orders as the identifiers do.
  public static func < (left: SynchronizerID, right: SynchronizerID) -> Bool { left.uid < right.uid }
}

/// What a member of a synchronizer is, with Canton's three-letter codes.
public enum MemberKind: String, Sendable, CaseIterable {
  /// A participant node.
  case participant = "PAR"
  /// A sequencer node.
  case sequencer = "SEQ"
  /// A mediator node.
  case mediator = "MED"
}

/// A member of a synchronizer, `PAR::…`, `SEQ::…` or `MED::…`.
public struct MemberID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// What the member is.
  public let kind: MemberKind
  /// The member's unique identifier.
  public let uid: UniqueIdentifier

  /// Names a member.
  public init(kind: MemberKind, uid: UniqueIdentifier) {
    self.kind = kind
    self.uid = uid
  }

  /// Reads `<code>::<identifier>::<namespace>`.
  public init?(_ text: String) {
    guard let kind = MemberKind(rawValue: String(text.prefix(3))), text.dropFirst(3).hasPrefix("::") else { return nil }
    guard let uid = UniqueIdentifier(String(text.dropFirst(5))) else { return nil }
    self.init(kind: kind, uid: uid)
  }

  /// The full form.
  public var description: String { kind.rawValue + "::" + uid.description }
  /// The form that reports print.
  public var short: String { "\(kind.rawValue)::\(uid.short)" }
  /// Orders by code, then by identifier.
  public static func < (left: MemberID, right: MemberID) -> Bool {
    left.kind != right.kind ? left.kind.rawValue < right.kind.rawValue : left.uid < right.uid
  }
}

/// A contract id: the bytes derive from the transaction that created the contract.
public struct ContractID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The id's bytes.
  public let bytes: [UInt8]
  /// Names a contract by its bytes.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }
  /// Lower-case hexadecimal form.
  public var description: String { Hexadecimal.encode(bytes) }
  /// Orders by bytes.
  public static func < (left: ContractID, right: ContractID) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

/// What identifies one submission of a command on the Ledger API.
public struct CommandKey: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The ledger user that submits.
  public let userID: String
  /// Chosen by the application; the same for every retry of one intent.
  public let commandID: String
  /// Chosen per submission.
  public let submissionID: String

  /// Names a submission.
  public init(userID: String, commandID: String, submissionID: String) {
    self.userID = userID
    self.commandID = commandID
    self.submissionID = submissionID
  }

  /// `user/command/submission`.
  public var description: String { "\(userID)/\(commandID)/\(submissionID)" }
  /// Orders by user, command, submission.
  public static func < (left: CommandKey, right: CommandKey) -> Bool { left.description < right.description }
}
