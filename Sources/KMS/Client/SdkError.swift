/// What the AWS SDK throws once its attempts are over.
public enum SdkError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The service refused; the request id is the last attempt's.
  case service(KmsServiceError, requestID: String)
  /// There was no answer.
  case client(TransportFailure)

  /// The exception's text as Canton puts it into its errors and logs.
  public var description: String {
    switch self {
    case .service(let error, let requestID):
      let text = "(Service: Kms, Status Code: \(error.httpStatus), Request ID: \(requestID))"
      return "\(exceptionName): \(error.message.isEmpty ? "null" : error.message) \(text)"
    case .client(let failure): return "\(exceptionName): \(failure.sdkMessage)"
    }
  }

  /// The Java class's simple name: a code that the API model does not list arrives as the base class.
  public var exceptionName: String {
    switch self {
    case .service(let error, _): AwsErrors.modelled.contains(error.code) ? error.code : "KmsException"
    case .client: "SdkClientException"
    }
  }

  /// The service's error, if it answered.
  public var serviceError: KmsServiceError? {
    if case .service(let error, _) = self { return error }
    return nil
  }

  /// Whether the SDK tries again: throttling, HTTP 500, 502, 503 and 504, broken connections, and what its mode adds.
  func isRetriedBySdk(_ mode: SdkRetryMode) -> Bool {
    switch self {
    case .service(let error, _):
      error.isThrottling || [500, 502, 503, 504].contains(error.httpStatus) || mode.retries(code: error.code)
    case .client(let failure): failure.isRetriedBySdk
    }
  }

  /// Whether it is throttling, for which the back-off differs.
  var isThrottling: Bool { serviceError?.isThrottling ?? false }
}
