import Configuration

/// An access key that the operator configured.
public struct AccessKey: Hashable, Sendable {
  /// `AKIA…` or `ASIA…`.
  public let id: String
  /// The secret that signs.
  let secret: String
  /// The twelve-digit account.
  public let account: String
  /// Whose key it is.
  public let principal: String
  /// The token that temporary credentials send along; nil for those that last.
  let sessionToken: String?
  /// Until when they hold, in seconds since 1970; nil for those that last.
  let expires: Int64?
}

extension AccessKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The id; the secret and the token are never printed.
  public var description: String { id }
  /// The id.
  public var debugDescription: String { id }
  /// Nothing of it.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The access keys of a file:
///
/// ```json
/// { "credentials": [
///   { "access-key-id": "AKIAIOSFODNN7EXAMPLE", "secret-access-key": "…", "account": "111122223333",
///     "principal": "participant1", "session-token": "…", "expires": "20260101T120000Z" } ] }
/// ```
public struct Credentials: Hashable, Sendable {
  private let keys: [String: AccessKey]

  /// What was wrong with a file, one line for each mistake.
  public struct Invalid: Error, CustomStringConvertible {
    /// The lines.
    public let description: String
  }

  /// Makes a set; a later key replaces an earlier one of the same id.
  init(_ keys: [AccessKey]) { self.keys = Dictionary(keys.map { ($0.id, $0) }) { $1 } }

  /// Reads a file. Throws every mistake with its place.
  public init(file: String) throws(Invalid) {
    do throws(Diagnostic) {
      let document = try JSONReader.read(file: file, limits: JSONReader.Limits(bytes: 1 << 20))
      self.init(try Credentials.keys(of: document))
    } catch {
      throw Invalid(description: error.description)
    }
  }

  /// The key of an id; nil when it is not known.
  subscript(id: String) -> AccessKey? { keys[id] }

  /// How many there are.
  public var count: Int { keys.count }

  private static func keys(of document: Document) throws(Diagnostic) -> [AccessKey] {
    let diagnostics = Diagnostics()
    let reader = Reader(document.root, diagnostics: diagnostics)
    let keys = reader.object { object in
      object.required("credentials")?.elements(atLeast: 1).compactMap { $0.object(key) ?? nil } ?? []
    }
    if let first = diagnostics.all.first {
      var all = first
      all.notes += diagnostics.all.dropFirst().map(\.description)
      throw all
    }
    return keys ?? []
  }

  private static func key(_ object: ObjectReader) -> AccessKey? {
    let id = object.required("access-key-id")?.word()
    let secret = object.required("secret-access-key")?.word()
    let account = object.required("account").flatMap(account)
    let principal = object.required("principal")?.word()
    let token = object.optional("session-token")?.word()
    let expires = object.optional("expires").flatMap { reader -> Int64? in
      guard let text = reader.word() else { return nil }
      if let time = CalendarTime(basic: text) { return time.unixSeconds }
      reader.report("is no time", expected: "a time such as \"20260101T120000Z\"")
      return nil
    }
    guard let id, let secret, let account, let principal else { return nil }
    return AccessKey(
      id: id, secret: secret, account: account, principal: principal, sessionToken: token, expires: expires)
  }

  private static func account(_ reader: Reader) -> String? {
    guard let text = reader.word(expected: "twelve digits") else { return nil }
    if AccountNumber.isOne(text) { return text }
    reader.report("\"\(text)\" is no account", expected: "twelve digits")
    return nil
  }
}

/// Account numbers of AWS.
public enum AccountNumber {
  /// Whether a text is twelve digits.
  public static func isOne(_ text: String) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
