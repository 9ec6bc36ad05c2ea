/// A request that can come as JSON 1.1 over HTTP, too (kms.md section 2).
///
/// To give an operation its wire form:
///
/// 1. Write `Aws/Wire/<Operation>+Wire.swift` with an extension of the request. `init(wire:)` reads every member of
///    AWS's API model, each once and whatever the others say, for the names that it asks for are the operation's
///    catalogue entry. `answer` lists the members of the answer in their order.
///
///    ```swift
///    extension SignRequest: AwsWireRequest {
///      public init(wire: inout AwsWireReader) throws(KmsServiceError) {
///        self.init(
///          keyID: try wire.requiredText("KeyId"),
///          message: try wire.requiredBlob("Message", isSensitive: true),
///          messageType: try wire.name("MessageType") ?? .raw,
///          signingAlgorithm: try wire.requiredName("SigningAlgorithm"))
///      }
///
///      public static let answer: [AwsAnswerMember<SignResponse>] = [
///        .text("KeyId", \.keyARN), .blob("Signature", \.signature), .name("SigningAlgorithm", \.signingAlgorithm),
///      ]
///    }
///    ```
/// 2. Add one line to ``AwsWireCatalogue``.
///
/// Lengths, bounds and patterns belong into the request's `validate(_:)`, where they hold for typed requests, too. The
/// reader itself sees to wrong types (`SerializationException`), to missing members and to names outside a set of names
/// (`ValidationException`, together with what `validate(_:)` finds). A closed set of names is an ``AwsWireName``.
public protocol AwsWireRequest: KmsOperationRequest {
  /// Reads the request. A required member that is missing gets a stand-in, for a reader that has failures is never used.
  /// Throws `SerializationException` for a member of a wrong type.
  init(wire: inout AwsWireReader) throws(KmsServiceError)

  /// The members of the answer in the order in which they are written; none for an operation that answers with nothing.
  static var answer: [AwsAnswerMember<Response>] { get }
}

extension AwsWireRequest where Response == KmsEmptyResponse {
  /// None.
  public static var answer: [AwsAnswerMember<KmsEmptyResponse>] { [] }
}

/// A closed set of names that AWS's API model gives a member, for instance key specs.
public protocol AwsWireName: RawRepresentable<String>, CaseIterable, Sendable {
  /// The service's whole set in the order in which its texts list it. It can hold names that we do not have.
  static var wireNames: [String] { get }
  /// The names that the service has and we refuse with `UnsupportedOperationException`.
  static var unsupportedNames: [String] { get }
}

extension AwsWireName {
  /// Ours.
  public static var wireNames: [String] { allCases.map(\.rawValue) }
  /// What of the service's set is not ours.
  public static var unsupportedNames: [String] { wireNames.filter { Self(rawValue: $0) == nil } }
}
