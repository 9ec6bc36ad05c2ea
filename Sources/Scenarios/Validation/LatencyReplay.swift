import Configuration
import KMS
import Kernel
import Presets

/// Reads `latency.replay` of a KMS: the path of a Canton node's KMS audit log, relative to the file that says it, whose
/// measured times are drawn from. In a resolved scenario it is the measured times themselves.
struct LatencyReplay {
  let context: ScenarioContext

  private struct Row {
    let operation: KmsOperation
    let keySpec: KmsKeySpec?
    let time: Distribution

    var key: String { keySpec.map { "\(operation.rawValue):\($0.rawValue)" } ?? operation.rawValue }
  }

  /// Reads it into a table. The times of a log are the client's, so the scenario must say the round trip beside it.
  func read(_ reader: Reader, into table: inout LatencyTable, instance: String, roundTrip: Bool) {
    if !roundTrip {
      reader.report(
        "the times of a log include the way there and back",
        expected: "\"round-trip\" beside \"latency\", \"0s\" unless the service is elsewhere than it was")
    }
    let rows: [Row]
    if case .object = reader.value.content {
      rows = reader.entries().compactMap(row)
    } else {
      guard let found = measured(reader, instance) else { return }
      rows = found
    }
    for row in rows {
      table.set(row.time, for: row.operation, keySpec: row.keySpec)
      guard row.keySpec == nil else { continue }
      for spec in KmsKeySpec.allCases { table.set(row.time, for: row.operation, keySpec: spec) }
    }
  }

  private func measured(_ reader: Reader, _ instance: String) -> [Row]? {
    guard let name = reader.string(expected: "the path of a KMS audit log") else { return nil }
    let path = FilePaths.join(FilePaths.folder(of: reader.range.source.name), name)
    do throws(Diagnostic) {
      let text = String(decoding: try FileBytes.read(path, limit: 256 << 20), as: UTF8.self)
      let measured = AuditLogTimes(text: text).rows.flatMap { row in
        (row.keySpecs.isEmpty ? [nil] : row.keySpecs.map { $0 }).map { (row.operation, $0, row.points) }
      }
      let rows = measured.map { Row(operation: $0.0, keySpec: $0.1, time: .quantiles($0.2)) }
      let written = zip(rows, measured).map { JSONValue.Member($0.key, Self.json($1.2)) }
      context.usedPresets.append((["kms", instance, "latency", "replay"], .object(written)))
      if rows.isEmpty {
        reader.report("\(path) holds no KMS request with its answer", expected: "a Canton node's KMS audit log")
      }
      return rows
    } catch {
      reader.diagnostics.report(error)
      return nil
    }
  }

  private func row(_ entry: Reader.Entry) -> Row? {
    let words = entry.key.split(separator: ":", maxSplits: 1).map(String.init)
    guard let operation = words.first.flatMap(KmsOperation.init(rawValue:)) else {
      return unknown("operation", words.first ?? "", entry, KmsOperation.allCases.map(\.rawValue))
    }
    guard words.count == 2 else {
      return DistributionReader.read(entry.reader).map { Row(operation: operation, keySpec: nil, time: $0) }
    }
    guard let spec = KmsKeySpec(rawValue: words[1]) else {
      return unknown("key spec", words[1], entry, KmsKeySpec.allCases.map(\.rawValue))
    }
    return DistributionReader.read(entry.reader).map { Row(operation: operation, keySpec: spec, time: $0) }
  }

  private func unknown(_ kind: String, _ word: String, _ entry: Reader.Entry, _ known: [String]) -> Row? {
    context.diagnostics.report(
      "unknown \(kind) \"\(word)\"", at: entry.keyRange, path: entry.reader.path,
      suggestion: Nearest.word(to: word, among: known))
    return nil
  }

  /// Measured points, whole milliseconds, as a resolved scenario holds them.
  private static func json(_ points: [Quantile]) -> JSONValue {
    let percentiles = points.map { point in
      JSONValue.Member(percentile(point.perMillion), .string("\(point.value.nanoseconds / 1_000_000)ms"))
    }
    return .object([JSONValue.Member("percentiles", .object(percentiles))])
  }

  /// `p99.9` for 999,000.
  private static func percentile(_ perMillion: UInt32) -> String {
    var digits = String(perMillion % 10_000 + 10_000).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "p\(perMillion / 10_000)\(digits.isEmpty ? "" : ".\(digits)")"
  }
}
