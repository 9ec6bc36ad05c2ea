import Events
import Kernel
import Keys
import Results
import Scenarios

/// A small network with traffic that tests run with one thing changed.
enum SmallRun {
  static func text(
    _ extra: String = "", steps: String, expect: String = #"[{ "invariant": "no-lost-commands" }]"#
  ) -> String {
    """
    {
      "version": 1, "name": "small", "about": "A test.", "crypto": "symbolic", "duration": "10m", "timing": "timing@2026-11",
      "synchronizers": { "da": { "sequencers": ["sequencer1"], "mediators": ["mediator1"] } },
      "kms": { "aws-main": { "vendor": "aws", "account": "111122223333", "region": "us-east-1", "preset": "aws-kms@2026-01",
        "principals": { "participant1": "canton-external-keys", "operator": "operator-import" } } },
      "canton": {
        "participants": {
          "participant1": { "crypto": { "provider": "kms", "kms": { "type": "aws", "region": "us-east-1" } } },
          "participant2": {}
        },
        "sequencers": { "sequencer1": {} }, "mediators": { "mediator1": {} }
      },
      "nodes": { "participant1": { "connect": ["da"], "kms": "aws-main" }, "participant2": { "connect": ["da"] } },
      "parties": { "Alice": { "participant": "participant1" }, "Bob": { "participant": "participant1" }, "Bank": { "participant": "participant2" } },
      \(extra)
      "steps": [
        { "id": "portfolio", "phase": "prepare", "do": "sim.create_contracts",
          "args": { "issuer": "Bank", "owners": ["Alice", "Bob"], "count": 20, "batch": 10 } },
        \(steps)
      ],
      "expect": \(expect)
    }
    """
  }

  static let wait = #"{ "id": "load", "phase": "load", "at": "20s", "do": "sim.wait", "args": { "for": "20s" } }"#
  static let trading =
    #""workload": [{ "id": "trading", "from": "20s", "rate": 2, "template": "iou-transfer", "parties": ["Alice", "Bob"] }],"#

  static func run(_ text: String, seed: UInt64 = 1) throws -> RunOutcome {
    let file = try ScenarioLoader.load(
      text: text, name: "small.json", vocabulary: .shipped, presetFolders: [TestFolder.presets])
    let cell = file.cells[0]
    return try ScenarioRun.perform(cell.scenario, hash: cell.hash, seed: seed, options: RunOptions(crypto: .symbolic))
  }
}
