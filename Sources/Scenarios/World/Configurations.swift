import Canton
import Events
import KMS
import Kernel
import Keys

/// How a scenario's words become the nodes' configuration.
extension NodeConfiguration {
  init(_ node: Scenario.Node, features: Scenario.Features) throws {
    var crypto = CryptoConfiguration(provider: node.crypto.provider)
    crypto.signingAlgorithms.default = node.crypto.signing.defaultAlgorithm
    crypto.signingAlgorithms.allowed = node.crypto.signing.allowedAlgorithms
    crypto.signingKeys.default = node.crypto.signing.defaultKey
    crypto.signingKeys.allowed = node.crypto.signing.allowedKeys
    crypto.encryptionAlgorithms.default = node.crypto.encryption.defaultAlgorithm
    crypto.encryptionAlgorithms.allowed = node.crypto.encryption.allowedAlgorithms
    crypto.encryptionKeys.default = node.crypto.encryption.defaultKey
    crypto.encryptionKeys.allowed = node.crypto.encryption.allowedKeys
    let kind: MemberKind =
      switch node.kind {
      case .participant: .participant
      case .sequencer: .sequencer
      case .mediator: .mediator
      }
    do {
      try self.init(
        name: node.name, kind: kind, crypto: crypto, kms: node.crypto.kms?.vendor == .gcp ? .gcp : .aws)
    } catch {
      throw CantonError("CONFIGURATION_ERROR", error.message)
    }
    if let store = node.crypto.privateKeyStore {
      privateKeyStore = store.reverted ? .reverted : .envelope(wrapperKeyID: store.wrapperKeyID)
    }
    identity = node.initialization.identity == .auto ? .auto : .manual
    generatesTopologyTransactionsAndKeys = node.initialization.generateTopologyTransactionsAndKeys
    generatesIntermediateKey = node.initialization.generateIntermediateKey
    sessionEncryptionKeyCache.isEnabled = node.caching.sessionEncryptionKeys
    sessionEncryptionKeyCache.senderExpiry = node.caching.sender.expiry
    sessionEncryptionKeyCache.receiverExpiry = node.caching.receiver.expiry
    sessionEncryptionKeyCache.maximumSize = node.caching.sender.maximumSize
    sequencerClient.acknowledgementInterval = node.sequencerClient.acknowledgementInterval
    sequencerClient.defaultMaxSequencingTimeOffset = node.sequencerClient.defaultMaxSequencingTimeOffset
    enablesPreviewCommands = features.previewCommands
    enablesRepairCommands = features.repairCommands
  }
}

extension StaticSynchronizerParameters {
  init(_ parameters: Scenario.StaticParameters) {
    var required = HandshakeRequirement(provider: .jce)
    required.signingKeys = parameters.requiredSigningKeySpecs
    required.signingAlgorithms = parameters.requiredSigningAlgorithmSpecs
    required.encryptionKeys = parameters.requiredEncryptionKeySpecs
    required.encryptionAlgorithms = parameters.requiredEncryptionAlgorithmSpecs
    self.init(topologyChangeDelay: parameters.topologyChangeDelay, required: required)
  }
}

extension DynamicSynchronizerParameters {
  init(_ parameters: Scenario.DynamicParameters) {
    self.init()
    confirmationResponseTimeout = parameters.confirmationResponseTimeout
    mediatorReactionTimeout = parameters.mediatorReactionTimeout
    ledgerTimeRecordTimeTolerance = parameters.ledgerTimeRecordTimeTolerance
    preparationTimeRecordTimeTolerance = parameters.preparationTimeRecordTimeTolerance
    mediatorDeduplicationTimeout = parameters.mediatorDeduplicationTimeout
    reconciliationInterval = parameters.reconciliationInterval
    sequencerAggregateSubmissionTimeout = parameters.sequencerAggregateSubmissionTimeout
    maxRequestSize = parameters.maxRequestSize
    confirmationRequestsMaxRate = parameters.confirmationRequestsMaxRate
  }
}

extension TimingProfile {
  /// The figures of a preset. A view counts as a kibibyte of symmetric work.
  init(_ preset: TimingPreset) {
    var encrypt: [EncryptionKeySpec: Span] = [:]
    var decrypt: [EncryptionKeySpec: Span] = [:]
    for spec in EncryptionKeySpec.allCases {
      encrypt[spec] = preset.encryption[.matching(spec)]?.encrypt
      decrypt[spec] = preset.encryption[.matching(spec)]?.decrypt
    }
    self.init(
      sign: preset.signing.mapValues(\.sign), verify: preset.signing.mapValues(\.verify), encrypt: encrypt,
      decrypt: decrypt, generateSigningKey: preset.signing.mapValues(\.generate),
      generateEncryptionKey: preset.encryptionKeyGeneration, symmetric: preset.seal.cost(bytes: 1024),
      interpretation: preset.processing.commandInterpretation, validation: preset.processing.viewValidation,
      databaseCommit: preset.database.commit, databaseRow: preset.repair.importContract, ordering: preset.ordering,
      nodeStart: preset.lifecycle.start, consolePoll: .milliseconds(50))
  }
}
