import Configuration
import Glibc
import KMS
import Kernel

/// Structured log lines: one JSON object each, on standard error. No body, secret, token or signature is ever in one.
struct ServerLog: Sendable {
  private let clock: RealClock

  init(clock: RealClock) { self.clock = clock }

  /// What a line says of a request.
  struct Exchange: Sendable {
    var requestID: String
    var caller: Caller?
    var operation: String?
    var status: Int
    var code: String
    var quota: String?
    var duration: Span
    var drawn: Span
  }

  /// A line about the server itself.
  func event(_ event: String, _ members: [JSONValue.Member] = []) {
    write([JSONValue.Member("event", .string(event))] + members)
  }

  /// A line about a request.
  func exchange(_ exchange: Exchange) {
    func member(_ key: String, _ text: String?) -> JSONValue.Member? { text.map { JSONValue.Member(key, .string($0)) } }
    write(
      [
        JSONValue.Member("event", "request"), member("request_id", exchange.requestID),
        member("operation", exchange.operation.map { String($0.prefix(64)) }),
        member("account", exchange.caller?.principal.account), member("principal", exchange.caller?.principal.name),
        member("region", exchange.caller?.region), JSONValue.Member("status", .int64(Int64(exchange.status))),
        member("code", exchange.code), member("quota", exchange.quota),
        JSONValue.Member("duration_us", .int64(exchange.duration.nanoseconds / 1_000)),
        JSONValue.Member("drawn_us", .int64(exchange.drawn.nanoseconds / 1_000)),
      ].compactMap { $0 })
  }

  private func write(_ members: [JSONValue.Member]) {
    let time = JSONValue.Member("time", .string(CalendarTime(clock.now).extended))
    var line = JSONWriter.bytes(.object([time] + members), layout: .compact)
    line.append(UInt8(ascii: "\n"))
    // One call for a line, so that lines of several threads do not mix; a reader that went away is no reason to stop.
    _ = line.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
  }
}
