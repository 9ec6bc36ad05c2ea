import Kernel

/// How long KMS calls took according to a Canton node's KMS audit log (`audit-logging = true`): each response is paired
/// with the last request line of its span. The times are the client's: network and service together, whole
/// milliseconds. Lines of other loggers and failed attempts are passed over; a request without an answer counts as
/// unanswered.
///
/// The log does not name key specs. `ECDSA_SHA_256` stands for P-256 and secp256k1, RSAES for RSA-2048, the only RSA
/// key of Canton.
public struct AuditLogTimes: Sendable {
  /// The times of one operation, with keys of one spec where the log tells.
  public struct Row: Sendable {
    /// The operation.
    public let operation: KmsOperation
    /// The key specs that the times hold for; empty: all.
    public let keySpecs: [KmsKeySpec]
    /// All times, ascending.
    public let times: [Span]

    /// The times as they are, straight lines between them; at most 1,001 points.
    public var points: [Quantile] {
      guard times.count > 1 else { return times.map { Quantile(perMillion: 500_000, value: $0) } }
      let count = min(times.count, 1_001)
      return (0..<count).map { (point: Int) -> Quantile in
        let perMillion = UInt32(point * 1_000_000 / (count - 1))
        return Quantile(perMillion: perMillion, value: times[point * (times.count - 1) / (count - 1)])
      }
    }

    /// What is drawn from.
    public var distribution: Distribution { .quantiles(points) }
  }

  /// The rows, ordered by operation and key spec.
  public let rows: [Row]
  /// Requests that have no answer in the log.
  public let unanswered: Int

  private struct Sent {
    let instant: Int64
    let name: Substring
    let body: Substring
  }

  private struct Kind: Hashable {
    let operation: KmsOperation
    let keySpecs: [KmsKeySpec]
  }

  /// Reads a log's text.
  public init(text: String) {
    var sent: [Substring: Sent] = [:]
    var times: [Kind: [Span]] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      guard let instant = Self.milliseconds(line) else { continue }
      if let (span, rest) = Self.entry("Sending request [", in: line), let name = Self.name(rest, "Request(") {
        sent[span] = Sent(instant: instant, name: name, body: rest)
      } else if let (span, rest) = Self.entry("Received response [", in: line), let request = sent[span] {
        sent[span] = nil
        guard let kind = Self.kind(request, answer: rest), instant >= request.instant else { continue }
        times[kind, default: []].append(.milliseconds(instant - request.instant))
      }
    }
    unanswered = sent.count
    rows = times.map { Row(operation: $0.operation, keySpecs: $0.keySpecs, times: $1.sorted()) }
      .sorted { ($0.operation, $0.keySpecs.first?.rawValue ?? "") < ($1.operation, $1.keySpecs.first?.rawValue ?? "") }
  }

  /// What a request was for; nil for an operation that Canton does not have.
  private static func kind(_ request: Sent, answer: Substring) -> Kind? {
    func scheme(_ text: Substring) -> [KmsKeySpec] {
      member("KeyScheme", in: text).flatMap { KmsKeySpec(rawValue: String($0)) }.map { [$0] } ?? []
    }
    switch request.name {
    case "CreateKey": return Kind(operation: .createKey, keySpecs: scheme(request.body))
    case "GetPublicKey": return Kind(operation: .getPublicKey, keySpecs: scheme(answer))
    case "RetrieveMetadata": return Kind(operation: .describeKey, keySpecs: [])
    case "DeleteKey": return Kind(operation: .scheduleKeyDeletion, keySpecs: [])
    case "Sign":
      guard let word = member("SigningAlgorithm", in: request.body),
        let algorithm = KmsSigningAlgorithm(rawValue: String(word))
      else { return nil }
      return Kind(
        operation: .sign, keySpecs: KmsKeySpec.allCases.filter { $0.signingAlgorithms.contains(algorithm) })
    case "Encrypt", "Decrypt":
      guard let word = member("EncryptionAlgorithm", in: request.body) else { return nil }
      return Kind(
        operation: request.name == "Encrypt" ? .encrypt : .decrypt,
        keySpecs: word == "SYMMETRIC_DEFAULT" ? [.symmetricDefault] : [.rsa2048])
    default: return nil
    }
  }

  /// The span id and what follows it, where the line has the words.
  private static func entry(_ words: String, in line: Substring) -> (span: Substring, rest: Substring)? {
    guard let found = line.firstRange(of: words) else { return nil }
    let rest = line[found.upperBound...]
    guard let close = rest.firstRange(of: "]: ") else { return nil }
    return (rest[..<close.lowerBound], rest[close.upperBound...])
  }

  private static func name(_ text: Substring, _ suffix: String) -> Substring? {
    text.firstRange(of: suffix).map { text[..<$0.lowerBound] }
  }

  private static func member(_ name: String, in text: Substring) -> Substring? {
    guard let found = text.firstRange(of: "\(name)=") else { return nil }
    return text[found.upperBound...].prefix { $0 != "," && $0 != ")" && $0 != "]" }
  }

  /// The instant of a line, `2023-09-12 15:44:54,426`, in milliseconds since 1970.
  private static func milliseconds(_ line: Substring) -> Int64? {
    let bytes = Array(line.utf8.prefix(23))
    guard bytes.count == 23 else { return nil }
    for (place, separator) in [(4, "-"), (7, "-"), (10, " "), (13, ":"), (16, ":"), (19, ",")] {
      guard bytes[place] == separator.utf8.first else { return nil }
    }
    func number(_ range: Range<Int>) -> Int64? { Int64(String(decoding: bytes[range], as: UTF8.self)) }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), let fraction = number(20..<23),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    // Days since 1970 of a date of the Gregorian calendar; the year begins in March, so that the leap day comes last.
    let shifted = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000 + fraction
  }
}
