import Kernel

/// What Cloud Audit Logs keeps of a request: a `LogEntry` with an `AuditLog` in it. Writes are in Admin Activity, reads and
/// uses in Data Access, by the type of the permission that they take; plaintexts, ciphertexts, signatures, what is signed
/// and wrapped keys are not in it.
///
/// Model: *Cloud Key Management Service audit logging*, and entries that users published. Not logged here, because nothing
/// says that they are: callers without credentials, refusals for lack of quota, locations, TestIamPermissions.
public struct GcpAuditEntry: Hashable, Sendable {
  /// Which log.
  public enum Log: String, CaseIterable, Hashable, Sendable {
    /// Admin Activity.
    case activity
    /// Data Access.
    case dataAccess = "data_access"
  }

  /// The log.
  public let log: Log
  /// The method, by its short name.
  public let methodName: String
  /// What the request named.
  public let resourceName: String
  /// The caller's address.
  public let principalEmail: String
  /// The permission that the request takes, and the resource that it was asked on; nil where it takes none.
  public let permission: (name: GcpPermission, resource: String)?
  /// Whether the caller has it.
  public let isGranted: Bool
  /// Why the request was refused; nil when it was answered.
  public let status: GcpStatus?
  /// When.
  public let instant: Instant
  /// Tells entries of the same time apart.
  public let insertID: String

  private let member: String
  private let name: GcpResourceName
  private let request: WireValue
  /// The members of the answer, whose times come when it is written.
  private let response: Answer?

  private enum Answer: Hashable {
    case keyRing(GcpKeyRing)
    case key(GcpCryptoKey)
    case version(GcpCryptoKeyVersion)
    case importJob(GcpImportJob)
    case policy(GcpIamPolicy)
  }

  /// The entry of a request and its answer; nil for what is not logged.
  init?<Request: GcpRequest>(
    _ request: Request, from principal: GcpPrincipal, _ result: Result<Request.Response, GcpStatus>,
    at instant: Instant, insertID: String
  ) {
    var status: GcpStatus?
    if case .failure(let refusal) = result { status = refusal }
    guard let log = request.method.auditLog, let name = GcpResourceName(request.resource),
      status?.code != .unauthenticated, status?.isThrottling != true
    else { return nil }
    self.log = log
    self.name = name
    self.status = status
    self.instant = instant
    self.insertID = insertID
    methodName = request.method.rawValue
    resourceName = request.resource
    member = principal.member
    principalEmail = principal.member.split(separator: ":", maxSplits: 1).last.map(String.init) ?? principal.member
    permission = request.method.permission(on: name.kind).map {
      ($0, request.method.permissionResource(name).description)
    }
    isGranted = status?.code != .permissionDenied
    self.request = Self.members(of: request)
    response = log == .activity ? (try? result.get()).flatMap { Self.answer($0) } : nil
  }

  private static func answer(_ response: Any) -> Answer? {
    switch response {
    case let ring as GcpKeyRing: .keyRing(ring)
    case let key as GcpCryptoKey: .key(key)
    case let version as GcpCryptoKeyVersion: .version(version)
    case let job as GcpImportJob: .importJob(job)
    case let policy as GcpIamPolicy: .policy(policy)
    default: nil
    }
  }

  /// What of a request is logged: what it names, and of a creation or an update what is made of it.
  private static func members(of request: some GcpRequest) -> WireValue {
    var members: [(String, WireValue)] = [
      ("@type", .text("type.googleapis.com/google.cloud.kms.v1.\(request.method.rawValue)Request")),
      (request.method.resourceMember, .text(request.resource)),
    ]
    switch request {
    case let create as GcpCreateKeyRing: members.append(("keyRingId", .text(create.keyRingID)))
    case let create as GcpCreateCryptoKey:
      members.append(("cryptoKeyId", .text(create.cryptoKeyID)))
      let template = create.newTemplate.map { template in
        object([
          ("protectionLevel", .text(template.protectionLevel.rawValue)),
          ("algorithm", .text(template.algorithm.rawValue)),
        ])
      }
      members.append(
        (
          "cryptoKey",
          object(
            [("purpose", create.purpose.map { .text($0.rawValue) }), ("versionTemplate", template)].compactMap {
              name, value in value.map { (name, $0) }
            })
        ))
    case let update as GcpUpdateCryptoKeyVersion:
      members.append(("updateMask", .text(update.updateMask.joined(separator: ","))))
      members.append(("cryptoKeyVersion", object(update.state.map { [("state", .text($0.rawValue))] } ?? [])))
    case let create as GcpCreateImportJob: members.append(("importJobId", .text(create.importJobID)))
    case let request as GcpImportCryptoKeyVersion: members.append(("importJob", .text(request.importJob)))
    default: break
    }
    return object(members)
  }

  private static func object(_ members: [(String, WireValue)]) -> WireValue {
    .object(members.map { WireMember(name: $0.0, value: $0.1) })
  }

  /// Compares what the entry says.
  public static func == (left: GcpAuditEntry, right: GcpAuditEntry) -> Bool { left.json() == right.json() }
  /// Feeds what tells it from others.
  public func hash(into hasher: inout Hasher) { hasher.combine(insertID) }
}

extension GcpAuditEntry {
  /// The entry as JSON. Instants count from the given Unix time, in nanoseconds; 2026-01-01T00:00:00Z unless set.
  public func json(unixNanosecondsAtZero: Int64 = 1_767_225_600_000_000_000) -> WireValue {
    let time = GcpTime(unixNanosecondsAtZero: unixNanosecondsAtZero)
    let writer = GcpJsonWriter(time: time, enumsAsNumbers: false)
    let payload: [(String, WireValue?)] = [
      ("@type", .text("type.googleapis.com/google.cloud.audit.AuditLog")),
      (
        "status",
        writer.object([
          ("code", status.map { .number(String($0.code.grpc)) }), ("message", status.map { .text($0.message) }),
        ])
      ),
      (
        "authenticationInfo",
        writer.object([("principalEmail", .text(principalEmail)), ("principalSubject", .text(member))])
      ), ("serviceName", .text(GcpErrors.service)), ("methodName", .text(methodName)),
      (
        "authorizationInfo",
        permission.map { permission in
          .list([
            writer.object([
              ("resource", .text(permission.resource)), ("permission", .text(permission.name.rawValue)),
              ("granted", writer.flag(isGranted)), ("resourceAttributes", .object([])),
            ])
          ])
        }
      ), ("resourceName", .text(resourceName)), ("request", request), ("response", response.map { json($0, writer) }),
    ]
    return writer.object([
      ("protoPayload", writer.object(payload)), ("insertId", .text(insertID)), ("resource", resource(writer)),
      ("timestamp", .text(time.text(instant))),
      ("severity", .text(status != nil ? "ERROR" : log == .activity ? "NOTICE" : "INFO")),
      ("logName", .text("projects/\(name.project)/logs/cloudaudit.googleapis.com%2F\(log.rawValue)")),
    ])
  }

  private func json(_ answer: Answer, _ writer: GcpJsonWriter) -> WireValue {
    let type: String
    let value: WireValue
    switch answer {
    case .keyRing(let ring): (type, value) = ("google.cloud.kms.v1.KeyRing", writer.json(ring))
    case .key(let key): (type, value) = ("google.cloud.kms.v1.CryptoKey", writer.json(key))
    case .version(let version): (type, value) = ("google.cloud.kms.v1.CryptoKeyVersion", writer.json(version))
    case .importJob(let job): (type, value) = ("google.cloud.kms.v1.ImportJob", writer.json(job))
    case .policy(let policy): (type, value) = ("google.iam.v1.Policy", writer.json(policy))
    }
    guard case .object(let members) = value else { return value }
    return .object([WireMember(name: "@type", value: .text("type.googleapis.com/\(type)"))] + members)
  }

  /// The monitored resource: what the request named, part by part.
  private func resource(_ writer: GcpJsonWriter) -> WireValue {
    let type: String
    switch name.kind {
    case .project, .location: type = "audited_resource"
    case .keyRing: type = "cloudkms_keyring"
    case .cryptoKey: type = "cloudkms_cryptokey"
    case .cryptoKeyVersion: type = "cloudkms_cryptokeyversion"
    case .importJob: type = "cloudkms_import_job"
    }
    return writer.object([
      ("type", .text(type)),
      (
        "labels",
        writer.object([
          ("project_id", .text(name.project)), ("location", name.location.map { .text($0) }),
          ("key_ring_id", name.enclosing(.keyRing).map { .text($0.id) }),
          ("crypto_key_id", name.enclosing(.cryptoKey).map { .text($0.id) }),
          ("crypto_key_version_id", name.enclosing(.cryptoKeyVersion).map { .text($0.id) }),
          ("import_job_id", name.enclosing(.importJob).map { .text($0.id) }),
        ])
      ),
    ])
  }
}

extension GcpMethod {
  /// The log that keeps the method's requests; nil for none.
  public var auditLog: GcpAuditEntry.Log? {
    switch self {
    case .listLocations, .getLocation, .testIamPermissions: nil
    default: quotaClass == .write ? .activity : .dataAccess
    }
  }

  /// How a request calls the resource that it names first.
  var resourceMember: String {
    switch self {
    case .createKeyRing, .listKeyRings, .createCryptoKey, .listCryptoKeys, .createCryptoKeyVersion,
      .importCryptoKeyVersion, .listCryptoKeyVersions, .createImportJob, .listImportJobs:
      "parent"
    case .generateRandomBytes: "location"
    case .getIamPolicy, .setIamPolicy, .testIamPermissions: "resource"
    default: "name"
    }
  }
}
