/// An error answer of the service. It is definite: the request had no effect.
public struct KmsServiceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// AWS's `__type`, for instance `ThrottlingException`.
  public let code: String
  /// AWS's `message`; empty where AWS sends none.
  public let message: String
  /// 400 for the caller's faults, 500 for the service's.
  public let httpStatus: Int

  /// Makes an error.
  public init(code: String, message: String, httpStatus: Int = 400) {
    self.code = code
    self.message = message
    self.httpStatus = httpStatus
  }

  /// Whether it refuses for lack of quota.
  public var isThrottling: Bool { code == "ThrottlingException" }
  /// `code: message`.
  public var description: String { message.isEmpty ? code : "\(code): \(message)" }
}
