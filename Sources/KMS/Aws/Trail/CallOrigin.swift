/// Where a request came from: what CloudTrail and `GetKeyLastUsage` tell of it beside the request itself. The service
/// decides nothing by it.
public struct CallOrigin: Hashable, Sendable {
  /// What the answer's header `x-amzn-RequestId` will say; nil where the caller does not know it before.
  public var requestID: String?
  /// The caller's address. In a simulation, one of those that RFC 5737 sets aside for documentation.
  public var sourceAddress: String
  /// The caller's `User-Agent`.
  public var userAgent: String
  /// The id of the access key that signed the request; nil where the simulation makes one up.
  public var accessKeyID: String?
  /// What the connection's TLS is; nil for a connection without.
  public var tls: TLSDetails?

  /// What CloudTrail tells of a TLS connection.
  public struct TLSDetails: Hashable, Sendable {
    /// For instance `TLSv1.3`.
    public var version: String
    /// For instance `TLS_AES_128_GCM_SHA256`.
    public var cipherSuite: String

    /// Names version and cipher suite.
    public init(version: String, cipherSuite: String) {
      self.version = version
      self.cipherSuite = cipherSuite
    }

    /// What a client and AWS agree on today.
    public static let usual = TLSDetails(version: "TLSv1.3", cipherSuite: "TLS_AES_128_GCM_SHA256")
  }

  /// A caller in a simulation, unless told otherwise.
  public init(
    requestID: String? = nil, sourceAddress: String = "192.0.2.0", userAgent: String = "keyshift",
    accessKeyID: String? = nil, tls: TLSDetails? = .usual
  ) {
    self.requestID = requestID
    self.sourceAddress = sourceAddress
    self.userAgent = userAgent
    self.accessKeyID = accessKeyID
    self.tls = tls
  }
}
