/// An error answer of Cloud KMS: `google.rpc.Status`. It is definite: the request had no effect.
public struct GcpStatus: Error, Hashable, Sendable, CustomStringConvertible {
  /// The codes that the model uses.
  public enum Code: String, CaseIterable, Hashable, Sendable {
    /// The request is wrong whatever the state.
    case invalidArgument = "INVALID_ARGUMENT"
    /// There is no such resource.
    case notFound = "NOT_FOUND"
    /// There is such a resource already.
    case alreadyExists = "ALREADY_EXISTS"
    /// The principal may not.
    case permissionDenied = "PERMISSION_DENIED"
    /// A quota is spent.
    case resourceExhausted = "RESOURCE_EXHAUSTED"
    /// The state does not allow it.
    case failedPrecondition = "FAILED_PRECONDITION"
    /// Somebody else changed it meanwhile.
    case aborted = "ABORTED"
    /// Not modelled.
    case unimplemented = "UNIMPLEMENTED"
    /// The service's fault.
    case `internal` = "INTERNAL"
    /// The service cannot be reached.
    case unavailable = "UNAVAILABLE"
    /// No valid credentials.
    case unauthenticated = "UNAUTHENTICATED"

    /// The number of gRPC.
    public var grpc: Int {
      switch self {
      case .invalidArgument: 3
      case .notFound: 5
      case .alreadyExists: 6
      case .permissionDenied: 7
      case .resourceExhausted: 8
      case .failedPrecondition: 9
      case .aborted: 10
      case .unimplemented: 12
      case .internal: 13
      case .unavailable: 14
      case .unauthenticated: 16
      }
    }

    /// The HTTP status of the REST form.
    public var http: Int {
      switch self {
      case .invalidArgument, .failedPrecondition: 400
      case .unauthenticated: 401
      case .permissionDenied: 403
      case .notFound: 404
      case .alreadyExists, .aborted: 409
      case .resourceExhausted: 429
      case .internal: 500
      case .unimplemented: 501
      case .unavailable: 503
      }
    }
  }

  /// What a program can read of the reason.
  public enum Detail: Hashable, Sendable {
    /// `google.rpc.ErrorInfo`; the metadata in the order of their names.
    case errorInfo(reason: String, domain: String, metadata: [Pair])
    /// `google.rpc.PreconditionFailure` with one violation.
    case preconditionFailure(type: String, subject: String)
    /// `google.rpc.BadRequest` with one violation.
    case badRequest(field: String, description: String)
  }

  /// A name and a text.
  public struct Pair: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The text.
    public let value: String

    /// Makes a pair.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The code.
  public let code: Code
  /// The text.
  public let message: String
  /// What a program can read.
  public let details: [Detail]

  /// Makes an error.
  public init(_ code: Code, _ message: String, details: [Detail] = []) {
    self.code = code
    self.message = message
    self.details = details
  }

  /// Whether it refuses for lack of quota.
  public var isThrottling: Bool { code == .resourceExhausted }
  /// `CODE: message`.
  public var description: String { "\(code.rawValue): \(message)" }
}
