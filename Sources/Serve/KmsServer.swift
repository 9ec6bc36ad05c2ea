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

/// The fake KMS over HTTP, in real time, for any client of AWS and for Google's clients with gRPC and with REST.
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
  /// Throws when it cannot listen there, and a `ServeOptions.Mistake` for a state file that cannot be read.
  public func run(ready: @escaping @Sendable (Vendor, ListenAddress) -> Void) async throws {
    let clock = RealClock(after: try options.state?.lastWritten())
    let log = ServerLog(clock: clock)
    let metrics = Metrics()
    let engine = try ServiceEngine(options, log: log)
    let googleEngine = try options.google.map { _ in try GoogleEngine(options, log: log) }
    let keeper = StateKeeper(aws: engine, google: googleEngine, clock: clock)
    let responder = AwsResponder(
      engine: engine,
      authentication: RequestAuthentication(credentials: options.credentials, account: options.account),
      limits: limits, clock: clock, metrics: metrics, log: log)
    // The first to start is the last to end.
    var services: [any Service] = options.state == nil ? [] : [keeper]
    services.append(try application(.aws, responder, options.address, log, ready))
    if let address = options.google, let googleEngine {
      services.append(google(address, googleEngine, clock, metrics, log, ready))
    }
    var group = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.silent)
    group.maximumGracefulShutdownDuration = .seconds(10)
    try await ServiceGroup(configuration: group).run()
    // The last answers are out; what is counted and logged of them follows on the event loops.
    for _ in 0..<100 where !metrics.isAtRest { try await Task.sleep(for: .milliseconds(1)) }
    await keeper.close()
    try options.state?.close()
    log.event("stopped")
  }

  private static let silent = Logger(label: "keyshift-serve") { _ in SwiftLogNoOpLogHandler() }

  private func google(
    _ address: ListenAddress, _ engine: GoogleEngine, _ clock: RealClock, _ metrics: Metrics, _ log: ServerLog,
    _ ready: @escaping @Sendable (Vendor, ListenAddress) -> Void
  ) -> GoogleServer {
    let callers = GoogleCallers(tokens: options.googleTokens)
    return GoogleServer(
      address: address, tls: options.tls, limits: limits, clock: clock,
      rest: GoogleResponder(
        engine: engine, callers: callers, limits: limits, clock: clock, metrics: metrics, log: log),
      grpc: GoogleGrpcService(
        engine: engine, callers: callers, limits: limits, clock: clock, metrics: metrics, log: log),
      logger: Self.silent, onListening: { channel in announce(.google, channel, address, log, ready) })
  }

  private func announce(
    _ vendor: Vendor, _ channel: any Channel, _ asked: ListenAddress, _ log: ServerLog,
    _ ready: @Sendable (Vendor, ListenAddress) -> Void
  ) {
    guard let port = channel.localAddress?.port, let address = ListenAddress(host: asked.host, port: port) else {
      return
    }
    log.event(
      "listening",
      [
        .init("vendor", .string(vendor.rawValue)), .init("address", .string(address.description)),
        .init("tls", .bool(options.tls != nil)),
      ])
    ready(vendor, address)
  }

  private func application<Responder: HTTPResponder>(
    _ vendor: Vendor, _ responder: Responder, _ asked: ListenAddress, _ log: ServerLog,
    _ ready: @escaping @Sendable (Vendor, ListenAddress) -> Void
  ) throws -> Application<Responder> where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    return Application(
      responder: responder, server: try transport(),
      configuration: ApplicationConfiguration(
        address: .hostname(asked.host, port: asked.port),
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: Self.silent)),
      onServerRunning: { channel in announce(vendor, channel, asked, log, ready) }, logger: Self.silent)
  }

  private func transport() throws -> HTTPServerBuilder {
    let plain = HTTPServerBuilder.http1(configuration: .guarded(limits))
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
