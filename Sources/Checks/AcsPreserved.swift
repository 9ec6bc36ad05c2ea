import Events
import Kernel
import Results

/// The active contracts survive a move from one participant to another.
public struct AcsPreserved: Check {
  /// `acs-preserved`.
  public static let name = "acs-preserved"
  /// What must hold.
  public static let doc = """
    The contracts (id, payload digest, stakeholders, reassignment counter) active at the source at the export offset \
    equal those active at the target after import and reconnect, after synchronizer renames; nothing is dropped, \
    nothing twice; never are two nodes connected with one identity. Unknown without an export or without a reconnect \
    of the target.
    """
  /// Source and target; by default every export and the participant that reconnects after it.
  public static let parameters = [
    CheckParameter("from", .node, doc: "the participant that exports; default: any"),
    CheckParameter("to", .node, doc: "the participant that imports; default: any but the exporting one"),
  ]

  /// Makes the check.
  public init() {}

  private struct Export {
    let entry: TimedEvent
    let offset: Int64
    let contracts: [ContractSummary]
    let renames: [SynchronizerID: SynchronizerID]
    var file: String?
  }

  private struct Import {
    let entry: TimedEvent
    let file: String
    let dropped: Int
  }

  /// Compares every reconnect of a target with the exports whose files it imported since its last one.
  public func verdict(on history: History, arguments: CheckArguments) -> Verdict {
    let (from, to) = (arguments.node("from"), arguments.node("to"))
    var exports: [Export] = []
    var imports: [NodeID: [Import]] = [:]
    var known: [NodeID: Set<ContractID>] = [:]
    var violations = Violations()
    var compared: [String] = []
    for entry in history.entries {
      guard case .contracts(let event) = entry.event else { continue }
      switch event {
      case .snapshot(.export, let offset, let contracts, let renames):
        guard from == nil || from == entry.node else { continue }
        exports.append(Export(entry: entry, offset: offset, contracts: contracts, renames: renames, file: nil))
      case .exported(let file, _, _, let offset):
        let position = exports.lastIndex { $0.entry.node == entry.node && $0.offset == offset }
        if let position { exports[position].file = file }
      case .imported(let file, _, _, let dropped):
        guard to == nil || to == entry.node else { continue }
        imports[entry.node, default: []].append(Import(entry: entry, file: file, dropped: dropped))
      case .snapshot(.reconnected, _, let contracts, _):
        guard to == nil || to == entry.node else { continue }
        let files = imports.removeValue(forKey: entry.node) ?? []
        let before = known.updateValue(Set(contracts.map(\.contractID)), forKey: entry.node) ?? []
        report(dropped: files, into: &violations)
        let expected = sources(of: files.map(\.file), target: entry.node, among: exports)
        guard !expected.isEmpty else { continue }
        compare(expected, with: contracts, ownBefore: before, at: entry, into: &violations)
        let names = expected.map { "\($0.entry.node) at offset \($0.offset)" }.joined(separator: ", ")
        compared.append("\(names) with \(entry.node): \(counted(contracts.count, "contract"))")
      case .snapshot(.final, _, _, _), .commitmentSent, .commitmentCompared: break
      }
    }
    for node in imports.keys.sorted() { report(dropped: imports[node] ?? [], into: &violations) }
    IdentityOverlap.find(in: history, into: &violations)
    var reason: String?
    if exports.isEmpty {
      reason = "no export of active contracts was recorded" + (from.map { " at \($0)" } ?? "")
    } else if compared.isEmpty {
      reason = "no reconnect after an import was recorded" + (to.map { " at \($0)" } ?? "")
    }
    let scope = compared.isEmpty ? "no comparison" : compared.joined(separator: "; ")
    return violations.verdict(AcsPreserved.name, scope: scope, unknown: reason)
  }

  /// A file that is imported once for each synchronizer drops, each time, what belongs to the others; the comparison
  /// of contracts judges that. A file that was imported once must not drop anything.
  private func report(dropped imports: [Import], into violations: inout Violations) {
    for one in imports where one.dropped > 0 && imports.filter({ $0.file == one.file }).count == 1 {
      violations.add(one.entry, "\(one.entry.node) dropped \(counted(one.dropped, "contract")) of \(one.file)")
    }
  }

  /// The last export of each imported file; without a match the last export of another node.
  private func sources(of files: [String], target: NodeID, among exports: [Export]) -> [Export] {
    var found: [Export] = []
    for file in files {
      guard let export = exports.last(where: { $0.file == file && $0.entry.node != target }) else { continue }
      if !found.contains(where: { $0.entry.sequence == export.entry.sequence }) { found.append(export) }
    }
    if found.isEmpty, let last = exports.last(where: { $0.entry.node != target }) { return [last] }
    return found
  }

  /// Contracts that the target held at its last reconnect before the import are its own.
  private func compare(
    _ sources: [Export], with target: [ContractSummary], ownBefore: Set<ContractID>, at entry: TimedEvent,
    into violations: inout Violations
  ) {
    var expected: [ContractID: ContractSummary] = [:]
    for source in sources {
      for contract in source.contracts { expected[contract.contractID] = renamed(contract, by: source.renames) }
    }
    var seen: Set<ContractID> = []
    for contract in target {
      let id = short(contract.contractID)
      guard seen.insert(contract.contractID).inserted else {
        violations.add(entry, "contract \(id) is active twice at \(entry.node)")
        continue
      }
      guard let original = expected[contract.contractID] else {
        if !ownBefore.contains(contract.contractID) {
          violations.add(entry, "contract \(id) is active at \(entry.node) and was not exported")
        }
        continue
      }
      if let difference = difference(original, contract) {
        violations.add(entry, "contract \(id) at \(entry.node) differs: \(difference)")
      }
    }
    for id in expected.keys.sorted() where !seen.contains(id) {
      violations.add(entry, "contract \(short(id)) was exported and is not active at \(entry.node)")
    }
  }

  private func renamed(_ contract: ContractSummary, by renames: [SynchronizerID: SynchronizerID]) -> ContractSummary {
    ContractSummary(
      contractID: contract.contractID, payloadDigest: contract.payloadDigest, stakeholders: contract.stakeholders,
      reassignmentCounter: contract.reassignmentCounter,
      synchronizer: renames[contract.synchronizer] ?? contract.synchronizer)
  }

  private func difference(_ left: ContractSummary, _ right: ContractSummary) -> String? {
    if left.payloadDigest != right.payloadDigest { return "payload" }
    if left.stakeholders != right.stakeholders { return "stakeholders" }
    if left.reassignmentCounter != right.reassignmentCounter {
      return "reassignment counter \(left.reassignmentCounter) became \(right.reassignmentCounter)"
    }
    if left.synchronizer != right.synchronizer {
      return "synchronizer \(left.synchronizer.alias) became \(right.synchronizer.alias)"
    }
    return nil
  }

  private func short(_ id: ContractID) -> String { String(id.description.prefix(16)) }
}
