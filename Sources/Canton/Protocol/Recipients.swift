import Events
import Keys

/// To whom an envelope of a batch goes.
public enum Recipient: Hashable, Sendable {
  /// One member.
  case member(MemberID)
  /// The topology broadcast address: every member of the synchronizer, its sequencers' own clients too.
  case allMembers
  /// The active mediators of the synchronizer's mediator group.
  case mediatorGroup

  func write(to writer: inout ByteWriter) {
    switch self {
    case .member(let member):
      writer.u8(0)
      writer.string(member.description)
    case .allMembers: writer.u8(1)
    case .mediatorGroup: writer.u8(2)
    }
  }

  init(from reader: inout ByteReader) throws {
    switch try reader.u8() {
    case 0:
      guard let member = MemberID(try reader.string()) else { throw WireError.malformed("recipient") }
      self = .member(member)
    case 1: self = .allMembers
    case 2: self = .mediatorGroup
    default: throw WireError.malformed("recipient")
    }
  }
}

/// A message or stored record that cannot be read.
public enum WireError: Error, Hashable, Sendable {
  /// The named part does not have its form.
  case malformed(String)
}
