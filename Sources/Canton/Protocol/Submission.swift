import Events
import Kernel
import Keys

/// One message of a batch with its recipients. The content is the wire form of a `ProtocolMessage`.
public struct BatchEnvelope: Sendable {
  /// To whom it goes.
  public let recipients: [Recipient]
  /// The serialized message.
  public let content: [UInt8]
  /// Nominal size of the content in bytes: a signature counts its maximum, so that the size does not depend on
  /// the cryptography that made it.
  public let nominalSize: Int
}

/// What a member asks a sequencer to order.
public struct SubmissionRequest: Sendable {
  /// The submitting member.
  public let sender: MemberID
  /// Chosen by the sender; comes back with the sequenced event.
  public let messageID: String
  /// The envelopes.
  public let batch: [BatchEnvelope]
  /// The request is dropped when it cannot be sequenced by then.
  public let maxSequencingTime: Instant

  /// Hash with purpose 35, which the sender signs with its Protocol key.
  func hash() -> [UInt8] {
    var builder = CantonHash.Builder(purpose: .submissionRequestSignature)
    builder.addString(sender.description)
    builder.addString(messageID)
    builder.addLong(maxSequencingTime.nanoseconds / 1000)
    builder.addInt(Int32(batch.count))
    for envelope in batch {
      builder.addInt(Int32(envelope.recipients.count))
      for recipient in envelope.recipients {
        switch recipient {
        case .member(let member): builder.addString(member.description)
        case .allMembers: builder.addString("all-members")
        case .mediatorGroup: builder.addString("mediator-group")
        }
      }
      builder.addBytes(envelope.content)
    }
    return builder.finish()
  }

  /// Nominal size on the wire in bytes.
  var nominalSize: Int { batch.reduce(200) { $0 + $1.nominalSize + 60 } }
}

/// An event of one member's subscription.
public struct SequencedEvent: Sendable {
  /// What the sequencer tells the member.
  public enum Content: Sendable {
    /// The envelopes addressed to the member; `messageID` is set when the member sent the request.
    case deliver(messageID: String?, sender: MemberID, envelopes: [BatchEnvelope])
    /// The member's own request was refused at sequencing; Canton's code.
    case deliverError(messageID: String, code: String, reason: String)
    /// Nothing but the passing of time (a topology tick).
    case tick
  }

  /// Position in the member's subscription, from 0.
  public let counter: Int64
  /// The sequencing time, in whole microseconds, strictly growing over the synchronizer.
  public let timestamp: Instant
  /// What happened.
  public let content: Content
  /// The event's wire form; the sequencer's log keeps it, and every hash of the event covers it.
  let serialized: [UInt8]

  /// Hash with purpose 1, which the sequencer signs for each subscription.
  func hash(synchronizer: SynchronizerID) -> [UInt8] {
    var builder = CantonHash.Builder(purpose: .sequencedEventSignature)
    builder.addString(synchronizer.description)
    builder.addBytes(serialized)
    return builder.finish()
  }

  /// Reads the wire form.
  init(serialized bytes: [UInt8]) throws {
    serialized = bytes
    var reader = ByteReader(bytes)
    counter = Int64(bitPattern: try reader.u64())
    timestamp = Instant(nanoseconds: Int64(bitPattern: try reader.u64()))
    switch try reader.u8() {
    case 0:
      let messageID = try reader.string()
      guard let sender = MemberID(try reader.string()) else { throw WireError.malformed("sender of a sequenced event") }
      var envelopes: [BatchEnvelope] = []
      for _ in 0..<(try reader.u32()) {
        var recipients: [Recipient] = []
        for _ in 0..<(try reader.u32()) { recipients.append(try Recipient(from: &reader)) }
        let nominalSize = Int(try reader.u32())
        envelopes.append(BatchEnvelope(recipients: recipients, content: try reader.bytes(), nominalSize: nominalSize))
      }
      content = .deliver(messageID: messageID.isEmpty ? nil : messageID, sender: sender, envelopes: envelopes)
    case 1:
      content = .deliverError(messageID: try reader.string(), code: try reader.string(), reason: try reader.string())
    case 2: content = .tick
    default: throw WireError.malformed("sequenced event")
    }
  }

  init(counter: Int64, timestamp: Instant, content: Content) {
    self.counter = counter
    self.timestamp = timestamp
    self.content = content
    serialized = SequencedEvent.serialize(counter: counter, timestamp: timestamp, content: content)
  }

  private static func serialize(counter: Int64, timestamp: Instant, content: Content) -> [UInt8] {
    var writer = ByteWriter(capacity: 512 + SequencedEvent.nominalSize(of: content))
    writer.u64(UInt64(bitPattern: counter))
    writer.u64(UInt64(bitPattern: timestamp.nanoseconds))
    switch content {
    case .deliver(let messageID, let sender, let envelopes):
      writer.u8(0)
      writer.string(messageID ?? "")
      writer.string(sender.description)
      writer.u32(UInt32(envelopes.count))
      for envelope in envelopes {
        writer.u32(UInt32(envelope.recipients.count))
        for recipient in envelope.recipients { recipient.write(to: &writer) }
        writer.u32(UInt32(envelope.nominalSize))
        writer.bytes(envelope.content)
      }
    case .deliverError(let messageID, let code, let reason):
      writer.u8(1)
      writer.string(messageID)
      writer.string(code)
      writer.string(reason)
    case .tick: writer.u8(2)
    }
    return writer.finish()
  }

  /// Nominal size on the wire in bytes.
  var nominalSize: Int { SequencedEvent.nominalSize(of: content) }

  private static func nominalSize(of content: Content) -> Int {
    guard case .deliver(_, _, let envelopes) = content else { return 160 }
    return envelopes.reduce(160) { $0 + $1.nominalSize + 60 }
  }
}
