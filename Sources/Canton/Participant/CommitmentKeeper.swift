import Events
import Kernel
import Keys
import OrderedCollections

/// Running digests of the active contracts by their set of stakeholders, and the periods that were committed to.
/// A digest is a sum of hashes in four 64-bit lanes: adding and removing a contract is one hash each. Canton sums with
/// LtHash16 over more lanes; the place and the number of signatures are the same (canton.md 8.2 row 10).
final class CommitmentKeeper {
  /// A sum over contracts.
  struct Sum: Hashable {
    var contracts = 0
    var lanes: [UInt64] = [0, 0, 0, 0]

    mutating func add(_ contract: Contract, sign: Int) {
      let hash = CryptoEngine.sha256(contract.id.bytes)
      contracts += sign
      for lane in 0..<4 {
        let value = hash[(lane * 8)..<(lane * 8 + 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        lanes[lane] = sign > 0 ? lanes[lane] &+ value : lanes[lane] &- value
      }
    }

    mutating func add(_ other: Sum) {
      contracts += other.contracts
      for lane in 0..<4 { lanes[lane] = lanes[lane] &+ other.lanes[lane] }
    }
  }

  private var sums: OrderedDictionary<[PartyID], Sum> = [:]
  private var lastPeriod: Int64?
  private var sent: OrderedDictionary<MemberID, Sum> = [:]
  /// Own digests of past periods, for comparing with what counter-participants send later.
  private var history: OrderedDictionary<Instant, OrderedDictionary<MemberID, Sum>> = [:]

  /// Starts from the active contracts of the store.
  func reset(to contracts: [Contract]) {
    sums = [:]
    for contract in contracts { sums[contract.stakeholders, default: Sum()].add(contract, sign: 1) }
  }

  /// A commit changed the active contracts.
  func changed(archived: [Contract], created: [Contract]) {
    for contract in archived { sums[contract.stakeholders, default: Sum()].add(contract, sign: -1) }
    for contract in created { sums[contract.stakeholders, default: Sum()].add(contract, sign: 1) }
  }

  /// The end of the reconciliation period that an event at `timestamp` is the first to lie behind.
  func periodEnded(at timestamp: Instant, interval: Span) -> Instant? {
    let period = timestamp.nanoseconds / interval.nanoseconds
    defer { lastPeriod = period }
    guard let last = lastPeriod, period > last else { return nil }
    return Instant(nanoseconds: period * interval.nanoseconds)
  }

  /// The digests towards each counter-participant, by the hosting at the end of the period.
  func digests(own: MemberID, snapshot: TopologySnapshot) -> OrderedDictionary<MemberID, Sum> {
    var result: OrderedDictionary<MemberID, Sum> = [:]
    for (stakeholders, sum) in sums where sum.contracts != 0 {
      let hosts = stakeholders.reduce(into: [MemberID]()) {
        $0 = sortedUnion($0, snapshot.hosts(of: $1).map(\.participant))
      }
      for host in hosts where host != own { result[host, default: Sum()].add(sum) }
    }
    result.sort { $0.key < $1.key }
    return result
  }

  /// Remembers a period's digests and returns those that changed since the last commitment.
  func close(_ period: Instant, digests: OrderedDictionary<MemberID, Sum>) -> [(MemberID, Sum)] {
    history[period] = digests
    while history.count > 16 { history.removeFirst() }
    var changed: [(MemberID, Sum)] = []
    for (counterParticipant, sum) in digests where sent[counterParticipant] != sum {
      changed.append((counterParticipant, sum))
      sent[counterParticipant] = sum
    }
    return changed
  }

  /// Whether a received commitment equals the own digest of the period; nil when the period is not known here.
  func compare(_ commitment: AcsCommitment) -> Bool? {
    guard let digests = history[commitment.periodEnd] else { return nil }
    let own = digests[commitment.sender] ?? Sum()
    return own.contracts == commitment.contracts && own.lanes == commitment.digest
  }
}
