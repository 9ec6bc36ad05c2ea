import HTTPTypes
import Hummingbird
import HummingbirdCore
import KMS
import Kernel
import Logging
import NIOCore

/// Answers the HTTP requests of AWS's clients: `POST /` with the operation in `X-Amz-Target`, beside `GET /health` and
/// `GET /metrics`.
struct AwsResponder: HTTPResponder {
  /// The connection of a request.
  struct Context: InitializableFromSource {
    let eventLoop: any EventLoop
    /// The client's address without the port.
    let clientAddress: String

    init(source: ApplicationRequestContextSource) {
      eventLoop = source.channel.eventLoop
      clientAddress = source.channel.remoteAddress?.ipAddress ?? "0.0.0.0"
    }
  }

  let engine: ServiceEngine
  let authentication: RequestAuthentication
  let limits: ConnectionLimits
  let clock: RealClock
  let metrics: Metrics
  let log: ServerLog

  /// A client that sends this header, whatever it says, is told the drawn latency.
  static let asksForLatency = name("x-keyshift-show-latency")
  /// The drawn latency in nanoseconds.
  static let drawnLatency = name("x-keyshift-drawn-latency-ns")
  private static let requestID = name("x-amzn-RequestId")
  private static let target = name("X-Amz-Target")
  private static let targetPrefix = "TrentService."

  private static func name(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no name of a header") }
    return name
  }

  func respond(to request: Request, context: Context) async throws -> Response {
    let path = (request.head.path ?? "/").prefix { $0 != "?" }
    switch (request.method, path) {
    case (.get, "/health"):
      return Self.plain(.ok, #"{"status":"ok"}"# + "\n", type: "application/json")
    case (.get, "/metrics"):
      return Self.plain(
        .ok, metrics.text(), type: "application/openmetrics-text; version=1.0.0; charset=utf-8")
    case (.post, "/"): return try await answer(request, context)
    case (_, "/"), (_, "/health"), (_, "/metrics"):
      var response = Self.plain(.methodNotAllowed, "", type: "text/plain")
      response.headers[.allow] = path == "/" ? "POST" : "GET"
      return response
    default: return Self.plain(.notFound, "", type: "text/plain")
    }
  }

  private func answer(_ request: Request, _ context: Context) async throws -> Response {
    metrics.began()
    let identifier = RequestIdentifier.next()
    var outcome = Outcome(arrival: clock.now)
    do {
      outcome = try await serve(request, from: context, identifier)
    } catch {
      // The client went away or broke the framing in the middle of its body: nothing was done.
      metrics.ended(
        operation: nil, code: "ConnectionBroken", quota: nil, isThrottled: false, duration: clock.now - outcome.arrival)
      throw error
    }
    clock.run(at: outcome.arrival + outcome.drawn, on: context.eventLoop) { [outcome] now in
      let (wire, duration) = (outcome.wire, now - outcome.arrival)
      let code = wire.errorCode ?? "OK"
      metrics.ended(
        operation: wire.operation, code: code, quota: wire.quota, isThrottled: wire.isThrottled, duration: duration)
      log.exchange(
        ServerLog.Exchange(
          requestID: identifier, caller: outcome.caller, operation: wire.operation?.rawValue ?? outcome.operation,
          status: wire.httpStatus, code: code, quota: wire.quota, duration: duration, drawn: outcome.drawn))
    }
    return response(outcome, to: request, identifier)
  }

  /// What became of a request.
  private struct Outcome {
    var arrival: Instant
    var wire = AwsWireAnswer(SignatureErrors.missing)
    var drawn = Span.zero
    var caller: Caller?
    var operation: String?
    var closes = false

    init(arrival: Instant) { self.arrival = arrival }
  }

  private func serve(_ request: Request, from context: Context, _ identifier: String) async throws -> Outcome {
    let length = request.headers[.contentLength].flatMap(Int.init) ?? 0
    guard length <= limits.body else { return tooLarge(closes: request.headers[.expect] != nil) }
    var body: [UInt8] = []
    body.reserveCapacity(length)
    for try await part in request.body {
      body += part.readableBytesView
      if body.count > limits.body { return tooLarge(closes: false) }
    }
    var outcome = Outcome(arrival: clock.now)
    let target = request.headers[Self.target] ?? ""
    outcome.operation = target.hasPrefix(Self.targetPrefix) ? String(target.dropFirst(Self.targetPrefix.count)) : nil
    do throws(KmsServiceError) {
      let caller = try authentication.caller(of: canonical(request, body), at: outcome.arrival)
      outcome.caller = caller
      let origin = CallOrigin(
        requestID: identifier, sourceAddress: context.clientAddress, userAgent: request.headers[.userAgent] ?? "",
        accessKeyID: caller.accessKeyID, tls: nil)
      let answer = await engine.answer(
        outcome.operation ?? "", body: body, from: caller, at: outcome.arrival, origin: origin)
      outcome.wire = answer.wire
      outcome.drawn = answer.latency
    } catch {
      outcome.wire = AwsWireAnswer(error)
    }
    return outcome
  }

  private func tooLarge(closes: Bool) -> Outcome {
    var outcome = Outcome(arrival: clock.now)
    outcome.wire = AwsWireAnswer(
      KmsServiceError(
        code: "RequestEntityTooLargeException", message: "The request is larger than \(limits.body) bytes.",
        httpStatus: 413))
    outcome.closes = closes
    return outcome
  }

  private func canonical(_ request: Request, _ body: [UInt8]) -> CanonicalRequest {
    var headers = request.headers.map { (name: $0.name.rawName, value: $0.value) }
    if let authority = request.head.authority { headers.append(("host", authority)) }
    return CanonicalRequest(
      method: request.method.rawValue, target: request.head.path ?? "/", headers: headers, body: body)
  }

  private func response(_ outcome: Outcome, to request: Request, _ identifier: String) -> Response {
    var headers = HTTPFields()
    headers[Self.requestID] = identifier
    headers[.contentType] = "application/x-amz-json-1.1"
    headers[.cacheControl] = "no-cache, no-store, must-revalidate, private"
    if request.headers[Self.asksForLatency] != nil {
      headers[Self.drawnLatency] = String(outcome.drawn.nanoseconds)
    }
    if outcome.drawn > .zero { headers[ConnectionGuard.holdTime] = String(outcome.drawn.nanoseconds) }
    if outcome.closes { headers[.connection] = "close" }
    return Response(
      status: HTTPResponse.Status(code: outcome.wire.httpStatus), headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: outcome.wire.body)))
  }

  private static func plain(_ status: HTTPResponse.Status, _ text: String, type: String) -> Response {
    Response(
      status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}

/// Ids of requests: random UUIDs of version 4, as AWS's are.
enum RequestIdentifier {
  static func next() -> String {
    var bytes = [UInt8](repeating: 0, count: 16)
    var generator = SystemRandomNumberGenerator()
    for index in bytes.indices { bytes[index] = .random(in: .min ... .max, using: &generator) }
    bytes[6] = bytes[6] & 0x0f | 0x40
    bytes[8] = bytes[8] & 0x3f | 0x80
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
      text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: text, as: UTF8.self)
  }
}
