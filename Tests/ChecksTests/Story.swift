import Checks
import Events
import Kernel
import Keys
import Results

/// A history told event by event: `story.at(3).p1(.key(…))`.
struct Story {
  private(set) var entries: [TimedEvent] = []
  private var now = Instant.zero
  var cutOff = false

  /// Moves the clock; later events happen at this second.
  mutating func at(_ second: Int64) { now = .zero + .seconds(second) }

  mutating func tell(_ node: String, _ event: Event) {
    entries.append(TimedEvent(sequence: entries.count, instant: now, node: NodeID(node), event: event))
  }

  mutating func tell(_ node: String, _ event: NodeEvent) { tell(node, .node(event)) }
  mutating func tell(_ node: String, _ event: KeyEvent) { tell(node, .key(event)) }
  mutating func tell(_ node: String, _ event: LedgerEvent) { tell(node, .ledger(event)) }
  mutating func tell(_ node: String, _ event: ContractsEvent) { tell(node, .contracts(event)) }
  mutating func tell(_ node: String, _ event: TopologyEvent) { tell(node, .topology(event)) }
  mutating func tell(_ node: String, _ event: CryptoEvent) { tell(node, .crypto(event)) }

  var history: History { History(entries: entries, end: now + .seconds(1), cutOff: cutOff) }

  func verdict(_ name: String, _ arguments: CheckArguments = [:]) throws -> Verdict {
    try CheckCatalog.verdict(of: name, on: history, arguments: arguments)
  }
}

/// The fingerprint whose digest repeats one byte.
func key(_ byte: UInt8) -> Fingerprint {
  let digit = String(byte, radix: 16)
  let pair = digit.count == 1 ? "0" + digit : digit
  guard let fingerprint = Fingerprint(hex: "1220" + String(repeating: pair, count: 32)) else {
    preconditionFailure("not a fingerprint: \(pair)")
  }
  return fingerprint
}

func participant(_ name: String) -> MemberID {
  MemberID(kind: .participant, uid: UniqueIdentifier(identifier: name, namespace: key(0xA0)))
}

func sequencer(_ name: String) -> MemberID {
  MemberID(kind: .sequencer, uid: UniqueIdentifier(identifier: name, namespace: key(0xA1)))
}

func party(_ name: String, namespace: UInt8 = 0xA0) -> PartyID {
  PartyID(UniqueIdentifier(identifier: name, namespace: key(namespace)))
}

let da = SynchronizerID(UniqueIdentifier(identifier: "da", namespace: key(0xD0)))
let other = SynchronizerID(UniqueIdentifier(identifier: "other", namespace: key(0xD1)))

func command(_ id: String, submission: String = "s1") -> CommandKey {
  CommandKey(userID: "app", commandID: id, submissionID: submission)
}

func second(_ second: Int64) -> Instant { .zero + .seconds(second) }

extension Verdict {
  /// The evidence's texts.
  var texts: [String] { evidence.map(\.text) }

  /// Why the check could not tell; nil when it could.
  var reason: String? {
    if case .unknown(let reason) = outcome { reason } else { nil }
  }
}
