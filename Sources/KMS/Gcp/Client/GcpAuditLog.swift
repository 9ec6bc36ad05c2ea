import Kernel
import Keys

/// A Canton node's KMS audit log at Google (`audit-logging = true`), byte for byte in the documented format. Bytes of
/// messages, signatures, plaintexts and ciphertexts are replaced by Canton's placeholders before a line is made.
///
/// One line when an operation is asked for and one when it has ended, whatever attempts gax makes between; a failure is
/// of level WARN. Model: Canton's documentation, *Configure GCP KMS*, Auditability, and its GcpRequestResponseLogger; the
/// sample has AWS's names of algorithms, Canton 3.5 writes Google's and `data` as the message type (canton.md 7.8).
public final class GcpAuditLog {
  /// The lines so far, without line feeds.
  public private(set) var lines: [String] = []

  private let loggerContext: String
  private var stream: RandomStream

  /// An empty log. Ids and thread names come from the stream.
  public init(loggerContext: String, stream: RandomStream) {
    self.loggerContext = loggerContext
    self.stream = stream
  }

  /// Canton's trace and the id of one operation in it.
  struct Operation {
    let traceID: String
    let requestID: String
  }

  /// One line: time, thread, level, logger, context, trace id and text.
  public static func line(
    at time: CivilTime, thread: String, level: AuditLog.Level, loggerContext: String, traceID: String, text: String
  ) -> String {
    "\(time.logback()) [\(thread)] \(level.rawValue) c.d.c.c.k.g.a.GcpRequestResponseLogger:\(loggerContext) tid:\(traceID) - \(text)"
  }

  /// The text of a request's line.
  static func sendingText(_ requestID: String, _ request: String) -> String {
    "Sending request [\(requestID)]: \(request)."
  }

  /// The text of a response's line.
  static func receivedText(_ requestID: String, _ response: String) -> String {
    "Received response \(response). Original request [\(requestID)]"
  }

  func sending(_ text: GcpAuditText, at time: CivilTime) -> Operation {
    let operation = Operation(traceID: stream.hex(32), requestID: AwsNames.uuid(from: &stream))
    append(operation, Self.sendingText(operation.requestID, text.request), .info, at: time)
    return operation
  }

  func received(_ operation: Operation, _ text: GcpAuditText, detail: GcpAuditText.Detail?, at time: CivilTime) {
    append(operation, Self.receivedText(operation.requestID, text.response(detail)), .info, at: time)
  }

  func failed(_ operation: Operation, _ error: KmsError, at time: CivilTime) {
    append(operation, "Request \(operation.requestID) failed with: \(error)", .warn, at: time)
  }

  private func append(_ operation: Operation, _ text: String, _ level: AuditLog.Level, at time: CivilTime) {
    lines.append(
      Self.line(
        at: time, thread: "env-execution-context-\(1 + stream.below(256))", level: level,
        loggerContext: loggerContext, traceID: operation.traceID, text: text))
  }
}

/// What the log says of an operation. Keys stand there as Canton names them, by their short ids.
enum GcpAuditText {
  case createKey(id: String, GcpPurpose, GcpAlgorithm)
  case getPublicKey(id: String)
  case retrieveMetadata(id: String)
  case encrypt(id: String, algorithm: String)
  case decrypt(id: String, algorithm: String)
  case sign(id: String, messageType: String, algorithm: String)
  case delete(id: String)

  /// What only the answer knows.
  struct Detail {
    var algorithm: GcpAlgorithm
    var state: GcpVersionState?
  }

  var request: String {
    switch self {
    case .createKey(_, let purpose, let algorithm):
      "CreateKeyRequest(KeyPurpose=\(purpose.rawValue), KeyScheme=\(algorithm.rawValue))"
    case .getPublicKey(let id): "GetPublicKeyRequest(KeyId=\(id))"
    case .retrieveMetadata(let id): "RetrieveMetadataRequest(KeyId=\(id))"
    case .encrypt(let id, let algorithm):
      "EncryptRequest(Plaintext=\(AwsAuditText.plaintext), KeyId=\(id), EncryptionAlgorithm=\(algorithm))"
    case .decrypt(let id, let algorithm):
      "DecryptRequest(CiphertextBlob=\(AwsAuditText.ciphertext), KeyId=\(id), EncryptionAlgorithm=\(algorithm))"
    case .sign(let id, let messageType, let algorithm):
      "SignRequest(KeyId=\(id), Message=\(AwsAuditText.message), MessageType=\(messageType), "
        + "SigningAlgorithm=\(algorithm))"
    case .delete(let id): "DeleteKeyRequest(KeyId=\(id))"
    }
  }

  func response(_ detail: Detail?) -> String {
    let scheme = detail?.algorithm.rawValue ?? ""
    switch self {
    case .createKey(let id, let purpose, let algorithm):
      return "CreateKeyResponse(KeyId=\(id), KeyPurpose=\(purpose.rawValue), KeyScheme=\(algorithm.rawValue))"
    case .getPublicKey(let id):
      return "GetPublicKeyResponse(KeyId=\(id), PublicKey=\(AwsAuditText.publicKey), KeyScheme=\(scheme))"
    case .retrieveMetadata(let id):
      return "RetrieveMetadataResponse(KeyId=\(id), Metadata=Metadata[KeyScheme: \(scheme), "
        + "State: \(detail?.state?.rawValue ?? ""), ** Rest of metadata placeholder **])"
    case .encrypt(let id, let algorithm):
      return "EncryptResponse(CiphertextBlob=\(AwsAuditText.ciphertext), KeyId=\(id), EncryptionAlgorithm=\(algorithm))"
    case .decrypt(let id, let algorithm):
      return "DecryptResponse(Plaintext=\(AwsAuditText.plaintext), KeyId=\(id), EncryptionAlgorithm=\(algorithm))"
    case .sign(let id, _, let algorithm):
      return "SignResponse(KeyId=\(id), Signature=\(AwsAuditText.signature), SigningAlgorithm=\(algorithm))"
    case .delete(let id): return "DeleteKeyResponse(KeyId=\(id))"
    }
  }
}
