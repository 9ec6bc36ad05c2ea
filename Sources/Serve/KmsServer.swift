import Configuration
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import KMS
import Kernel
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import UnixSignals

/// The fake KMS over HTTP, in real time, for any client of AWS.
///
/// The engine is the simulator's, with real cryptography. Nothing here decides what the service answers: this module
/// reads and writes HTTP, checks signatures, holds answers back for the drawn time, counts and logs.
public struct KmsServer: Sendable {
  private let options: ServeOptions
  private let limits = ConnectionLimits()

  /// A server that is not started yet.
  public init(_ options: ServeOptions) { self.options = options }

  /// Serves until SIGTERM or SIGINT; then it takes no more connections, answers what it has begun, and returns, after
  /// ten seconds at the latest. `ready` is called with the address once it listens.
  ///
  /// Throws when it cannot listen there.
  public func run(ready: @escaping @Sendable (ListenAddress) -> Void) async throws {
    let clock = RealClock()
    let log = ServerLog(clock: clock)
    let responder = AwsResponder(
      engine: ServiceEngine(options),
      authentication: RequestAuthentication(credentials: options.credentials, account: options.account),
      limits: limits, clock: clock, metrics: Metrics(), log: log)
    let silent = Logger(label: "keyshift-serve") { _ in SwiftLogNoOpLogHandler() }
    let (host, tls) = (options.address.host, options.tls != nil)
    let application = Application(
      responder: responder, server: try transport(),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: options.address.port),
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: silent)),
      onServerRunning: { channel in
        guard let port = channel.localAddress?.port, let address = ListenAddress(host: host, port: port) else { return }
        log.event("listening", [.init("address", .string(address.description)), .init("tls", .bool(tls))])
        ready(address)
      }, logger: silent)
    var group = ServiceGroupConfiguration(
      services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: silent)
    group.maximumGracefulShutdownDuration = .seconds(10)
    try await ServiceGroup(configuration: group).run()
    log.event("stopped")
  }

  private func transport() throws -> HTTPServerBuilder {
    var configuration = HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionGuard(limits: limits)],
      httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: limits.head, maxHeaderListSize: limits.head, maxHeaderFieldCount: limits.headers))
    configuration.idleTimeout = nil
    let plain = HTTPServerBuilder.http1(configuration: configuration)
    guard let tls = options.tls else { return plain }
    return try .tls(plain, tlsConfiguration: tls.configuration)
  }
}

extension ListenAddress {
  /// An address of parts; nil for a port that is none.
  init?(host: String, port: Int) {
    guard let port = UInt16(exactly: port) else { return nil }
    self.init(host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)")
  }
}
