import Events
import Kernel
import Keys

/// What an outbox sends through: a member's connection to a synchronizer.
protocol TopologyBroadcaster: AnyObject {
  var state: SynchronizerState { get }
  var isConnected: Bool { get }
  /// Signs a batch and sends it; returns its sequencing time.
  func send(_ batch: [BatchEnvelope], messageID: String, maxSequencingTime: Instant) async throws -> Instant
}

extension SequencerClient: TopologyBroadcaster {}

/// Pushes what a node authorized to a synchronizer: batches of up to 100, one broadcast at a time, until it sees its
/// own transactions again; canton.md 4.4. What the synchronizer's store already has is not sent, and what it refused
/// is not sent again.
final class TopologyOutbox {
  private var isRunning = false
  private var awaited: [[UInt8]: Reply<Void>] = [:]
  private var sent: Set<[UInt8]> = []
  /// Everything before this place of the Authorized store is done with.
  private var cleared = 0

  /// Starts to push unless it already does.
  func dispatch(from node: MemberNode, client: any TopologyBroadcaster) {
    guard !isRunning else { return }
    isRunning = true
    node.context.spawn("\(node.id.name)/topology-outbox") { [self] in
      defer { isRunning = false }
      while client.isConnected {
        let batch = pending(of: node, client: client)
        guard !batch.isEmpty else { return }
        do {
          try await push(batch, from: node, client: client)
        } catch is CantonError {
          try await node.context.sleep(node.configuration.topology.broadcastRetryDelay)
        } catch is SendInterrupted {
          return
        } catch is DeadlineExceeded {
          try await node.context.sleep(node.configuration.topology.broadcastRetryDelay)
        }
      }
    }
  }

  /// Whether everything that the node authorized has been sequenced and is effective.
  func isDone(of node: MemberNode, client: any TopologyBroadcaster) -> Bool {
    guard !isRunning, pending(of: node, client: client).isEmpty else { return false }
    return client.state.topology.lastEffectiveAt.map { $0 < client.state.observed } ?? true
  }

  /// The node saw a broadcast.
  func observed(_ messages: [ProtocolMessage]) {
    guard !awaited.isEmpty else { return }
    for case .topologyBroadcast(let transactions) in messages {
      for transaction in transactions { awaited.removeValue(forKey: transaction.transaction.hash)?.succeed(()) }
    }
  }

  private func pending(of node: MemberNode, client: any TopologyBroadcaster) -> [SignedTopologyTransaction] {
    let rows = node.authorized.accepted
    let target = client.state.topology
    func isPending(_ row: StoredTopology) -> Bool {
      !sent.contains(row.transaction.hash) && target.lacks(row)
    }
    while cleared < rows.count, !isPending(rows[cleared]) { cleared += 1 }
    return rows[cleared...].lazy.filter(isPending).prefix(node.configuration.topology.broadcastBatchSize).map(
      \.transaction)
  }

  private func push(
    _ batch: [SignedTopologyTransaction], from node: MemberNode, client: any TopologyBroadcaster
  ) async throws {
    let settings = node.configuration.topology
    let last = batch[batch.count - 1].transaction.hash
    let reply: Reply<Void> = node.context.reply()
    awaited[last] = reply
    _ = try await client.send(
      [ProtocolMessage.topologyBroadcast(batch).envelope(to: [.allMembers])], messageID: node.freshName("topology"),
      maxSequencingTime: node.context.now + settings.registrationTimeout)
    try await reply.value(within: settings.observationTimeout)
    for transaction in batch { sent.insert(transaction.transaction.hash) }
  }
}
