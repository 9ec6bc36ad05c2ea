import Configuration
import KMS

/// Reads `kms-log` of a node: what Canton's process is told of its KMS log by flags or by the environment.
enum KmsLogReader {
  /// `{ "file-name": "log/canton_kms.log", "immediate-flush": true, "rolling-pattern": "yyyy-MM-dd", "history": 0 }`.
  static func read(_ object: ObjectReader) -> AuditLogFiles? {
    let nameReader = object.required("file-name")
    let name = nameReader?.word(expected: "a path such as \"log/canton_kms.log\"")
    var files = AuditLogFiles(fileName: name ?? "")
    files.flushesImmediately = object.optional("immediate-flush")?.bool() ?? true
    files.history = object.optional("history")?.count(in: 0...1_000_000) ?? 0
    if let reader = object.optional("rolling-pattern"), let pattern = reader.word() {
      if AuditLogFiles.isPattern(pattern) {
        files.rollingPattern = pattern
      } else {
        reader.report(
          "\"\(pattern)\" is no pattern of times",
          expected: "yyyy, MM, dd, HH, mm and ss with -, . or _ between them, as in \"yyyy-MM-dd\"")
      }
    }
    guard let name else { return nil }
    if name.hasPrefix("/") || name.split(separator: "/").contains("..") {
      nameReader?.report("\"\(name)\" leaves the run directory", expected: "a path within the node's folder")
      return nil
    }
    return files
  }
}
