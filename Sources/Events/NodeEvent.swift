import Kernel

/// A node's life and its connections.
public enum NodeEvent: Sendable {
  /// The node's process started.
  case started(incarnation: Int)
  /// The node was stopped in order.
  case stopped
  /// The node's process was killed.
  case crashed
  /// The node has an identity and can serve. `member` is what it is on its synchronizers.
  case initialized(member: MemberID)
  /// The node could not start; Canton's message.
  case startFailed(reason: String)
  /// The member's subscription to the synchronizer is up.
  case connected(member: MemberID, synchronizer: SynchronizerID)
  /// The member's subscription was closed.
  case disconnected(member: MemberID, synchronizer: SynchronizerID)
  /// The member's connection was refused; Canton's error code.
  case connectionRefused(member: MemberID, synchronizer: SynchronizerID, code: String, reason: String)

  var name: String {
    switch self {
    case .started: "started"
    case .stopped: "stopped"
    case .crashed: "crashed"
    case .initialized: "initialized"
    case .startFailed: "start-failed"
    case .connected: "connected"
    case .disconnected: "disconnected"
    case .connectionRefused: "connection-refused"
    }
  }

  func mix(into digest: inout Digest) {
    switch self {
    case .started(let incarnation): digest.mix(incarnation)
    case .stopped, .crashed: break
    case .initialized(let member): digest.mix(member.description)
    case .startFailed(let reason): digest.mix(reason)
    case .connected(let member, let synchronizer), .disconnected(let member, let synchronizer):
      digest.mix(member.description)
      digest.mix(synchronizer.description)
    case .connectionRefused(let member, let synchronizer, let code, let reason):
      digest.mix(member.description)
      digest.mix(synchronizer.description)
      digest.mix(code)
      digest.mix(reason)
    }
  }
}
