import GRPCCore
import GoogleGrpc
import KMS
import HTTPTypes
import Kernel
import NIOCore
import NIOPosix

/// Answers the gRPC calls of Google's clients: the services KeyManagementService, IAMPolicy and Locations.
///
/// A method that the model has not is answered with `UNIMPLEMENTED` by the library. The name in the metadata
/// `x-goog-request-params` is not looked at: Google, too, takes the one in the message.
struct GoogleGrpcService: RegistrableRPCService {
  let engine: GoogleEngine
  let callers: GoogleCallers
  let limits: ConnectionLimits
  let clock: RealClock
  let metrics: Metrics
  let log: ServerLog
  private let alarm = HoldAlarm()

  init(
    engine: GoogleEngine, callers: GoogleCallers, limits: ConnectionLimits, clock: RealClock, metrics: Metrics,
    log: ServerLog
  ) {
    self.engine = engine
    self.callers = callers
    self.limits = limits
    self.clock = clock
    self.metrics = metrics
    self.log = log
  }

  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    for method in GcpMethod.allCases {
      router.registerHandler(
        forMethod: MethodDescriptor(
          fullyQualifiedService: method.grpcService, method: method.rawValue, type: .unary),
        deserializer: MessageBytes(), serializer: MessageBytes()
      ) { request, _ in try await respond(method, to: request) }
    }
  }

  private func respond(
    _ method: GcpMethod, to request: StreamingServerRequest<[UInt8]>
  ) async throws -> StreamingServerResponse<[UInt8]> {
    metrics.began()
    let arrival = clock.now
    let deadline = Self.deadline(request.metadata, arrival)
    let answer: GoogleEngine.Answer<GcpGrpcAnswer>?
    do {
      answer = await self.answer(method, try await Self.message(of: request), request.metadata, until: deadline)
    } catch {
      // The client went away or broke the framing in the middle of its message: nothing was done.
      metrics.ended(
        name: "none", code: "ConnectionBroken", quota: nil, isThrottled: false, duration: clock.now - arrival)
      throw error
    }
    let ready = arrival + (answer?.latency ?? .zero)
    let end = deadline.map { min($0, ready) } ?? ready
    await alarm.hold(until: end, by: clock, on: MultiThreadedEventLoopGroup.singleton.any())
    let isInTime = answer != nil && end == ready
    finish(method, answer, isInTime: isInTime, arrival)
    guard let answer, isInTime else { throw RPCError(code: .deadlineExceeded, message: "Deadline exceeded.") }
    var shown = Metadata()
    if Self.first(AwsResponder.asksForLatency.canonicalName, in: request.metadata) != nil {
      shown.addString(
        String(answer.latency.nanoseconds), forKey: AwsResponder.drawnLatency.canonicalName)
    }
    switch answer.wire.result {
    case .success(let message):
      return StreamingServerResponse(metadata: shown) { writer in
        try await writer.write(message)
        return [:]
      }
    case .failure(let status):
      var error = RPCError(status)
      error.metadata.add(contentsOf: shown)
      return StreamingServerResponse(error: error)
    }
  }

  /// When nobody waits for an answer any more; nil for a client that waits for ever. The library's own cancellation does
  /// not tell a deadline from a server that ends, which still answers what it has begun.
  private static func deadline(_ metadata: Metadata, _ arrival: Instant) -> Instant? {
    let units: [Character: Int64] = [
      "H": 3_600_000_000_000, "M": 60_000_000_000, "S": 1_000_000_000, "m": 1_000_000, "u": 1_000, "n": 1,
    ]
    guard let text = first("grpc-timeout", in: metadata), let unit = text.last.flatMap({ units[$0] }),
      let count = Int64(text.dropLast()), (0...99_999_999).contains(count)
    else { return nil }
    let (span, isTooLong) = count.multipliedReportingOverflow(by: unit)
    let (sum, isTooFar) = arrival.nanoseconds.addingReportingOverflow(span)
    return isTooLong || isTooFar ? nil : Instant(nanoseconds: sum)
  }

  private func finish(
    _ method: GcpMethod, _ answer: GoogleEngine.Answer<GcpGrpcAnswer>?, isInTime: Bool, _ arrival: Instant
  ) {
    let duration = clock.now - arrival
    let status = isInTime ? answer?.wire.status : nil
    let code = isInTime ? status?.code.rawValue ?? "OK" : "DEADLINE_EXCEEDED"
    let quota = answer?.wire.observation.quota
    metrics.ended(
      name: method.rawValue, code: code, quota: quota, isThrottled: status?.isThrottling ?? false, duration: duration)
    log.exchange(
      ServerLog.Exchange(
        requestID: RequestIdentifier.next(), caller: nil, operation: method.rawValue,
        status: isInTime ? status?.code.http ?? 200 : Self.gatewayTimeout, code: code, quota: quota,
        duration: duration, drawn: answer?.latency ?? .zero))
  }

  /// What Google's table of codes maps `DEADLINE_EXCEEDED` to.
  private static let gatewayTimeout = 504

  private func answer(
    _ method: GcpMethod, _ message: [UInt8], _ metadata: Metadata, until deadline: Instant?
  ) async -> GoogleEngine.Answer<GcpGrpcAnswer>? {
    let instant = clock.now
    do throws(GcpStatus) {
      // Whoever has no valid credentials learns nothing of the form of requests.
      let caller = try callers.caller(
        authorization: Self.first("authorization", in: metadata),
        userProject: Self.first("x-goog-user-project", in: metadata), method: method, at: instant)
      guard message.count <= limits.body else {
        throw GcpStatus(.invalidArgument, "Request payload size exceeds the limit: \(limits.body) bytes.")
      }
      return await engine.answer(method, message: message, from: caller, at: instant) {
        deadline.map { clock.now >= $0 } ?? false
      }
    } catch {
      return GoogleEngine.Answer(wire: GcpGrpcAnswer(result: .failure(error)))
    }
  }

  private static func first(_ name: String, in metadata: Metadata) -> String? {
    var values = metadata[stringValues: name].makeIterator()
    return values.next()
  }

  /// The one message of a request.
  private static func message(of request: StreamingServerRequest<[UInt8]>) async throws -> [UInt8] {
    var only: [UInt8]?
    for try await message in request.messages {
      guard only == nil else {
        throw RPCError(code: .internalError, message: "The call takes one message, and there are several.")
      }
      only = message
    }
    guard let only else {
      throw RPCError(code: .internalError, message: "The call takes one message, and there is none.")
    }
    return only
  }
}

/// Messages as bytes: the front end reads and writes them.
private struct MessageBytes: MessageSerializer, MessageDeserializer {
  func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes { Bytes(message) }

  func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> [UInt8] { bytes.withUnsafeBytes { Array($0) } }
}

extension RPCError {
  /// A refusal as gRPC carries it: code, message, and the details in `grpc-status-details-bin`.
  init(_ status: GcpStatus) {
    var metadata = Metadata()
    if let details = status.grpcStatusDetails { metadata.addBinary(details, forKey: "grpc-status-details-bin") }
    if let challenge = GoogleCallers.challenge(status) { metadata.addString(challenge, forKey: "www-authenticate") }
    self.init(code: Code(status.code), message: status.message, metadata: metadata)
  }
}

extension RPCError.Code {
  fileprivate init(_ code: GcpStatus.Code) {
    switch code {
    case .invalidArgument: self = .invalidArgument
    case .notFound: self = .notFound
    case .alreadyExists: self = .alreadyExists
    case .permissionDenied: self = .permissionDenied
    case .resourceExhausted: self = .resourceExhausted
    case .failedPrecondition: self = .failedPrecondition
    case .aborted: self = .aborted
    case .unimplemented: self = .unimplemented
    case .internal: self = .internalError
    case .unavailable: self = .unavailable
    case .unauthenticated: self = .unauthenticated
    }
  }
}
