/// Why a topology transaction or a topology command was refused: Canton's error code and its message.
///
/// Model: `TopologyManagerError` and `TopologyTransactionRejection` of Canton 3.5.
public struct TopologyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Canton's error code, for instance `TOPOLOGY_SERIAL_MISMATCH`.
  public let code: String
  /// Canton's text, with the ids in their short form.
  public let message: String

  /// An error with this code and text.
  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  /// `CODE: message`.
  public var description: String { "\(code): \(message)" }
}

/// Canton's codes of topology errors.
public enum TopologyErrorCode {
  /// The serial is not the previous one plus one.
  public static let serialMismatch = "TOPOLOGY_SERIAL_MISMATCH"
  /// The same operation and mapping, authorized by the same keys, is in the state already.
  public static let mappingAlreadyExists = "TOPOLOGY_MAPPING_ALREADY_EXISTS"
  /// The signatures do not authorize the transaction.
  public static let unauthorizedTransaction = "TOPOLOGY_UNAUTHORIZED_TRANSACTION"
  /// A signature does not verify.
  public static let invalidSignature = "TOPOLOGY_INVALID_TX_SIGNATURE"
  /// The node holds no key that could sign.
  public static let noAppropriateSigningKey = "TOPOLOGY_NO_APPROPRIATE_SIGNING_KEY_IN_STORE"
  /// The node does not hold the private key that shall sign.
  public static let secretKeyNotInStore = "TOPOLOGY_SECRET_KEY_NOT_IN_STORE"
  /// The mapping belongs to another synchronizer.
  public static let invalidSynchronizer = "TOPOLOGY_INVALID_SYNCHRONIZER"
  /// The mapping contradicts itself.
  public static let invalidMapping = "TOPOLOGY_INVALID_MAPPING"
  /// The mapping has no key of a spec that the synchronizer requires.
  public static let invalidOwnerToKeyMapping = "TOPOLOGY_INVALID_OWNER_TO_KEY_MAPPING"
  /// The keys belong to a member that is still active.
  public static let invalidOwnerToKeyMappingRemoval = "TOPOLOGY_INVALID_REMOVAL_OF_OWNER_TO_KEY_MAPPING"
  /// The member left and cannot come back.
  public static let memberCannotRejoin = "TOPOLOGY_MEMBER_CANNOT_REJOIN_SYNCHRONIZER"
  /// The member has no keys.
  public static let insufficientKeys = "TOPOLOGY_INSUFFICIENT_KEYS"
  /// The participant has no trust certificate.
  public static let unknownMembers = "TOPOLOGY_UNKNOWN_MEMBERS"
  /// The delegation was revoked and cannot be made again.
  public static let namespaceRevoked = "TOPOLOGY_NAMESPACE_HAS_BEEN_REVOKED"
  /// There is nothing to remove.
  public static let noCorrespondingTransaction = "TOPOLOGY_NO_CORRESPONDING_ACTIVE_TX_TO_REVOKE"
  /// A removal names another mapping than the one in the state.
  public static let removeMustNotChangeMapping = "TOPOLOGY_REMOVE_MUST_NOT_CHANGE_MAPPING"
  /// The mapping cannot be removed.
  public static let cannotRemoveMapping = "TOPOLOGY_CANNOT_REMOVE_MAPPING"
  /// The synchronizer takes no new participants.
  public static let onboardingRefused = "TOPOLOGY_PARTICIPANT_ONBOARDING_REFUSED"
  /// The synchronizer has no parameters yet.
  public static let missingMapping = "TOPOLOGY_MISSING_MAPPING"
  /// The mediator is in another group already.
  public static let mediatorsInOtherGroups = "TOPOLOGY_MEDIATORS_ALREADY_IN_OTHER_GROUPS"
  /// The party has the id of a participant's admin party.
  public static let partyConflictsWithAdminParty = "TOPOLOGY_PARTY_ID_CONFLICT_WITH_ADMIN_PARTY"
  /// The participant has the id of a party.
  public static let participantConflictsWithParty = "TOPOLOGY_PARTICIPANT_ID_CONFLICT_WITH_PARTY"
  /// The command concerns another node's member.
  public static let alienMember = "TOPOLOGY_DANGEROUS_COMMAND_REQUIRES_FORCE_ALIEN_MEMBER"
  /// The party's threshold is above the number of its hosts.
  public static let confirmingThreshold = "TOPOLOGY_CONFIRMING_THRESHOLD_CANNOT_BE_REACHED"
  /// The party still has contracts on the node that stops hosting it.
  public static let activeContracts = "TOPOLOGY_DISABLE_PARTY_WITH_ACTIVE_CONTRACTS"
  /// A synchronizer parameter is outside its bounds.
  public static let valueOutOfBounds = "TOPOLOGY_VALUE_OUT_OF_BOUNDS"
  /// The preparation time tolerance may not be increased directly.
  public static let preparationTimeTolerance = "TOPOLOGY_INCREASE_OF_PREPARATION_TIME_TOLERANCE"
}
