import Kernel
import Keys

/// Reads the members of a JSON request. A member of a wrong type throws AWS's `SerializationException`; what is missing
/// or outside its set of names is collected as AWS's validation does, so that one answer names all of it. Members that
/// nobody asks for are ignored; `null` is as good as absent.
public struct AwsWireReader {
  /// What was wrong so far.
  public internal(set) var validation = AwsValidation()
  /// What was asked for, when it was told to note it; nil otherwise.
  var notes: AwsWireNotes?

  let members: [WireMember]
  let unixNanosecondsAtZero: Int64
  /// Before a member's name in texts, for instance `tags.1.member.`.
  let prefix: String
  /// The same for ``notes``, for instance `Tags.`.
  let pathPrefix: String

  init(
    _ members: [WireMember], unixNanosecondsAtZero: Int64, notes: AwsWireNotes? = nil, prefix: String = "",
    pathPrefix: String = ""
  ) {
    self.members = members
    self.unixNanosecondsAtZero = unixNanosecondsAtZero
    self.notes = notes
    self.prefix = prefix
    self.pathPrefix = pathPrefix
  }

  // MARK: Optional members

  /// A text; nil when it is absent.
  public mutating func text(_ name: String) throws(KmsServiceError) -> String? {
    switch value(name) {
    case nil: nil
    case .text(let text): text
    case let other?: throw other.refused(as: "String")
    }
  }

  /// The bytes of a base64 text; nil when it is absent.
  public mutating func blob(_ name: String) throws(KmsServiceError) -> [UInt8]? {
    switch value(name) {
    case nil: return nil
    case .text(let text):
      guard text.utf8.count.isMultiple(of: 4) else {
        throw AwsErrors.serialization(
          "Base64 encoded length is expected a multiple of 4 bytes but found: \(text.utf8.count)")
      }
      guard let bytes = Base64.decode(text) else {
        throw AwsErrors.serialization("Invalid last non-pad Base64 character dectected")
      }
      return bytes
    case .null, .flag, .number: throw AwsErrors.serialization("only base-64-encoded strings are convertible to bytes")
    case let other?: throw other.refused(as: "ByteBuffer", package: "java.nio")
    }
  }

  /// A whole number, a fraction cut off, within 32 bits; nil when it is absent.
  public mutating func number(_ name: String) throws(KmsServiceError) -> Int? {
    switch value(name) {
    case nil: nil
    case .number(let text): min(max(WireNumber.whole(text), Int(Int32.min)), Int(Int32.max))
    case let other?: throw other.refused(as: "Integer")
    }
  }

  /// True or false; nil when it is absent.
  public mutating func flag(_ name: String) throws(KmsServiceError) -> Bool? {
    switch value(name) {
    case nil: nil
    case .flag(let flag): flag
    case .text: throw AwsErrors.serialization("Unexpected token received from parser")
    case let other?: throw other.refused(as: "Boolean")
    }
  }

  /// A point of time, in seconds since 1970 with a fraction; nil when it is absent. Cut to milliseconds, as the
  /// service keeps it, and held within a century of 1970 to either side.
  public mutating func time(_ name: String) throws(KmsServiceError) -> Instant? {
    switch value(name) {
    case nil: return nil
    case .number(let text):
      let century = 3_155_760_000_000
      let milliseconds = min(max(WireNumber.whole(text, timesTenTo: 3), -century), century)
      return Instant(nanoseconds: Int64(milliseconds) * 1_000_000 - unixNanosecondsAtZero)
    case let other?: throw other.refused(as: "Date", package: "java.util")
    }
  }

  /// One of a set of names; nil when it is absent.
  public mutating func name<Name: AwsWireName>(_ name: String) throws(KmsServiceError) -> Name? {
    let text = try text(name)
    note(Name.self, name)
    guard let text else { return nil }
    if let found = Name(rawValue: text) { return found }
    if Name.unsupportedNames.contains(text) {
      validation.refuse(AwsErrors.unsupported("\(name) \(text) is not supported."))
    } else {
      let set = Name.wireNames.joined(separator: ", ")
      validation.fail(path(name), "Value '\(text)' at '\(path(name))'", "satisfy enum value set: [\(set)]")
    }
    return nil
  }

  // MARK: Required members

  /// A text that has to be there; the stand-in is empty.
  public mutating func requiredText(_ name: String) throws(KmsServiceError) -> String {
    if let text = try text(name) { return text }
    missing(name)
    return ""
  }

  /// Bytes that have to be there; the stand-in is empty. AWS words the absence of what its API model calls sensitive,
  /// such as `Plaintext` and `Message`, without a value.
  public mutating func requiredBlob(_ name: String, isSensitive: Bool = false) throws(KmsServiceError) -> [UInt8] {
    if let bytes = try blob(name) { return bytes }
    missing(name, isSensitive: isSensitive)
    return []
  }

  /// A number that has to be there; the stand-in is 0.
  public mutating func requiredNumber(_ name: String) throws(KmsServiceError) -> Int {
    if let number = try number(name) { return number }
    missing(name)
    return 0
  }

  /// One of a set of names that has to be there; the stand-in is the first of them.
  public mutating func requiredName<Name: AwsWireName>(_ name: String) throws(KmsServiceError) -> Name {
    if let found: Name = try self.name(name) { return found }
    if isAbsent(name) { missing(name) }
    return Name.allCases[Name.allCases.startIndex]
  }

  // MARK: Inside

  /// Notes that a required member is missing; for members that no reading function of ours covers.
  public mutating func missing(_ name: String, isSensitive: Bool = false) {
    let subject = isSensitive ? "Value at '\(path(name))'" : "Value null at '\(path(name))'"
    notes?.required.append(pathPrefix + name)
    validation.fail(path(name), subject, "not be null")
    validation.stopChecking(path(name))
  }

  /// Notes an error of another kind, for instance for members that exclude each other; it is answered when the members
  /// by themselves are right.
  public mutating func refuse(_ error: KmsServiceError) { validation.refuse(error) }

  /// Whether a member is missing or `null`.
  public func isAbsent(_ name: String) -> Bool { found(name) == nil }

  /// The member; nil when it is absent.
  mutating func value(_ name: String) -> WireValue? {
    note(name)
    return found(name)
  }

  mutating func note(_ name: String) {
    notes?.paths.append(pathPrefix + name)
  }

  mutating func note<Name: AwsWireName>(_ names: Name.Type, _ name: String) {
    notes?.names.append(
      AwsWireNotes.Names(path: pathPrefix + name, names: Name.wireNames, ours: Name.allCases.map(\.rawValue)))
  }

  private func found(_ name: String) -> WireValue? {
    guard let value = members.last(where: { $0.name == name })?.value, value != .null else { return nil }
    return value
  }

  /// How texts call a member: its name with a small first letter.
  func path(_ name: String) -> String { "\(prefix)\(name.prefix(1).lowercased())\(name.dropFirst())" }
}

/// What a reader was asked for: the shape of a request, in AWS's spelling.
public struct AwsWireNotes: Hashable, Sendable {
  /// A set of names that a member is one of.
  public struct Names: Hashable, Sendable {
    /// The member.
    public let path: String
    /// The service's set.
    public let names: [String]
    /// What of it we have.
    public let ours: [String]
  }

  /// The members, those inside of others with their path, for instance `Tags` and `Tags.TagKey`.
  public internal(set) var paths: [String] = []
  /// Those that have to be there.
  public internal(set) var required: [String] = []
  /// The members that take one of a set of names.
  public internal(set) var names: [Names] = []
}
