import KMS
import Kernel
import Keys
import SwiftProtobuf
import Testing

@testable import GoogleGrpc

@Suite("the gRPC form of Google's KMS") struct GrpcFrontEndTests {
  private let time = GrpcTime(unixNanosecondsAtZero: GcpRestFrontEnd.usualUnixNanosecondsAtZero)
  private let frontEnd = GcpGrpcFrontEnd(
    service: GcpKeyService(
      configuration: GcpConfiguration(name: "grpc"),
      crypto: CryptoEngine(mode: .symbolic, seed: 1, rsaKeys: RSAKeyPool(directory: nil)), seed: 1))

  private func ask(_ method: GcpMethod, _ message: any SwiftProtobuf.Message) throws -> GcpGrpcAnswer {
    frontEnd.answer(
      method, message: try message.serializedBytes(), from: "user:a@example.com", project: nil, at: .zero)
  }

  private func refusal(_ method: GcpMethod, _ message: any SwiftProtobuf.Message) throws -> GcpStatus? {
    try ask(method, message).status
  }

  @Test("instants and spans go there and back, before 1970 too")
  func times() throws {
    for nanoseconds: Int64 in [0, 1, 999_999_999, 86_400_000_000_001, -1, -1_767_225_600_000_000_001] {
      let instant = Instant(nanoseconds: nanoseconds)
      let message = time.message(instant)
      #expect((0..<1_000_000_000).contains(message.nanos))
      #expect(try time.instant(message, "x") == instant)
      #expect(
        try GrpcTime.span(GrpcTime.message(Span(nanoseconds: nanoseconds)), "x") == Span(nanoseconds: nanoseconds))
    }
    #expect(time.message(Instant.zero).seconds == 1_767_225_600)
  }

  @Test("times and durations that are none, or too far, are refused with their path")
  func badTimes() throws {
    for (seconds, nanos): (Int64, Int32) in [
      (.max, 0), (.min, 0), (0, -1), (0, 1_000_000_000), (9_223_372_036, 999_999_999), (-9_223_372_036, 0),
    ] {
      let key = KmsCryptoKey.with {
        $0.purpose = 1
        $0.nextRotationTime = Google_Protobuf_Timestamp(seconds: seconds, nanos: nanos)
      }
      let status = try refusal(
        .createCryptoKey,
        KmsCreateCryptoKeyRequest.with {
          $0.parent = "projects/p/locations/l/keyRings/r"
          $0.cryptoKeyID = "k"
          $0.cryptoKey = key
        })
      #expect(status?.code == .invalidArgument && status?.message.contains("next_rotation_time") ?? false, "\(seconds)")
    }
    for (seconds, nanos): (Int64, Int32) in [(.max, 0), (.min, 0), (1, -1), (-1, 1), (0, 1_000_000_000)] {
      #expect(throws: GcpStatus.self, "\(seconds) \(nanos)") {
        try GrpcTime.span(Google_Protobuf_Duration(seconds: seconds, nanos: nanos), "x")
      }
    }
  }

  @Test("every method has its service, and takes an empty message for a wrong request or a wrong name")
  func methods() throws {
    for method in GcpMethod.allCases {
      #expect(method.grpcService.hasPrefix("google."))
      let answer = frontEnd.answer(method, message: [], from: "user:a@example.com", project: nil, at: .zero)
      #expect(answer.status?.code == .invalidArgument, "\(method)")
    }
  }

  @Test("bytes that are no message are refused, and unknown fields are not")
  func bytes() throws {
    let ring = KmsCreateKeyRingRequest.with {
      $0.parent = "projects/p/locations/l"
      $0.keyRingID = "r"
    }
    let bytes: [UInt8] = try ring.serializedBytes()
    let broken = frontEnd.answer(.createKeyRing, message: bytes + [0xff], from: "user:a", project: nil, at: .zero)
    #expect(broken.status?.code == .invalidArgument)
    let more = frontEnd.answer(
      .createKeyRing, message: bytes + [0xfa, 0x3f, 0x01, 0x78], from: "user:a", project: nil, at: .zero)
    #expect(try KmsKeyRing(serializedBytes: more.result.get()).name == "projects/p/locations/l/keyRings/r")
  }

  @Test("a refusal's details are google.rpc.Status with the code, the message and each detail")
  func details() throws {
    let status = GcpStatus(
      .failedPrecondition, "no",
      details: [
        .preconditionFailure(type: "KEY_DISABLED", subject: "s"), .badRequest(field: "f", description: "d"),
        .errorInfo(reason: "R", domain: "d", metadata: [GcpStatus.Pair("a", "b")]),
      ])
    let message = try RpcStatus(serializedBytes: try #require(status.grpcStatusDetails))
    #expect(message.code == 9 && message.message == "no")
    #expect(
      message.details.map(\.typeURL)
        == ["PreconditionFailure", "BadRequest", "ErrorInfo"].map {
          "type.googleapis.com/google.rpc.\($0)"
        })
    #expect(try RpcErrorInfo(unpackingAny: message.details[2]).metadata == ["a": "b"])
    #expect(GcpStatus(.notFound, "x").grpcStatusDetails == nil)
  }
}
