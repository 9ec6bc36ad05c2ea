import Configuration
import Foundation
import Glibc
import Scenarios

/// Scenario files for tests, in a temporary folder of their own.
final class TestFolder {
  let path: String

  /// The repository's root.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path()
  static let presets = root + "scenarios/presets"

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "keyshift-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path()
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, _ name: String = "s.json") throws {
    try write(Array(text.utf8), name)
  }

  func write(_ bytes: [UInt8], _ name: String = "s.json") throws {
    let file = URL(filePath: path).appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func load(_ name: String = "s.json", overrides: [String] = []) throws(InvalidScenario) -> ScenarioFile {
    try ScenarioLoader.load(
      path: path + "/" + name, vocabulary: .test, overrides: overrides, presetFolders: [TestFolder.presets])
  }

  /// The messages of a file, with the folder's path taken away.
  func messages(_ name: String = "s.json", overrides: [String] = []) -> [String] {
    do throws(InvalidScenario) {
      return try load(name, overrides: overrides).warnings.map(clean)
    } catch {
      return error.diagnostics.map(clean)
    }
  }

  private func clean(_ diagnostic: Diagnostic) -> String {
    diagnostic.description.replacing(path + "/", with: "")
  }
}

/// A scenario of two participants and a KMS that tests change in one place at a time.
enum TestScenario {
  static let text = """
    {
      "$schema": "./scenario.v1.schema.json",
      "version": 1,
      "name": "test",
      "about": "A participant exports its keys into a KMS.",
      "// why": "comments are allowed",
      "seeds": [1, 2],
      "crypto": "symbolic",
      "duration": "30m",
      "timing": "timing@2026-11",
      "links": { "default": "1ms", "p1-seq": { "latency": { "lognormal": { "p50": "1ms", "p99": "4ms" } }, "loss": 0.01 } },
      "synchronizers": { "da": { "sequencers": ["seq"], "mediators": ["med"], "protocol-version": 35 } },
      "kms": {
        "aws-main": {
          "vendor": "aws", "account": "111122223333", "region": "us-east-1", "preset": "aws-kms@2026-01",
          "quotas": { "create-key": 2.5 },
          "principals": { "p2": "canton-external-keys", "operator": { "preset": "operator-import", "allow": ["kms:Sign"] } },
          "keys": { "spare": { "key-spec": "ECC_NIST_P256", "key-usage": "SIGN_VERIFY" } }
        }
      },
      "canton": {
        "participants": {
          "p1": { "crypto": { "provider": "jce" } },
          "p2": { "crypto": { "provider": "kms", "kms": { "type": "aws", "region": "us-east-1" } }, "init": { "identity": { "type": "manual" } } }
        },
        "sequencers": { "seq": {} },
        "mediators": { "med": {} },
        "features": { "enable-preview-commands": "yes" }
      },
      "nodes": { "p1": { "connect": ["da"] }, "p2": { "kms": "aws-main", "principal": "p2", "auto-start": false } },
      "parties": { "Alice": { "participant": "p1" }, "Bob": { "participants": ["p1"] } },
      "workload": [
        { "id": "load", "from": "0", "until": "20m", "rate": 5, "template": "iou-transfer", "parties": ["Alice", "Bob"] }
      ],
      "steps": [
        { "id": "keys", "phase": "export", "at": "5m", "do": "p1.keys.public.list" },
        { "id": "export", "phase": "export", "for-each": "${steps.keys.result}", "do": "p1.keys.secret.download",
          "args": { "fingerprint": "${item.id}", "password": null } },
        { "id": "import", "phase": "import", "for-each": "${steps.export.result}", "do": "kms.import_key_material",
          "args": { "kms": "aws-main", "principal": "operator", "material": "${item}", "usage": "SIGN_VERIFY" } },
        { "id": "acs", "phase": "downtime", "delay": "30s", "do": "p1.repair.export_acs",
          "args": { "parties": ["Alice"], "exportFilePath": "acs-${p1.id}.gz" }, "timeout": "2m",
          "expect": [ { "that": "result.exported > 0 and count(steps.keys.result) == 4" } ] },
        { "id": "wait", "phase": "downtime", "if": "not (steps.acs.outcome == 'ok')", "do": "sim.wait", "args": { "for": "2m" } }
      ],
      "faults": [
        { "id": "throttled", "inject": "kms-error", "target": "kms.aws-main", "during-phase": "import", "for": "20s",
          "args": { "error": "throttle", "share": 0.3 } }
      ],
      "expect": [
        { "invariant": "acs-preserved", "args": { "from": "p1", "to": "p2" } },
        { "that": "all(steps.export.result, k, k.fingerprint != '')", "severity": "warn" }
      ],
      "thresholds": {
        "migration.downtime": ["max < 5m"],
        "daml.signing.latency{node:p2}": [{ "is": "p99 < 250ms", "during-phase": "downtime", "severity": "warn" }]
      }
    }
    """

  /// The text with one piece of it replaced; the piece must be there.
  static func changed(_ piece: String, _ other: String) -> String {
    precondition(text.contains(piece), "the scenario does not hold: \(piece)")
    return text.replacing(piece, with: other, maxReplacements: 1)
  }
}

/// The processor time that this thread spends on something; unlike wall-clock time it does not depend on what else runs.
func processorTime(_ body: () -> Void) -> Duration {
  func now() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
  let start = now()
  body()
  return now() - start
}
