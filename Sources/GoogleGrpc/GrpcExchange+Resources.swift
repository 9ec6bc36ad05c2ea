import KMS
import Kernel
import Keys
import SwiftProtobuf

/// The methods that manage resources.
extension GrpcExchange {
  func listLocations() throws(GcpStatus) -> LocationListLocationsResponse {
    let request = try read(LocationListLocationsRequest.self)
    let page = try call(
      GcpListLocations(
        name: request.name,
        paging: GcpPaging(pageSize: Int(request.pageSize), pageToken: request.pageToken, filter: request.filter)))
    return .with {
      $0.locations = page.items.map(LocationLocation.init)
      $0.nextPageToken = page.nextPageToken ?? ""
    }
  }

  func getLocation() throws(GcpStatus) -> LocationLocation {
    LocationLocation(try call(GcpGetLocation(name: read(LocationGetLocationRequest.self).name)))
  }

  func createKeyRing() throws(GcpStatus) -> KmsKeyRing {
    let request = try read(KmsCreateKeyRingRequest.self)
    return time.message(try call(GcpCreateKeyRing(parent: request.parent, keyRingID: request.keyRingID)))
  }

  func getKeyRing() throws(GcpStatus) -> KmsKeyRing {
    time.message(try call(GcpGetKeyRing(name: read(KmsGetKeyRingRequest.self).name)))
  }

  func listKeyRings() throws(GcpStatus) -> KmsListKeyRingsResponse {
    let request = try read(KmsListKeyRingsRequest.self)
    let page = try call(GcpListKeyRings(parent: request.parent, paging: GcpPaging(request)))
    return .with {
      $0.keyRings = page.items.map(time.message)
      $0.nextPageToken = page.nextPageToken ?? ""
      $0.totalSize = Int32(clamping: page.totalSize)
    }
  }

  func createCryptoKey() throws(GcpStatus) -> KmsCryptoKey {
    let request = try read(KmsCreateCryptoKeyRequest.self)
    let key = request.cryptoKey
    let path = "crypto_key"
    return time.message(
      try call(
        GcpCreateCryptoKey(
          parent: request.parent, cryptoKeyID: request.cryptoKeyID,
          purpose: value(key.purpose, "\(path).purpose", "CryptoKey.CryptoKeyPurpose"),
          algorithm: algorithm(key.versionTemplate.algorithm, "\(path).version_template.algorithm"),
          protectionLevel: level(key.versionTemplate.protectionLevel, "\(path).version_template.protection_level"),
          labels: labels(key), rotationPeriod: rotationPeriod(key),
          nextRotationTime: key.hasNextRotationTime
            ? time.instant(key.nextRotationTime, "\(path).next_rotation_time") : nil,
          destroyScheduledDuration: key.hasDestroyScheduledDuration
            ? GrpcTime.span(key.destroyScheduledDuration, "\(path).destroy_scheduled_duration") : nil,
          importOnly: key.importOnly, skipInitialVersionCreation: request.skipInitialVersionCreation)))
  }

  private func labels(_ key: KmsCryptoKey) -> [GcpLabel] {
    key.labels.map { GcpLabel($0.key, $0.value) }.sorted { $0.key < $1.key }
  }

  private func rotationPeriod(_ key: KmsCryptoKey) throws(GcpStatus) -> Span? {
    guard case .rotationPeriod(let period)? = key.rotationSchedule else { return nil }
    return try GrpcTime.span(period, "crypto_key.rotation_period")
  }

  func getCryptoKey() throws(GcpStatus) -> KmsCryptoKey {
    time.message(try call(GcpGetCryptoKey(name: read(KmsGetCryptoKeyRequest.self).name)))
  }

  func listCryptoKeys() throws(GcpStatus) -> KmsListCryptoKeysResponse {
    let request = try read(KmsListCryptoKeysRequest.self)
    let page = try call(GcpListCryptoKeys(parent: request.parent, paging: GcpPaging(request)))
    return .with {
      $0.cryptoKeys = page.items.map(time.message)
      $0.nextPageToken = page.nextPageToken ?? ""
      $0.totalSize = Int32(clamping: page.totalSize)
    }
  }

  func updateCryptoKey() throws(GcpStatus) -> KmsCryptoKey {
    let request = try read(KmsUpdateCryptoKeyRequest.self)
    let key = request.cryptoKey
    return time.message(
      try call(
        GcpUpdateCryptoKey(
          name: key.name, updateMask: request.updateMask.paths, labels: labels(key),
          rotationPeriod: rotationPeriod(key),
          nextRotationTime: key.hasNextRotationTime
            ? time.instant(key.nextRotationTime, "crypto_key.next_rotation_time") : nil,
          algorithm: algorithm(key.versionTemplate.algorithm, "crypto_key.version_template.algorithm"))))
  }

  func updateCryptoKeyPrimaryVersion() throws(GcpStatus) -> KmsCryptoKey {
    let request = try read(KmsUpdateCryptoKeyPrimaryVersionRequest.self)
    return time.message(
      try call(
        GcpUpdateCryptoKeyPrimaryVersion(name: request.name, cryptoKeyVersionID: request.cryptoKeyVersionID)))
  }

  func createCryptoKeyVersion() throws(GcpStatus) -> KmsCryptoKeyVersion {
    time.message(try call(GcpCreateCryptoKeyVersion(parent: read(KmsCreateCryptoKeyVersionRequest.self).parent)))
  }

  func importCryptoKeyVersion() throws(GcpStatus) -> KmsCryptoKeyVersion {
    let request = try read(KmsImportCryptoKeyVersionRequest.self)
    let wrapped = request.wrappedKey.isEmpty ? request.rsaAesWrappedKey : request.wrappedKey
    return time.message(
      try call(
        GcpImportCryptoKeyVersion(
          parent: request.parent, cryptoKeyVersion: request.cryptoKeyVersion.isEmpty ? nil : request.cryptoKeyVersion,
          algorithm: algorithm(request.algorithm, "algorithm"), importJob: request.importJob,
          wrappedKey: SecretBytes(wrapped.array))))
  }

  func getCryptoKeyVersion() throws(GcpStatus) -> KmsCryptoKeyVersion {
    time.message(try call(GcpGetCryptoKeyVersion(name: read(KmsGetCryptoKeyVersionRequest.self).name)))
  }

  func listCryptoKeyVersions() throws(GcpStatus) -> KmsListCryptoKeyVersionsResponse {
    let request = try read(KmsListCryptoKeyVersionsRequest.self)
    let page = try call(GcpListCryptoKeyVersions(parent: request.parent, paging: GcpPaging(request)))
    return .with {
      $0.cryptoKeyVersions = page.items.map(time.message)
      $0.nextPageToken = page.nextPageToken ?? ""
      $0.totalSize = Int32(clamping: page.totalSize)
    }
  }

  func updateCryptoKeyVersion() throws(GcpStatus) -> KmsCryptoKeyVersion {
    let request = try read(KmsUpdateCryptoKeyVersionRequest.self)
    let version = request.cryptoKeyVersion
    return time.message(
      try call(
        GcpUpdateCryptoKeyVersion(
          name: version.name, updateMask: request.updateMask.paths,
          state: value(version.state, "crypto_key_version.state", "CryptoKeyVersion.CryptoKeyVersionState"))))
  }

  func destroyCryptoKeyVersion() throws(GcpStatus) -> KmsCryptoKeyVersion {
    time.message(try call(GcpDestroyCryptoKeyVersion(name: read(KmsDestroyCryptoKeyVersionRequest.self).name)))
  }

  func restoreCryptoKeyVersion() throws(GcpStatus) -> KmsCryptoKeyVersion {
    time.message(try call(GcpRestoreCryptoKeyVersion(name: read(KmsRestoreCryptoKeyVersionRequest.self).name)))
  }

  func createImportJob() throws(GcpStatus) -> KmsImportJob {
    let request = try read(KmsCreateImportJobRequest.self)
    return time.message(
      try call(
        GcpCreateImportJob(
          parent: request.parent, importJobID: request.importJobID,
          importMethod: value(request.importJob.importMethod, "import_job.import_method", "ImportJob.ImportMethod"),
          protectionLevel: level(request.importJob.protectionLevel, "import_job.protection_level"))))
  }

  func getImportJob() throws(GcpStatus) -> KmsImportJob {
    time.message(try call(GcpGetImportJob(name: read(KmsGetImportJobRequest.self).name)))
  }

  func listImportJobs() throws(GcpStatus) -> KmsListImportJobsResponse {
    let request = try read(KmsListImportJobsRequest.self)
    let page = try call(GcpListImportJobs(parent: request.parent, paging: GcpPaging(request)))
    return .with {
      $0.importJobs = page.items.map(time.message)
      $0.nextPageToken = page.nextPageToken ?? ""
      $0.totalSize = Int32(clamping: page.totalSize)
    }
  }

  func getIamPolicy() throws(GcpStatus) -> IamPolicy {
    IamPolicy(try call(GcpGetIamPolicy(resource: read(IamGetIamPolicyRequest.self).resource)))
  }

  func setIamPolicy() throws(GcpStatus) -> IamPolicy {
    let request = try read(IamSetIamPolicyRequest.self)
    guard request.hasPolicy else { throw GcpErrors.required("policy") }
    guard !request.policy.bindings.contains(where: \.hasCondition) else {
      throw GcpErrors.notModelled("conditions of IAM policies")
    }
    let policy = GcpIamPolicy(
      version: Int(request.policy.version),
      bindings: request.policy.bindings.map { GcpIamPolicy.Binding(role: $0.role, members: $0.members) },
      etag: request.policy.etag.array)
    return IamPolicy(try call(GcpSetIamPolicy(resource: request.resource, policy: policy)))
  }

  func testIamPermissions() throws(GcpStatus) -> IamTestIamPermissionsResponse {
    let request = try read(IamTestIamPermissionsRequest.self)
    let held = try call(GcpTestIamPermissions(resource: request.resource, permissions: request.permissions))
    return .with { $0.permissions = held.map(\.rawValue) }
  }
}

/// The messages of requests for a page that have all of its members.
private protocol ListRequest {
  var pageSize: Int32 { get }
  var pageToken: String { get }
  var filter: String { get }
  var orderBy: String { get }
}

extension KmsListKeyRingsRequest: ListRequest {}
extension KmsListCryptoKeysRequest: ListRequest {}
extension KmsListCryptoKeyVersionsRequest: ListRequest {}
extension KmsListImportJobsRequest: ListRequest {}

extension GcpPaging {
  fileprivate init(_ request: some ListRequest) {
    self.init(
      pageSize: Int(request.pageSize), pageToken: request.pageToken, filter: request.filter, orderBy: request.orderBy)
  }
}
