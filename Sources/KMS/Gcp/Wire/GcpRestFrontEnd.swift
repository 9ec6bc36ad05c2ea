import Kernel

/// Google's REST front end of a ``GcpKeyService``: takes the method, path, query and body of an HTTP request and gives
/// the status and the body of the answer. It knows no HTTP: tokens, headers and connections are the server's.
///
/// Model: the HTTP annotations and the JSON form of google.cloud.kms.v1, as google-cloud-kms 3.18.0 uses them.
public struct GcpRestFrontEnd {
  /// The service behind it.
  public let service: GcpKeyService
  let time: GcpTime

  /// 2026-01-01T00:00:00Z: virtual zero unless a scenario says otherwise.
  public static let usualUnixNanosecondsAtZero: Int64 = 1_767_225_600_000_000_000
  /// The greatest body in bytes: ours, some ten times the greatest valid request.
  public static let maximumBody = 1 << 20

  /// Puts a front end before a service. `unixNanosecondsAtZero` says when the service's instant zero is.
  public init(service: GcpKeyService, unixNanosecondsAtZero: Int64 = usualUnixNanosecondsAtZero) {
    self.service = service
    time = GcpTime(unixNanosecondsAtZero: unixNanosecondsAtZero)
  }

  /// Answers a request. `path` begins with `/v1/`; it and `query`, what follows the question mark, are as they came,
  /// percent-encoded.
  public func answer(
    method: String, path: String, query: String = "", body: [UInt8] = [], from principal: GcpPrincipal,
    at instant: Instant
  ) -> GcpRestAnswer {
    let parameters = GcpQuery(query)
    let writer = GcpJsonWriter(time: time, enumsAsNumbers: parameters?.wantsNumbers ?? false)
    guard let parameters else {
      return GcpRestAnswer(GcpErrors.invalid("The query is not percent-encoded UTF-8."), nil, writer)
    }
    guard body.count <= Self.maximumBody else {
      return GcpRestAnswer(GcpErrors.invalid("Request payload size exceeds the limit: 1048576 bytes."), nil, writer)
    }
    guard let target = GcpTarget(path), let route = GcpRoute(method, target) else {
      return GcpRestAnswer(GcpStatus(.notFound, "Method not found."), nil, writer)
    }
    var exchange = GcpExchange(
      service: service, principal: principal, instant: instant, name: target.name, query: parameters, body: body,
      time: time, writer: writer, seen: GcpExchange.Seen())
    do throws(GcpStatus) {
      // Whoever has no valid credentials learns nothing of the form of requests.
      guard service.permissions.knows(principal) else { throw GcpErrors.unauthenticated }
      let body = try exchange.answer(route).json
      return GcpRestAnswer(
        httpStatus: 200, body: body, status: nil, method: route.method, observation: exchange.seen.observation)
    } catch {
      return GcpRestAnswer(error, route.method, writer, exchange.seen.observation)
    }
  }
}

/// What goes back over the wire, and what a server's metrics and latency model need to know of it.
public struct GcpRestAnswer: Hashable, Sendable {
  /// 200, or the refusal's.
  public let httpStatus: Int
  /// The JSON text.
  public let body: [UInt8]
  /// The refusal; nil for an answer.
  public let status: GcpStatus?
  /// The method; nil when path and HTTP method are none of Google's.
  public let method: GcpMethod?
  /// What it was about.
  public let observation: GcpObservation

  init(httpStatus: Int, body: [UInt8], status: GcpStatus?, method: GcpMethod?, observation: GcpObservation) {
    self.httpStatus = httpStatus
    self.body = body
    self.status = status
    self.method = method
    self.observation = observation
  }

  init(
    _ status: GcpStatus, _ method: GcpMethod?, _ writer: GcpJsonWriter, _ observation: GcpObservation = GcpObservation()
  ) {
    self.init(
      httpStatus: status.code.http, body: writer.json(status).json, status: status, method: method,
      observation: observation)
  }

  /// A refusal that a server makes before there is a request, such as that of a wrong token.
  public init(_ status: GcpStatus) {
    self.init(status, nil, GcpJsonWriter(time: GcpTime(unixNanosecondsAtZero: 0), enumsAsNumbers: false))
  }
}

/// A request on its way through the front end.
struct GcpExchange {
  let service: GcpKeyService
  let principal: GcpPrincipal
  let instant: Instant
  let name: String
  let query: GcpQuery
  let body: [UInt8]
  let time: GcpTime
  let writer: GcpJsonWriter
  let seen: Seen

  /// What the request turned out to be about.
  final class Seen {
    var observation = GcpObservation()
  }

  func call<Request: GcpRequest>(_ request: Request) throws(GcpStatus) -> Request.Response {
    let answer = service.perform(request, from: principal, at: instant)
    seen.observation = GcpObservation(answer)
    return try answer.result.get()
  }

  /// The body, or the member of a request that it is: paths of refusals begin there.
  func reader(_ path: String = "") throws(GcpStatus) -> GcpJsonReader {
    try GcpJsonReader(body: body, path: path, time: time)
  }

  /// Throws for a body where there is none to be.
  func noBody() throws(GcpStatus) { try reader().finish() }

  var paging: GcpPaging {
    get throws(GcpStatus) {
      GcpPaging(
        pageSize: try query.integer("pageSize"), pageToken: query["pageToken"], filter: query["filter"],
        orderBy: query["orderBy"])
    }
  }
}
