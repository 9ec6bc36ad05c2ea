/// A resource name of Cloud KMS:
/// `projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/N`, or the beginning of one, or
/// `projects/P/locations/L/keyRings/R/importJobs/J`.
public struct GcpResourceName: Hashable, Sendable, CustomStringConvertible {
  /// What a name names.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// `projects/P`.
    case project = "Project"
    /// `projects/P/locations/L`.
    case location = "Location"
    /// `…/keyRings/R`.
    case keyRing = "KeyRing"
    /// `…/cryptoKeys/K`.
    case cryptoKey = "CryptoKey"
    /// `…/cryptoKeyVersions/N`.
    case cryptoKeyVersion = "CryptoKeyVersion"
    /// `…/importJobs/J`.
    case importJob = "ImportJob"
  }

  /// What it names.
  public let kind: Kind
  private let segments: [String]

  private init(kind: Kind, segments: [String]) {
    self.kind = kind
    self.segments = segments
  }

  /// Takes a name apart; nil when it is none, or an id in it has a form that no id has.
  public init?(_ text: String) {
    let segments = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard segments.count.isMultiple(of: 2), segments.count <= 10 else { return nil }
    var kind: Kind?
    for index in stride(from: 0, to: segments.count, by: 2) {
      guard let next = Self.kind(segments[index], inside: kind), Self.isValid(segments[index + 1], next) else {
        return nil
      }
      kind = next
    }
    guard let kind else { return nil }
    self.init(kind: kind, segments: segments)
  }

  private static func kind(_ collection: String, inside parent: Kind?) -> Kind? {
    switch (parent, collection) {
    case (nil, "projects"): .project
    case (.project?, "locations"): .location
    case (.location?, "keyRings"): .keyRing
    case (.keyRing?, "cryptoKeys"): .cryptoKey
    case (.keyRing?, "importJobs"): .importJob
    case (.cryptoKey?, "cryptoKeyVersions"): .cryptoKeyVersion
    default: nil
    }
  }

  private static func isValid(_ id: String, _ kind: Kind) -> Bool {
    switch kind {
    case .keyRing, .cryptoKey, .importJob: isValidID(id)
    case .cryptoKeyVersion: (1...10).contains(id.utf8.count) && id.utf8.allSatisfy { (0x30...0x39).contains($0) }
    case .project, .location:
      (1...63).contains(id.utf8.count) && id.utf8.allSatisfy { isWord($0) || $0 == 0x2e || $0 == 0x3a }
    }
  }

  /// Whether key rings, keys and import jobs may have this id: `[a-zA-Z0-9_-]{1,63}`.
  public static func isValidID(_ id: String) -> Bool { (1...63).contains(id.utf8.count) && id.utf8.allSatisfy(isWord) }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
    default: false
    }
  }

  /// The last id.
  public var id: String { segments.last ?? "" }
  /// The project's id.
  public var project: String { segments[1] }
  /// The location's id; nil for a project.
  public var location: String? { segments.count >= 4 ? segments[3] : nil }
  /// The number of a key version.
  public var versionNumber: Int? { kind == .cryptoKeyVersion ? Int(id) : nil }

  /// The name of what contains it, or its own when it is of that kind; nil when nothing of that kind does.
  public func enclosing(_ kind: Kind) -> GcpResourceName? {
    var name = self
    while name.kind != kind {
      guard let parent = name.parent else { return nil }
      name = parent
    }
    return name
  }

  /// The name of what contains it; nil for a project.
  public var parent: GcpResourceName? {
    let parent: Kind
    switch kind {
    case .project: return nil
    case .location: parent = .project
    case .keyRing: parent = .location
    case .cryptoKey, .importJob: parent = .keyRing
    case .cryptoKeyVersion: parent = .cryptoKey
    }
    return GcpResourceName(kind: parent, segments: segments.dropLast(2))
  }

  /// The name of something inside; the id must be valid.
  func child(_ kind: Kind, _ id: String) -> GcpResourceName {
    let collection: String
    switch kind {
    case .project: collection = "projects"
    case .location: collection = "locations"
    case .keyRing: collection = "keyRings"
    case .cryptoKey: collection = "cryptoKeys"
    case .cryptoKeyVersion: collection = "cryptoKeyVersions"
    case .importJob: collection = "importJobs"
    }
    return GcpResourceName(kind: kind, segments: segments + [collection, id])
  }

  /// The name as Google writes it.
  public var description: String { segments.joined(separator: "/") }
}
