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

    mutating func subtract(_ other: Sum) {
      contracts -= other.contracts
      for lane in 0..<4 { lanes[lane] = lanes[lane] &- other.lanes[lane] }
    }

    mutating func add(_ other: Sum) {
      contracts += other.contracts
      for lane in 0..<4 { lanes[lane] = lanes[lane] &+ other.lanes[lane] }
    }
  }

  private struct Change {
    let requestID: Instant
    let stakeholders: [PartyID]
    let sum: Sum
  }

  private var sums: OrderedDictionary<[PartyID], Sum> = [:]
  /// Changes of the newest periods: a period counts the requests sequenced up to its end, whenever they are decided.
  private var recent: [Change] = []
  private var lastPeriod: Int64?
  /// Ended periods that wait for their last requests to be decided.
  private var ended: [Instant] = []
  private var sent: OrderedDictionary<MemberID, Sum> = [:]
  /// Own digests of past periods, for comparing with what counter-participants send later.
  private var history: OrderedDictionary<Instant, OrderedDictionary<MemberID, Sum>> = [:]
  /// Commitments of periods that are not closed here yet.
  private var early: [AcsCommitment] = []

  private static let periodsKept = 16

  /// Starts from the active contracts of the store.
  func reset(to contracts: [Contract]) {
    sums = [:]
    recent = []
    ended = []
    lastPeriod = nil
    for contract in contracts { sums[contract.stakeholders, default: Sum()].add(contract, sign: 1) }
  }

  /// A request changed the active contracts.
  func changed(archived: [Contract], created: [Contract], at requestID: Instant) {
    for contract in archived { change(contract, sign: -1, at: requestID) }
    for contract in created { change(contract, sign: 1, at: requestID) }
  }

  private func change(_ contract: Contract, sign: Int, at requestID: Instant) {
    var sum = Sum()
    sum.add(contract, sign: sign)
    let stakeholders = contract.stakeholders
    sums[stakeholders, default: Sum()].add(sum)
    recent.append(Change(requestID: requestID, stakeholders: stakeholders, sum: sum))
  }

  /// An event was handled. The first one behind the end of a reconciliation period ends that period.
  func observe(_ timestamp: Instant, interval: Span) {
    let period = timestamp.nanoseconds / interval.nanoseconds
    defer { lastPeriod = period }
    guard let last = lastPeriod, period > last else { return }
    ended.append(Instant(nanoseconds: period * interval.nanoseconds))
  }

  /// The next ended period of which every request is decided, given the oldest that is not.
  func nextDecided(oldestPending: Instant?) -> Instant? {
    guard let period = ended.first, oldestPending.map({ $0 > period }) ?? true else { return nil }
    ended.removeFirst()
    return period
  }

  /// The sums by stakeholders of the requests sequenced up to `period`: later changes are taken out again. Periods are
  /// asked for in their order.
  private func sums(at period: Instant) -> OrderedDictionary<[PartyID], Sum> {
    recent.removeAll { $0.requestID <= period }
    var result = sums
    for change in recent { result[change.stakeholders, default: Sum()].subtract(change.sum) }
    return result
  }

  /// The digests towards each counter-participant, by the hosting at the end of the period.
  private func digests(own: MemberID, snapshot: TopologySnapshot, period: Instant) -> OrderedDictionary<MemberID, Sum> {
    var result: OrderedDictionary<MemberID, Sum> = [:]
    for (stakeholders, sum) in sums(at: period) where sum.contracts != 0 {
      let hosts = stakeholders.reduce(into: [MemberID]()) {
        $0 = sortedUnion($0, snapshot.hosts(of: $1).map(\.participant))
      }
      for host in hosts where host != own { result[host, default: Sum()].add(sum) }
    }
    result.sort { $0.key < $1.key }
    return result
  }

  /// Closes a period: remembers its digests and returns those that changed since the last commitment, and the
  /// commitments that came before.
  func close(
    _ period: Instant, own: MemberID, snapshot: TopologySnapshot
  ) -> (changed: [(MemberID, Sum)], early: [AcsCommitment]) {
    let digests = digests(own: own, snapshot: snapshot, period: period)
    history[period] = digests
    while history.count > CommitmentKeeper.periodsKept { history.removeFirst() }
    var changed: [(MemberID, Sum)] = []
    for (counterParticipant, sum) in digests where sent[counterParticipant] != sum {
      changed.append((counterParticipant, sum))
      sent[counterParticipant] = sum
    }
    let waiting = early.filter { $0.periodEnd == period }
    early.removeAll { $0.periodEnd <= period }
    return (changed, waiting)
  }

  /// Whether a received commitment equals the own digest of the period; nil when the period is not known here. One of
  /// a period that is still open here is kept until it closes.
  func compare(_ commitment: AcsCommitment) -> Bool? {
    guard let digests = history[commitment.periodEnd] else {
      if early.count >= 1000 { early.removeFirst() }
      early.append(commitment)
      return nil
    }
    let own = digests[commitment.sender] ?? Sum()
    return own.contracts == commitment.contracts && own.lanes == commitment.digest
  }
}
