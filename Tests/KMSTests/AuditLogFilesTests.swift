import Testing

@testable import KMS

@Suite("Files of a KMS audit log")
struct AuditLogFilesTests {
  private let lines = [
    "2023-09-12 23:59:59,426 [a] INFO  x - Sending request", "2023-09-13 00:00:00,001 [b] WARN  x - Request failed.",
    "software.amazon.awssdk.services.kms.model.DisabledException: is disabled.",
    "2023-09-15 08:00:00,000 [a] INFO  x - Sending request",
  ]

  private func names(_ files: AuditLogFiles) -> [String] { files.files(of: lines).map(\.name) }

  @Test("a file keeps its name until a line of the next day, and an exception stays with its line")
  func daily() {
    let files = AuditLogFiles(fileName: "log/canton_kms.log").files(of: lines)
    #expect(
      files.map(\.name) == ["log/canton_kms.log.2023-09-12", "log/canton_kms.log.2023-09-13", "log/canton_kms.log"])
    #expect(files.map(\.lines) == [[lines[0]], [lines[1], lines[2]], [lines[3]]])
    #expect(AuditLogFiles(fileName: "a").files(of: []).isEmpty)
  }

  @Test("the pattern's finest letter says how often a new file begins; the history how many old ones stay")
  func patterns() {
    #expect(names(AuditLogFiles(fileName: "k", rollingPattern: "yyyy-MM")) == ["k"])
    #expect(
      names(AuditLogFiles(fileName: "k", rollingPattern: "yyyyMMdd.HH")) == ["k.20230912.23", "k.20230913.00", "k"])
    #expect(names(AuditLogFiles(fileName: "k", history: 1)) == ["k.2023-09-13", "k"])
    for pattern in ["yyyy-MM-dd", "yyyyMMdd_HH", "dd.HH.mm.ss"] { #expect(AuditLogFiles.isPattern(pattern)) }
    for pattern in ["", "log", "YYYY-MM", "yyyy/MM", "yyy-MM", "-"] { #expect(!AuditLogFiles.isPattern(pattern)) }
  }

  @Test("without immediate flush a crash takes what the buffer held, and cuts the line that it ends in")
  func buffer() {
    let many = (0..<300).map { "2026-01-01 00:00:00,000 line \($0) \(String(repeating: "x", count: 40))" }
    var files = AuditLogFiles(fileName: "k")
    #expect(files.linesLeft(of: many) == many)
    files.flushesImmediately = false
    let left = files.linesLeft(of: many)
    #expect(left.joined(separator: "\n").utf8.count <= 16_384 && left.count < many.count)
    #expect(left.dropLast() == many.prefix(left.count - 1) && many[left.count - 1].hasPrefix(left[left.count - 1]))
    #expect(files.linesLeft(of: Array(many.prefix(10))).isEmpty)
  }
}
