import KMS
import Kernel

/// Google's gRPC front end of a ``GcpKeyService``: takes a method and the bytes of its request message and gives those
/// of the answer, or the refusal. It knows no HTTP/2: tokens, metadata and connections are the server's.
///
/// It decides nothing: messages become the same typed requests as the REST form's, and typed answers become messages.
/// A field that the messages here leave out is ignored, as the REST form ignores it. Model: google.cloud.kms.v1,
/// google.iam.v1 and google.cloud.location, as google-cloud-kms 3.18.0 has them.
public struct GcpGrpcFrontEnd {
  /// The service behind it.
  public let service: GcpKeyService
  private let time: GrpcTime

  /// Puts a front end before a service. `unixNanosecondsAtZero` says when the service's instant zero is.
  public init(
    service: GcpKeyService, unixNanosecondsAtZero: Int64 = GcpRestFrontEnd.usualUnixNanosecondsAtZero
  ) {
    self.service = service
    time = GrpcTime(unixNanosecondsAtZero: unixNanosecondsAtZero)
  }

  /// Answers a request. The calling project is `project`, or, where that is nil, the one that the request's resource
  /// name begins with.
  public func answer(
    _ method: GcpMethod, message: [UInt8], from member: String, project: String?, at instant: Instant
  ) -> GcpGrpcAnswer {
    let exchange = GrpcExchange(
      service: service, member: member, project: project, instant: instant, bytes: message, time: time,
      seen: GrpcExchange.Seen())
    do throws(GcpStatus) {
      let answer = try exchange.answer(method)
      return GcpGrpcAnswer(result: .success(answer), observation: exchange.seen.observation)
    } catch {
      return GcpGrpcAnswer(result: .failure(error), observation: exchange.seen.observation)
    }
  }
}

/// What goes back over the wire, and what a server's metrics and latency model need to know of it.
public struct GcpGrpcAnswer: Hashable, Sendable {
  /// The bytes of the answer's message, or the refusal.
  public let result: Result<[UInt8], GcpStatus>
  /// What it was about.
  public let observation: GcpObservation

  /// Makes an answer, for instance a refusal that a server makes before there is a request.
  public init(result: Result<[UInt8], GcpStatus>, observation: GcpObservation = GcpObservation()) {
    self.result = result
    self.observation = observation
  }

  /// The refusal; nil for an answer.
  public var status: GcpStatus? {
    if case .failure(let status) = result { return status }
    return nil
  }
}

extension GcpMethod {
  /// The gRPC service that has the method, with its package.
  public var grpcService: String {
    switch self {
    case .listLocations, .getLocation: "google.cloud.location.Locations"
    case .getIamPolicy, .setIamPolicy, .testIamPermissions: "google.iam.v1.IAMPolicy"
    case .generateRandomBytes, .createKeyRing, .getKeyRing, .listKeyRings, .createCryptoKey, .getCryptoKey,
      .listCryptoKeys, .updateCryptoKey, .updateCryptoKeyPrimaryVersion, .createCryptoKeyVersion,
      .importCryptoKeyVersion, .getCryptoKeyVersion, .listCryptoKeyVersions, .updateCryptoKeyVersion,
      .destroyCryptoKeyVersion, .restoreCryptoKeyVersion, .getPublicKey, .encrypt, .decrypt, .asymmetricSign,
      .asymmetricDecrypt, .macSign, .macVerify, .rawEncrypt, .rawDecrypt, .createImportJob, .getImportJob,
      .listImportJobs:
      "google.cloud.kms.v1.KeyManagementService"
    }
  }
}
