/// A permission of Cloud KMS, by Google's name.
public enum GcpPermission: String, CaseIterable, Hashable, Sendable {
  /// See a location.
  case locationsGet = "cloudkms.locations.get"
  /// List locations.
  case locationsList = "cloudkms.locations.list"
  /// Draw random bytes.
  case locationsGenerateRandomBytes = "cloudkms.locations.generateRandomBytes"
  /// Make a key ring.
  case keyRingsCreate = "cloudkms.keyRings.create"
  /// See a key ring.
  case keyRingsGet = "cloudkms.keyRings.get"
  /// List key rings.
  case keyRingsList = "cloudkms.keyRings.list"
  /// See who may do what with a key ring.
  case keyRingsGetIamPolicy = "cloudkms.keyRings.getIamPolicy"
  /// Say who may do what with a key ring.
  case keyRingsSetIamPolicy = "cloudkms.keyRings.setIamPolicy"
  /// Make a key.
  case cryptoKeysCreate = "cloudkms.cryptoKeys.create"
  /// See a key.
  case cryptoKeysGet = "cloudkms.cryptoKeys.get"
  /// List keys.
  case cryptoKeysList = "cloudkms.cryptoKeys.list"
  /// Change a key.
  case cryptoKeysUpdate = "cloudkms.cryptoKeys.update"
  /// See who may do what with a key.
  case cryptoKeysGetIamPolicy = "cloudkms.cryptoKeys.getIamPolicy"
  /// Say who may do what with a key.
  case cryptoKeysSetIamPolicy = "cloudkms.cryptoKeys.setIamPolicy"
  /// Make a key version.
  case cryptoKeyVersionsCreate = "cloudkms.cryptoKeyVersions.create"
  /// See a key version.
  case cryptoKeyVersionsGet = "cloudkms.cryptoKeyVersions.get"
  /// List key versions.
  case cryptoKeyVersionsList = "cloudkms.cryptoKeyVersions.list"
  /// Enable and disable a key version.
  case cryptoKeyVersionsUpdate = "cloudkms.cryptoKeyVersions.update"
  /// Schedule a key version's end.
  case cryptoKeyVersionsDestroy = "cloudkms.cryptoKeyVersions.destroy"
  /// Take that back.
  case cryptoKeyVersionsRestore = "cloudkms.cryptoKeyVersions.restore"
  /// See a public key.
  case cryptoKeyVersionsViewPublicKey = "cloudkms.cryptoKeyVersions.viewPublicKey"
  /// Encrypt.
  case cryptoKeyVersionsUseToEncrypt = "cloudkms.cryptoKeyVersions.useToEncrypt"
  /// Decrypt.
  case cryptoKeyVersionsUseToDecrypt = "cloudkms.cryptoKeyVersions.useToDecrypt"
  /// Sign.
  case cryptoKeyVersionsUseToSign = "cloudkms.cryptoKeyVersions.useToSign"
  /// Verify a MAC.
  case cryptoKeyVersionsUseToVerify = "cloudkms.cryptoKeyVersions.useToVerify"
  /// Make an import job.
  case importJobsCreate = "cloudkms.importJobs.create"
  /// See an import job.
  case importJobsGet = "cloudkms.importJobs.get"
  /// List import jobs.
  case importJobsList = "cloudkms.importJobs.list"
  /// Import with an import job.
  case importJobsUseToImport = "cloudkms.importJobs.useToImport"
  /// See who may do what with an import job.
  case importJobsGetIamPolicy = "cloudkms.importJobs.getIamPolicy"
  /// Say who may do what with an import job.
  case importJobsSetIamPolicy = "cloudkms.importJobs.setIamPolicy"
}

/// A predefined role of Cloud KMS: what a binding of an IAM policy grants. Model: *Permissions and roles*, Cloud KMS.
public enum GcpRole: String, CaseIterable, Hashable, Sendable {
  /// Manages everything and uses nothing.
  case admin = "roles/cloudkms.admin"
  /// Uses everything and manages nothing.
  case cryptoOperator = "roles/cloudkms.cryptoOperator"
  /// Encrypts.
  case cryptoKeyEncrypter = "roles/cloudkms.cryptoKeyEncrypter"
  /// Decrypts.
  case cryptoKeyDecrypter = "roles/cloudkms.cryptoKeyDecrypter"
  /// Encrypts and decrypts.
  case cryptoKeyEncrypterDecrypter = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  /// Signs.
  case signer = "roles/cloudkms.signer"
  /// Verifies.
  case verifier = "roles/cloudkms.verifier"
  /// Signs and verifies.
  case signerVerifier = "roles/cloudkms.signerVerifier"
  /// Sees public keys.
  case publicKeyViewer = "roles/cloudkms.publicKeyViewer"
  /// Sees everything but material.
  case viewer = "roles/cloudkms.viewer"
  /// Imports.
  case importer = "roles/cloudkms.importer"

  /// What the role grants.
  public var permissions: Set<GcpPermission> {
    let locations: Set<GcpPermission> = [.locationsGet, .locationsList]
    switch self {
    case .admin:
      return Set(GcpPermission.allCases).subtracting([
        .cryptoKeyVersionsUseToEncrypt, .cryptoKeyVersionsUseToDecrypt, .cryptoKeyVersionsUseToSign,
        .cryptoKeyVersionsUseToVerify, .cryptoKeyVersionsViewPublicKey, .locationsGenerateRandomBytes,
      ])
    case .cryptoOperator:
      return locations.union([
        .cryptoKeyVersionsUseToEncrypt, .cryptoKeyVersionsUseToDecrypt, .cryptoKeyVersionsUseToSign,
        .cryptoKeyVersionsUseToVerify, .cryptoKeyVersionsViewPublicKey, .locationsGenerateRandomBytes,
      ])
    case .cryptoKeyEncrypter: return locations.union([.cryptoKeyVersionsUseToEncrypt])
    case .cryptoKeyDecrypter: return locations.union([.cryptoKeyVersionsUseToDecrypt])
    case .cryptoKeyEncrypterDecrypter:
      return locations.union([.cryptoKeyVersionsUseToEncrypt, .cryptoKeyVersionsUseToDecrypt])
    case .signer: return locations.union([.cryptoKeyVersionsUseToSign])
    case .verifier: return locations.union([.cryptoKeyVersionsUseToVerify, .cryptoKeyVersionsViewPublicKey])
    case .signerVerifier: return GcpRole.signer.permissions.union(GcpRole.verifier.permissions)
    case .publicKeyViewer: return locations.union([.cryptoKeyVersionsViewPublicKey])
    case .viewer:
      return locations.union([
        .keyRingsGet, .keyRingsList, .cryptoKeysGet, .cryptoKeysList, .cryptoKeyVersionsGet, .cryptoKeyVersionsList,
        .importJobsGet, .importJobsList,
      ])
    case .importer:
      return locations.union([.importJobsCreate, .importJobsGet, .importJobsList, .importJobsUseToImport])
    }
  }
}

/// Who calls: a member as IAM names it, and the project whose calling quotas count.
public struct GcpPrincipal: Hashable, Sendable, CustomStringConvertible {
  /// For instance `serviceAccount:participant1@project.iam.gserviceaccount.com`.
  public let member: String
  /// The calling project: the one that owns the service account.
  public let project: String

  /// Names a principal.
  public init(member: String, project: String) {
    self.member = member
    self.project = project
  }

  /// The member.
  public var description: String { member }
}

/// Who may do what in the whole service: an allow list for each member, as a policy of the project gives it. What IAM
/// policies of single resources grant comes on top. A member that is not listed has no valid credentials.
public struct GcpPermissions: Hashable, Sendable {
  private var allowed: [String: Set<GcpPermission>]?

  private init(allowed: [String: Set<GcpPermission>]?) { self.allowed = allowed }

  /// Everybody may do everything.
  public static let unrestricted = GcpPermissions(allowed: nil)

  /// Only these members and only these permissions.
  public init(_ allowed: [String: Set<GcpPermission>]) { self.init(allowed: allowed) }

  /// The permissions that Canton needs (kms.md section 8).
  public static let canton: Set<GcpPermission> = [
    .cryptoKeyVersionsCreate, .cryptoKeyVersionsUseToSign, .cryptoKeyVersionsUseToDecrypt, .cryptoKeyVersionsGet,
    .cryptoKeyVersionsViewPublicKey, .cryptoKeyVersionsList, .cryptoKeyVersionsDestroy, .cryptoKeysCreate,
    .cryptoKeysGet, .locationsGet, .keyRingsGet,
  ]

  /// Whether the member's credentials are known.
  public func knows(_ principal: GcpPrincipal) -> Bool { allowed == nil || allowed?[principal.member] != nil }

  /// Whether the member may.
  public func allows(_ permission: GcpPermission, to principal: GcpPrincipal) -> Bool {
    guard let allowed else { return true }
    return allowed[principal.member]?.contains(permission) ?? false
  }

  /// Sets what a member may do from now on.
  public mutating func set(_ permissions: Set<GcpPermission>, for member: String) {
    allowed = allowed ?? [:]
    allowed?[member] = permissions
  }

  /// Takes a permission away from a listed member. Nothing happens where everybody may do everything.
  public mutating func revoke(_ permission: GcpPermission, from member: String) {
    allowed?[member]?.remove(permission)
  }
}
