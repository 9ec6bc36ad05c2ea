import Kernel

/// A key ring as the service shows it.
public struct GcpKeyRing: Hashable, Sendable {
  /// Its resource name.
  public let name: String
  /// When it was made.
  public let createTime: Instant
}

/// A location as the service shows it.
public struct GcpLocation: Hashable, Sendable {
  /// Its resource name.
  public let name: String
  /// Its id.
  public let locationID: String
}

/// What new versions of a key are like.
public struct GcpVersionTemplate: Hashable, Codable, Sendable {
  /// Where their material lives.
  public var protectionLevel: GcpProtectionLevel
  /// What they compute.
  public var algorithm: GcpAlgorithm

  /// Makes a template.
  public init(protectionLevel: GcpProtectionLevel, algorithm: GcpAlgorithm) {
    self.protectionLevel = protectionLevel
    self.algorithm = algorithm
  }
}

/// A name and a text that a user puts on a key.
public struct GcpLabel: Hashable, Codable, Sendable {
  /// 1 to 63 characters.
  public let key: String
  /// Up to 63 characters.
  public let value: String

  /// Makes a label.
  public init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}

/// A key as the service shows it.
public struct GcpCryptoKey: Hashable, Sendable {
  /// Its resource name.
  public let name: String
  /// The version that encrypts; symmetric encryption only.
  public let primary: GcpCryptoKeyVersion?
  /// What it is for.
  public let purpose: GcpPurpose
  /// When it was made.
  public let createTime: Instant
  /// When the service makes the next primary version.
  public let nextRotationTime: Instant?
  /// How long after that the next.
  public let rotationPeriod: Span?
  /// What new versions are like.
  public let versionTemplate: GcpVersionTemplate
  /// The user's labels, sorted.
  public let labels: [GcpLabel]
  /// Whether its versions are all imported.
  public let importOnly: Bool
  /// How long a version to be destroyed can be restored.
  public let destroyScheduledDuration: Span
}

/// A key version as the service shows it.
public struct GcpCryptoKeyVersion: Hashable, Sendable {
  /// Its resource name.
  public let name: String
  /// Where it is in its life.
  public let state: GcpVersionState
  /// Where its material lives.
  public let protectionLevel: GcpProtectionLevel
  /// What it computes.
  public let algorithm: GcpAlgorithm
  /// When it was made.
  public let createTime: Instant
  /// When its material was generated; nil for imported material.
  public let generateTime: Instant?
  /// When its material will go; only while that is scheduled.
  public let destroyTime: Instant?
  /// When its material went.
  public let destroyEventTime: Instant?
  /// The import job that it came with.
  public let importJob: String?
  /// When it was imported.
  public let importTime: Instant?
  /// Why that failed.
  public let importFailureReason: String?
  /// Whether the same material may be imported again.
  public let reimportEligible: Bool
}

/// An import job as the service shows it.
public struct GcpImportJob: Hashable, Sendable {
  /// Its resource name.
  public let name: String
  /// How material is wrapped.
  public let importMethod: GcpImportMethod
  /// The level of keys that it imports.
  public let protectionLevel: GcpProtectionLevel
  /// When it was made.
  public let createTime: Instant
  /// When its wrapping key was generated.
  public let generateTime: Instant?
  /// When it can no longer be used.
  public let expireTime: Instant?
  /// When that came.
  public let expireEventTime: Instant?
  /// Where it is in its life.
  public let state: GcpImportJobState
  /// The wrapping key as PEM; while active.
  public let publicKey: String?
}

/// A page of a list.
public struct GcpPage<Item: Hashable & Sendable>: Hashable, Sendable {
  /// What is on it.
  public let items: [Item]
  /// What to ask the next page with; nil on the last.
  public let nextPageToken: String?
  /// How many there are on all pages.
  public let totalSize: Int
}

/// Who may do what with a resource: an IAM policy.
public struct GcpIamPolicy: Hashable, Codable, Sendable {
  /// A role and who has it.
  public struct Binding: Hashable, Codable, Sendable {
    /// For instance `roles/cloudkms.signer`.
    public let role: String
    /// For instance `user:alice@example.com`.
    public let members: [String]

    /// Makes a binding.
    public init(role: String, members: [String]) {
      self.role = role
      self.members = members
    }
  }

  /// What a resource has whose policy was never set: `ACAB` in base64.
  static let emptyEtag: [UInt8] = [0x00, 0x20, 0x01]

  /// 1; 3 needs conditions, which are not modelled.
  public var version: Int
  /// The bindings.
  public var bindings: [Binding]
  /// Changes with every change. A caller that sends an old one is refused.
  public var etag: [UInt8]

  /// Makes a policy.
  public init(version: Int = 1, bindings: [Binding] = [], etag: [UInt8] = []) {
    self.version = version
    self.bindings = bindings
    self.etag = etag
  }
}
