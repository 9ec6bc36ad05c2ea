import Events
import Kernel
import Keys

/// The `TopologyMapping` message: one field per kind of mapping.
extension TopologyProtobuf {
  static func encode(_ mapping: TopologyMapping) -> [UInt8] {
    ProtobufWriter.message { writer in
      writer.message(Int(mapping.kind.protoValue), content(of: mapping))
    }
  }

  private static func content(of mapping: TopologyMapping) -> [UInt8] {
    switch mapping {
    case .namespaceDelegation(let mapping): encode(mapping)
    case .ownerToKey(let mapping): encode(mapping)
    case .partyToParticipant(let mapping): encode(mapping)
    case .trustCertificate(let mapping): encode(mapping)
    case .vettedPackages(let mapping): encode(mapping)
    case .synchronizerParameters(let mapping): encode(mapping)
    case .mediatorState(let mapping): encode(mapping)
    case .sequencerState(let mapping): encode(mapping)
    }
  }

  static func mapping(_ bytes: [UInt8]) throws(TopologyDecodingError) -> TopologyMapping {
    let fields = try ProtobufFields(bytes)
    guard let kind = TopologyMappingCode.allCases.first(where: { fields.has(Int($0.protoValue)) }) else {
      throw TopologyDecodingError("mapping is not set or not modelled")
    }
    let content = try ProtobufFields(try fields.bytes(Int(kind.protoValue)))
    do {
      switch kind {
      case .namespaceDelegation: return .namespaceDelegation(try namespaceDelegation(content))
      case .ownerToKey: return .ownerToKey(try ownerToKey(content))
      case .trustCertificate: return .trustCertificate(try trustCertificate(content))
      case .vettedPackages: return .vettedPackages(try vettedPackages(content))
      case .partyToParticipant: return .partyToParticipant(try partyToParticipant(content))
      case .synchronizerParameters: return .synchronizerParameters(try synchronizerParameters(content))
      case .mediatorState: return .mediatorState(try mediatorState(content))
      case .sequencerState: return .sequencerState(try sequencerState(content))
      }
    } catch let error as TopologyError {
      throw TopologyDecodingError(error.message)
    } catch let error as TopologyDecodingError {
      throw error
    } catch {
      throw TopologyDecodingError("\(error)")
    }
  }

  private static func encode(_ mapping: NamespaceDelegation) -> [UInt8] {
    ProtobufWriter.message { writer in
      writer.string(1, mapping.namespace.hex)
      writer.message(2, mapping.target.protobuf)
      switch mapping.restriction {
      case .canSignAllMappings: writer.message(4, [])
      case .canSignAllButNamespaceDelegations: writer.message(5, [])
      case .canSignSpecificMappings(let codes):
        writer.message(6, ProtobufWriter.message { $0.packed(1, codes.map(\.protoValue)) })
      }
    }
  }

  private static func namespaceDelegation(_ fields: ProtobufFields) throws -> NamespaceDelegation {
    let restriction: DelegationRestriction
    if fields.has(4) {
      restriction = .canSignAllMappings
    } else if fields.has(6) {
      var codes: [TopologyMappingCode] = []
      for value in try ProtobufFields(try fields.bytes(6)).varints(1) {
        guard let code = TopologyMappingCode(protoValue: value) else {
          throw TopologyDecodingError("mapping code \(value)")
        }
        codes.append(code)
      }
      restriction = .canSignSpecificMappings(codes)
    } else {
      // Without a restriction the deprecated flag decides.
      restriction = try fields.varint(3) != 0 ? .canSignAllMappings : .canSignAllButNamespaceDelegations
    }
    return try NamespaceDelegation(
      namespace: try fields.fingerprint(1), target: try SigningPublicKey(protobuf: try fields.bytes(2)),
      restriction: restriction)
  }

  private static func encode(_ mapping: OwnerToKeyMapping) -> [UInt8] {
    ProtobufWriter.message { writer in
      writer.string(1, mapping.member.description)
      for key in mapping.keys {
        writer.message(2, key.protobuf)
      }
    }
  }

  private static func ownerToKey(_ fields: ProtobufFields) throws -> OwnerToKeyMapping {
    let text = try fields.string(1)
    guard let member = MemberID(text) else { throw TopologyDecodingError("member '\(text)'") }
    return try OwnerToKeyMapping(member: member, keys: try fields.all(2).map { try PublicKey(protobuf: $0) })
  }

  private static func encode(_ mapping: PartyToParticipant) -> [UInt8] {
    ProtobufWriter.message { writer in
      writer.string(1, mapping.party.description)
      writer.varint(2, UInt64(mapping.threshold))
      for host in mapping.participants {
        writer.message(
          3,
          ProtobufWriter.message { entry in
            entry.string(1, host.participant.uid.description)
            entry.varint(2, host.permission.protoValue)
            if host.onboarding { entry.message(3, []) }
          })
      }
    }
  }

  private static func partyToParticipant(_ fields: ProtobufFields) throws -> PartyToParticipant {
    var hosts: [HostingParticipant] = []
    for bytes in try fields.all(3) {
      let entry = try ProtobufFields(bytes)
      let value = try entry.varint(2)
      guard let permission = ParticipantPermission(protoValue: value) else {
        throw TopologyDecodingError("permission \(value)")
      }
      hosts.append(
        HostingParticipant(
          participant: MemberID(kind: .participant, uid: try entry.uid(1)), permission: permission,
          onboarding: entry.has(3)))
    }
    return try PartyToParticipant(
      party: PartyID(try fields.uid(1)), threshold: try fields.count(2), participants: hosts)
  }

  private static func encode(_ mapping: SynchronizerTrustCertificate) -> [UInt8] {
    ProtobufWriter.message { writer in
      writer.string(1, mapping.participant.uid.description)
      writer.string(2, mapping.synchronizer.description)
    }
  }

  private static func trustCertificate(_ fields: ProtobufFields) throws -> SynchronizerTrustCertificate {
    SynchronizerTrustCertificate(
      participant: MemberID(kind: .participant, uid: try fields.uid(1)),
      synchronizer: SynchronizerID(try fields.uid(2)))
  }

  private static func encode(_ mapping: VettedPackages) -> [UInt8] {
    ProtobufWriter.message { writer in
      writer.string(1, mapping.participant.uid.description)
      for package in mapping.packages {
        writer.message(4, ProtobufWriter.message { $0.string(1, package) })
      }
    }
  }

  private static func vettedPackages(_ fields: ProtobufFields) throws -> VettedPackages {
    VettedPackages(
      participant: MemberID(kind: .participant, uid: try fields.uid(1)),
      packages: try fields.strings(2) + (try fields.all(4).map { try ProtobufFields($0).string(1) }))
  }
}
