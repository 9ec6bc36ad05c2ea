import Foundation
import Testing

@testable import KMS

/// AWS's own API model, as Python's botocore ships it, is the judge of our members.
@Suite("AWS's API model") struct AwsModelTests {
  struct Failure: Error { let message: String }

  /// What a script of `Tests/Clients` prints.
  private func script(_ name: String, _ input: [UInt8]) throws -> String {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", tests.appendingPathComponent("Clients/\(name)").path]
    let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: Data(input))
    try standardInput.fileHandleForWriting.close()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(message: String(decoding: complaint, as: UTF8.self)) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The catalogue as the script reads it.
  private func catalogue() throws -> [UInt8] {
    func list(_ texts: [String]) -> WireValue { .list(texts.map { .text($0) }) }
    let operations = try AwsWireCatalogue.entries().map { entry in
      WireMember(
        name: entry.operation.rawValue,
        value: .object([
          WireMember(name: "request", value: list(entry.request.paths)),
          WireMember(name: "required", value: list(entry.request.required)),
          WireMember(
            name: "names",
            value: .object(entry.request.names.map { WireMember(name: $0.path, value: list($0.names)) })),
          WireMember(name: "answer", value: list(entry.answer)),
        ]))
    }
    return WireValue.object(operations).json
  }

  @Test("every operation has the members, requirements and names of AWS's model, no more and no fewer")
  func members() throws {
    let lines = try script("kms_model.py", try catalogue()).split(separator: "\n")
    for line in lines.dropLast() { Issue.record("\(line)") }
    let last = try #require(lines.last)
    #expect(last.hasPrefix("compared \(try AwsWireCatalogue.entries().count) of "))
  }

  @Test("whatever name we have of a set, AWS has it, too")
  func names() throws {
    for entry in try AwsWireCatalogue.entries() {
      for set in entry.request.names where set.path != "KeySpec" || entry.operation == .createKey {
        #expect(Set(set.ours).isSubset(of: set.names), "\(entry.operation) \(set.path)")
      }
    }
  }
}
