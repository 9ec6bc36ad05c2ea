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

/// The fake KMS over HTTP, in real time, for any client of AWS and for Google's clients with transport REST.
///
/// The engine is the simulator's, with real cryptography. Nothing here decides what the service answers: this module
/// reads and writes HTTP, checks signatures, holds answers back for the drawn time, counts and logs.
public struct KmsServer: Sendable {
  private let options: ServeOptions
  private let limits = ConnectionLimits()

  /// Whose service it is, as people know it.
  public enum Vendor: String, Sendable {
    /// AWS KMS.
    case aws = "AWS KMS"
    /// Google Cloud KMS.
    case google = "Google Cloud KMS"
  }

  /// A server that is not started yet.
  public init(_ options: ServeOptions) { self.options = options }

  /// Serves until SIGTERM or SIGINT; then it takes no more connections, answers what it has begun, and returns, after
  /// ten seconds at the latest. `ready` is called with each service and its address once it listens there.
  ///
  /// Throws when it cannot listen there.
  public func run(ready: @escaping @Sendable (Vendor, ListenAddress) -> Void) async throws {
    let clock = RealClock()
    let log = ServerLog(clock: clock)
    let metrics = Metrics()
    let responder = AwsResponder(
      engine: ServiceEngine(options),
      authentication: RequestAuthentication(credentials: options.credentials, account: options.account),
      limits: limits, clock: clock, metrics: metrics, log: log)
    var services: [any Service] = [try application(.aws, responder, options.address, log, ready)]
    if let address = options.google {
      let google = GoogleResponder(
        engine: GoogleEngine(options), limits: limits, clock: clock, metrics: metrics, log: log)
      services.append(try application(.google, google, address, log, ready))
    }
    var group = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.silent)
    group.maximumGracefulShutdownDuration = .seconds(10)
    try await ServiceGroup(configuration: group).run()
    log.event("stopped")
  }

  private static let silent = Logger(label: "keyshift-serve") { _ in SwiftLogNoOpLogHandler() }

  private func application<Responder: HTTPResponder>(
    _ vendor: Vendor, _ responder: Responder, _ asked: ListenAddress, _ log: ServerLog,
    _ ready: @escaping @Sendable (Vendor, ListenAddress) -> Void
  ) throws -> Application<Responder> where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    let (host, tls) = (asked.host, options.tls != nil)
    return Application(
      responder: responder, server: try transport(),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: asked.port),
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: Self.silent)),
      onServerRunning: { channel in
        guard let port = channel.localAddress?.port, let address = ListenAddress(host: host, port: port) else { return }
        log.event(
          "listening",
          [
            .init("vendor", .string(vendor.rawValue)), .init("address", .string(address.description)),
            .init("tls", .bool(tls)),
          ])
        ready(vendor, address)
      }, logger: Self.silent)
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
