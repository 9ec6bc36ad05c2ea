import Kernel
import Reports
import Results
import Testing

@Suite("terminal report")
struct TerminalReportTests {
  private func lines(_ style: TextStyle = TextStyle()) throws -> [String] {
    try TerminalReport(style: style).render(eventfulRun(), runDirectory: "reports/out/7").split(separator: "\n")
      .map(String.init)
  }

  @Test("failed checks come first with their evidence, then unknown ones, then those that hold")
  func order() throws {
    let text = try lines()
    let checks = text.filter { $0.contains("acs-preserved") || $0.contains("no-lost") || $0.contains("no-plaintext") }
    #expect(checks.map { $0.prefix(3) } == ["  ✗", "  ?", "  ✓"])
    #expect(text.contains { $0.contains("00:01:00.000 #12  contract 00ab was exported and is not") })
    #expect(text.contains { $0.hasSuffix("and 2 more") })
    #expect(text.contains { $0.contains("1,234,567 bytes scanned") })
  }

  @Test("it answers how long the downtime was, what commands waited and what the KMS was asked")
  func answers() throws {
    let text = try lines().joined(separator: "\n")
    #expect(text.contains("  downtime     Alice 1m 07s (00:00:04.000 to 00:01:11.000), 1 command refused"))
    #expect(text.contains("  latency      p50 812 ms, p99 812 ms"))
    #expect(text.contains("  KMS          3 calls, 1.50 per committed transaction, 2 retries, 2 throttled"))
    #expect(text.contains("  contracts    export at p1: 48,112 contracts"))
    #expect(text.contains("FAILED, exit code 1: correctness, unknown, threshold"))
    #expect(text.hasSuffix("Run directory: reports/out/7"))
  }

  @Test("a failed threshold shows what was observed, or why nothing was")
  func thresholds() throws {
    let text = try lines()
    #expect(text.contains("  ✗ migration.downtime max < 10s: 1m 07s"))
    #expect(text.contains("  ✗ keyshift.kms.throttled count == 0 (quota is enough): 2 (warning)"))
    #expect(text.contains { $0.hasPrefix("  ✗ keyshift.kms.calls rate < 1 /s during cut-over: phase 'cut-over'") })
    #expect(text.contains("  ✓ daml.signing.latency{node:pNew} p99 < 50ms: 12.0 ms"))
  }

  @Test("no line is wider than asked", arguments: [60, 80, 120])
  func width(width: Int) throws {
    for line in try lines(TextStyle(width: width)) { #expect(line.count <= width, "\(line)") }
  }

  @Test("the ASCII form has no other character, and colour is added only when asked")
  func ascii() throws {
    let text = try lines(TextStyle(ascii: true)).joined(separator: "\n")
    #expect(text.utf8.allSatisfy { $0 < 0x80 && $0 != 0x1B })
    #expect(text.contains("FAIL acs-preserved"))
    let coloured = try lines(TextStyle(colour: true)).joined(separator: "\n")
    #expect(coloured.contains("\u{1B}[31m✗\u{1B}[0m"))
    #expect(try !lines().joined().contains("\u{1B}"))
  }

  @Test("the load of a quota is drawn, its peak written")
  func load() throws {
    let own = try lines().filter { $0.contains("aws cryptographic-operations-ecc") || $0.contains("aws  crypto") }
    #expect(own.count == 2)
    #expect(own.first?.hasSuffix("cryptographic-operations-ecc         3          2        3  00:01:00.000") == true)
    #expect(own.last?.contains("█") == true)
    #expect(own.last?.hasSuffix("|") == true)
  }
}

@Suite("matrix report")
struct MatrixReportTests {
  private func runs() throws -> [MatrixRun] {
    try [
      ("clear", 1, Span.milliseconds(6)), ("external", 1, .milliseconds(12)), ("external", 2, .milliseconds(15)),
      ("external", 3, .milliseconds(18)),
    ]
    .map { mode, seed, signing in
      MatrixRun(
        result: try eventfulRun(seed: UInt64(seed), cell: [AxisValue(axis: "mode", value: mode)], signing: signing),
        directory: "\(mode)/\(seed)")
    }
  }

  @Test("a cell shows the median over its seeds and its ratio to the baseline")
  func table() throws {
    let text = try MatrixReport().render(runs(), baseline: [AxisValue(axis: "mode", value: "clear")])
    let lines = text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(lines[1] == "clear 812 ms 812 ms 812 ms 6.00 ms 1.50 2 1m 07s 1")
    #expect(lines[2] == "external 812 ms 812 ms 812 ms 15.0 ms 1.50 2 1m 07s 1")
    #expect(lines.contains("Ratios to mode=clear"))
    #expect(lines.contains("external ×1.00 ×1.00 ×1.00 ×2.50 ×1.00"))
    #expect(lines.last == "Figures are medians over up to 3 seeds; exit is the worst.")
  }

  @Test("without a baseline there are no ratios, without runs there is no table")
  func plain() throws {
    #expect(try !MatrixReport().render(runs()).contains("Ratios"))
    #expect(MatrixReport().render([]) == "no runs\n")
  }

  @Test("matrix.json lists every run with its directory and figures")
  func json() throws {
    let text = try MatrixJSON.text(runs())
    #expect(text.contains("\"directory\": \"external/3\""))
    #expect(text.contains("\"signing_p99_ns\": 18000000"))
    #expect(text.contains("\"kms_calls_per_1000_transactions\": 1500"))
  }
}
