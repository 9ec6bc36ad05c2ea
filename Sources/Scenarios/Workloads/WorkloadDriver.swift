import Canton
import Events
import Kernel
import OrderedCollections

/// Issues the commands of one workload. It knows parties, not nodes: each command goes through any running participant
/// that hosts the acting party and is connected, so traffic follows a migration.
final class WorkloadDriver {
  private let world: World
  private let workload: Scenario.Workload
  private var random: RandomStream
  private var issued = 0
  private var isStopped = false
  /// Commands that have not ended yet.
  private(set) var outstanding = 0

  init(world: World, workload: Scenario.Workload) {
    self.world = world
    self.workload = workload
    random = world.simulation.stream("workload/\(workload.id)")
  }

  private var scope: FlowScope { world.simulation.root }
  private var now: Instant { world.simulation.now }

  func stop() { isStopped = true }

  func start() {
    switch workload.model {
    case .open(let rate, let arrivals):
      scope.spawn("workload/\(workload.id)", background: true) { [self] in
        try await sleep(untilAtLeast: .zero + workload.from)
        try await runOpen(
          interval: Span(nanoseconds: Int64(1_000_000_000_000 / rate.perThousandSeconds)), arrivals: arrivals)
      }
    case .closed(let clients, let thinkTime):
      for client in 0..<clients {
        scope.spawn("workload/\(workload.id)/\(client)", background: true) { [self] in
          try await sleep(untilAtLeast: .zero + workload.from)
          while mayIssue {
            let ended: Reply<Void> = scope.reply()
            issue { ended.succeed(()) }
            try await ended.value()
            try await scope.sleep(max(thinkTime, .milliseconds(1)))
          }
        }
      }
    }
  }

  private func sleep(untilAtLeast instant: Instant) async throws {
    if instant > now { try await scope.sleep(until: instant) }
  }

  private var mayIssue: Bool {
    !isStopped && (workload.until.map { now < .zero + $0 } ?? true)
      && (workload.maxCommands.map { issued < $0 } ?? true)
  }

  private func runOpen(interval: Span, arrivals: Scenario.Workload.Arrivals) async throws {
    while mayIssue {
      switch arrivals {
      case .poisson:
        try await scope.sleep(Distribution.exponential(mean: interval).draw(from: &random))
        if mayIssue { issue {} }
      case .constant:
        issue {}
        try await scope.sleep(interval)
      case .uniform:
        let offset = Distribution.uniform(from: .zero, to: interval).draw(from: &random)
        try await scope.sleep(offset)
        if mayIssue { issue {} }
        try await scope.sleep(interval - offset)
      }
    }
  }

  // MARK: One command

  private func issue(whenEnded: @escaping () -> Void) {
    issued += 1
    let number = issued
    guard let (parties, command, restore) = nextCommand(number) else { return whenEnded() }
    let id = "\(workload.id)-\(number)"
    let key = CommandKey(userID: "workload", commandID: id, submissionID: id)
    world.record(.ledger(.issued(command: key, workload: workload.id, parties: parties)))
    do {
      let completion = try participant(hosting: parties).submit(
        CommandSubmission(key: key, actAs: parties, command: command))
      outstanding += 1
      scope.spawn("workload/\(workload.id)/completion", background: true) { [self] in
        defer {
          outstanding -= 1
          whenEnded()
        }
        do {
          let result = try await completion.value()
          if result.code == "OK" {
            for contract in result.created { world.ious.add(contract) }
          } else {
            restore()
          }
        } catch is NodeStopped where scope.isAlive {
          // The participant died with the command: whether it took effect is not known here.
        }
      }
    } catch let error as CantonError {
      refuse(key, parties: parties, code: error.code, restore: restore, whenEnded: whenEnded)
    } catch {
      refuse(key, parties: parties, code: "INTERNAL", restore: restore, whenEnded: whenEnded)
    }
  }

  private func refuse(
    _ key: CommandKey, parties: [PartyID], code: String, restore: () -> Void, whenEnded: @escaping () -> Void
  ) {
    world.record(.ledger(.refused(command: key, parties: parties, code: code)))
    restore()
    // An application that is refused does not come back at the same instant.
    _ = world.simulation.schedule(after: .milliseconds(100), whenEnded)
  }

  private func participant(hosting parties: [PartyID]) throws -> ParticipantNode {
    if let able = world.participants.first(where: { $0.canSubmit(as: parties) }) { return able }
    // Ask one that could host them, for its own words of refusal.
    if let draining = world.participants.first(where: { $0.hosts(parties) }) { return draining }
    throw CantonError("UNAVAILABLE", "no running participant hosts \(parties.map(\.name).joined(separator: ", "))")
  }

  private func nextCommand(_ number: Int) -> (parties: [PartyID], command: LedgerCommand, restore: () -> Void)? {
    let parties = workload.parties.compactMap { world.parties[$0] }
    guard parties.count == workload.parties.count, let first = parties.first else { return nil }
    switch workload.template {
    case "iou-create":
      let owners = parties.dropFirst()
      let ious = (0..<workload.batch).map { position in
        Iou(
          issuer: first, owner: owners.isEmpty ? first : owners[owners.startIndex + (number + position) % owners.count],
          amount: UInt64(100 + position))
      }
      return ([first], .createIous(ious), {})
    case "iou-transfer":
      for turn in 0..<parties.count {
        let owner = parties[(number + turn) % parties.count]
        guard let contract = world.ious.take(of: owner) else { continue }
        let newOwner = parties[(number + turn + 1) % parties.count]
        return (
          [owner], .transferIou(contract, newOwner: newOwner), { [world] in world.ious.give(back: contract, of: owner) }
        )
      }
      return nil
    default:
      return ([first], .ping(initiator: first, responder: parties[parties.count - 1]), {})
    }
  }
}
