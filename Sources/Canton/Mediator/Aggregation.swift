import Events
import Kernel
import OrderedCollections

/// The responses to one confirmation request so far.
struct Aggregation {
  /// What is outstanding for one confirming party.
  struct Party {
    /// Participants that may confirm for the party and have not answered.
    var awaited: [MemberID]
    /// Confirmations still needed.
    var missing: Int
  }

  /// Counter of the request's event.
  let counter: Int64
  let rootHash: [UInt8]
  /// The informees' participants, which get the verdict.
  let recipients: [MemberID]
  let deadline: Instant
  private(set) var parties: OrderedDictionary<PartyID, Party> = [:]
  /// A verdict is being made.
  var isFinal = false

  /// Who must answer, by the topology at the request's sequencing time.
  init(_ request: InformeeMessage, counter: Int64, requestID: Instant, snapshot: TopologySnapshot) {
    self.counter = counter
    rootHash = request.rootHash
    deadline = requestID + snapshot.parameters.confirmationResponseTimeout
    let informees = request.views.reduce(into: [PartyID]()) { $0 = sortedUnion($0, $1.informees) }
    recipients = informees.reduce(into: [MemberID]()) {
      $0 = sortedUnion($0, snapshot.hosts(of: $1).map(\.participant))
    }
    for party in request.views.reduce(into: [PartyID](), { $0 = sortedUnion($0, $1.confirmers) }) {
      parties[party] = Party(
        awaited: snapshot.hosts(of: party).filter(\.canConfirm).map(\.participant),
        missing: snapshot.threshold(of: party))
    }
  }

  /// The first party that too few participants can confirm for.
  var unconfirmable: PartyID? { parties.first { $0.value.awaited.count < $0.value.missing }?.key }

  /// Whether every party has its confirmations.
  var isConfirmed: Bool { parties.values.allSatisfy { $0.missing <= 0 } }

  /// Takes a response. Returns whether it rejects the request: a party's threshold can no longer be reached. A
  /// rejection without parties comes from a participant that cannot read the request and counts for all its parties.
  mutating func take(_ responses: ConfirmationResponses) -> Bool {
    let isRejection = responses.rejection != nil
    let named = responses.parties.isEmpty && isRejection ? Array(parties.keys) : responses.parties
    var rejects = false
    for party in named {
      guard let place = parties[party]?.awaited.firstIndex(of: responses.responder) else { continue }
      parties[party]?.awaited.remove(at: place)
      if isRejection {
        if let left = parties[party], left.awaited.count < left.missing { rejects = true }
      } else {
        parties[party]?.missing -= 1
      }
    }
    return rejects
  }
}
