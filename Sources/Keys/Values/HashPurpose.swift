/// Separates the uses of Canton's hash: a digest made for one purpose never equals one made for another.
/// Raw values are the ids of Canton's `HashPurpose`.
public enum HashPurpose: Int32, CaseIterable, Hashable, Sendable {
  /// Only for tests.
  case test = -1
  /// The signature of a sequenced event.
  case sequencedEventSignature = 1
  /// An inner node of a Merkle tree.
  case merkleTreeInnerNode = 3
  /// The signature of a topology transaction.
  case topologyTransactionSignature = 11
  /// The fingerprint of a public key.
  case publicKeyFingerprint = 12
  /// The nonce of a sequencer login.
  case authenticationToken = 14
  /// The retired form of ACS commitments.
  case acsCommitment = 22
  /// A hashed ACS commitment.
  case hashedAcsCommitment = 34
  /// The signature of a submission request.
  case submissionRequestSignature = 35
  /// The signature of an acknowledgement.
  case acknowledgementSignature = 36
  /// The id of a decentralized namespace.
  case decentralizedNamespace = 37
  /// The signature of a protocol message (confirmation response, verdict, commitment).
  case signedProtocolMessageSignature = 38
  /// The id of an aggregated submission.
  case aggregationId = 39
  /// A block of the BFT orderer.
  case bftOrderingPbftBlock = 40
  /// The signature of an ordering request.
  case orderingRequestSignature = 42
  /// The unique key of a topology mapping.
  case topologyMappingUniqueKey = 43
  /// An availability acknowledgement of the BFT orderer.
  case bftAvailabilityAck = 45
  /// The id of a batch of the BFT orderer.
  case bftBatchId = 46
  /// A signed availability message of the BFT orderer.
  case bftSignedAvailabilityMessage = 47
  /// A prepared submission of an external party.
  case preparedSubmission = 48
  /// A signed consensus message of the BFT orderer.
  case bftSignedConsensusMessage = 52
  /// A signed state transfer message of the BFT orderer.
  case bftSignedStateTransferMessage = 53
  /// A signed retransmission message of the BFT orderer.
  case bftSignedRetransmissionMessage = 54
  /// Several topology transactions signed at once.
  case multiTopologyTransaction = 55
  /// The delegation of a session signing key.
  case sessionKeyDelegation = 56
  /// An encrypted session key.
  case encryptedSessionKey = 58
}
