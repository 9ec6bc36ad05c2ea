import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Keeps one connection within its times: a request must begin within ``idle``, and must have arrived as a whole within
/// ``request`` of its beginning, however slowly its bytes drip; else the connection is closed. Answers
/// `Expect: 100-continue`, and closes after an answer that says so.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: ConnectionLimits
  private var timer: Scheduled<Void>?
  private var closesAfterAnswer = false

  init(limits: ConnectionLimits) { self.limits = limits }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { start(limits.idle, context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    start(limits.idle, context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      start(limits.request, context)
      let length = head.headerFields[.contentLength].flatMap(Int.init) ?? 0
      if head.headerFields[.expect]?.lowercased() == "100-continue", length <= limits.body {
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
      }
    case .body: break
    case .end:
      timer?.cancel()
      timer = nil
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head):
      closesAfterAnswer = head.headerFields[.connection]?.lowercased() == "close"
      context.write(data, promise: promise)
    case .body: context.write(data, promise: promise)
    case .end:
      guard !closesAfterAnswer else {
        context.writeAndFlush(data, promise: promise)
        context.close(promise: nil)
        return
      }
      // An answer that overtakes the rest of its request leaves the request's own time running.
      if timer == nil { start(limits.idle, context) }
      context.write(data, promise: promise)
    }
  }

  private func start(_ time: TimeAmount, _ context: ChannelHandlerContext) {
    timer?.cancel()
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
  }
}

/// What one connection may take.
struct ConnectionLimits: Sendable {
  /// From the last answer, or the connection's beginning, to the next request's head.
  var idle = TimeAmount.seconds(65)
  /// From a request's head to its last byte.
  var request = TimeAmount.seconds(20)
  /// The greatest body in bytes.
  var body = 1 << 20
  /// The greatest head in bytes.
  var head = 64 << 10
  /// The most headers.
  var headers = 100
  /// The most calls at once on one connection of gRPC.
  var streams = 100
  /// The most connections at once; others wait.
  var connections = 4_096
}
