import Kernel
import Keys

/// Writes answers as Google's services write protocol buffers: lower-camel-case names, members of default value left
/// out, 64-bit integers as texts, bytes as base64, enumerations by name or, when asked for, by number.
struct GcpJsonWriter {
  let time: GcpTime
  /// Whether enumerations are written as numbers: `$alt=json;enum-encoding=int`.
  let enumsAsNumbers: Bool

  /// An object of the members that have a value.
  func object(_ members: [(String, WireValue?)]) -> WireValue {
    .object(members.compactMap { name, value in value.map { WireMember(name: name, value: $0) } })
  }

  func text(_ text: String?) -> WireValue? { text.flatMap { $0.isEmpty ? nil : .text($0) } }

  func bytes(_ bytes: [UInt8]?) -> WireValue? { bytes.flatMap { $0.isEmpty ? nil : .text(Base64.encode($0)) } }

  /// A 64-bit integer that is there even when it is 0: `google.protobuf.Int64Value`.
  func integer(_ number: Int64?) -> WireValue? { number.map { .text(String($0)) } }

  func flag(_ flag: Bool) -> WireValue? { flag ? .flag(true) : nil }

  func count(_ number: Int) -> WireValue? { number == 0 ? nil : .number(String(number)) }

  func enumeration(_ value: (some GcpEnum)?) -> WireValue? {
    value.map { enumsAsNumbers ? .number(String($0.number)) : .text($0.rawValue) }
  }

  func instant(_ instant: Instant?) -> WireValue? { instant.map { .text(time.text($0)) } }

  func span(_ span: Span?) -> WireValue? { span.map { .text(GcpTime.text($0)) } }

  func list(_ items: [WireValue]) -> WireValue? { items.isEmpty ? nil : .list(items) }

  // MARK: Resources

  func json(_ ring: GcpKeyRing) -> WireValue {
    object([("name", text(ring.name)), ("createTime", instant(ring.createTime))])
  }

  func json(_ location: GcpLocation) -> WireValue {
    object([
      ("name", text(location.name)), ("locationId", text(location.locationID)),
      ("labels", object([("cloud.googleapis.com/region", text(location.locationID))])),
      (
        "metadata",
        object([
          ("@type", text("type.googleapis.com/google.cloud.kms.v1.LocationMetadata")), ("hsmAvailable", flag(true)),
        ])
      ),
    ])
  }

  func json(_ key: GcpCryptoKey) -> WireValue {
    object([
      ("name", text(key.name)), ("primary", key.primary.map(json)), ("purpose", enumeration(key.purpose)),
      ("createTime", instant(key.createTime)), ("nextRotationTime", instant(key.nextRotationTime)),
      ("rotationPeriod", span(key.rotationPeriod)),
      (
        "versionTemplate",
        object([
          ("protectionLevel", enumeration(key.versionTemplate.protectionLevel)),
          ("algorithm", enumeration(key.versionTemplate.algorithm)),
        ])
      ),
      ("labels", key.labels.isEmpty ? nil : object(key.labels.map { ($0.key, .text($0.value)) })),
      ("importOnly", flag(key.importOnly)), ("destroyScheduledDuration", span(key.destroyScheduledDuration)),
    ])
  }

  func json(_ version: GcpCryptoKeyVersion) -> WireValue {
    object([
      ("name", text(version.name)), ("state", enumeration(version.state)),
      ("protectionLevel", enumeration(version.protectionLevel)), ("algorithm", enumeration(version.algorithm)),
      ("createTime", instant(version.createTime)), ("generateTime", instant(version.generateTime)),
      ("destroyTime", instant(version.destroyTime)), ("destroyEventTime", instant(version.destroyEventTime)),
      ("importJob", text(version.importJob)), ("importTime", instant(version.importTime)),
      ("importFailureReason", text(version.importFailureReason)),
      ("reimportEligible", flag(version.reimportEligible)),
    ])
  }

  func json(_ job: GcpImportJob) -> WireValue {
    object([
      ("name", text(job.name)), ("importMethod", enumeration(job.importMethod)),
      ("protectionLevel", enumeration(job.protectionLevel)), ("createTime", instant(job.createTime)),
      ("generateTime", instant(job.generateTime)), ("expireTime", instant(job.expireTime)),
      ("expireEventTime", instant(job.expireEventTime)), ("state", enumeration(job.state)),
      ("publicKey", job.publicKey.map { object([("pem", text($0))]) }),
    ])
  }

  func json(_ policy: GcpIamPolicy) -> WireValue {
    object([
      ("version", count(policy.version)),
      (
        "bindings",
        list(
          policy.bindings.map { binding in
            object([("role", text(binding.role)), ("members", list(binding.members.map { .text($0) }))])
          })
      ), ("etag", bytes(policy.etag)),
    ])
  }

  func json<Item>(_ page: GcpPage<Item>, _ name: String, _ item: (Item) -> WireValue) -> WireValue {
    object([
      (name, list(page.items.map(item))), ("nextPageToken", text(page.nextPageToken)),
      ("totalSize", count(page.totalSize)),
    ])
  }

  // MARK: Refusals

  func json(_ status: GcpStatus) -> WireValue {
    object([
      (
        "error",
        object([
          ("code", .number(String(status.code.http))), ("message", .text(status.message)),
          ("status", .text(status.code.rawValue)), ("details", list(status.details.map(json))),
        ])
      )
    ])
  }

  private func json(_ detail: GcpStatus.Detail) -> WireValue {
    func type(_ name: String) -> (String, WireValue?) { ("@type", .text("type.googleapis.com/google.rpc.\(name)")) }
    switch detail {
    case .errorInfo(let reason, let domain, let metadata):
      return object([
        type("ErrorInfo"), ("reason", .text(reason)), ("domain", .text(domain)),
        ("metadata", object(metadata.map { ($0.name, .text($0.value)) })),
      ])
    case .preconditionFailure(let violation, let subject):
      return object([
        type("PreconditionFailure"),
        ("violations", .list([object([("type", .text(violation)), ("subject", .text(subject))])])),
      ])
    case .badRequest(let field, let description):
      return object([
        type("BadRequest"),
        ("fieldViolations", .list([object([("field", text(field)), ("description", .text(description))])])),
      ])
    }
  }
}
