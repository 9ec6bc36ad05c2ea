import Events
import Keys

/// What a topology transaction does with its mapping.
public enum TopologyChangeOp: String, CaseIterable, Hashable, Sendable {
  /// Adds the mapping or replaces the one with the same unique key.
  case addReplace
  /// Removes the mapping.
  case remove

  /// The value in Canton's protobuf enum `TopologyChangeOp`.
  public var protoValue: UInt64 {
    switch self {
    case .addReplace: 1
    case .remove: 2
    }
  }
}

/// One change of the topology, without signatures. Canton's `TopologyTransaction`.
public struct TopologyTransaction: Hashable, Sendable {
  /// Adds, replaces or removes.
  public let operation: TopologyChangeOp
  /// From 1; one more than that of the transaction that this one replaces.
  public let serial: Int
  /// The mapping.
  public let mapping: TopologyMapping
  /// The versioned protobuf message that is hashed and sent.
  public let serialized: [UInt8]
  /// What is signed: 34 bytes, purpose 11 over the serialized transaction.
  public let hash: [UInt8]

  /// A transaction; the serial must be positive.
  public init(operation: TopologyChangeOp, serial: Int, mapping: TopologyMapping) {
    precondition(serial > 0, "a topology transaction with serial \(serial)")
    self.init(
      operation: operation, serial: serial, mapping: mapping,
      serialized: TopologyProtobuf.encode(operation: operation, serial: serial, mapping: mapping))
  }

  init(operation: TopologyChangeOp, serial: Int, mapping: TopologyMapping, serialized: [UInt8]) {
    self.operation = operation
    self.serial = serial
    self.mapping = mapping
    self.serialized = serialized
    hash = CantonHash.digest(purpose: .topologyTransactionSignature, serialized)
  }

  /// Whether it removes its mapping.
  public var isRemoval: Bool { operation == .remove }

  /// The hash in hexadecimal, as reports name the transaction.
  public var hashHex: String { Hexadecimal.encode(hash) }

  /// The transaction with these bytes. Throws `TopologyDecodingError`.
  public init(protobuf: [UInt8]) throws(TopologyDecodingError) {
    self = try TopologyProtobuf.transaction(protobuf)
  }
}

/// A topology transaction with signatures of its hash. Canton's `SignedTopologyTransaction`.
public struct SignedTopologyTransaction: Hashable, Sendable {
  /// What is signed.
  public let transaction: TopologyTransaction
  /// At most one signature per key, in the order in which they came.
  public let signatures: [Signature]
  /// Whether the signatures are allowed not to suffice yet.
  public let isProposal: Bool

  /// A signed transaction. Of several signatures of one key the first counts.
  public init(transaction: TopologyTransaction, signatures: [Signature], isProposal: Bool = false) {
    self.transaction = transaction
    self.isProposal = isProposal
    var kept: [Signature] = []
    for signature in signatures where !kept.contains(where: { $0.signedBy == signature.signedBy }) {
      kept.append(signature)
    }
    self.signatures = kept
  }

  /// The mapping.
  public var mapping: TopologyMapping { transaction.mapping }
  /// The transaction's hash.
  public var hash: [UInt8] { transaction.hash }
  /// The keys that signed, in order.
  public var signers: [Fingerprint] { signatures.map(\.signedBy) }

  /// With further signatures; keys that signed already are left out.
  public func adding(_ further: [Signature]) -> SignedTopologyTransaction {
    SignedTopologyTransaction(transaction: transaction, signatures: signatures + further, isProposal: isProposal)
  }

  /// With one more signature.
  public func adding(_ signature: Signature) -> SignedTopologyTransaction { adding([signature]) }

  /// Without the signatures of these keys.
  func removing(_ keys: [Fingerprint]) -> SignedTopologyTransaction {
    SignedTopologyTransaction(
      transaction: transaction, signatures: signatures.filter { !keys.contains($0.signedBy) }, isProposal: isProposal)
  }

  /// With the flag set or cleared.
  public func asProposal(_ isProposal: Bool) -> SignedTopologyTransaction {
    SignedTopologyTransaction(transaction: transaction, signatures: signatures, isProposal: isProposal)
  }

  /// The versioned protobuf message.
  public var protobuf: [UInt8] { TopologyProtobuf.encode(self) }

  /// Bytes for traffic: the encoded message with each DER signature counted at its maximum.
  public var nominalSize: Int {
    var size = protobuf.count
    for signature in signatures {
      size += signature.algorithm.nominalSignatureSize(signature.algorithm.keySpecs[0]) - signature.bytes.count
    }
    return size
  }

  /// The transaction with these bytes. Throws `TopologyDecodingError`.
  public init(protobuf: [UInt8]) throws(TopologyDecodingError) {
    self = try TopologyProtobuf.signedTransaction(protobuf)
  }
}
