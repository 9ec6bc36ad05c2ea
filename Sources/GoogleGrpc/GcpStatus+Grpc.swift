import KMS
import SwiftProtobuf

extension GcpStatus {
  /// The bytes of `google.rpc.Status`: what stands in the metadata `grpc-status-details-bin` of a refusal. Nil where
  /// there is nothing to say beside the code and the message.
  public var grpcStatusDetails: [UInt8]? {
    guard !details.isEmpty else { return nil }
    let status = RpcStatus.with {
      $0.code = Int32(code.grpc)
      $0.message = message
      $0.details = details.compactMap { try? Google_Protobuf_Any(message: $0.grpcMessage) }
    }
    return try? status.serializedBytes()
  }
}

extension GcpStatus.Detail {
  fileprivate var grpcMessage: any Message {
    switch self {
    case .errorInfo(let reason, let domain, let metadata):
      RpcErrorInfo.with {
        $0.reason = reason
        $0.domain = domain
        $0.metadata = Dictionary(metadata.map { ($0.name, $0.value) }) { $1 }
      }
    case .preconditionFailure(let type, let subject):
      RpcPreconditionFailure.with {
        $0.violations = [
          .with {
            $0.type = type
            $0.subject = subject
          }
        ]
      }
    case .badRequest(let field, let description):
      RpcBadRequest.with {
        $0.fieldViolations = [
          .with {
            $0.field = field
            $0.description_p = description
          }
        ]
      }
    }
  }
}
