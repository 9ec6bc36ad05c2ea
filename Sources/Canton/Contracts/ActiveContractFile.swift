import Kernel
import Keys
import Storage

/// What is wrong with an ACS file. Contracts count from 0.
public enum ActiveContractFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file is no gzip stream, or one that cannot be expanded.
  case gzip(GzipError)
  /// The content ends inside a message.
  case truncated(contract: Int)
  /// The length in front of a message is no varint of at most 32 bits.
  case malformedLength(contract: Int)
  /// The message has a version that this reader does not know.
  case unknownVersion(Int64, contract: Int)
  /// The message is not the one expected, or lacks something.
  case malformed(contract: Int, reason: String)

  /// One line for a person.
  public var description: String {
    switch self {
    case .gzip(.notGzip): "the file is not compressed with gzip"
    case .gzip(.truncated): "the gzip stream ends too early"
    case .gzip(.damaged(let reason)): "the gzip stream is damaged: \(reason)"
    case .truncated(let contract): "the file ends inside contract \(contract)"
    case .malformedLength(let contract): "the length of contract \(contract) is malformed"
    case .unknownVersion(let version, let contract): "contract \(contract) has the unknown version \(version)"
    case .malformed(let contract, let reason): "contract \(contract) is malformed: \(reason)"
    }
  }
}

/// The file of `repair.export_acs` and `repair.import_acs` in Canton 3.5.
///
/// A gzip stream of messages with their length in front, each an `UntypedVersionedMessage{1: data, 2: version = 30}`
/// whose data is `com.digitalasset.canton.admin.participant.v30.ActiveContract{1: bytes active_contract}`, whose bytes
/// are a Ledger API v2 `ActiveContract` (canton.md 10.2). Equal contracts give equal bytes. The file says nothing of
/// the participant it comes from, and holds no key.
public enum ActiveContractFile {
  /// The version of the messages (protocol version 34 and later).
  public static let version: Int64 = 30

  /// The file of these contracts, in their order.
  ///
  /// `epochSeconds` is virtual zero since 1970, the simulation's; `renames` gives contracts another synchronizer
  /// (`contractSynchronizerRenames`), which leaves their reassignment counters as they are.
  public static func write(
    _ contracts: [StoredContract], epochSeconds: Int64 = 1_767_225_600, renames: [String: String] = [:]
  ) -> [UInt8] {
    let gzip = GzipWriter()
    for contract in contracts {
      var record = ActiveContractRecord(contract)
      record.synchronizer = renames[record.synchronizer] ?? record.synchronizer
      let message = ProtobufWriter.message { versioned in
        versioned.message(
          1, ProtobufWriter.message { $0.message(1, record.encoded(epochSeconds: epochSeconds)) })
        versioned.int(2, version)
      }
      var framed = ProtobufWriter()
      framed.rawVarint(UInt64(message.count))
      framed.raw(message)
      gzip.append(framed.encoded)
    }
    return gzip.finish()
  }

  /// All contracts of the file, in its order. `epochSeconds` as in `write`.
  public static func read(
    _ bytes: [UInt8], epochSeconds: Int64 = 1_767_225_600
  ) throws(ActiveContractFileError) -> [ActiveContractRecord] {
    var reader = try ActiveContractReader(bytes, epochSeconds: epochSeconds)
    var records: [ActiveContractRecord] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }
}

/// Reads an ACS file contract by contract, expanding it as it goes; an import takes its batches from it.
public struct ActiveContractReader {
  private let gzip: GzipReader
  private let epochSeconds: Int64
  private var buffer: [UInt8] = []
  private var position = 0
  private var contract = 0

  /// A reader of the file; throws when it is no gzip stream. `epochSeconds` as in `ActiveContractFile.write`.
  public init(_ bytes: [UInt8], epochSeconds: Int64 = 1_767_225_600) throws(ActiveContractFileError) {
    do throws(GzipError) {
      gzip = try GzipReader(bytes)
    } catch {
      throw .gzip(error)
    }
    self.epochSeconds = epochSeconds
  }

  /// The next contract, nil at the end of the file.
  public mutating func next() throws(ActiveContractFileError) -> ActiveContractRecord? {
    guard try fill(1) else { return nil }
    let length = try messageLength()
    guard try fill(length) else { throw .truncated(contract: contract) }
    let message = Array(buffer[position..<(position + length)])
    position += length
    let record = try record(of: message)
    contract += 1
    return record
  }

  private mutating func messageLength() throws(ActiveContractFileError) -> Int {
    var length: UInt64 = 0
    for index in 0..<5 {
      guard try fill(1) else { throw .truncated(contract: contract) }
      let byte = buffer[position]
      position += 1
      length |= UInt64(byte & 0x7f) << UInt64(7 * index)
      if byte & 0x80 == 0 {
        guard length <= UInt64(Int32.max) else { throw .malformedLength(contract: contract) }
        return Int(length)
      }
    }
    throw .malformedLength(contract: contract)
  }

  /// Sees to it that the buffer has `count` unread bytes; answers false when the content ends before.
  private mutating func fill(_ count: Int) throws(ActiveContractFileError) -> Bool {
    while buffer.count - position < count {
      if position >= 1 << 16 {
        buffer.removeFirst(position)
        position = 0
      }
      do throws(GzipError) {
        guard try gzip.read(into: &buffer) else { return false }
      } catch {
        throw .gzip(error)
      }
    }
    return true
  }

  private func record(of message: [UInt8]) throws(ActiveContractFileError) -> ActiveContractRecord {
    do {
      var data: [UInt8] = []
      var version: Int64 = 0
      for field in try ProtobufReader.fields(message) {
        switch field.number {
        case 1: data = try field.bytes()
        case 2: version = try field.int()
        default: continue
        }
      }
      guard version == ActiveContractFile.version else {
        throw ActiveContractFileError.unknownVersion(version, contract: contract)
      }
      guard let active = try ProtobufReader.fields(data).last(where: { $0.number == 1 }) else {
        throw MissingField(name: "active_contract")
      }
      return try ActiveContractRecord(decoding: active.bytes(), epochSeconds: epochSeconds)
    } catch let error as ActiveContractFileError {
      throw error
    } catch let error as MissingField {
      throw .malformed(contract: contract, reason: "no \(error.name)")
    } catch {
      throw .malformed(contract: contract, reason: "\(error)")
    }
  }
}
