import Kernel

/// The events that AWS CloudTrail would show of a service: one for each request that reached it, in the order in which
/// they were answered. Messages, signatures, plaintexts, ciphertexts and imported material are no members of an event,
/// as at AWS.
///
/// Not there: requests whose credentials AWS does not accept (CloudTrail has none of these), the events of what the
/// service does by itself (`RotateKey`, `DeleteKey`, `SynchronizeMultiRegionKey`), and the copy of a cross-account call
/// in the caller's own trail; an event stands in the trail of the account that owns the key.
///
/// Source: AWS KMS developer guide, "Logging AWS KMS API calls with AWS CloudTrail" and its examples; CloudTrail user
/// guide, record contents, event version 1.11.
public final class CloudTrail {
  /// What takes an event: its JSON text without a line feed.
  private let sink: ([UInt8]) -> Void
  private var eventIDs: RandomStream

  /// A trail whose event ids come from a stream and whose events go to a sink.
  public init(eventIDs: RandomStream, sink: @escaping ([UInt8]) -> Void) {
    self.eventIDs = eventIDs
    self.sink = sink
  }

  /// A log file as CloudTrail delivers it: `{"Records":[…]}`, an event a line.
  public static func file(of events: [[UInt8]]) -> [UInt8] {
    var bytes = Array(#"{"Records":["#.utf8)
    for (index, event) in events.enumerated() {
      bytes += index == 0 ? [UInt8(ascii: "\n")] : Array(",\n".utf8)
      bytes += event
    }
    return bytes + Array("\n]}\n".utf8)
  }

  /// What a call was about, as the service knows it when it has answered.
  struct Subject {
    /// The service's account and Region.
    let names: AwsNames
    /// The ARNs of the keys and aliases that the call concerned.
    let resources: [String]
    /// Seconds from 1970 to the service's instant zero.
    let epochSeconds: Int64
  }

  /// The id of the next event.
  func nextEventID() -> String { AwsNames.uuid(from: &eventIDs) }

  /// Adds the event of a request.
  func note<Request: KmsOperationRequest>(
    _ event: CloudTrailEvent, _ request: Request, _ result: Result<Request.Response, KmsServiceError>
  ) {
    if case .failure(let error) = result,
      [AwsErrors.unrecognizedClient.code, AwsErrors.expiredToken.code].contains(error.code)
    {
      return
    }
    sink(event.text(of: request, result))
  }
}
