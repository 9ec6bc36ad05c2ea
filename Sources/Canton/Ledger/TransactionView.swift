import Events
import Kernel
import Keys

/// A view: the part of a transaction that the same informees see.
public struct TransactionView: Hashable, Sendable {
  /// Position of the view in the transaction, in pre-order; positions of all views are dense from 0.
  public let position: Int
  /// The position of the view above; nil for a root view.
  public let parent: Int?
  /// Who sees the view, sorted.
  public let informees: [PartyID]
  /// Whose confirmation it needs, sorted.
  public let confirmers: [PartyID]
  /// Contracts that the view archives, in full, so that every informee can validate.
  public let archived: [Contract]
  /// Contracts that the view creates.
  public let created: [Contract]

  func write(to writer: inout ByteWriter) {
    writer.u32(UInt32(position))
    writer.u32(parent.map { UInt32($0) + 1 } ?? 0)
    writer.parties(informees)
    writer.parties(confirmers)
    writer.u32(UInt32(archived.count))
    for contract in archived { contract.write(to: &writer) }
    writer.u32(UInt32(created.count))
    for contract in created { contract.write(to: &writer) }
  }

  init(
    position: Int, parent: Int?, informees: [PartyID], confirmers: [PartyID], archived: [Contract], created: [Contract]
  ) {
    self.position = position
    self.parent = parent
    self.informees = informees
    self.confirmers = confirmers
    self.archived = archived
    self.created = created
  }

  init(from reader: inout ByteReader) throws {
    position = Int(try reader.u32())
    let above = Int(try reader.u32())
    parent = above == 0 ? nil : above - 1
    informees = try reader.parties()
    confirmers = try reader.parties()
    var archived: [Contract] = []
    for _ in 0..<(try reader.u32()) { archived.append(try Contract(from: &reader)) }
    self.archived = archived
    var created: [Contract] = []
    for _ in 0..<(try reader.u32()) { created.append(try Contract(from: &reader)) }
    self.created = created
  }

  /// Hash of the view, a leaf of the transaction's tree.
  var hash: [UInt8] {
    var writer = ByteWriter()
    write(to: &writer)
    return CantonHash.digest(purpose: .merkleTreeInnerNode, writer.finish())
  }
}

/// A transaction as its submitter builds it.
public struct DamlTransaction: Sendable {
  /// All views in pre-order.
  public let views: [TransactionView]
  /// Ledger effective time.
  public let ledgerTime: Instant

  /// The root hash over all views' hashes.
  static func rootHash(of viewHashes: [[UInt8]]) -> [UInt8] {
    var builder = CantonHash.Builder(purpose: .merkleTreeInnerNode)
    builder.addInt(Int32(viewHashes.count))
    for hash in viewHashes { builder.addBytes(hash) }
    return builder.finish()
  }

  /// Interprets a command: the views of the transaction it leads to.
  ///
  /// A consequence whose informees are not all informees of the view above becomes a sub-view of its own.
  /// - Parameter lookUp: the participant's active contracts.
  /// - Throws: `CONTRACT_NOT_FOUND`, `DAML_AUTHORIZATION_ERROR` (definite).
  static func interpret(
    _ command: LedgerCommand, actAs: [PartyID], ledgerTime: Instant, salt: () -> [UInt8],
    lookUp: (ContractID) throws -> Contract?
  ) throws -> DamlTransaction {
    var views: [TransactionView] = []
    switch command {
    case .createIous(let ious):
      for iou in ious {
        guard actAs.contains(iou.issuer) else {
          throw CantonError(
            "DAML_AUTHORIZATION_ERROR",
            "node requires authorizers \(iou.issuer.name), but only the acting parties were given")
        }
        let contract = iou.contract(salt: salt(), createdAt: ledgerTime)
        views.append(
          TransactionView(
            position: views.count, parent: nil, informees: contract.stakeholders, confirmers: contract.signatories,
            archived: [], created: [contract]))
      }
    case .transferIou(let id, let newOwner):
      guard let contract = try lookUp(id), let iou = Iou(contract) else {
        throw CantonError("CONTRACT_NOT_FOUND", "Contract could not be found with id \(id)")
      }
      guard actAs.contains(iou.owner) else {
        throw CantonError("DAML_AUTHORIZATION_ERROR", "exercise of Iou_Transfer requires authorizer \(iou.owner.name)")
      }
      let successor = Iou(issuer: iou.issuer, owner: newOwner, amount: iou.amount).contract(
        salt: salt(), createdAt: ledgerTime)
      let informees = sortedUnion(contract.stakeholders, [iou.owner])
      let confirmers = sortedUnion(contract.signatories, [iou.owner])
      let needsSubview = !successor.stakeholders.allSatisfy { informees.contains($0) }
      views.append(
        TransactionView(
          position: 0, parent: nil, informees: informees, confirmers: confirmers, archived: [contract],
          created: needsSubview ? [] : [successor]))
      if needsSubview {
        views.append(
          TransactionView(
            position: 1, parent: 0, informees: successor.stakeholders, confirmers: successor.signatories, archived: [],
            created: [successor]))
      }
    case .ping(let initiator, let responder):
      let parties = sortedUnion([initiator], [responder])
      views.append(
        TransactionView(position: 0, parent: nil, informees: parties, confirmers: parties, archived: [], created: []))
    }
    return DamlTransaction(views: views, ledgerTime: ledgerTime)
  }
}
