import Kernel

/// AWS's JSON 1.1 front end of a ``KeyService``: takes the operation's name and the body of an HTTP request and gives
/// the status and the body of the answer. It knows no HTTP: signatures, headers and connections are the server's.
///
/// The bodies of refusals have the service's members: `__type`, and `message` unless the service sends none.
public struct AwsFrontEnd {
  /// The service behind it.
  public let service: KeyService
  /// Unix time of virtual zero in nanoseconds.
  public let unixNanosecondsAtZero: Int64

  /// 2026-01-01T00:00:00Z: virtual zero unless a scenario says otherwise.
  public static let usualUnixNanosecondsAtZero: Int64 = 1_767_225_600_000_000_000
  /// The greatest body in bytes; AWS's greatest modelled request, an attestation document, is about 350,000.
  public static let maximumBody = 1 << 20

  /// Puts a front end before a service. Time stamps on the wire count from 1970; `unixNanosecondsAtZero` says when the
  /// service's instant zero is.
  public init(service: KeyService, unixNanosecondsAtZero: Int64 = usualUnixNanosecondsAtZero) {
    self.service = service
    self.unixNanosecondsAtZero = unixNanosecondsAtZero
  }

  /// Answers a request. `operation` is what follows `TrentService.` in the header `X-Amz-Target`; `origin` says
  /// where the request came from, for `GetKeyLastUsage` and CloudTrail to tell.
  public func answer(
    _ operation: String, body: UnsafeBufferPointer<UInt8>, from principal: KmsPrincipal, at instant: Instant,
    origin: CallOrigin = CallOrigin()
  ) -> AwsWireAnswer {
    guard let type = AwsWireCatalogue.request(named: operation) else {
      return AwsWireAnswer(AwsErrors.unknownOperation)
    }
    return answer(type, body, principal, instant, origin)
  }

  /// The same, of bytes in an array.
  public func answer(
    _ operation: String, body: [UInt8], from principal: KmsPrincipal, at instant: Instant,
    origin: CallOrigin = CallOrigin()
  ) -> AwsWireAnswer {
    body.withUnsafeBufferPointer { answer(operation, body: $0, from: principal, at: instant, origin: origin) }
  }

  private func answer<Request: AwsWireRequest>(
    _ type: Request.Type, _ body: UnsafeBufferPointer<UInt8>, _ principal: KmsPrincipal, _ instant: Instant,
    _ origin: CallOrigin
  ) -> AwsWireAnswer {
    do throws(KmsServiceError) {
      guard service.permissions.knows(principal) else { throw AwsErrors.unrecognizedClient }
      var reader = AwsWireReader(try members(of: body), unixNanosecondsAtZero: unixNanosecondsAtZero)
      let request = try Request(wire: &reader)
      let answer = service.perform(
        request, from: principal, at: instant, after: reader.validation, origin: origin)
      return wireForm(of: answer, to: type)
    } catch {
      return AwsWireAnswer(error, operation: Request.operation)
    }
  }

  private func wireForm<Request: AwsWireRequest>(
    of answer: KmsAnswer<Request.Response>, to type: Request.Type
  ) -> AwsWireAnswer {
    switch answer.result {
    case .failure(let error):
      return AwsWireAnswer(error, operation: Request.operation, keySpec: answer.keySpec, quota: answer.quota)
    case .success(let response):
      return AwsWireAnswer(
        httpStatus: 200,
        body: Request.body(of: response, unixNanosecondsAtZero: unixNanosecondsAtZero), error: nil,
        operation: Request.operation, keySpec: answer.keySpec, quota: answer.quota)
    }
  }

  private func members(of body: UnsafeBufferPointer<UInt8>) throws(KmsServiceError) -> [WireMember] {
    guard body.count <= Self.maximumBody else { throw AwsErrors.requestTooLarge }
    guard let value = try? WireValue(json: body), case .object(let members) = value else {
      throw AwsErrors.serialization("")
    }
    return members
  }
}

extension AwsWireRequest {
  /// The body of an answer; empty for an operation that answers with nothing.
  static func body(of response: Response, unixNanosecondsAtZero: Int64) -> [UInt8] {
    let members = answer
    guard !members.isEmpty else { return [] }
    var writer = WireWriter(unixNanosecondsAtZero: unixNanosecondsAtZero)
    writer.object(response, members)
    return writer.bytes
  }

  /// The shape of the request.
  static func shape() throws(KmsServiceError) -> AwsWireNotes {
    var reader = AwsWireReader([], unixNanosecondsAtZero: 0, notes: AwsWireNotes())
    _ = try Self(wire: &reader)
    return reader.notes ?? AwsWireNotes()
  }
}

/// What goes back over the wire, and what a server's metrics and latency model need to know of it.
public struct AwsWireAnswer: Hashable, Sendable {
  /// 200, 400, 413 or 500.
  public let httpStatus: Int
  /// The JSON text; empty for an operation that answers with nothing.
  public let body: [UInt8]
  /// The refusal; nil for an answer.
  public let error: KmsServiceError?
  /// The operation; nil when the name is none of AWS's.
  public let operation: KmsOperation?
  /// The spec of the key, where it is known.
  public let keySpec: KmsKeySpec?
  /// The quota that the request counted against; nil when the instance does not limit it.
  public let quota: String?

  /// The code of the refusal, which is the `__type` of the body.
  public var errorCode: String? { error?.code }
  /// Whether it refuses for lack of quota.
  public var isThrottled: Bool { error?.isThrottling ?? false }

  init(
    httpStatus: Int, body: [UInt8], error: KmsServiceError?, operation: KmsOperation?, keySpec: KmsKeySpec?,
    quota: String?
  ) {
    self.httpStatus = httpStatus
    self.body = body
    self.error = error
    self.operation = operation
    self.keySpec = keySpec
    self.quota = quota
  }

  /// A refusal, also one that a server makes before there is a request, such as that of a wrong signature.
  public init(
    _ error: KmsServiceError, operation: KmsOperation? = nil, keySpec: KmsKeySpec? = nil, quota: String? = nil
  ) {
    var writer = WireWriter()
    writer.beginObject()
    writer.name("__type")
    writer.text(error.code)
    if !error.message.isEmpty {
      // What AWS's framework refuses, before the service sees it, has a capital letter there.
      writer.name(error.code == "SerializationException" ? "Message" : "message")
      writer.text(error.message)
    }
    writer.endObject()
    self.init(
      httpStatus: error.httpStatus, body: writer.bytes, error: error, operation: operation, keySpec: keySpec,
      quota: quota)
  }
}
