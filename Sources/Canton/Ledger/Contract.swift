import Events
import Kernel
import Keys
import Storage

/// A contract. Its id is authenticated: it is the hash of everything else, with a salt in front of the payload,
/// so that an import in mode `Validation` can recompute it.
public struct Contract: Hashable, Sendable {
  /// The id.
  public let id: ContractID
  /// The template's name.
  public let template: String
  /// Signatories, sorted.
  public let signatories: [PartyID]
  /// Observers, sorted.
  public let observers: [PartyID]
  /// Sixteen bytes of salt, then the serialized arguments.
  public let payload: [UInt8]
  /// Ledger effective time of the creating transaction.
  public let createdAt: Instant

  /// Creates a contract; the id derives from the salt and the content.
  public init(
    template: String, signatories: [PartyID], observers: [PartyID], salt: [UInt8], arguments: [UInt8],
    createdAt: Instant
  ) {
    self.init(
      id: nil, template: template, signatories: signatories.sorted(), observers: observers.sorted(),
      payload: salt + arguments, createdAt: createdAt)
  }

  init(
    id: ContractID?, template: String, signatories: [PartyID], observers: [PartyID], payload: [UInt8],
    createdAt: Instant
  ) {
    self.template = template
    self.signatories = signatories
    self.observers = observers
    self.payload = payload
    self.createdAt = createdAt
    self.id =
      id
      ?? Contract.derivedID(
        template: template, signatories: signatories, observers: observers, payload: payload, createdAt: createdAt)
  }

  private static func derivedID(
    template: String, signatories: [PartyID], observers: [PartyID], payload: [UInt8], createdAt: Instant
  ) -> ContractID {
    var writer = ByteWriter()
    writer.string(template)
    for party in signatories { writer.string(party.description) }
    writer.u8(0)
    for party in observers { writer.string(party.description) }
    writer.bytes(payload)
    writer.u64(UInt64(bitPattern: createdAt.nanoseconds))
    return ContractID([0] + CryptoEngine.sha256(writer.finish()))
  }

  /// Whether the id is the hash of the content.
  public var isAuthentic: Bool {
    id
      == Contract.derivedID(
        template: template, signatories: signatories, observers: observers, payload: payload, createdAt: createdAt)
  }

  /// The serialized arguments without the salt.
  public var arguments: [UInt8] { Array(payload.dropFirst(16)) }
  /// Signatories and observers, sorted, each once.
  public var stakeholders: [PartyID] { sortedUnion(signatories, observers) }

  func write(to writer: inout ByteWriter) {
    writer.bytes(id.bytes)
    writer.string(template)
    writer.parties(signatories)
    writer.parties(observers)
    writer.bytes(payload)
    writer.u64(UInt64(bitPattern: createdAt.nanoseconds))
  }

  init(from reader: inout ByteReader) throws {
    let id = ContractID(try reader.bytes())
    self.init(
      id: id, template: try reader.string(), signatories: try reader.parties(), observers: try reader.parties(),
      payload: try reader.bytes(), createdAt: Instant(nanoseconds: Int64(bitPattern: try reader.u64())))
  }
}

/// The sorted union of two lists.
func sortedUnion<Element: Comparable & Hashable>(_ first: [Element], _ second: [Element]) -> [Element] {
  var result = first + second
  result.sort()
  var kept = 0
  for position in result.indices where kept == 0 || result[position] != result[kept - 1] {
    result[kept] = result[position]
    kept += 1
  }
  result.removeLast(result.count - kept)
  return result
}

extension ByteWriter {
  mutating func parties(_ parties: [PartyID]) {
    u32(UInt32(parties.count))
    for party in parties { string(party.description) }
  }
}

extension ByteReader {
  mutating func parties() throws -> [PartyID] {
    var result: [PartyID] = []
    for _ in 0..<(try u32()) {
      guard let uid = UniqueIdentifier(try string()) else { throw WireError.malformed("party id") }
      result.append(PartyID(uid))
    }
    return result
  }
}

/// The shipped template: an IOU of an issuer, held by an owner.
public struct Iou: Hashable, Sendable {
  /// Template name on the ledger.
  public static let template = "Iou"
  /// Who owes; the only signatory.
  public let issuer: PartyID
  /// Who holds it; observer, and controller of `Iou_Transfer`.
  public let owner: PartyID
  /// In minor units.
  public let amount: UInt64

  /// Makes an IOU.
  public init(issuer: PartyID, owner: PartyID, amount: UInt64) {
    self.issuer = issuer
    self.owner = owner
    self.amount = amount
  }

  /// The IOU as a contract.
  public func contract(salt: [UInt8], createdAt: Instant) -> Contract {
    var writer = ByteWriter()
    writer.string(issuer.description)
    writer.string(owner.description)
    writer.u64(amount)
    return Contract(
      template: Iou.template, signatories: [issuer], observers: [owner], salt: salt, arguments: writer.finish(),
      createdAt: createdAt)
  }

  /// Reads an IOU's arguments; nil when the contract is of another template.
  public init?(_ contract: Contract) {
    guard contract.template == Iou.template else { return nil }
    var reader = ByteReader(contract.arguments)
    guard let issuer = try? reader.string(), let owner = try? reader.string(), let amount = try? reader.u64(),
      let issuerID = UniqueIdentifier(issuer), let ownerID = UniqueIdentifier(owner)
    else { return nil }
    self.init(issuer: PartyID(issuerID), owner: PartyID(ownerID), amount: amount)
  }
}
