import Canton
import Events
import KMS
import Kernel
import Keys
import OrderedCollections
import Results

/// Performs a scenario's steps on a world, with its load and its faults, then lets the network come to rest and takes
/// the final readings.
final class Runner {
  let world: World
  private let faults: FaultInjector
  private var drivers: [WorkloadDriver] = []
  private var results: [String: StepValue] = [:]
  private var finished: [Reply<Void>] = []
  private var isAborted = false
  private var current: Scenario.Step?
  private var phasesBegun: Set<String> = []
  /// Whether the network came to rest before the final readings.
  private(set) var cameToRest = false

  init(world: World) {
    self.world = world
    faults = FaultInjector(world: world)
  }

  private var scenario: Scenario { world.scenario }
  private var scope: FlowScope { world.simulation.root }
  private var now: Instant { world.simulation.now }

  /// Runs until the final readings are taken or the horizon is reached.
  func run() throws -> StopReason {
    scope.spawn("runner") { [self] in
      defer { world.simulation.stop() }
      do {
        world.record(.step(.started(step: "set-up", command: "sim.set_up", phase: nil)))
        try await world.setUp()
      } catch {
        let failure = StepError(error)
        world.record(
          .step(
            .ended(
              step: "set-up", phase: nil, outcome: .failed(code: failure.code), expected: false,
              message: failure.message)))
        cameToRest = true
        return
      }
      world.record(.step(.ended(step: "set-up", phase: nil, outcome: .ok, expected: false, message: nil)))
      drivers = scenario.workload.map { WorkloadDriver(world: world, workload: $0) }
      for driver in drivers { driver.start() }
      faults.start()
      try await performSteps()
      world.record(.step(.stepsDone))
      for driver in drivers { driver.stop() }
      faults.healAll()
      try await rest()
      try finalReadings()
    }
    return try world.simulation.run(until: .zero + scenario.duration)
  }

  // MARK: Steps

  private func performSteps() async throws {
    finished = scenario.steps.map { _ in scope.reply() }
    for (position, step) in scenario.steps.enumerated() {
      let done = finished[position]
      let dependencies = step.after.map { finished[$0] }
      scope.spawn("step/\(step.id)") { [self] in
        defer {
          endPhaseIfLast(step, position: position)
          done.succeed(())
        }
        for dependency in dependencies { try await dependency.value() }
        guard !isAborted else { return }
        try await perform(step)
      }
    }
    for reply in finished { try await reply.value() }
  }

  private func perform(_ step: Scenario.Step) async throws {
    if let at = step.at, .zero + at > now { try await scope.sleep(until: .zero + at) }
    if step.delay > .zero { try await scope.sleep(step.delay) }
    guard !isAborted else { return }
    if let phase = step.phase, phasesBegun.insert(phase).inserted { faults.phaseBegan(phase) }
    world.record(.step(.started(step: step.id, command: step.commandText, phase: step.phase)))
    do {
      if let condition = step.condition, try !condition.holds(in: WorldScope(world: world, results: results)) {
        results[step.id] = .null
        return end(step, .ok, message: "skipped")
      }
      let value = try await value(of: step)
      results[step.id] = value
      if let expected = step.expectError {
        end(
          step, .failed(code: "EXPECTED_\(expected)"),
          message: "the step was expected to fail with \(expected) and did not")
        if step.onFailure == .abort { isAborted = true }
        return
      }
      var note: String?
      if case .string(let text)? = value["note"] { note = text }
      end(step, .ok, message: note)
      judge(step, value)
    } catch let error as NodeStopped {
      fail(
        step, StepError(code: "NODE_IS_DOWN", message: "the node stopped during the command", isDefinite: false), error)
    } catch {
      fail(step, StepError(error), error)
    }
  }

  private func fail(_ step: Scenario.Step, _ failure: StepError, _ error: any Error) {
    let isExpected =
      step.expectError == failure.code && (step.expectErrorText.map { failure.message.contains($0) } ?? true)
    let outcome: Outcome = failure.isDefinite ? .failed(code: failure.code) : .unknown(code: failure.code)
    world.record(
      .step(.ended(step: step.id, phase: step.phase, outcome: outcome, expected: isExpected, message: failure.message)))
    results[step.id] = .fields(["error": .string(failure.code), "message": .string(failure.message)])
    if !isExpected, step.onFailure == .abort { isAborted = true }
  }

  private func end(_ step: Scenario.Step, _ outcome: Outcome, message: String?) {
    world.record(.step(.ended(step: step.id, phase: step.phase, outcome: outcome, expected: false, message: message)))
  }

  private func endPhaseIfLast(_ step: Scenario.Step, position: Int) {
    guard let phase = step.phase, phasesBegun.contains(phase) else { return }
    let others = scenario.steps.indices.filter { $0 != position && scenario.steps[$0].phase == phase }
    if others.allSatisfy({ finished[$0].isFulfilled }) { faults.phaseEnded(phase) }
  }

  /// Performs the command, once or once for each element of `for-each`, within the step's timeout.
  private func value(of step: Scenario.Step) async throws -> StepValue {
    guard let definition = StepCatalog.step(step.command) else {
      throw StepError(code: "UNKNOWN_STEP", message: "no step \(step.command)", isDefinite: true)
    }
    let reply: Reply<StepValue> = scope.reply()
    scope.spawn("command/\(step.id)", background: true) { [self] in
      do {
        reply.succeed(try await perform(definition, of: step))
      } catch {
        reply.fail(error)
      }
    }
    guard let timeout = step.timeout else { return try await reply.value() }
    do {
      return try await reply.value(within: timeout)
    } catch is DeadlineExceeded {
      throw StepError(code: "TIMEOUT", message: "the step took longer than \(timeout)", isDefinite: false)
    }
  }

  private func perform(_ definition: Step, of step: Scenario.Step) async throws -> StepValue {
    let base = WorldScope(world: world, results: results)
    guard let forEach = step.forEach else { return try await call(definition, step, in: base) }
    guard case .list(let items) = try forEach.evaluate(in: base) else {
      throw StepError(code: "INVALID_ARGUMENT", message: "for-each needs a list", isDefinite: true)
    }
    var values: [StepValue] = []
    for (position, item) in items.enumerated() {
      let scope = InnerScope(InnerScope(base, name: "item", value: item), name: "index", value: .int(position))
      values.append(try await call(definition, step, in: scope).with(item: item))
    }
    return .list(values)
  }

  private func call(_ definition: Step, _ step: Scenario.Step, in scope: some EvaluationScope) async throws -> StepValue
  {
    var arguments: [StepValue.Field] = []
    for argument in step.arguments {
      if definition.definition.fields.contains(where: { $0.name == argument.name && $0.type == .condition }) {
        continue
      }
      arguments.append(StepValue.Field(argument.name, try argument.value.evaluate(in: scope)))
    }
    return try await definition.perform(
      StepCall(world: world, runner: self, step: step, nodeName: step.node, arguments: arguments))
  }

  /// Whether an argument that is a condition holds now.
  func holds(_ call: StepCall, _ name: String) throws -> Bool {
    guard let text = call.step.argument(name)?.constantString else {
      throw CantonError("INVALID_ARGUMENT", "\(name) is a condition")
    }
    return try Expression(condition: text).holds(in: WorldScope(world: world, results: results))
  }

  private func judge(_ step: Scenario.Step, _ value: StepValue) {
    for expectation in step.expect {
      guard case .that(let expression, let text) = expectation.kind else { continue }
      judge(expression, text: text, step: step.id, own: value, warnOnly: expectation.severity == .warn)
    }
  }

  private func judge(_ expression: Expression, text: String, step: String?, own: StepValue?, warnOnly: Bool) {
    let scope = WorldScope(world: world, results: results, own: own)
    do {
      let holds = try expression.holds(in: scope)
      world.record(
        .step(
          .expectation(
            step: step, expression: text, holds: holds, detail: holds ? "" : "it is false", warnOnly: warnOnly)))
    } catch {
      world.record(
        .step(.expectation(step: step, expression: text, holds: false, detail: "\(error)", warnOnly: warnOnly)))
    }
  }

  // MARK: The end

  /// Waits until nothing is in flight, for at most as long as a request can take.
  private func rest() async throws {
    let limit = now + .minutes(3)
    while now < limit {
      let busy = world.participants.contains { $0.commandsInFlight > 0 || $0.pendingRequests > 0 }
      if !busy, drivers.allSatisfy({ $0.outstanding == 0 }) {
        cameToRest = true
        break
      }
      try await scope.sleep(.milliseconds(250))
    }
    // Receipts, verdicts and topology ticks that are still on their way arrive.
    try await scope.sleep(.seconds(5))
  }

  private func finalReadings() throws {
    for expectation in scenario.expect {
      guard case .that(let expression, let text) = expectation.kind else { continue }
      judge(expression, text: text, step: nil, own: nil, warnOnly: expectation.severity == .warn)
    }
    for node in scenario.nodes {
      guard let member = world.simulation.host(NodeID(node.name)).node as? MemberNode else { continue }
      member.recordTopologyState()
      if let participant = member as? ParticipantNode { try participant.recordSnapshot(.final) }
    }
    try ArtefactScan(world: world).run()
  }
}

extension StepValue {
  /// The result for one element of `for-each`: what the command gave, with the element under `item`.
  func with(item: StepValue) -> StepValue {
    guard case .record(let fields) = self else { return self }
    return .record(fields + [StepValue.Field("item", item)])
  }
}

/// A step's failure as the recording shows it.
struct StepError: Error {
  let code: String
  let message: String
  let isDefinite: Bool

  init(code: String, message: String, isDefinite: Bool) {
    self.code = code
    self.message = message
    self.isDefinite = isDefinite
  }

  /// Any error of a command, with the code that its own world gives it.
  init(_ error: any Error) {
    switch error {
    case let error as StepError: self = error
    case let error as CantonError: self.init(code: error.code, message: error.message, isDefinite: error.isDefinite)
    case let error as KmsError: self.init(code: error.name, message: "\(error)", isDefinite: false)
    case SdkError.service(let error, _): self.init(code: error.code, message: error.message, isDefinite: true)
    case SdkError.client(let failure): self.init(code: failure.rawValue, message: failure.sdkMessage, isDefinite: false)
    case GcpApiError.service(let status):
      self.init(code: status.code.rawValue, message: status.message, isDefinite: true)
    case GcpApiError.client(let failure): self.init(code: failure.code, message: failure.message, isDefinite: false)
    case let error as KmsServiceError: self.init(code: error.code, message: error.message, isDefinite: true)
    case let error as TopologyError: self.init(code: error.code, message: error.message, isDefinite: true)
    case let error as EvaluationError: self.init(code: "INVALID_REFERENCE", message: "\(error)", isDefinite: true)
    case let error as CryptoError: self.init(code: "CRYPTO_ERROR", message: "\(error)", isDefinite: true)
    default: self.init(code: "INTERNAL", message: "\(error)", isDefinite: false)
    }
  }
}
