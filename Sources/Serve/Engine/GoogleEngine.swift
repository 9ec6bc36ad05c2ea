import GoogleGrpc
import KMS
import Kernel
import Keys

/// Google's service in real time: the simulator's ``GcpKeyService`` behind its REST and its gRPC form. An actor, so that
/// the service, which knows no threads, has one caller at a time; it holds all projects and locations.
actor GoogleEngine {
  private let frontEnd: GcpRestFrontEnd
  private let grpcFrontEnd: GcpGrpcFrontEnd

  /// An empty service.
  init(_ options: ServeOptions) {
    let seed = options.seed.value
    // RSA keys come from names alone. With a seed of its own the server must not make the keys of another one.
    var configuration = GcpConfiguration(name: options.seed.isGiven ? "google" : "google/\(seed)")
    if let regime = options.googleQuotas {
      configuration.regime = regime
      configuration.quotas = GcpQuota.documentedDefaults(regime)
    }
    if options.latency != nil { configuration.delays = .guess }
    if let tokens = options.googleTokens { configuration.permissions = tokens.permissions }
    let crypto = CryptoEngine(mode: .real, seed: seed, rsaKeys: RSAKeyPool(directory: nil))
    frontEnd = GcpRestFrontEnd(service: GcpKeyService(configuration: configuration, crypto: crypto, seed: seed))
    grpcFrontEnd = GcpGrpcFrontEnd(service: frontEnd.service)
  }

  /// Answers a request of a caller.
  func answer(
    method: String, path: String, query: String, body: [UInt8], from principal: GcpPrincipal, at instant: Instant
  ) -> GcpRestAnswer {
    frontEnd.answer(method: method, path: path, query: query, body: body, from: principal, at: instant)
  }

  /// The same for a request that came as the message of a gRPC method. Nil when nobody waits for the answer any more by
  /// the time it is its turn: then nothing was done.
  func answer(
    _ method: GcpMethod, message: [UInt8], from caller: GoogleCallers.Caller, at instant: Instant,
    unless isCancelled: @Sendable () -> Bool
  ) -> Result<[UInt8], GcpStatus>? {
    guard !isCancelled() else { return nil }
    return grpcFrontEnd.answer(method, message: message, from: caller.member, project: caller.project, at: instant)
  }
}
