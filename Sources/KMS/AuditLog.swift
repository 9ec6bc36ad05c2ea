import Kernel

/// A Canton node's KMS audit log (`audit-logging = true`), byte for byte in the documented format. Bytes of messages,
/// signatures, plaintexts and ciphertexts are replaced by Canton's placeholders before a line is made.
///
/// `Sending request` stands there once for each attempt, `Received response` for an answer; a call that fails for good
/// leaves a line of level WARN with the exception below it (canton.md section 7.8, AwsRequestResponseLogger).
public final class AuditLog {
  /// The lines so far, without line feeds; an exception is a line of its own.
  public private(set) var lines: [String] = []

  private let loggerContext: String
  private let endpointURL: String
  private let sink: (@Sendable (String) -> Void)?
  private var stream: RandomStream

  /// An empty log. Ids and thread names come from the stream.
  public init(
    loggerContext: String, endpointURL: String, stream: RandomStream, sink: (@Sendable (String) -> Void)? = nil
  ) {
    self.loggerContext = loggerContext
    self.endpointURL = endpointURL
    self.stream = stream
    self.sink = sink
  }

  /// Canton's trace and the span of one SDK call in it.
  struct SpanContext {
    let log: AuditLog
    let traceID: String
    let spanID: String
  }

  /// The severity of a line.
  public enum Level: String, Sendable {
    /// Requests and responses.
    case info = "INFO "
    /// Failures.
    case warn = "WARN "
  }

  /// One line: time, thread, level, logger, context, trace id and text.
  public static func line(
    at time: CivilTime, thread: String, level: Level, loggerContext: String, traceID: String, text: String
  ) -> String {
    "\(time.logback()) [\(thread)] \(level.rawValue) c.d.c.c.k.a.a.AwsRequestResponseLogger:\(loggerContext) tid:\(traceID) - \(text)"
  }

  /// The text of a request's line.
  static func sendingText(
    _ spanID: String, _ request: some KmsOperationRequest, _ endpointURL: String
  ) -> String {
    "Sending request [\(spanID)]: \(request.auditText) to \(endpointURL)"
  }

  /// The text of a response's line.
  static func receivedText<Request: KmsOperationRequest>(
    _ spanID: String, _ response: Request.Response, to request: Request, requestID: String
  ) -> String {
    "Received response [\(spanID)]: [Aws-Id: \(requestID)] - \(Request.auditText(of: response))"
  }

  func span() -> SpanContext {
    let trace = stream.hex(32)
    return SpanContext(log: self, traceID: trace, spanID: stream.hex(16))
  }

  func sending(_ span: SpanContext?, _ request: some KmsOperationRequest, at time: CivilTime) {
    guard let span else { return }
    let text = Self.sendingText(span.spanID, request, endpointURL)
    append(span, text, .info, thread: "env-execution-context-\(1 + stream.below(256))", at: time)
  }

  func received<Request: KmsOperationRequest>(
    _ span: SpanContext?, _ response: Request.Response, to request: Request, requestID: String, at time: CivilTime
  ) {
    guard let span else { return }
    let text = Self.receivedText(span.spanID, response, to: request, requestID: requestID)
    append(span, text, .info, thread: "aws-java-sdk-NettyEventLoop-1-\(1 + stream.below(16))", at: time)
  }

  func failed(_ span: SpanContext?, _ error: SdkError, at time: CivilTime) {
    guard let span else { return }
    append(
      span, "Request [\(span.spanID)] failed.", .warn,
      thread: "aws-java-sdk-NettyEventLoop-1-\(1 + stream.below(16))", at: time)
    keep("\(AwsAuditText.package(of: error)).\(error)")
  }

  private func append(_ span: SpanContext, _ text: String, _ level: Level, thread: String, at time: CivilTime) {
    keep(
      Self.line(
        at: time, thread: thread, level: level, loggerContext: loggerContext, traceID: span.traceID, text: text))
  }

  private func keep(_ line: String) {
    lines.append(line)
    sink?(line)
  }
}
