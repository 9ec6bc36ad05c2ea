import Events
import Keys

/// Bytes that are not a topology transaction.
public struct TopologyDecodingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let reason: String

  /// `ProtoDeserializationError: reason`.
  public var description: String { "ProtoDeserializationError: \(reason)" }

  init(_ reason: String) {
    self.reason = reason
  }
}

/// The protobuf layouts of Canton's `topology.proto` (package `com.digitalasset.canton.protocol.v30`). Transactions
/// are wrapped in `UntypedVersionedMessage` with version 30, as Canton stores and hashes them.
enum TopologyProtobuf {
  /// Canton's version of all messages here.
  static let version: Int64 = 30

  static func versioned(_ data: [UInt8]) -> [UInt8] {
    ProtobufWriter.message { writer in
      writer.bytes(1, data)
      writer.int(2, version)
    }
  }

  static func unversioned(_ bytes: [UInt8]) throws(TopologyDecodingError) -> [UInt8] {
    let fields = try ProtobufFields(bytes)
    guard try fields.int(2) == version else { throw TopologyDecodingError("version is not \(version)") }
    return try fields.bytes(1)
  }

  static func encode(operation: TopologyChangeOp, serial: Int, mapping: TopologyMapping) -> [UInt8] {
    versioned(
      ProtobufWriter.message { writer in
        writer.varint(1, operation.protoValue)
        writer.varint(2, UInt64(serial))
        writer.message(3, encode(mapping))
      })
  }

  static func transaction(_ bytes: [UInt8]) throws(TopologyDecodingError) -> TopologyTransaction {
    let fields = try ProtobufFields(try unversioned(bytes))
    let operationValue = try fields.varint(1)
    guard let operation = TopologyChangeOp.allCases.first(where: { $0.protoValue == operationValue }) else {
      throw TopologyDecodingError("operation \(operationValue)")
    }
    let serial = try fields.int(2)
    guard serial > 0, serial <= Int64(Int32.max) else { throw TopologyDecodingError("serial \(serial)") }
    let mapping = try mapping(try fields.bytes(3))
    return TopologyTransaction(operation: operation, serial: Int(serial), mapping: mapping, serialized: bytes)
  }

  static func encode(_ signed: SignedTopologyTransaction) -> [UInt8] {
    versioned(
      ProtobufWriter.message { writer in
        writer.bytes(1, signed.transaction.serialized)
        for signature in signed.signatures {
          writer.message(2, signature.protobuf)
        }
        writer.bool(3, signed.isProposal)
      })
  }

  static func signedTransaction(_ bytes: [UInt8]) throws(TopologyDecodingError) -> SignedTopologyTransaction {
    let fields = try ProtobufFields(try unversioned(bytes))
    var signatures: [Signature] = []
    for encoded in try fields.all(2) {
      guard let signature = try? Signature(protobuf: encoded) else { throw TopologyDecodingError("signatures") }
      signatures.append(signature)
    }
    return SignedTopologyTransaction(
      transaction: try transaction(try fields.bytes(1)), signatures: signatures, isProposal: try fields.varint(3) != 0)
  }
}

/// The fields of one message by number; scalar fields that are missing read as zero or empty, as in proto3.
struct ProtobufFields {
  private var fields: [ProtobufField] = []

  init(_ bytes: [UInt8]) throws(TopologyDecodingError) {
    var reader = ProtobufReader(bytes)
    do {
      while let field = try reader.next() {
        fields.append(field)
      }
    } catch {
      throw TopologyDecodingError("\(error)")
    }
  }

  func has(_ number: Int) -> Bool { fields.contains { $0.number == number } }

  func varint(_ number: Int) throws(TopologyDecodingError) -> UInt64 {
    guard let field = fields.last(where: { $0.number == number }) else { return 0 }
    do { return try field.varint() } catch { throw TopologyDecodingError("\(error)") }
  }

  func int(_ number: Int) throws(TopologyDecodingError) -> Int64 { Int64(bitPattern: try varint(number)) }

  /// A small positive count; throws above 2³¹.
  func count(_ number: Int) throws(TopologyDecodingError) -> Int {
    let value = try varint(number)
    guard value <= UInt64(Int32.max) else { throw TopologyDecodingError("field \(number) is \(value)") }
    return Int(value)
  }

  func bytes(_ number: Int) throws(TopologyDecodingError) -> [UInt8] {
    guard let field = fields.last(where: { $0.number == number }) else { return [] }
    do { return try field.bytes() } catch { throw TopologyDecodingError("\(error)") }
  }

  func all(_ number: Int) throws(TopologyDecodingError) -> [[UInt8]] {
    var values: [[UInt8]] = []
    for field in fields where field.number == number {
      do { values.append(try field.bytes()) } catch { throw TopologyDecodingError("\(error)") }
    }
    return values
  }

  func varints(_ number: Int) throws(TopologyDecodingError) -> [UInt64] {
    var values: [UInt64] = []
    for field in fields where field.number == number {
      do { values += try field.varints() } catch { throw TopologyDecodingError("\(error)") }
    }
    return values
  }

  func string(_ number: Int) throws(TopologyDecodingError) -> String {
    try ProtobufFields.text(try bytes(number))
  }

  func strings(_ number: Int) throws(TopologyDecodingError) -> [String] {
    var values: [String] = []
    for value in try all(number) {
      values.append(try ProtobufFields.text(value))
    }
    return values
  }

  private static func text(_ bytes: [UInt8]) throws(TopologyDecodingError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw TopologyDecodingError("not UTF-8") }
    return text
  }

  func fingerprint(_ number: Int) throws(TopologyDecodingError) -> Fingerprint {
    let text = try string(number)
    guard let value = Fingerprint(hex: text) else { throw TopologyDecodingError("fingerprint '\(text)'") }
    return value
  }

  func uid(_ number: Int) throws(TopologyDecodingError) -> UniqueIdentifier {
    try ProtobufFields.uid(try string(number))
  }

  func members(_ number: Int, _ kind: MemberKind) throws(TopologyDecodingError) -> [MemberID] {
    var members: [MemberID] = []
    for text in try strings(number) {
      members.append(MemberID(kind: kind, uid: try ProtobufFields.uid(text)))
    }
    return members
  }

  private static func uid(_ text: String) throws(TopologyDecodingError) -> UniqueIdentifier {
    guard let uid = UniqueIdentifier(text) else { throw TopologyDecodingError("unique identifier '\(text)'") }
    return uid
  }
}
