import Canton
import Foundation
import Kernel
import Keys
import Storage
import Testing

@Suite("An ACS file")
struct ActiveContractFileTests {
  /// The content of a file with `sample`, written field by field by another encoder.
  static let sampleContent = """
    c5010ac0010abd010aaa0108071a043030616222150a03706b671209496f752e4d6f64656c1a03496f753a490a03322e3112420a\
    0200ab1203706b671a160a03706b671203496f7512054d6f64656c1a03496f7522030102032a05416c6963653203426f62320541\
    61726f6e3910c96346484706004a054161726f6e4a05416c6963654a03426f625205416c6963655a03426f625a054161726f6e62\
    0c0884f2d6ca061080fd90cb016a03706b6770017a03706b67120c73796e633a3a3132323061611802101e
    """

  static let sample = StoredContract(
    contractId: [0, 0xab], synchronizer: "sync::1220aa", template: "pkg:Iou.Model:Iou", signatories: ["Alice"],
    observers: ["Bob", "Aaron"], payload: [1, 2, 3], createdAt: Instant(nanoseconds: 4_426_000_000),
    reassignmentCounter: 2, createdOffset: 7)

  static func contracts(_ count: Int) -> [StoredContract] {
    (0..<count).map { number -> StoredContract in
      let discriminator: [UInt8] = (0..<33).map { UInt8(truncatingIfNeeded: (number + 1) * (2 * $0 + 1)) }
      let contractId: [UInt8] = [0] + discriminator + [UInt8(number >> 8), UInt8(number & 255)]
      return StoredContract(
        contractId: contractId,
        synchronizer: "mysynchronizer::1220aa", template: ["Iou", "M:Iou", "pkg:M:Iou"][number % 3],
        signatories: ["Bank::1220b\(number % 7)"], observers: number % 2 == 0 ? [] : ["Alice::1220aa"],
        payload: [UInt8](repeating: UInt8(number & 255), count: number % 300),
        createdAt: Instant(nanoseconds: Int64(number - 3) * 1_500_000_001), reassignmentCounter: Int64(number % 4),
        createdOffset: Int64(number))
    }
  }

  static func expand(_ bytes: [UInt8]) throws -> [UInt8] {
    let reader = try GzipReader(bytes)
    var content: [UInt8] = []
    while try reader.read(into: &content) {}
    return content
  }

  static func file(ofContent content: [UInt8]) -> [UInt8] {
    let writer = GzipWriter()
    writer.append(content)
    return writer.finish()
  }

  @Test("holds the messages of Canton 3.5, byte for byte")
  func layout() throws {
    let content = try Self.expand(ActiveContractFile.write([Self.sample]))
    #expect(Hexadecimal.encode(content) == Self.sampleContent)
  }

  @Test("gives back every contract in its order with every column")
  func roundTrip() throws {
    let contracts = Self.contracts(700)
    let records = try ActiveContractFile.read(ActiveContractFile.write(contracts))
    #expect(records == contracts.map(ActiveContractRecord.init))
    #expect(records.map { $0.stored(createdOffset: $0.exportedOffset) } == contracts)
  }

  @Test("of no contracts is a gzip stream without content")
  func empty() throws {
    let bytes = ActiveContractFile.write([])
    #expect(bytes.starts(with: [0x1f, 0x8b]))
    #expect(try ActiveContractFile.read(bytes).isEmpty)
  }

  @Test("is the same bytes in two runs, with no time stamp and no operating system in its header")
  func stable() {
    let first = ActiveContractFile.write(Self.contracts(500))
    #expect(first == ActiveContractFile.write(Self.contracts(500)))
    #expect(Array(first.prefix(10)) == [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
  }

  @Test("moves contracts to the renamed synchronizer and leaves their counters alone")
  func renames() throws {
    let bytes = ActiveContractFile.write([Self.sample], renames: ["sync::1220aa": "new::1220bb", "x": "y"])
    let records = try ActiveContractFile.read(bytes)
    #expect(records.map(\.synchronizer) == ["new::1220bb"])
    #expect(records.map(\.reassignmentCounter) == [2])
  }

  @Test("keeps creation times for any start of virtual time", arguments: [0, 1_767_225_600, -86_400] as [Int64])
  func times(epochSeconds: Int64) throws {
    let contracts = Self.contracts(10)
    let bytes = ActiveContractFile.write(contracts, epochSeconds: epochSeconds)
    let records = try ActiveContractFile.read(bytes, epochSeconds: epochSeconds)
    #expect(records.map(\.createdAt) == contracts.map(\.createdAt))
  }

  @Test("is read by gunzip and by Python's gzip, with the content that we read")
  func otherReaders() throws {
    let bytes = ActiveContractFile.write(Self.contracts(300))
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("acs-\(UUID().uuidString).gz")
    try Data(bytes).write(to: url)
    let content = try Self.expand(bytes)
    let python = "import gzip, sys; sys.stdout.buffer.write(gzip.open(sys.argv[1]).read())"
    #expect(try output(of: ["gunzip", "-c", url.path]) == content)
    #expect(try output(of: ["python3", "-c", python, url.path]) == content)
    try FileManager.default.removeItem(at: url)
  }

  @Test("of 10,000 contracts is written and read contract by contract")
  func large() throws {
    let contracts = Self.contracts(10_000)
    var reader = try ActiveContractReader(ActiveContractFile.write(contracts))
    var count = 0
    while let record = try reader.next() {
      guard record.contractId == contracts[count].contractId else { break }
      count += 1
    }
    #expect(count == 10_000)
  }

  @Test("that is not gzip, or is cut or damaged, is refused as such")
  func badGzip() throws {
    let bytes = ActiveContractFile.write(Self.contracts(400))
    #expect(refusal([]) == .gzip(.notGzip))
    #expect(refusal(Array("canton".utf8)) == .gzip(.notGzip))
    for length in [2, 9, 10, 400, bytes.count - 9, bytes.count - 1] {
      #expect(refusal(Array(bytes.prefix(length))) == .gzip(.truncated), "cut after \(length) bytes")
    }
    var damaged = bytes
    damaged[bytes.count - 6] ^= 1
    #expect(refusal(damaged) == .gzip(.damaged("incorrect data check")))
    guard case .gzip(.damaged) = refusal(bytes + [1, 2, 3]) else {
      Issue.record("bytes behind the stream are accepted")
      return
    }
  }

  @Test("whose content ends inside a contract says which")
  func truncatedContent() throws {
    let content = try Self.expand(ActiveContractFile.write([Self.sample, Self.sample]))
    let half = content.count / 2
    #expect(refusal(Self.file(ofContent: Array(content.dropLast()))) == .truncated(contract: 1))
    #expect(refusal(Self.file(ofContent: Array(content.prefix(1)))) == .truncated(contract: 0))
    #expect(refusal(Self.file(ofContent: Array(content.prefix(half + 1)))) == .truncated(contract: 1))
    #expect(try ActiveContractFile.read(Self.file(ofContent: Array(content.prefix(half)))).count == 1)
  }

  @Test("with a malformed length, an unknown version or a message of something else is refused")
  func badContent() throws {
    #expect(refusal(Self.file(ofContent: [0xff, 0xff, 0xff, 0xff, 0xff, 1])) == .malformedLength(contract: 0))
    #expect(refusal(Self.file(ofContent: [0xff, 0xff, 0xff, 0xff, 0x0f])) == .malformedLength(contract: 0))
    var content = try Self.expand(ActiveContractFile.write([Self.sample]))
    content[content.count - 1] = 31
    #expect(refusal(Self.file(ofContent: content)) == .unknownVersion(31, contract: 0))
    let bare = refusal(Self.file(ofContent: [4, 0x0a, 0, 0x10, 30]))
    #expect(bare == .malformed(contract: 0, reason: "no active_contract"))
    for message in [[2, 0x0b, 1], [3, 0x0a, 9, 1], [1, 0x80]] as [[UInt8]] {
      guard case .malformed(contract: 0, _) = refusal(Self.file(ofContent: message)) else {
        Issue.record("\(message) is accepted")
        continue
      }
    }
  }

  @Test("never crashes the reader, whatever byte of it is changed")
  func anyByteChanged() throws {
    let content = try Self.expand(ActiveContractFile.write([Self.sample]))
    var refused = 0
    for index in content.indices {
      for flip in [0x01, 0x80, 0xff] as [UInt8] {
        var changed = content
        changed[index] ^= flip
        if refusal(Self.file(ofContent: changed)) != nil { refused += 1 }
      }
    }
    #expect(refused > content.count / 2)
  }

  private func refusal(_ bytes: [UInt8]) -> ActiveContractFileError? {
    do throws(ActiveContractFileError) {
      _ = try ActiveContractFile.read(bytes)
      return nil
    } catch {
      return error
    }
  }

  private func output(of command: [String]) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return [UInt8](data)
  }
}
