import Configuration
import Reports
import Results
import Scenarios
import Testing

@Suite("Shipped scenarios and their committed reports")
struct BaselineTests {
  @Test(
    "a debug build's run equals the committed report of a release build, number by number",
    arguments: [
      "key-rotation-under-load", "kms-migration-namespace-delegation", "kms-migration-key-export-ed25519",
      "kms-migration-key-export",
    ])
  func equalsBaseline(_ name: String) throws {
    let run = try ShippedScenario.results(of: try ShippedScenario.load(name))
    let committed = try FileBytes.read(ShippedScenario.root + "reports/\(name).json", limit: 64 << 20)
    // The texts are long: only the first lines that differ are shown.
    let (expected, actual) = (lines(String(decoding: committed, as: UTF8.self)), lines(run.text))
    var differing: [String] = []
    for (old, new) in zip(expected, actual) where old != new && differing.count < 20 {
      differing.append("\(old) became \(new)")
    }
    #expect(differing == [])
    #expect(expected.count == actual.count)
    #expect(run.result.exitCode == 0)
  }

  private func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  @Test("every shipped scenario is valid and has a committed report", arguments: ShippedScenario.names)
  func isValid(_ name: String) throws {
    #expect(try ShippedScenario.load(name).name == name)
    #expect(FileBytes.exists(ShippedScenario.root + "reports/\(name).json"))
  }

  @Test("what README shows of the main job is what it prints")
  func readmeShowsTheRealOutput() throws {
    let name = "kms-migration-key-export"
    let run = try ShippedScenario.results(of: try ShippedScenario.load(name))
    let printed = TerminalReport(style: TextStyle(width: 100)).render(run.result).split(separator: "\n")
    let readme = String(
      decoding: try FileBytes.read(ShippedScenario.root + "README.md", limit: 1 << 20), as: UTF8.self)
    let block = try #require(readme.firstRange(of: "\(name)   seed 1\n"))
    let shown = readme[block.lowerBound...].prefix { $0 != "`" }.split(separator: "\n")
    // How many bytes are scanned depends on the kind of cryptography.
    let missing = shown.filter { !$0.contains("bytes scanned") && !printed.contains($0) }
    #expect(shown.count > 20)
    #expect(missing == [])
  }
}
