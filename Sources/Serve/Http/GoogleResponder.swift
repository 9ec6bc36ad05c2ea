import HTTPTypes
import Hummingbird
import HummingbirdCore
import KMS
import Kernel
import NIOCore

/// Answers the HTTP requests of Google's clients with transport REST: paths below `/v1/`, beside `GET /health`.
///
/// The calling project is the one of the header `X-Goog-User-Project`, else the one that owns the caller's service
/// account, else the one that the path names.
struct GoogleResponder: HTTPResponder {
  typealias Context = AwsResponder.Context

  let engine: GoogleEngine
  let callers: GoogleCallers
  let limits: ConnectionLimits
  let clock: RealClock
  let metrics: Metrics
  let log: ServerLog

  private static let userProject = HTTPField.Name("X-Goog-User-Project")

  func respond(to request: Request, context: Context) async throws -> Response {
    let target = (request.head.path ?? "/").split(separator: "?", maxSplits: 1).map(String.init)
    let path = target.first ?? "/"
    if request.method == .get, path == "/health" { return Self.json(.ok, Array(#"{"status":"ok"}"#.utf8)) }
    metrics.began()
    let arrival = clock.now
    let served: GoogleEngine.Answer<GcpRestAnswer>
    do {
      served = try await self.answer(request, path, query: target.count > 1 ? target[1] : "")
    } catch {
      // The client went away or broke the framing in the middle of its body: nothing was done.
      metrics.ended(
        name: "none", code: "ConnectionBroken", quota: nil, isThrottled: false, duration: clock.now - arrival)
      throw error
    }
    let answer = served.wire
    clock.run(at: arrival + served.latency, on: context.eventLoop) { now in
      let duration = now - arrival
      let code = answer.status?.code.rawValue ?? "OK"
      metrics.ended(
        name: answer.method?.rawValue ?? "none", code: code, quota: answer.observation.quota,
        isThrottled: answer.status?.isThrottling ?? false, duration: duration)
      log.exchange(
        ServerLog.Exchange(
          requestID: RequestIdentifier.next(), caller: nil, operation: answer.method?.rawValue,
          status: answer.httpStatus, code: code, quota: answer.observation.quota, duration: duration,
          drawn: served.latency))
    }
    var response = Self.json(HTTPResponse.Status(code: answer.httpStatus), answer.body)
    response.headers[.wwwAuthenticate] = answer.status.flatMap(GoogleCallers.challenge)
    if served.latency > .zero { response.headers[ConnectionGuard.holdTime] = String(served.latency.nanoseconds) }
    if request.headers[AwsResponder.asksForLatency] != nil {
      response.headers[AwsResponder.drawnLatency] = String(served.latency.nanoseconds)
    }
    return response
  }

  private func answer(
    _ request: Request, _ path: String, query: String
  ) async throws -> GoogleEngine.Answer<GcpRestAnswer> {
    var body: [UInt8] = []
    for try await part in request.body {
      body += part.readableBytesView
      if body.count > limits.body {
        return GoogleEngine.Answer(
          wire: GcpRestAnswer(
            GcpStatus(.invalidArgument, "Request payload size exceeds the limit: \(limits.body) bytes.")))
      }
    }
    let instant = clock.now
    let caller: GoogleCallers.Caller
    do throws(GcpStatus) {
      caller = try callers.caller(
        authorization: request.headers[.authorization],
        userProject: Self.userProject.flatMap { request.headers[$0] }, method: nil, at: instant)
    } catch {
      return GoogleEngine.Answer(wire: GcpRestAnswer(error))
    }
    let segments = path.split(separator: "/")
    let project = caller.project ?? (segments.count > 2 ? String(segments[2].prefix { $0 != ":" }) : "")
    return await engine.answer(
      method: request.method.rawValue, path: path, query: query, body: body,
      from: GcpPrincipal(member: caller.member, project: project), at: instant)
  }

  private static func json(_ status: HTTPResponse.Status, _ body: [UInt8]) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json; charset=UTF-8", .cacheControl: "private"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }
}
