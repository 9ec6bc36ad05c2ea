import Configuration
import Foundation
import Kernel
import Reports
import Results
import Scenarios

/// The folder that a run leaves: `results.json`, `scenario.resolved.json`, `meta.json`, audit logs and files of steps.
struct RunDirectory {
  let path: String

  /// Makes the folder.
  /// - Throws: `RunDirectoryError` when it exists with content and may not be replaced.
  init(_ path: String, replacing: Bool, isPrivate: Bool = false) throws {
    self.path = path
    let manager = FileManager.default
    if let content = try? manager.contentsOfDirectory(atPath: path), !content.isEmpty {
      guard replacing else {
        throw RunDirectoryError(message: "\(path) is not empty; choose another folder or pass --force")
      }
      try manager.removeItem(atPath: path)
    }
    // Stores may hold private keys, so nobody else may look in.
    try manager.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: isPrivate ? [.posixPermissions: 0o700] : nil)
  }

  /// Writes everything that a run leaves.
  func write(_ outcome: RunOutcome, cell: ScenarioFile.Cell, meta: [JSONMember]) throws {
    try write("results.json", ResultsJSON.text(outcome.result))
    try write("scenario.resolved.json", JSONWriter.text(cell.resolvedJSON(seed: outcome.result.header.seed)) + "\n")
    try write("meta.json", MetaJSON.text(meta, checks: outcome.result.checks))
    for log in outcome.auditLogFiles { try write(log.name, log.lines.joined(separator: "\n") + "\n") }
    if !outcome.bills.isEmpty { try write("kms-bill.json", KmsBill.file(outcome.bills)) }
    for log in outcome.serviceLogs { try Data(log.file).write(to: URL(fileURLWithPath: "\(path)/\(log.name)")) }
    for file in outcome.files { try Data(file.bytes).write(to: URL(fileURLWithPath: "\(path)/\(file.name)")) }
  }

  private func write(_ name: String, _ text: String) throws {
    let file = URL(fileURLWithPath: "\(path)/\(name)")
    if name.contains("/") {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    }
    try Data(text.utf8).write(to: file)
  }
}

/// A folder that cannot be used.
struct RunDirectoryError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}
