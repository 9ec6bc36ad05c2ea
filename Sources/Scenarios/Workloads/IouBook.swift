import Canton
import DequeModule
import Events
import OrderedCollections

/// The IOUs that workloads may move, by owner. A contract that a command uses is taken out and comes back under its
/// successor, or as it was when the command surely had no effect.
final class IouBook {
  private var available: OrderedDictionary<PartyID, Deque<ContractID>> = [:]

  /// How many IOUs are ready to be moved.
  var count: Int { available.values.reduce(0) { $0 + $1.count } }

  func add(_ contract: Contract) {
    guard let iou = Iou(contract) else { return }
    available[iou.owner, default: []].append(contract.id)
  }

  func give(back id: ContractID, of owner: PartyID) { available[owner, default: []].append(id) }

  func take(of owner: PartyID) -> ContractID? { available[owner]?.popFirst() }
}
