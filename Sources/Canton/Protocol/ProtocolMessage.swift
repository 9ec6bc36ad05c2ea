import Events
import Kernel
import Keys

/// The messages that members exchange through a sequencer.
public enum ProtocolMessage: Sendable {
  /// Views with the same recipients, encrypted under one session key (PV35: EncryptedMultipleViewsMessage).
  case encryptedViews(EncryptedViews)
  /// What the mediator must know of a confirmation request.
  case informees(InformeeMessage)
  /// A participant's answer to a confirmation request.
  case confirmationResponses(ConfirmationResponses)
  /// The mediator's verdict.
  case confirmationResult(ConfirmationResult)
  /// Topology transactions.
  case topologyBroadcast([SignedTopologyTransaction])
  /// A commitment to the active contracts shared with a counter-participant.
  case acsCommitment(AcsCommitment)

  /// The wire form.
  func serialized() -> [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .encryptedViews(let message):
      writer.u8(0)
      message.write(to: &writer)
    case .informees(let message):
      writer.u8(1)
      message.write(to: &writer)
    case .confirmationResponses(let message):
      writer.u8(2)
      message.write(to: &writer)
    case .confirmationResult(let message):
      writer.u8(3)
      message.write(to: &writer)
    case .topologyBroadcast(let transactions):
      writer.u8(4)
      writer.u32(UInt32(transactions.count))
      for transaction in transactions { writer.bytes(transaction.protobuf) }
    case .acsCommitment(let message):
      writer.u8(5)
      message.write(to: &writer)
    }
    return writer.finish()
  }

  /// Reads the wire form.
  init(serialized bytes: [UInt8]) throws {
    var reader = ByteReader(bytes)
    switch try reader.u8() {
    case 0: self = .encryptedViews(try EncryptedViews(from: &reader))
    case 1: self = .informees(try InformeeMessage(from: &reader))
    case 2: self = .confirmationResponses(try ConfirmationResponses(from: &reader))
    case 3: self = .confirmationResult(try ConfirmationResult(from: &reader))
    case 4:
      var transactions: [SignedTopologyTransaction] = []
      for _ in 0..<(try reader.u32()) {
        transactions.append(try SignedTopologyTransaction(protobuf: try reader.bytes()))
      }
      self = .topologyBroadcast(transactions)
    case 5: self = .acsCommitment(try AcsCommitment(from: &reader))
    default: throw WireError.malformed("protocol message")
    }
  }

  /// An envelope with this content.
  func envelope(to recipients: [Recipient]) -> BatchEnvelope {
    let content = serialized()
    return BatchEnvelope(recipients: recipients, content: content, nominalSize: content.count + signatureSlack)
  }

  /// Bytes by which the real content may be shorter than its nominal size: each DER signature counts its maximum.
  private var signatureSlack: Int {
    switch self {
    case .encryptedViews(let message): message.submitterSignature.map(slack) ?? 0
    case .informees(let message): slack(message.signature)
    case .confirmationResponses(let message): slack(message.signature)
    case .confirmationResult(let message): slack(message.signature)
    case .topologyBroadcast(let transactions):
      transactions.reduce(0) { $0 + $1.signatures.reduce(0) { $0 + slack($1) } }
    case .acsCommitment(let message): slack(message.signature)
    }
  }

  private func slack(_ signature: Signature) -> Int {
    max(0, signature.algorithm.nominalSignatureSize(signature.algorithm.keySpecs[0]) - signature.bytes.count)
  }
}

/// Views with the same recipients, encrypted.
public struct EncryptedViews: Sendable {
  /// The transaction's root hash.
  public let rootHash: [UInt8]
  /// The submitting participant.
  public let submitter: MemberID
  /// Signature over the root hash when the first view of the group is a root view.
  public let submitterSignature: Signature?
  /// The session key, encrypted for each informee participant.
  public let sessionKeys: [AsymmetricEncrypted]
  /// The views, encrypted with the session key (AES-128-GCM).
  public let ciphertext: [UInt8]

  func write(to writer: inout ByteWriter) {
    writer.bytes(rootHash)
    writer.string(submitter.description)
    writer.u8(submitterSignature == nil ? 0 : 1)
    if let submitterSignature { writer.signature(submitterSignature) }
    writer.u32(UInt32(sessionKeys.count))
    for key in sessionKeys { writer.encrypted(key) }
    writer.bytes(ciphertext)
  }

  init(
    rootHash: [UInt8], submitter: MemberID, submitterSignature: Signature?, sessionKeys: [AsymmetricEncrypted],
    ciphertext: [UInt8]
  ) {
    self.rootHash = rootHash
    self.submitter = submitter
    self.submitterSignature = submitterSignature
    self.sessionKeys = sessionKeys
    self.ciphertext = ciphertext
  }

  init(from reader: inout ByteReader) throws {
    rootHash = try reader.bytes()
    submitter = try reader.member()
    submitterSignature = try reader.u8() == 1 ? try reader.signature() : nil
    var keys: [AsymmetricEncrypted] = []
    for _ in 0..<(try reader.u32()) { keys.append(try reader.encrypted()) }
    sessionKeys = keys
    ciphertext = try reader.bytes()
  }
}

/// The plaintext of `EncryptedViews`.
struct ViewGroup {
  /// The hashes of all views of the transaction, by position; they recompute the root hash.
  let viewHashes: [[UInt8]]
  let ledgerTime: Instant
  let views: [TransactionView]

  func serialized() -> [UInt8] {
    var writer = ByteWriter()
    writer.u32(UInt32(viewHashes.count))
    for hash in viewHashes { writer.bytes(hash) }
    writer.u64(UInt64(bitPattern: ledgerTime.nanoseconds))
    writer.u32(UInt32(views.count))
    for view in views { view.write(to: &writer) }
    return writer.finish()
  }

  init(viewHashes: [[UInt8]], ledgerTime: Instant, views: [TransactionView]) {
    self.viewHashes = viewHashes
    self.ledgerTime = ledgerTime
    self.views = views
  }

  init(serialized bytes: [UInt8]) throws {
    var reader = ByteReader(bytes)
    var hashes: [[UInt8]] = []
    for _ in 0..<(try reader.u32()) { hashes.append(try reader.bytes()) }
    viewHashes = hashes
    ledgerTime = Instant(nanoseconds: Int64(bitPattern: try reader.u64()))
    var views: [TransactionView] = []
    for _ in 0..<(try reader.u32()) { views.append(try TransactionView(from: &reader)) }
    self.views = views
  }
}

/// What the mediator must know of a confirmation request: who must confirm which view.
public struct InformeeMessage: Sendable {
  /// Informees and confirmers of one view.
  public struct View: Sendable {
    /// Who sees the view.
    public let informees: [PartyID]
    /// Whose confirmation it needs.
    public let confirmers: [PartyID]
  }

  /// The transaction's root hash.
  public let rootHash: [UInt8]
  /// The submitting participant.
  public let submitter: MemberID
  /// By view position.
  public let views: [View]
  /// Signature of the submitter over the root hash.
  public let signature: Signature

  func write(to writer: inout ByteWriter) {
    writer.bytes(rootHash)
    writer.string(submitter.description)
    writer.u32(UInt32(views.count))
    for view in views {
      writer.parties(view.informees)
      writer.parties(view.confirmers)
    }
    writer.signature(signature)
  }

  init(rootHash: [UInt8], submitter: MemberID, views: [View], signature: Signature) {
    self.rootHash = rootHash
    self.submitter = submitter
    self.views = views
    self.signature = signature
  }

  init(from reader: inout ByteReader) throws {
    rootHash = try reader.bytes()
    submitter = try reader.member()
    var views: [View] = []
    for _ in 0..<(try reader.u32()) {
      views.append(View(informees: try reader.parties(), confirmers: try reader.parties()))
    }
    self.views = views
    signature = try reader.signature()
  }
}

/// A participant's answer to a confirmation request, for the parties it confirms for.
public struct ConfirmationResponses: Sendable {
  /// Sequencing time of the request; it names the request.
  public let requestID: Instant
  /// The transaction's root hash.
  public let rootHash: [UInt8]
  /// The answering participant.
  public let responder: MemberID
  /// The parties it answers for.
  public let parties: [PartyID]
  /// nil approves; otherwise Canton's code of the rejection.
  public let rejection: String?
  /// Signature with purpose 38.
  public let signature: Signature

  static func hash(
    requestID: Instant, rootHash: [UInt8], responder: MemberID, parties: [PartyID], rejection: String?
  ) -> [UInt8] {
    var builder = CantonHash.Builder(purpose: .signedProtocolMessageSignature)
    builder.addString("ConfirmationResponses")
    builder.addLong(requestID.nanoseconds / 1000)
    builder.addBytes(rootHash)
    builder.addString(responder.description)
    builder.addInt(Int32(parties.count))
    for party in parties { builder.addString(party.description) }
    builder.addString(rejection ?? "")
    return builder.finish()
  }

  /// The hash that `signature` signs.
  var hash: [UInt8] {
    ConfirmationResponses.hash(
      requestID: requestID, rootHash: rootHash, responder: responder, parties: parties, rejection: rejection)
  }

  func write(to writer: inout ByteWriter) {
    writer.u64(UInt64(bitPattern: requestID.nanoseconds))
    writer.bytes(rootHash)
    writer.string(responder.description)
    writer.parties(parties)
    writer.string(rejection ?? "")
    writer.signature(signature)
  }

  init(
    requestID: Instant, rootHash: [UInt8], responder: MemberID, parties: [PartyID], rejection: String?,
    signature: Signature
  ) {
    self.requestID = requestID
    self.rootHash = rootHash
    self.responder = responder
    self.parties = parties
    self.rejection = rejection
    self.signature = signature
  }

  init(from reader: inout ByteReader) throws {
    requestID = Instant(nanoseconds: Int64(bitPattern: try reader.u64()))
    rootHash = try reader.bytes()
    responder = try reader.member()
    parties = try reader.parties()
    let code = try reader.string()
    rejection = code.isEmpty ? nil : code
    signature = try reader.signature()
  }
}

/// The mediator's verdict on a confirmation request.
public struct ConfirmationResult: Sendable {
  /// Sequencing time of the request.
  public let requestID: Instant
  /// The transaction's root hash.
  public let rootHash: [UInt8]
  /// nil approves; otherwise Canton's code of the rejection.
  public let rejection: String?
  /// Signature with purpose 38.
  public let signature: Signature

  static func hash(requestID: Instant, rootHash: [UInt8], rejection: String?) -> [UInt8] {
    var builder = CantonHash.Builder(purpose: .signedProtocolMessageSignature)
    builder.addString("ConfirmationResultMessage")
    builder.addLong(requestID.nanoseconds / 1000)
    builder.addBytes(rootHash)
    builder.addString(rejection ?? "")
    return builder.finish()
  }

  /// The hash that `signature` signs.
  var hash: [UInt8] { ConfirmationResult.hash(requestID: requestID, rootHash: rootHash, rejection: rejection) }

  func write(to writer: inout ByteWriter) {
    writer.u64(UInt64(bitPattern: requestID.nanoseconds))
    writer.bytes(rootHash)
    writer.string(rejection ?? "")
    writer.signature(signature)
  }

  init(requestID: Instant, rootHash: [UInt8], rejection: String?, signature: Signature) {
    self.requestID = requestID
    self.rootHash = rootHash
    self.rejection = rejection
    self.signature = signature
  }

  init(from reader: inout ByteReader) throws {
    requestID = Instant(nanoseconds: Int64(bitPattern: try reader.u64()))
    rootHash = try reader.bytes()
    let code = try reader.string()
    rejection = code.isEmpty ? nil : code
    signature = try reader.signature()
  }
}

/// A commitment to the active contracts that two participants share at the end of a reconciliation period.
public struct AcsCommitment: Sendable {
  /// Who commits.
  public let sender: MemberID
  /// To whom.
  public let counterParticipant: MemberID
  /// End of the period, a multiple of the reconciliation interval.
  public let periodEnd: Instant
  /// Number of shared contracts.
  public let contracts: Int
  /// The digest over all shared contracts.
  public let digest: [UInt64]
  /// Signature with purpose 38.
  public let signature: Signature

  static func hash(
    sender: MemberID, counterParticipant: MemberID, periodEnd: Instant, contracts: Int, digest: [UInt64]
  ) -> [UInt8] {
    var builder = CantonHash.Builder(purpose: .signedProtocolMessageSignature)
    builder.addString("AcsCommitment")
    builder.addString(sender.description)
    builder.addString(counterParticipant.description)
    builder.addLong(periodEnd.nanoseconds / 1000)
    builder.addLong(Int64(contracts))
    for lane in digest { builder.addLong(Int64(bitPattern: lane)) }
    return builder.finish()
  }

  /// The hash that `signature` signs.
  var hash: [UInt8] {
    AcsCommitment.hash(
      sender: sender, counterParticipant: counterParticipant, periodEnd: periodEnd, contracts: contracts, digest: digest
    )
  }

  func write(to writer: inout ByteWriter) {
    writer.string(sender.description)
    writer.string(counterParticipant.description)
    writer.u64(UInt64(bitPattern: periodEnd.nanoseconds))
    writer.u64(UInt64(contracts))
    for lane in digest { writer.u64(lane) }
    writer.signature(signature)
  }

  init(
    sender: MemberID, counterParticipant: MemberID, periodEnd: Instant, contracts: Int, digest: [UInt64],
    signature: Signature
  ) {
    self.sender = sender
    self.counterParticipant = counterParticipant
    self.periodEnd = periodEnd
    self.contracts = contracts
    self.digest = digest
    self.signature = signature
  }

  init(from reader: inout ByteReader) throws {
    sender = try reader.member()
    counterParticipant = try reader.member()
    periodEnd = Instant(nanoseconds: Int64(bitPattern: try reader.u64()))
    contracts = Int(try reader.u64())
    digest = [try reader.u64(), try reader.u64(), try reader.u64(), try reader.u64()]
    signature = try reader.signature()
  }
}
