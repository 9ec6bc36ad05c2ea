import Kernel

/// A typed request of one method. Its file under `Operations/` says what its members are and what the service does.
public protocol GcpRequest<Response>: Hashable, Sendable {
  /// What the service answers.
  associatedtype Response: Hashable, Sendable

  /// The method.
  static var method: GcpMethod { get }

  /// The resource that the request names first: a name, a parent or a location, as the caller wrote it.
  var resource: String { get }

  /// What the request makes, where quotas count it by that; nil for the key that it names.
  var newTemplate: GcpVersionTemplate? { get }

  /// Carries the request out. Name, quota and permission are behind it.
  func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> Response
}

extension GcpRequest {
  /// The method.
  public var method: GcpMethod { Self.method }
  /// Nothing of its own.
  public var newTemplate: GcpVersionTemplate? { nil }
}

/// Who calls what and when.
public struct GcpCall {
  let method: GcpMethod
  let name: GcpResourceName
  let principal: GcpPrincipal
  let instant: Instant
}

/// A field mask: paths as `updateMask` has them, in either spelling.
struct GcpMask {
  let paths: [String]

  init(_ paths: [String]) throws(GcpStatus) {
    guard !paths.isEmpty else { throw GcpErrors.required("update_mask") }
    self.paths = paths.map(Self.snakeCase)
  }

  private static func snakeCase(_ path: String) -> String {
    var text = ""
    for character in path {
      if character.isUppercase { text += "_" }
      text += character.lowercased()
    }
    return text
  }
}
