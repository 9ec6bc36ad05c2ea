import GRPCCore
import GoogleGrpc
import KMS
import Kernel

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

  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    for method in GcpMethod.allCases {
      router.registerHandler(
        forMethod: MethodDescriptor(
          fullyQualifiedService: method.grpcService, method: method.rawValue, type: .unary),
        deserializer: MessageBytes(), serializer: MessageBytes()
      ) { request, context in try await respond(method, to: request, context) }
    }
  }

  private func respond(
    _ method: GcpMethod, to request: StreamingServerRequest<[UInt8]>, _ context: ServerContext
  ) async throws -> StreamingServerResponse<[UInt8]> {
    metrics.began()
    let arrival = clock.now
    let result: Result<[UInt8], GcpStatus>?
    do {
      result = await answer(method, try await Self.message(of: request), request.metadata, context)
    } catch {
      // The client went away or broke the framing in the middle of its message: nothing was done.
      metrics.ended(
        name: "none", code: "ConnectionBroken", quota: nil, isThrottled: false, duration: clock.now - arrival)
      throw error
    }
    let duration = clock.now - arrival
    var status: GcpStatus?
    if case .failure(let refusal)? = result { status = refusal }
    let code = result == nil ? "CANCELLED" : status?.code.rawValue ?? "OK"
    metrics.ended(
      name: method.rawValue, code: code, quota: nil, isThrottled: status?.isThrottling ?? false, duration: duration)
    log.exchange(
      ServerLog.Exchange(
        requestID: RequestIdentifier.next(), caller: nil, operation: method.rawValue,
        status: result == nil ? Self.clientClosedRequest : status?.code.http ?? 200, code: code, quota: nil,
        duration: duration, drawn: .zero))
    switch result {
    case nil:
      return StreamingServerResponse(
        error: RPCError(code: .cancelled, message: "The call was cancelled, or its deadline is over."))
    case .success(let message)?:
      return StreamingServerResponse { writer in
        try await writer.write(message)
        return [:]
      }
    case .failure(let status)?: return StreamingServerResponse(error: RPCError(status))
    }
  }

  /// What logs have for a call that its client gave up; Google's table of codes maps `CANCELLED` to it.
  private static let clientClosedRequest = 499

  private func answer(
    _ method: GcpMethod, _ message: [UInt8], _ metadata: Metadata, _ context: ServerContext
  ) async -> Result<[UInt8], GcpStatus>? {
    let instant = clock.now
    do throws(GcpStatus) {
      // Whoever has no valid credentials learns nothing of the form of requests.
      let caller = try callers.caller(
        authorization: Self.first("authorization", in: metadata),
        userProject: Self.first("x-goog-user-project", in: metadata), method: method, at: instant)
      guard message.count <= limits.body else {
        throw GcpStatus(.invalidArgument, "Request payload size exceeds the limit: \(limits.body) bytes.")
      }
      let cancellation = context.cancellation
      return await engine.answer(method, message: message, from: caller, at: instant) { cancellation.isCancelled }
    } catch {
      return .failure(error)
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
