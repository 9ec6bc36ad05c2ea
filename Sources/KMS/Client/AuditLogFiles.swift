/// How a Canton node writes its KMS audit log to files of its own: `--kms-log-file-name`, `--kms-log-immediate-flush`,
/// `--kms-log-file-rolling-pattern` and `--kms-log-file-history`, or the variables `KMS_LOG_FILE_NAME` and so on.
///
/// Canton leaves the rolling to logback's time-based policy: the file keeps its name until the first line of a new period,
/// and then gets the old period as a suffix. Source: Canton documentation, "KMS logging configuration"; logback manual,
/// TimeBasedRollingPolicy.
public struct AuditLogFiles: Hashable, Sendable {
  /// The file that is written to.
  public var fileName: String
  /// Whether each line is on the disk at once. Without it lines wait in a buffer of 8 KiB, which a crash takes along.
  public var flushesImmediately: Bool
  /// The period of a file, in the letters of Java's date formats; the finest one says how often a new file begins.
  public var rollingPattern: String
  /// How many old files are kept; 0 for all.
  public var history: Int

  /// The size of the buffer in bytes.
  static let bufferSize = 8_192

  /// Canton's defaults under a name.
  public init(
    fileName: String, flushesImmediately: Bool = true, rollingPattern: String = "yyyy-MM-dd", history: Int = 0
  ) {
    self.fileName = fileName
    self.flushesImmediately = flushesImmediately
    self.rollingPattern = rollingPattern
    self.history = history
  }

  /// Whether a pattern has a letter for a time, and none that we do not know.
  public static func isPattern(_ pattern: String) -> Bool {
    let parts = parts(of: pattern)
    return parts.contains { places[$0] != nil }
      && parts.allSatisfy { part in
        places[part] != nil || part.utf8.allSatisfy { [0x2d, 0x2e, 0x5f].contains($0) || (0x30...0x39).contains($0) }
      }
  }

  /// The files that lines give, oldest first, the one that is still written to last. A line without a time of its own, that
  /// of an exception, belongs to the line before it.
  public func files(of lines: [String]) -> [(name: String, lines: [String])] {
    var periods: [(period: String, lines: [String])] = []
    for line in lines {
      let period = Self.beginsWithTime(line) ? period(of: line) : periods.last?.period ?? ""
      if periods.last?.period != period { periods.append((period, [])) }
      periods[periods.count - 1].lines.append(line)
    }
    let old = periods.dropLast().map { (name: "\(fileName).\($0.period)", lines: $0.lines) }
    return (history > 0 ? Array(old.suffix(history)) : old) + (periods.last.map { [(fileName, $0.lines)] } ?? [])
  }

  /// What of a process's lines is on the disk after it was killed.
  public func linesLeft(of lines: [String]) -> [String] {
    if flushesImmediately { return lines }
    let written = lines.reduce(0) { $0 + $1.utf8.count + 1 } / Self.bufferSize * Self.bufferSize
    var left: [String] = []
    var count = 0
    for line in lines where count < written {
      // The last line that began before the buffer was full is cut there.
      left.append(String(decoding: line.utf8.prefix(written - count), as: UTF8.self))
      count += line.utf8.count + 1
    }
    return left
  }

  /// Where the parts of a pattern stand in a line's time, `2026-01-01 00:00:04,426`.
  private static let places = ["yyyy": 0..<4, "MM": 5..<7, "dd": 8..<10, "HH": 11..<13, "mm": 14..<16, "ss": 17..<19]

  private static func beginsWithTime(_ line: String) -> Bool {
    let bytes = Array(line.utf8.prefix(23))
    return bytes.count == 23 && bytes[4] == 0x2d && bytes[10] == 0x20 && bytes[13] == 0x3a && bytes[19] == 0x2c
  }

  private func period(of line: String) -> String {
    let bytes = Array(line.utf8.prefix(23))
    return Self.parts(of: rollingPattern).map { part in
      Self.places[part].map { String(decoding: bytes[$0], as: UTF8.self) } ?? part
    }.joined()
  }

  /// The pattern in runs of the same letter, and what stands between them.
  private static func parts(of pattern: String) -> [String] {
    var parts: [String] = []
    for letter in pattern {
      if let last = parts.last?.last, last == letter, letter.isLetter {
        parts[parts.count - 1].append(letter)
      } else {
        parts.append(String(letter))
      }
    }
    return parts
  }
}
