import Canton
import Configuration
import KMS

extension StepCall {
  /// A policy document that was given as an object or as its text.
  func policyText(_ name: String) throws -> String {
    switch value(name) {
    case .string(let text)?: return text
    case .record(let fields)?: return JSONWriter.text(try Self.json(.record(fields)))
    default: throw CantonError("INVALID_ARGUMENT", "the argument \(name) is no policy document")
    }
  }

  /// The ARN by which policies and grants name a principal of the KMS.
  func principalARN(_ name: String) throws -> String {
    let kms = try string("kms")
    guard let instance = world.scenario.kms(kms) else { throw CantonError("INVALID_ARGUMENT", "no KMS \(kms)") }
    return instance.principal(try string(name)).policyARN
  }

  private static func json(_ value: StepValue) throws -> JSONValue {
    switch value {
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int64(number)
    case .string(let text): return .string(text)
    case .list(let elements): return .array(try elements.map(json))
    case .record(let fields): return .object(try fields.map { JSONValue.Member($0.name, try json($0.value)) })
    case .span, .instant, .secret:
      throw CantonError("INVALID_ARGUMENT", "a policy document cannot hold a \(value.kind)")
    }
  }
}
