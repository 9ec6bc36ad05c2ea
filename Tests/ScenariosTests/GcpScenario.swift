import Configuration
import Kernel
import Keys
import Results
import Scenarios

/// A small network whose first participant has its keys in Google Cloud KMS; tests change one thing of it.
enum GcpScenario {
  static let text = """
    {
      "version": 1, "name": "small", "about": "A test.", "crypto": "symbolic", "duration": "10m", "timing": "timing@2026-11",
      "synchronizers": { "da": { "sequencers": ["sequencer1"], "mediators": ["mediator1"] } },
      "kms": { "gcp-main": { "vendor": "gcp", "project": "canton-main", "location": "europe-west6", "key-ring": "nodes",
        "preset": "gcp-kms@2026-02", "key-pair-generation": "1s",
        "principals": { "participant1": "canton-external-keys" } } },
      "canton": {
        "participants": {
          "participant1": { "crypto": { "provider": "kms",
            "kms": { "type": "gcp", "project-id": "canton-main", "location-id": "europe-west6", "key-ring-id": "nodes",
              "audit-logging": true } } },
          "participant2": {}
        },
        "sequencers": { "sequencer1": {} }, "mediators": { "mediator1": {} }
      },
      "nodes": { "participant1": { "connect": ["da"] }, "participant2": { "connect": ["da"] } },
      "parties": { "Alice": { "participant": "participant1" }, "Bob": { "participant": "participant1" }, "Bank": { "participant": "participant2" } },
      "workload": [{ "id": "trading", "from": "20s", "rate": 2, "template": "iou-transfer", "parties": ["Alice", "Bob"] }],
      "steps": [
        { "id": "portfolio", "phase": "prepare", "do": "sim.create_contracts",
          "args": { "issuer": "Bank", "owners": ["Alice", "Bob"], "count": 20, "batch": 10 } },
        { "id": "load", "phase": "load", "at": "20s", "do": "sim.wait", "args": { "for": "20s" } }
      ],
      "expect": [ { "invariant": "no-lost-commands" }, { "invariant": "no-plaintext-key-at-rest" },
        { "invariant": "no-private-key-outside-kms", "args": { "node": "participant1" } } ]
    }
    """

  /// The text with one piece of it replaced; the piece must be there.
  static func changed(_ piece: String, _ other: String) -> String {
    precondition(text.contains(piece), "the scenario does not hold: \(piece)")
    return text.replacing(piece, with: other, maxReplacements: 1)
  }

  static func load(_ text: String) throws(InvalidScenario) -> ScenarioFile {
    try ScenarioLoader.load(
      text: text, name: "gcp.json", vocabulary: .shipped, presetFolders: [TestFolder.presets])
  }

  static func messages(_ text: String) -> [(error: String, whole: String)] {
    do throws(InvalidScenario) {
      _ = try load(text)
      return []
    } catch {
      return error.diagnostics.map { diagnostic in
        let whole = diagnostic.description
        return (whole.split(separator: "error: ", maxSplits: 1).last.map(String.init) ?? whole, whole)
      }
    }
  }

  static func run(_ text: String, seed: UInt64 = 1, crypto: CryptoMode = .symbolic) throws -> RunOutcome {
    let cell = try load(text).cells[0]
    return try ScenarioRun.perform(cell.scenario, hash: cell.hash, seed: seed, options: RunOptions(crypto: crypto))
  }
}
