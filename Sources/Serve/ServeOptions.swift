import Configuration
import KMS
import Presets

/// What a server is started with.
public struct ServeOptions: Sendable {
  /// Where it listens.
  public var address: ListenAddress
  /// Whose request quotas hold; nil for none.
  public var quotas: KmsPreset?
  /// Rates that replace the preset's, by quota name.
  public var quotaOverrides: [String: QuotaRate] = [:]
  /// Whose latencies are drawn; nil answers at once.
  public var latency: KmsPreset?
  /// Where Google's clients are served; nil for nowhere.
  public var google: ListenAddress?
  /// How Google's requests are limited; nil for not at all.
  public var googleQuotas: GcpQuotaRegime?
  /// Whose latencies Google's answers are held back for; nil answers at once.
  public var googleLatency: GcpPreset?
  /// Whose tokens Google's callers must have; nil takes any.
  public var googleTokens: GoogleTokens?
  /// Where ids, keys and latencies come from.
  public var seed: Seed
  /// The keys that sign; nil takes any.
  public var credentials: Credentials?
  /// The account of callers whose access key id names none.
  public var account: String
  /// Where keys survive a restart; nil keeps them as long as the server.
  public var state: StateFile?
  /// Where CloudTrail's events go; nil for nowhere.
  var trail: TrailFile?
  /// Where the entries of Cloud Audit Logs go; nil for nowhere.
  var googleTrail: TrailFile?
  /// The certificate to serve with; nil serves without TLS.
  public var tls: TLSIdentity?

  /// Listens at an address with everything off.
  public init(address: ListenAddress, seed: Seed = .drawn(), account: String = "000000000000") {
    self.address = address
    self.seed = seed
    self.account = account
  }

  /// A seed, and whether somebody gave it.
  public struct Seed: Hashable, Sendable {
    /// The seed.
    public let value: UInt64
    /// Whether the same start gives the same keys.
    public let isGiven: Bool

    /// One that somebody gave.
    public static func given(_ value: UInt64) -> Seed { Seed(value: value, isGiven: true) }
    /// One that an earlier start drew.
    static func remembered(_ value: UInt64) -> Seed { Seed(value: value, isGiven: false) }
    /// One that nobody knows.
    public static func drawn() -> Seed { Seed(value: .random(in: .min ... .max), isGiven: false) }
  }

  /// Appends CloudTrail's events to a file. Throws a sentence when it cannot be written.
  public mutating func keepTrail(in path: String) throws(Mistake) { trail = try TrailFile(path: path) }

  /// Appends the entries of Cloud Audit Logs to a file. Throws a sentence when it cannot be written.
  public mutating func keepGoogleTrail(in path: String) throws(Mistake) { googleTrail = try TrailFile(path: path) }

  /// A mistake in what a server was told, for people.
  public struct Mistake: Error, CustomStringConvertible {
    /// The sentence.
    public let description: String
    /// Makes one.
    public init(_ description: String) { self.description = description }
  }

  /// Reads a preset of AWS's service by its name or path. Throws with every mistake and its place.
  public static func preset(_ name: String, folders: [String]) throws(Mistake) -> KmsPreset {
    try preset(name, folders) { $0.aws(namedBy: $1) }
  }

  /// The same of Google's service.
  public static func googlePreset(_ name: String, folders: [String]) throws(Mistake) -> GcpPreset {
    try preset(name, folders) { $0.gcp(namedBy: $1) }
  }

  private static func preset<Preset>(
    _ name: String, _ folders: [String], _ pick: (VendorPreset, Reader) -> Preset?
  ) throws(Mistake) -> Preset {
    let diagnostics = Diagnostics()
    let source = Source(name: "the command line", text: "")
    let reader = Reader(Value(.string(name), range: SourceRange(whole: source)), diagnostics: diagnostics)
    let value = PresetLibrary(folders: folders).value(reader)
    guard let preset = value.flatMap({ VendorPreset($0) }).flatMap({ pick($0, reader) }), !diagnostics.hasErrors else {
      throw Mistake(diagnostics.all.map(\.description).joined(separator: "\n"))
    }
    return preset
  }

  /// A regime of Google's quotas by its name; nil for `off`. Throws for another word.
  public static func googleQuotas(_ name: String) throws(Mistake) -> GcpQuotaRegime? {
    guard name != "off" else { return nil }
    guard let regime = GcpQuotaRegime(rawValue: name) else {
      throw Mistake("Google's quotas are hard-2025, soft-2026 or off, not \"\(name)\"")
    }
    return regime
  }

  /// `describe-key=100` as a rate for a quota, in steps of a thousandth. Throws for an unknown quota or no number.
  public static func quota(_ text: String) throws(Mistake) -> (String, QuotaRate) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    let names = AwsQuota.allCases.map(\.rawValue)
    guard parts.count == 2, let document = try? JSONReader.read(text: parts[1], name: text),
      case .number(let number) = document.root.content, number.scale <= 3,
      let thousandths = number.scaled(byPowerOfTen: 3), (1...10_000_000_000).contains(thousandths)
    else { throw Mistake("\"\(text)\" is no quota: say a name and requests per second, as in describe-key=100") }
    guard names.contains(parts[0]) else {
      let nearest = Nearest.word(to: parts[0], among: names)
      throw Mistake(
        "there is no quota \"\(parts[0])\"" + (nearest.map { "; did you mean \"\($0)\"?" } ?? ""))
    }
    return (parts[0], QuotaRate(perThousandSeconds: thousandths))
  }
}

/// `127.0.0.1:4599`, `[::1]:4599`, `localhost:0`; port 0 takes a free one.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
  /// The host without brackets.
  public let host: String
  /// The port.
  public let port: Int

  /// Reads one; nil for a text that is none.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self.host = String(host)
    self.port = Int(port)
  }

  /// Whether only this machine reaches it.
  public var isLoopback: Bool {
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// As it is written.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
