import Kernel
import Keys
import Storage

/// One contract of an ACS file.
public struct ActiveContractRecord: Hashable, Sendable {
  /// Contract id.
  public var contractId: [UInt8]
  /// Id of the synchronizer that the file assigns it to.
  public var synchronizer: String
  /// Template as `package:Module:Entity`; what comes first may be missing.
  public var template: String
  /// Party ids of the signatories, in the file's order.
  public var signatories: [String]
  /// Party ids of the observers, in the file's order.
  public var observers: [String]
  /// The arguments of the create.
  public var payload: [UInt8]
  /// Ledger time of the creating transaction.
  public var createdAt: Instant
  /// Number of reassignments.
  public var reassignmentCounter: Int64
  /// Offset of the exporting participant at which the contract became active there; the importing one does not use it.
  public var exportedOffset: Int64

  /// What the file says of a stored contract.
  public init(_ contract: StoredContract) {
    contractId = contract.contractId
    synchronizer = contract.synchronizer
    template = contract.template
    signatories = contract.signatories
    observers = contract.observers
    payload = contract.payload
    createdAt = contract.createdAt
    reassignmentCounter = contract.reassignmentCounter
    exportedOffset = contract.createdOffset
  }

  /// The row of the importing participant, active from one of its own offsets on.
  public func stored(createdOffset: Int64) -> StoredContract {
    StoredContract(
      contractId: contractId, synchronizer: synchronizer, template: template, signatories: signatories,
      observers: observers, payload: payload, createdAt: createdAt, reassignmentCounter: reassignmentCounter,
      createdOffset: createdOffset)
  }
}

// The messages, by their field numbers: `ActiveContract` and `CreatedEvent` of the Ledger API v2 (state_service.proto,
// event.proto), `Versioned` and `FatContractInstance` of Daml-LF (transaction.proto), all of Canton 3.5.
extension ActiveContractRecord {
  /// The serialised Ledger API `ActiveContract`.
  ///
  /// The event leaves out `create_arguments`, which needs the template's type; like Canton's import, ours takes the
  /// arguments from `created_event_blob`. Times keep their nanoseconds (Daml's own have microseconds).
  func encoded(epochSeconds: Int64) -> [UInt8] {
    ProtobufWriter.message { active in
      active.message(1, createdEvent(epochSeconds: epochSeconds))
      active.string(2, synchronizer)
      active.int(3, reassignmentCounter)
    }
  }

  private func createdEvent(epochSeconds: Int64) -> [UInt8] {
    let name = TemplateName(template)
    return ProtobufWriter.message { event in
      event.int(1, exportedOffset)
      event.string(3, Hexadecimal.encode(contractId))
      event.message(
        4,
        ProtobufWriter.message { identifier in
          identifier.string(1, name.package)
          identifier.string(2, name.module)
          identifier.string(3, name.entity)
        })
      event.message(7, createdEventBlob(name, epochSeconds: epochSeconds))
      for party in stakeholders { event.element(9, Array(party.utf8)) }
      for party in signatories { event.element(10, Array(party.utf8)) }
      for party in observers { event.element(11, Array(party.utf8)) }
      event.message(12, Timestamp.encode(createdAt, epochSeconds: epochSeconds))
      event.string(13, name.package)
      event.bool(14, true)
      event.string(15, name.package)
    }
  }

  /// `Versioned` (serialisation version 2.1) around `FatContractInstance`.
  private func createdEventBlob(_ name: TemplateName, epochSeconds: Int64) -> [UInt8] {
    let instance = ProtobufWriter.message { instance in
      instance.bytes(1, contractId)
      instance.string(2, name.package)
      instance.message(
        3,
        ProtobufWriter.message { identifier in
          identifier.string(1, name.package)
          for part in name.module.split(separator: ".") { identifier.element(2, Array(part.utf8)) }
          for part in name.entity.split(separator: ".") { identifier.element(3, Array(part.utf8)) }
        })
      instance.bytes(4, payload)
      for party in signatories { instance.element(5, Array(party.utf8)) }
      for party in observers { instance.element(6, Array(party.utf8)) }
      let microseconds = epochSeconds * 1_000_000 + createdAt.nanoseconds / 1_000
      // sfixed64: the tag (field 7, wire type 1), then the value from its lowest byte up.
      instance.raw([7 << 3 | 1])
      instance.raw((0..<8).map { UInt8(truncatingIfNeeded: microseconds >> ($0 * 8)) })
    }
    return ProtobufWriter.message { versioned in
      versioned.string(1, "2.1")
      versioned.bytes(2, instance)
    }
  }

  private var stakeholders: [String] {
    let all = (signatories + observers).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return all.enumerated().filter { $0.offset == 0 || all[$0.offset - 1] != $0.element }.map(\.element)
  }

  /// Reads a serialised Ledger API `ActiveContract`.
  init(decoding bytes: [UInt8], epochSeconds: Int64) throws {
    self.init(
      StoredContract(
        contractId: [], synchronizer: "", template: "", signatories: [], observers: [], payload: [],
        createdAt: .zero, reassignmentCounter: 0, createdOffset: 0))
    var event: [UInt8]?
    for field in try ProtobufReader.fields(bytes) {
      switch field.number {
      case 1: event = try field.bytes()
      case 2: synchronizer = try field.string()
      case 3: reassignmentCounter = try field.int()
      default: continue
      }
    }
    guard let event else { throw MissingField(name: "created_event") }
    try read(event: event, epochSeconds: epochSeconds)
    guard !synchronizer.isEmpty else { throw MissingField(name: "synchronizer_id") }
  }

  private mutating func read(event: [UInt8], epochSeconds: Int64) throws {
    var blob: [UInt8]?
    var id: [UInt8]?
    for field in try ProtobufReader.fields(event) {
      switch field.number {
      case 1: exportedOffset = try field.int()
      case 3: id = Hexadecimal.decode(try field.string())
      case 4: template = try TemplateName(decoding: field.bytes()).description
      case 7: blob = try field.bytes()
      case 10: signatories.append(try field.string())
      case 11: observers.append(try field.string())
      case 12: createdAt = try Timestamp.decode(field.bytes(), epochSeconds: epochSeconds)
      default: continue
      }
    }
    guard let id, !id.isEmpty else { throw MissingField(name: "contract_id") }
    guard let blob else { throw MissingField(name: "created_event_blob") }
    contractId = id
    try read(blob: blob)
  }

  private mutating func read(blob: [UInt8]) throws {
    guard let instance = try ProtobufReader.fields(blob).last(where: { $0.number == 2 }) else {
      throw MissingField(name: "created_event_blob.payload")
    }
    for field in try ProtobufReader.fields(instance.bytes()) {
      switch field.number {
      case 1:
        guard try field.bytes() == contractId else { throw MissingField(name: "created_event_blob of the contract") }
      case 4: payload = try field.bytes()
      default: continue
      }
    }
  }
}

/// A message lacks what its definition requires.
struct MissingField: Error {
  let name: String
}

/// `package:Module:Entity`; a template of the model may have only the last, or the last two.
private struct TemplateName: CustomStringConvertible {
  var package = ""
  var module = ""
  var entity = ""

  init(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    entity = parts.last ?? ""
    if parts.count > 1 { module = parts[parts.count - 2] }
    if parts.count > 2 { package = parts[0] }
  }

  init(decoding bytes: [UInt8]) throws(ProtobufError) {
    for field in try ProtobufReader.fields(bytes) {
      switch field.number {
      case 1: package = try field.string()
      case 2: module = try field.string()
      case 3: entity = try field.string()
      default: continue
      }
    }
  }

  var description: String {
    if !package.isEmpty { return "\(package):\(module):\(entity)" }
    return module.isEmpty ? entity : "\(module):\(entity)"
  }
}

/// `google.protobuf.Timestamp`.
private enum Timestamp {
  static func encode(_ instant: Instant, epochSeconds: Int64) -> [UInt8] {
    let (seconds, nanoseconds) = instant.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return ProtobufWriter.message { timestamp in
      // The nanoseconds of a time stamp count forward, before the epoch too.
      timestamp.int(1, epochSeconds + (nanoseconds < 0 ? seconds - 1 : seconds))
      timestamp.int(2, nanoseconds < 0 ? nanoseconds + 1_000_000_000 : nanoseconds)
    }
  }

  static func decode(_ bytes: [UInt8], epochSeconds: Int64) throws -> Instant {
    var seconds: Int64 = 0
    var nanoseconds: Int64 = 0
    for field in try ProtobufReader.fields(bytes) {
      switch field.number {
      case 1: seconds = try field.int()
      case 2: nanoseconds = try field.int()
      default: continue
      }
    }
    let (since, overflow) = seconds.subtractingReportingOverflow(epochSeconds)
    // An instant reaches 292 years from virtual zero.
    guard !overflow, abs(since) < 9_223_372_036, (0..<1_000_000_000).contains(nanoseconds) else {
      throw MissingField(name: "created_at within 292 years of the start")
    }
    return Instant(nanoseconds: since * 1_000_000_000 + nanoseconds)
  }
}
