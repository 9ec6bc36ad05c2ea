import Events
import Results

/// A reference to a check that does not fit, with the nearest word where one is near.
public struct CheckError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let message: String
  /// The word that was probably meant.
  public let suggestion: String?

  /// Makes an error.
  public init(message: String, suggestion: String?) {
    self.message = message
    self.suggestion = suggestion
  }

  /// The message with the suggestion.
  public var description: String { suggestion.map { "\(message); did you mean '\($0)'?" } ?? message }
}

/// All checks; the only registry.
public enum CheckCatalog {
  /// One line for each check.
  public static let all: [any Check.Type] = [
    AcsPreserved.self,
    NoLostCommands.self,
    NoDuplicateCommands.self,
    SingleActiveKeyPerUsage.self,
    NoUseOfRevokedKey.self,
    OldCiphertextDecryptable.self,
    NoPlaintextKeyAtRest.self,
    NoPrivateKeyOutsideKms.self,
    PartyIdentityPreserved.self,
    TopologyConverges.self,
  ]

  /// Finds a check by name.
  public static func check(named name: String) throws(CheckError) -> any Check.Type {
    for check in all where check.name == name { return check }
    throw CheckError(message: "unknown check '\(name)'", suggestion: NearestName.of(name, among: all.map { $0.name }))
  }

  /// Throws when the check does not take an argument or lacks one. Whether nodes and steps exist is the scenario's
  /// to validate; `CheckParameter.kind` tells what an argument names.
  public static func validate(_ name: String, arguments: CheckArguments) throws(CheckError) {
    let check = try check(named: name)
    let names = check.parameters.map(\.name)
    for argument in arguments.values where !names.contains(argument.name) {
      let known = names.isEmpty ? "it takes none" : "it takes \(names.joined(separator: ", "))"
      throw CheckError(
        message: "\(name) has no argument '\(argument.name)' (\(known))",
        suggestion: NearestName.of(argument.name, among: names))
    }
    for parameter in check.parameters where parameter.isRequired && arguments[parameter.name] == nil {
      throw CheckError(message: "\(name) needs the argument '\(parameter.name)': \(parameter.doc)", suggestion: nil)
    }
  }

  /// Judges a run by one check.
  public static func verdict(
    of name: String, on history: History, arguments: CheckArguments = CheckArguments(), severity: Severity = .error
  ) throws(CheckError) -> Verdict {
    try validate(name, arguments: arguments)
    let check = try check(named: name).init()
    var verdict = check.verdict(on: history, arguments: arguments)
    verdict.severity = severity
    return verdict
  }
}
