import Events
import Kernel
import Results

/// The summary of one run for people: what failed first, then the answers, then the figures.
public struct TerminalReport: Sendable {
  /// The layout.
  public let style: TextStyle

  /// Makes a writer.
  public init(style: TextStyle = TextStyle()) { self.style = style }

  /// The report; `runDirectory` is named at the end.
  public func render(_ result: RunResult, runDirectory: String? = nil) -> String {
    var lines = head(result)
    lines += checks(result)
    lines += failures(result)
    lines += thresholds(result)
    lines += notes(result)
    lines += answers(result)
    lines += phases(result)
    lines += latencies(result)
    lines += keyManagement(result)
    if let runDirectory { lines += ["", "Run directory: \(runDirectory)"] }
    return lines.joined(separator: "\n") + "\n"
  }

  private func span(_ span: Span) -> String { Human.span(span.nanoseconds, ascii: style.ascii) }
  private func span(_ nanoseconds: Int64) -> String { Human.span(nanoseconds, ascii: style.ascii) }

  private func head(_ result: RunResult) -> [String] {
    let header = result.header
    var title = "\(header.scenario)   seed \(header.seed)"
    if !header.cell.isEmpty { title += "   \(header.cellName)" }
    let classes = result.exitClasses.map(\.name).joined(separator: ", ")
    let passed = result.exitCode == 0
    let verdict = passed ? "passed" : "FAILED, exit code \(result.exitCode): \(classes)"
    var lines = [style.paint(style.cut(style.plain(title)), .bold)]
    if !header.about.isEmpty { lines += style.wrap(header.about, after: "") }
    lines += style.wrap(
      "simulated \(span(result.duration)), \(Human.count(result.events)) events, digest \(ResultsJSON.hex(result.digest)), ended \(header.stop.name)",
      after: "")
    if case .stalled(let flows) = header.stop {
      lines += style.wrap(flows.joined(separator: ", "), after: "  waiting: ")
    }
    lines.append(style.paint(verdict, passed ? .green : .red))
    return lines
  }

  private func mark(_ outcome: VerdictOutcome, _ severity: Severity) -> String {
    switch outcome {
    case .holds: style.paint(style.ascii ? "ok  " : "✓", .green)
    case .unknown: style.paint(style.ascii ? "??  " : "?", .yellow)
    case .violated: style.paint(style.ascii ? "FAIL" : "✗", severity == .error ? .red : .yellow)
    }
  }

  private func checks(_ result: RunResult) -> [String] {
    guard !result.checks.isEmpty else { return [] }
    var lines = ["", "Checks"]
    let name = result.checks.map(\.name.count).max() ?? 0
    for verdict in Verdict.worstFirst(result.checks) {
      let padding = String(repeating: " ", count: name - verdict.name.count)
      let measured = verdict.measured.map { "\(Human.count($0.value)) \($0.name)" }
      let scope = ([verdict.scope] + measured).joined(separator: ", ")
      let markWidth = style.ascii ? 4 : 1
      let blank = String(repeating: " ", count: 2 + markWidth + 1)
      var words = scope
      switch verdict.outcome {
      case .holds: break
      case .unknown(let reason): words = "unknown: \(reason)"
      case .violated: words = "violated \(verdict.violations == 1 ? "once" : "\(verdict.violations) times") (\(scope))"
      }
      if verdict.severity == .warn, !verdict.holds { words += " (warning)" }
      var wrapped = style.wrap(words, after: "\(blank)\(verdict.name)\(padding)  ")
      wrapped[0] = "  \(mark(verdict.outcome, verdict.severity)) " + wrapped[0].dropFirst(blank.count)
      lines += wrapped
      for piece in verdict.evidence.prefix(5) {
        let event = piece.sequence.map { " #\($0)" } ?? ""
        lines += style.wrap(piece.text, after: "\(blank)  \(Human.instant(piece.instant.nanoseconds))\(event)  ")
      }
      let more = verdict.violations - min(verdict.evidence.count, 5)
      if more > 0 { lines.append("\(blank)  and \(more) more") }
    }
    return lines
  }

  private func failures(_ result: RunResult) -> [String] {
    var lines: [String] = []
    for step in result.steps where ["failed", "unknown", "unfinished"].contains(step.outcomeName) {
      let text = [step.outcomeName, step.outcome?.code, step.message].compactMap { $0 }.joined(separator: " ")
      lines += style.wrap("\(step.command): \(text)", after: "  \(Human.instant(step.start.nanoseconds))  \(step.id)  ")
    }
    for expectation in result.expectations where !expectation.holds {
      let place = expectation.step.map { "\($0): " } ?? ""
      let warning = expectation.severity == .warn ? " (warning)" : ""
      lines += style.wrap(
        "\(place)expected \(expectation.expression); \(expectation.detail)\(warning)",
        after: "  \(Human.instant(expectation.instant.nanoseconds))  ")
    }
    return lines.isEmpty ? [] : ["", "Failed steps and expectations"] + lines
  }

  /// What steps said although they did what was asked: assumptions, skipped steps, failures that were wanted.
  private func notes(_ result: RunResult) -> [String] {
    var lines: [String] = []
    for step in result.steps where !["failed", "unknown", "unfinished"].contains(step.outcomeName) {
      guard let message = step.message else { continue }
      let code = step.outcome.map { $0 == .ok ? "" : "\($0.code): " } ?? ""
      lines += style.wrap("\(code)\(message)", after: "  \(Human.instant(step.start.nanoseconds))  \(step.id)  ")
    }
    return lines.isEmpty ? [] : ["", "Notes"] + lines
  }

  private func thresholds(_ result: RunResult) -> [String] {
    guard !result.thresholds.isEmpty else { return [] }
    var lines = ["", "Thresholds"]
    for one in result.thresholds.filter({ !$0.passed }) + result.thresholds.filter(\.passed) {
      let threshold = one.threshold
      let outcome: VerdictOutcome = one.passed ? .holds : .violated(evidence: [])
      var words = "\(threshold.metricText) \(threshold.expression)"
      if let phase = threshold.phase { words += " during \(phase)" }
      if let label = threshold.label { words += " (\(label))" }
      words += ": \(observed(one))"
      if threshold.severity == .warn, !one.passed { words += " (warning)" }
      let blank = String(repeating: " ", count: style.ascii ? 7 : 4)
      var wrapped = style.wrap(words, after: blank)
      wrapped[0] = "  \(mark(outcome, threshold.severity)) " + wrapped[0].dropFirst(blank.count)
      lines += wrapped
    }
    return lines
  }

  private func observed(_ result: ThresholdResult) -> String {
    guard let value = result.observed else { return result.note ?? "no value" }
    switch result.unit {
    case "ns": return span(value)
    case "milli_per_second": return "\(Human.thousandths(value)) /s"
    default: return Human.count(value)
    }
  }

  private func answers(_ result: RunResult) -> [String] {
    var lines = ["", "Answers"]
    let commands = result.commands
    var words = "\(Human.count(commands.issued)) issued, \(Human.count(commands.refusedTotal)) refused"
    words += ", \(Human.count(commands.accepted)) accepted"
    for completed in commands.completed { words += ", \(Human.count(completed.count)) completed \(completed.name)" }
    lines += style.wrap(words, after: "  commands     ")
    if let latency = result.overall(.commandLatency) {
      lines += style.wrap(
        "p50 \(span(latency.p50)), p99 \(span(latency.p99)), p99.9 \(span(latency.p999)), max \(span(latency.maximum))",
        after: "  latency      ")
    }
    let down = result.downtime.filter { !$0.windows.isEmpty }
    if down.isEmpty {
      if !result.downtime.isEmpty { lines.append("  downtime     none, parties: \(result.downtime.count)") }
    } else {
      for party in down.sorted(by: { $0.longest > $1.longest }).prefix(8) {
        lines += style.wrap(downtime(party), after: "  downtime     ")
      }
      if down.count > 8 { lines.append("               and \(down.count - 8) more parties") }
    }
    if !result.topologyChanges.isEmpty {
      let changes = result.topologyChanges.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
      lines += style.wrap(changes, after: "  topology     ")
    }
    for transfer in result.transfers {
      var words = "\(transfer.kind) at \(transfer.node): \(Human.count(transfer.contracts)) contracts"
      if transfer.kind == "import" {
        words += ", \(Human.count(transfer.skipped)) skipped, \(Human.count(transfer.dropped)) dropped"
      }
      lines += style.wrap(words, after: "  contracts    ")
    }
    if result.kms.total > 0 {
      var words = "\(Human.count(result.kms.total)) calls"
      if let perThousand = result.kms.callsPerThousandTransactions(committed: commands.committed) {
        words += ", \(Human.thousandths(perThousand)) per committed transaction"
      }
      words += ", \(Human.count(result.kms.retries)) retries, \(Human.count(result.kms.throttled)) throttled"
      if let first = result.kms.firstThrottle {
        words +=
          "; the first at \(Human.instant(first.instant.nanoseconds)), event \(first.sequence ?? 0): \(first.text)"
      }
      lines += style.wrap(words, after: "  KMS          ")
    }
    return lines
  }

  private func downtime(_ party: PartyDowntime) -> String {
    guard let longest = party.windows.max(by: { $0.duration < $1.duration }) else { return "none" }
    var words = "\(party.party.split(separator: ":").first ?? "") \(span(longest.duration))"
    words += " (\(Human.instant(longest.start.nanoseconds)) to \(Human.instant(longest.end.nanoseconds))"
    if !longest.recovered { words += ", not recovered" }
    words += "), \(Human.count(party.refused)) \(party.refused == 1 ? "command" : "commands") refused"
    if party.windows.count > 1 { words += ", longest of \(party.windows.count) windows" }
    return words
  }

  private func phases(_ result: RunResult) -> [String] {
    guard !result.phases.isEmpty else { return [] }
    var table = TextTable(leading: 1)
    table.add(["phase", "from", "duration", "steps"])
    for phase in result.phases {
      table.add([
        phase.name, Human.instant(phase.start.nanoseconds), span(phase.end - phase.start), "\(phase.steps.count)",
      ])
    }
    return ["", "Phases"] + table.lines(indent: 2, style: style)
  }

  private func latencies(_ result: RunResult) -> [String] {
    let tagged = result.latency.filter { !$0.tags.isEmpty && $0.metric != .kmsPoolWait && $0.metric != .kmsLatency }
    guard !tagged.isEmpty else { return [] }
    var table = TextTable(leading: 1)
    table.add(["latency", "count", "p50", "p99", "p99.9", "max"])
    for one in tagged {
      let tags = one.tags.filter { !$0.value.isEmpty }.map(word).joined(separator: " ")
      let values = one.percentiles
      table.add(
        ["\(shortName(one.metric)) \(tags)", Human.count(values.count)]
          + [values.p50, values.p99, values.p999, values.maximum].map { span($0) })
    }
    return [""] + table.lines(indent: 0, style: style)
  }

  /// Whether a KMS took part is a yes or no that needs a word.
  private func word(_ tag: MetricTag) -> String {
    tag.name == "kms" && tag.value == "true"
      ? "by KMS" : tag.name == "kms" && tag.value == "false" ? "local" : tag.value
  }

  private func shortName(_ metric: Metric) -> String {
    switch metric {
    case .commandLatency: "command"
    case .signingLatency: "signing"
    case .decryptionLatency: "decryption"
    default: metric.name
    }
  }

  private func keyManagement(_ result: RunResult) -> [String] {
    guard result.kms.total > 0 else { return [] }
    var calls = TextTable(leading: 4)
    calls.add(["KMS", "operation", "node", "outcome", "calls", "p50", "p99", "max"])
    for call in result.kms.calls {
      let tags = [call.kms, call.operation, call.node, call.outcome]
      let latency = result.latency.first { $0.metric == .kmsLatency && $0.tags.map(\.value) == tags }?.percentiles
      calls.add(
        tags + [Human.count(call.calls)] + [latency?.p50, latency?.p99, latency?.maximum].map { $0.map(span) ?? "-" })
    }
    var lines = [""] + calls.lines(indent: 0, style: style)
    guard !result.kms.quotas.isEmpty else { return lines }
    var quotas = TextTable(leading: 2)
    quotas.add(["KMS", "quota", "requests", "throttled", "peak /s", "at"])
    for quota in result.kms.quotas {
      quotas.add([
        quota.kms, quota.quota, Human.count(quota.requests), Human.count(quota.throttled),
        Human.count(quota.peakPerSecond), Human.instant(quota.peakAt.nanoseconds),
      ])
    }
    lines += [""] + quotas.lines(indent: 0, style: style)
    lines += ["", "Requests per second against each quota, from 0 to \(span(result.duration))"]
    let name = result.kms.quotas.map { $0.kms.count + $0.quota.count + 1 }.max() ?? 0
    for quota in result.kms.quotas {
      let title = "\(quota.kms) \(quota.quota)"
      let padding = String(repeating: " ", count: name - title.count)
      let columns = max(10, style.width - name - 6)
      lines.append("  \(title)\(padding)  |\(style.sparkline(quota.load, columns: columns))|")
    }
    return lines
  }
}
