import NIOCore

/// Waits for the first bytes of a connection, which tell HTTP/2 with prior knowledge, the transport of gRPC, from
/// HTTP/1.1, and then makes way for the handlers of that protocol, which get these bytes. Behind TLS it does the same,
/// so that a client without ALPN is served as well.
final class ProtocolSniffer: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  /// What a connection speaks.
  enum Wire: Sendable {
    case http1
    case http2
  }

  /// How every connection of HTTP/2 begins (RFC 9113, section 3.4). No method of HTTP/1.1 is named so.
  private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

  private let idle: TimeAmount
  private let configure: (any Channel, Wire) -> EventLoopFuture<Void>
  private var buffer = ByteBuffer()
  private var isDecided = false
  private var timer: Scheduled<Void>?

  /// `configure` adds the handlers of the protocol behind this one. A connection that says nothing for `idle` is closed.
  init(idle: TimeAmount, configure: @escaping (any Channel, Wire) -> EventLoopFuture<Void>) {
    self.idle = idle
    self.configure = configure
  }

  func handlerAdded(context: ChannelHandlerContext) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: idle) { context.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    buffer.writeBuffer(&bytes)
    guard !isDecided, let wire = Self.wire(of: buffer.readableBytesView) else { return }
    isDecided = true
    configure(context.channel, wire).assumeIsolated().whenComplete { result in
      switch result {
      case .success:
        context.fireChannelRead(self.wrapInboundOut(self.buffer))
        context.fireChannelReadComplete()
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
      case .failure: context.close(promise: nil)
      }
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // The server ends, and there is no request yet.
    if event is ChannelShouldQuiesceEvent, !isDecided { context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  /// Nil while both are possible.
  static func wire(of bytes: some Collection<UInt8>) -> Wire? {
    guard !bytes.isEmpty else { return nil }
    guard zip(bytes, preface).allSatisfy({ $0 == $1 }) else { return .http1 }
    return bytes.count < preface.count ? nil : .http2
  }
}
