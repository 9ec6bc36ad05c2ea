import Events
import Kernel
import Keys

/// Pushes what a node authorized to a synchronizer: batches of up to 100, one broadcast at a time, until it sees its
/// own transactions again; canton.md 4.4. What the synchronizer's store already has is not sent.
final class TopologyOutbox {
  private var isRunning = false
  private var awaited: [[UInt8]: Reply<Void>] = [:]
  private var sent: Set<[UInt8]> = []

  /// Starts to push unless it already does.
  func dispatch(from node: MemberNode, client: SequencerClient) {
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
  func isDone(of node: MemberNode, client: SequencerClient) -> Bool {
    guard !isRunning, pending(of: node, client: client).isEmpty else { return false }
    return client.state.topology.accepted.allSatisfy { $0.effectiveAt < client.state.observed }
  }

  /// The node saw a broadcast.
  func observed(_ messages: [ProtocolMessage]) {
    for case .topologyBroadcast(let transactions) in messages {
      for transaction in transactions { awaited.removeValue(forKey: transaction.transaction.hash)?.succeed(()) }
    }
  }

  private func pending(of node: MemberNode, client: SequencerClient) -> [SignedTopologyTransaction] {
    let candidates = node.authorized.accepted.map(\.transaction).filter {
      !sent.contains($0.transaction.hash) && client.state.topology.find(hash: $0.hash) == nil
        && ($0.mapping.restrictedToSynchronizer ?? client.state.id) == client.state.id
    }
    return Array(candidates.prefix(node.configuration.topology.broadcastBatchSize))
  }

  private func push(_ batch: [SignedTopologyTransaction], from node: MemberNode, client: SequencerClient) async throws {
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
