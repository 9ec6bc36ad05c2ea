import GRPCCore
import GRPCNIOTransportHTTP2Posix
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// Google's service on one port, with gRPC and REST.
struct GoogleServer: Service {
  let address: ListenAddress
  let tls: TLSIdentity?
  let limits: ConnectionLimits
  let clock: RealClock
  let rest: GoogleResponder
  let grpc: GoogleGrpcService
  let logger: Logger
  /// Called once it listens.
  let onListening: @Sendable (any Channel) -> Void

  /// Serves until a graceful shutdown; then it answers what it has begun.
  func run() async throws {
    let (connections, continuation) = AsyncStream.makeStream(of: HTTP1Channel.Value.self)
    let http1 = HTTP1Channel(
      responder: { request, writer, channel in
        let response = try await answer(request, channel)
        try await writer.write(response: response.head, body: response.body)
      },
      configuration: .guarded(limits))
    // Clients of gRPC offer HTTP/2 alone; who offers both wants REST, which is served over HTTP/1.1 only.
    let listener = GoogleListener(
      address: address, tls: try tls?.context(for: ["http/1.1", "h2"]), limits: limits, http1: http1,
      http1Connections: continuation, logger: logger, onListening: onListening)
    let server = GRPCServer(
      transport: HTTP2ServerTransport.Custom(listenerFactory: listener, config: Self.configuration(limits)),
      services: [grpc])
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { continuation.finish() }
        try await withGracefulShutdownHandler {
          try await server.serve()
        } onGracefulShutdown: {
          server.beginGracefulShutdown()
        }
      }
      await withDiscardingTaskGroup { handlers in
        for await connection in connections {
          handlers.addTask { await http1.handle(value: connection, logger: logger) }
        }
      }
      try await group.waitForAll()
    }
  }

  private func answer(_ request: Request, _ channel: any Channel) async throws -> Response {
    let context = GoogleResponder.Context(source: ApplicationRequestContextSource(channel: channel, logger: logger))
    var response = try await rest.respond(to: request, context: context)
    response.headers[.date] = CalendarTime(clock.now).http
    return response
  }

  private static func configuration(
    _ limits: ConnectionLimits
  ) -> HTTP2ServerTransport.Custom<GoogleListener>.Config {
    var configuration = HTTP2ServerTransport.Custom<GoogleListener>.Config.defaults
    // The service refuses what is too large; the library resets the stream of what is much too large.
    configuration.rpc.maxRequestPayloadSize = 2 * limits.body
    configuration.http2.maxConcurrentStreams = limits.streams
    // A flush held back for company would be latency of ours on top of the drawn one.
    configuration.connection.flushCoalescing = nil
    configuration.connection.maxIdleTime = .seconds(600)
    configuration.connection.keepalive.time = .seconds(60)
    configuration.connection.keepalive.clientBehavior.minPingIntervalWithoutCalls = .seconds(10)
    configuration.connection.keepalive.clientBehavior.allowWithoutCalls = true
    return configuration
  }
}

extension HTTP1Channel.Configuration {
  /// What connections of HTTP/1.1 may take.
  static func guarded(_ limits: ConnectionLimits) -> HTTP1Channel.Configuration {
    var configuration = HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionGuard(limits: limits)],
      httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: limits.head, maxHeaderListSize: limits.head, maxHeaderFieldCount: limits.headers))
    configuration.idleTimeout = nil
    return configuration
  }
}
