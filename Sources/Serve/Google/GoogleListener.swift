import GRPCNIOTransportHTTP2Posix
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// One listening port for both wire forms: gRPC's library gets the connections that speak HTTP/2, Hummingbird those that
/// speak HTTP/1.1.
struct GoogleListener: HTTP2ServerTransport.ListenerFactory {
  typealias Connection = HTTP2ServerTransport.ConnectionConfigurator.ConnectionChannel

  let address: ListenAddress
  let tls: NIOSSLContext?
  let limits: ConnectionLimits
  let http1: HTTP1Channel
  /// Takes the connections of HTTP/1.1.
  let http1Connections: AsyncStream<HTTP1Channel.Value>.Continuation
  let logger: Logger
  /// Called once it listens.
  let onListening: @Sendable (any Channel) -> Void

  var eventLoopGroup: any EventLoopGroup { MultiThreadedEventLoopGroup.singleton }

  func makeListeningChannel(
    listenerConfigurator: HTTP2ServerTransport.ListenerConfigurator,
    connectionConfigurator: HTTP2ServerTransport.ConnectionConfigurator
  ) async throws -> NIOAsyncChannel<Connection, Never> {
    let wrapped = eventLoopGroup.any().makePromise(of: NIOAsyncChannel<Connection, Never>.self)
    let handover = Handover<Connection>()
    let bootstrap = ServerBootstrap(group: eventLoopGroup)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            AvailableConnectionsChannelHandler(
              delegate: MaximumAvailableConnections(limits.connections, logger: logger)))
        }.flatMap { listenerConfigurator.configure(channel: channel) }.flatMapThrowing {
          wrapped.succeed(try handover.wrap(channel))
        }
      }
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
          try pipeline.addHandler(
            ProtocolSniffer(idle: limits.idle) { channel, wire in
              switch wire {
              case .http1: takeHTTP1(channel)
              case .http2:
                connectionConfigurator.configure(
                  channel: channel, tls: tls == nil ? .none : .configured(requireALPN: false)
                ).map { handover.take($0, of: channel) }
              }
            })
        }
      }
    do {
      let channel = try await bootstrap.bind(host: address.host, port: address.port).get()
      onListening(channel)
      return try await wrapped.futureResult.get()
    } catch {
      wrapped.fail(error)
      throw error
    }
  }

  private func takeHTTP1(_ channel: any Channel) -> EventLoopFuture<Void> {
    // A client of HTTP/1.1 may say that it is done while it waits for the answer.
    channel.setOption(.allowRemoteHalfClosure, value: true).flatMap {
      http1.setup(channel: channel, logger: logger)
    }.map { connection in
      if case .enqueued = http1Connections.yield(connection) { return }
      channel.closeAndKeep(connection)
    }
  }
}

/// Brings connections that have told what they speak to the library that reads a listening channel, in the place of
/// those that have just been accepted.
///
/// The library's end of the listening channel takes what is read there for connections. Accepted sockets, which have
/// not told yet, go around it; NIO's own handler behind it starts them.
private final class Handover<Connection: Sendable>: Sendable {
  private struct Door: Sendable {
    let loop: any EventLoop
    let entrance: NIOLoopBound<Entrance>
  }

  private let door = Mutex<Door?>(nil)

  /// The library's end of a listening channel.
  func wrap(_ channel: any Channel) throws -> NIOAsyncChannel<Connection, Never> {
    let pipeline = channel.pipeline.syncOperations
    let exit = Exit()
    let entrance = Entrance(exit)
    try pipeline.addHandler(entrance)
    let wrapped = try NIOAsyncChannel<Connection, Never>(wrappingChannelSynchronously: channel)
    try pipeline.addHandler(exit)
    let door = Door(loop: channel.eventLoop, entrance: NIOLoopBound(entrance, eventLoop: channel.eventLoop))
    self.door.withLock { $0 = door }
    return wrapped
  }

  /// Brings a connection there. When nobody listens any more, it is closed.
  func take(_ connection: Connection, of channel: any Channel) {
    guard let door = door.withLock({ $0 }) else { return channel.closeAndKeep(connection) }
    door.loop.execute {
      if let context = door.entrance.value.context {
        context.fireChannelRead(NIOAny(connection))
        context.fireChannelReadComplete()
      } else {
        channel.closeAndKeep(connection)
      }
    }
  }

  /// Before the library's end.
  private final class Entrance: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private let exit: Exit
    private(set) var context: ChannelHandlerContext?

    init(_ exit: Exit) { self.exit = exit }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }
    func channelInactive(context: ChannelHandlerContext) {
      self.context = nil
      context.fireChannelInactive()
    }
    func channelRead(context: ChannelHandlerContext, data: NIOAny) { exit.context?.fireChannelRead(data) }
  }

  /// Behind the library's end: what it has taken ends here.
  private final class Exit: ChannelInboundHandler {
    typealias InboundIn = Connection

    private(set) var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
  }
}

extension Channel {
  /// Closes the channel and keeps what was made of it until then: an asynchronous channel must not go before.
  fileprivate func closeAndKeep(_ connection: some Sendable) {
    close(promise: nil)
    closeFuture.whenComplete { _ in
      self.eventLoop.execute { withExtendedLifetime(connection) {} }
    }
  }
}
