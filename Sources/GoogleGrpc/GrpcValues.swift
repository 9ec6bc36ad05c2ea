import FoundationEssentials
import KMS
import Kernel
import SwiftProtobuf

/// Instants and spans as the messages `google.protobuf.Timestamp` and `google.protobuf.Duration`.
struct GrpcTime {
  /// Unix time of virtual zero in nanoseconds.
  let unixNanosecondsAtZero: Int64

  func message(_ instant: Instant) -> Google_Protobuf_Timestamp {
    let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(unixNanosecondsAtZero)
    let total = overflow ? Int64.max : sum
    var (seconds, rest) = total.quotientAndRemainder(dividingBy: 1_000_000_000)
    if rest < 0 { (seconds, rest) = (seconds - 1, rest + 1_000_000_000) }
    return Google_Protobuf_Timestamp(seconds: seconds, nanos: Int32(rest))
  }

  /// The instant of a time; throws for one that is none, or more than some 290 years away.
  func instant(_ message: Google_Protobuf_Timestamp, _ path: String) throws(GcpStatus) -> Instant {
    let (product, tooFar) = message.seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, tooFarToo) = product.addingReportingOverflow(Int64(message.nanos))
    let (difference, tooFarAsWell) = sum.subtractingReportingOverflow(unixNanosecondsAtZero)
    guard (0..<1_000_000_000).contains(message.nanos), !tooFar, !tooFarToo, !tooFarAsWell else {
      throw Self.invalid(path, "Timestamp")
    }
    return Instant(nanoseconds: difference)
  }

  static func message(_ span: Span) -> Google_Protobuf_Duration {
    let (seconds, rest) = span.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return Google_Protobuf_Duration(seconds: seconds, nanos: Int32(rest))
  }

  static func span(_ message: Google_Protobuf_Duration, _ path: String) throws(GcpStatus) -> Span {
    let (product, tooLong) = message.seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, tooLongToo) = product.addingReportingOverflow(Int64(message.nanos))
    let isOfOneSign = message.seconds == 0 || message.nanos == 0 || (message.seconds < 0) == (message.nanos < 0)
    guard (-999_999_999...999_999_999).contains(message.nanos), isOfOneSign, !tooLong, !tooLongToo else {
      throw invalid(path, "Duration")
    }
    return Span(nanoseconds: sum)
  }

  private static func invalid(_ path: String, _ type: String) -> GcpStatus {
    GcpErrors.invalid("Invalid value at '\(path)' (type.googleapis.com/google.protobuf.\(type))", field: path)
  }
}

extension [UInt8] {
  /// The bytes as messages hold them.
  var data: Data { Data(self) }
}

extension Data {
  /// The bytes as requests hold them.
  var array: [UInt8] { [UInt8](self) }
}

extension Int64 {
  /// A checksum as messages hold it.
  var wrapped: Google_Protobuf_Int64Value { Google_Protobuf_Int64Value(self) }
}

extension GcpEnum {
  /// The number as messages hold it.
  var wire: Int32 { Int32(number) }
}
