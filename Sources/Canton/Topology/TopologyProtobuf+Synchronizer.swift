import Events
import Kernel
import Keys

/// The messages of the mappings that a synchronizer's owners sign.
extension TopologyProtobuf {
  static func encode(_ mapping: MediatorSynchronizerState) -> [UInt8] {
    ProtobufWriter.message { writer in
      writer.string(1, mapping.synchronizer.description)
      writer.varint(2, UInt64(mapping.group))
      writer.varint(3, UInt64(mapping.threshold))
      encode(mapping.active, field: 4, &writer)
      encode(mapping.observers, field: 5, &writer)
    }
  }

  static func mediatorState(_ fields: ProtobufFields) throws -> MediatorSynchronizerState {
    try MediatorSynchronizerState(
      synchronizer: SynchronizerID(try fields.uid(1)), group: try fields.count(2), threshold: try fields.count(3),
      active: try fields.members(4, .mediator), observers: try fields.members(5, .mediator))
  }

  static func encode(_ mapping: SequencerSynchronizerState) -> [UInt8] {
    ProtobufWriter.message { writer in
      writer.string(1, mapping.synchronizer.description)
      writer.varint(2, UInt64(mapping.threshold))
      encode(mapping.active, field: 3, &writer)
      encode(mapping.observers, field: 4, &writer)
    }
  }

  static func sequencerState(_ fields: ProtobufFields) throws -> SequencerSynchronizerState {
    try SequencerSynchronizerState(
      synchronizer: SynchronizerID(try fields.uid(1)), threshold: try fields.count(2),
      active: try fields.members(3, .sequencer), observers: try fields.members(4, .sequencer))
  }

  private static func encode(_ members: [MemberID], field: Int, _ writer: inout ProtobufWriter) {
    for member in members {
      writer.string(field, member.uid.description)
    }
  }

  static func encode(_ mapping: SynchronizerParametersState) -> [UInt8] {
    ProtobufWriter.message { writer in
      writer.string(1, mapping.synchronizer.description)
      writer.message(2, encode(mapping.parameters))
    }
  }

  static func synchronizerParameters(_ fields: ProtobufFields) throws -> SynchronizerParametersState {
    SynchronizerParametersState(
      synchronizer: SynchronizerID(try fields.uid(1)), parameters: try parameters(try fields.bytes(2)))
  }

  private static func encode(_ parameters: DynamicSynchronizerParameters) -> [UInt8] {
    ProtobufWriter.message { writer in
      writer.message(1, duration(parameters.confirmationResponseTimeout))
      writer.message(2, duration(parameters.mediatorReactionTimeout))
      writer.message(3, duration(parameters.assignmentExclusivityTimeout))
      writer.message(5, duration(parameters.ledgerTimeRecordTimeTolerance))
      writer.message(6, duration(parameters.reconciliationInterval))
      writer.message(7, duration(parameters.mediatorDeduplicationTimeout))
      writer.varint(8, UInt64(parameters.maxRequestSize))
      writer.varint(9, parameters.onboardingRestriction.protoValue)
      writer.message(
        13, ProtobufWriter.message { $0.varint(1, UInt64(parameters.confirmationRequestsMaxRate)) })
      writer.message(15, duration(parameters.sequencerAggregateSubmissionTimeout))
      writer.message(18, duration(parameters.preparationTimeRecordTimeTolerance))
    }
  }

  private static func parameters(_ bytes: [UInt8]) throws -> DynamicSynchronizerParameters {
    let fields = try ProtobufFields(bytes)
    let value = try fields.varint(9)
    guard let restriction = OnboardingRestriction.allCases.first(where: { $0.protoValue == value }) else {
      throw TopologyDecodingError("onboarding restriction \(value)")
    }
    return DynamicSynchronizerParameters(
      confirmationResponseTimeout: try duration(try fields.bytes(1)),
      mediatorReactionTimeout: try duration(try fields.bytes(2)),
      assignmentExclusivityTimeout: try duration(try fields.bytes(3)),
      ledgerTimeRecordTimeTolerance: try duration(try fields.bytes(5)),
      preparationTimeRecordTimeTolerance: try duration(try fields.bytes(18)),
      mediatorDeduplicationTimeout: try duration(try fields.bytes(7)),
      reconciliationInterval: try duration(try fields.bytes(6)),
      maxRequestSize: try fields.count(8),
      confirmationRequestsMaxRate: try ProtobufFields(try fields.bytes(13)).count(1),
      sequencerAggregateSubmissionTimeout: try duration(try fields.bytes(15)),
      onboardingRestriction: restriction)
  }

  /// A `google.protobuf.Duration`.
  private static func duration(_ span: Span) -> [UInt8] {
    ProtobufWriter.message { writer in
      writer.int(1, span.nanoseconds / 1_000_000_000)
      writer.int(2, span.nanoseconds % 1_000_000_000)
    }
  }

  private static func duration(_ bytes: [UInt8]) throws -> Span {
    let fields = try ProtobufFields(bytes)
    let (seconds, nanoseconds) = (try fields.int(1), try fields.int(2))
    guard abs(seconds) < 9_000_000_000, abs(nanoseconds) < 1_000_000_000 else {
      throw TopologyDecodingError("a duration of \(seconds) s")
    }
    return Span(nanoseconds: seconds * 1_000_000_000 + nanoseconds)
  }
}
