import ArgumentParser
import KMS
import Kernel
import Keys
import Results
import Scenarios

/// `keyshift plan`: what a run would do, without doing it.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Shows what a scenario would do: network, load, steps by phase, checks. Runs nothing.")

  @OptionGroup var input: ScenarioInput

  func run() throws {
    let file = try input.load()
    let scenario = (file.baseline ?? file.cells[0]).scenario
    print("\(file.name): \(file.about)")
    if file.cells.count > 1 {
      print("\ncells (\(file.cells.count), shown is \((file.baseline ?? file.cells[0]).name)):")
      for cell in file.cells { print("  \(cell.name)") }
    }
    print("\nnetwork:")
    for synchronizer in scenario.synchronizers {
      print(
        "  synchronizer \(synchronizer.alias): sequencer \(synchronizer.sequencer), mediator \(synchronizer.mediator), protocol version \(synchronizer.protocolVersion), topology change delay \(synchronizer.staticParameters.topologyChangeDelay)"
      )
    }
    for node in scenario.nodes {
      let kms = node.binding.kms.map { ", KMS \($0) as \(node.binding.principal)" } ?? ""
      let connects = node.binding.connect.isEmpty ? "" : ", connects to \(node.binding.connect.joined(separator: ", "))"
      print(
        "  \(node.kind.rawValue) \(node.name): provider \(node.crypto.provider.rawValue), keys \(node.keyMode.rawValue)\(kms)\(connects)\(node.binding.autoStart ? "" : ", started by a step")"
      )
    }
    for kms in scenario.gcpKms {
      let place = kms.configuration
      print(
        "  KMS \(kms.name): gcp, project \(place.project), location \(place.location), key ring \(place.keyRing), keys made before: \(kms.keys.count)"
      )
    }
    for kms in scenario.kms {
      print(
        "  KMS \(kms.name): \(kms.configuration.vendor.rawValue), account \(kms.configuration.account), region \(kms.configuration.region), keys made before: \(kms.keys.count)"
      )
    }
    print("\nload:")
    for workload in scenario.workload {
      let model =
        switch workload.model {
        case .open(let rate, let arrivals): "\(rate) \(arrivals.rawValue)"
        case .closed(let clients, let thinkTime): "\(clients) clients, think time \(thinkTime)"
        }
      print("  \(workload.id): \(workload.template), \(model), parties \(workload.parties.joined(separator: ", "))")
    }
    print("\nsteps:")
    var phase: String?
    for step in scenario.steps {
      if step.phase != phase {
        phase = step.phase
        print("  phase \(phase ?? "(none)")")
      }
      let after = step.after.map { scenario.steps[$0].id }.joined(separator: ", ")
      let expected = step.expectError.map { "  must fail with \($0)" } ?? ""
      print(
        "    \(step.id): \(step.commandText)\(after.isEmpty ? "" : "  after \(after)")\(step.at.map { "  not before \($0)" } ?? "")\(expected)"
      )
    }
    if !scenario.faults.isEmpty { print("\nfaults:") }
    for fault in scenario.faults { print("  \(fault.id): \(fault.inject) on \(fault.target)") }
    print("\nmust hold:")
    for expectation in scenario.expect {
      switch expectation.kind {
      case .invariant(let name, _): print("  \(name)")
      case .that(_, let text): print("  \(text)")
      }
    }
    for bound in scenario.thresholds { print("  \(bound.threshold.metric.rawValue): \(bound.threshold.expression)") }
  }
}
