import Keys

/// The methods that manage resources.
extension GcpExchange {
  /// Answers the request as the method that its route means.
  mutating func answer(_ route: GcpRoute) throws(GcpStatus) -> WireValue {
    switch route.method {
    case .listLocations:
      try noBody()
      let page = try call(GcpListLocations(name: name, paging: try paging))
      // Lists of google.cloud.location say no total.
      return writer.object([
        ("locations", writer.list(page.items.map(writer.json))), ("nextPageToken", writer.text(page.nextPageToken)),
      ])
    case .getLocation:
      try noBody()
      return writer.json(try call(GcpGetLocation(name: name)))
    case .createKeyRing: return try createKeyRing()
    case .getKeyRing:
      try noBody()
      return writer.json(try call(GcpGetKeyRing(name: name)))
    case .listKeyRings:
      try noBody()
      return writer.json(try call(GcpListKeyRings(parent: name, paging: try paging)), "keyRings", writer.json)
    case .createCryptoKey: return try createCryptoKey()
    case .getCryptoKey:
      try noBody()
      return writer.json(try call(GcpGetCryptoKey(name: name)))
    case .listCryptoKeys:
      try noBody()
      return writer.json(try call(GcpListCryptoKeys(parent: name, paging: try paging)), "cryptoKeys", writer.json)
    case .updateCryptoKey: return try updateCryptoKey()
    case .updateCryptoKeyPrimaryVersion:
      var reader = try self.reader()
      let request = GcpUpdateCryptoKeyPrimaryVersion(
        name: name, cryptoKeyVersionID: try reader.text("cryptoKeyVersionId"))
      reader.ignore(["name"])
      try reader.finish()
      return writer.json(try call(request))
    case .createCryptoKeyVersion:
      var reader = try self.reader("crypto_key_version")
      Self.ignoreVersion(&reader)
      try reader.finish()
      return writer.json(try call(GcpCreateCryptoKeyVersion(parent: name)))
    case .importCryptoKeyVersion: return try importCryptoKeyVersion()
    case .getCryptoKeyVersion:
      try noBody()
      return writer.json(try call(GcpGetCryptoKeyVersion(name: name)))
    case .listCryptoKeyVersions:
      try noBody()
      let page = try call(GcpListCryptoKeyVersions(parent: name, paging: try paging))
      return writer.json(page, "cryptoKeyVersions", writer.json)
    case .updateCryptoKeyVersion:
      var reader = try self.reader("crypto_key_version")
      let state: GcpVersionState? = try reader.enumeration("state", "CryptoKeyVersion.CryptoKeyVersionState")
      Self.ignoreVersion(&reader)
      try reader.finish()
      return writer.json(
        try call(GcpUpdateCryptoKeyVersion(name: name, updateMask: query.mask("updateMask"), state: state)))
    case .destroyCryptoKeyVersion:
      try nameOnly()
      return writer.json(try call(GcpDestroyCryptoKeyVersion(name: name)))
    case .restoreCryptoKeyVersion:
      try nameOnly()
      return writer.json(try call(GcpRestoreCryptoKeyVersion(name: name)))
    case .createImportJob: return try createImportJob()
    case .getImportJob:
      try noBody()
      return writer.json(try call(GcpGetImportJob(name: name)))
    case .listImportJobs:
      try noBody()
      return writer.json(try call(GcpListImportJobs(parent: name, paging: try paging)), "importJobs", writer.json)
    case .getIamPolicy:
      try noBody()
      return writer.json(try call(GcpGetIamPolicy(resource: name)))
    case .setIamPolicy: return try setIamPolicy()
    case .testIamPermissions:
      var reader = try self.reader()
      let request = GcpTestIamPermissions(resource: name, permissions: try reader.texts("permissions"))
      reader.ignore(["resource"])
      try reader.finish()
      let held = try call(request)
      return writer.object([("permissions", writer.list(held.map { .text($0.rawValue) }))])
    case .getPublicKey, .encrypt, .decrypt, .asymmetricSign, .asymmetricDecrypt, .macSign, .macVerify, .rawEncrypt,
      .rawDecrypt,
      .generateRandomBytes:
      return try use(route.method)
    }
  }

  private func nameOnly() throws(GcpStatus) {
    var reader = try self.reader()
    reader.ignore(["name"])
    try reader.finish()
  }

  private static func ignoreVersion(_ reader: inout GcpJsonReader) {
    reader.ignore([
      "name", "state", "protectionLevel", "algorithm", "attestation", "createTime", "generateTime", "destroyTime",
      "destroyEventTime", "importJob", "importTime", "importFailureReason", "generationFailureReason",
      "externalDestructionFailureReason", "externalProtectionLevelOptions", "reimportEligible",
      "trustedWrappingEnabled", "hsmTrusted",
    ])
  }

  private func createKeyRing() throws(GcpStatus) -> WireValue {
    var reader = try self.reader("key_ring")
    reader.ignore(["name", "createTime"])
    try reader.finish()
    return writer.json(try call(GcpCreateKeyRing(parent: name, keyRingID: query["keyRingId"])))
  }

  private struct KeyMembers {
    let purpose: GcpPurpose?
    let algorithm: GcpAlgorithm?
    let protectionLevel: GcpProtectionLevel?
    let labels: [GcpLabel]
  }

  /// What the requests that make and that change a key have in common.
  private func keyMembers(_ reader: inout GcpJsonReader) throws(GcpStatus) -> KeyMembers {
    let purpose: GcpPurpose? = try reader.enumeration("purpose", "CryptoKey.CryptoKeyPurpose")
    var algorithm: GcpAlgorithm?
    var level: GcpProtectionLevel?
    if var template = try reader.object("versionTemplate") {
      algorithm = try template.enumeration("algorithm", "CryptoKeyVersion.CryptoKeyVersionAlgorithm")
      level = try template.enumeration("protectionLevel", "ProtectionLevel")
      try template.finish()
    }
    reader.ignore(["name", "primary", "createTime", "cryptoKeyBackend", "keyAccessJustificationsPolicy"])
    return KeyMembers(
      purpose: purpose, algorithm: algorithm, protectionLevel: level, labels: try reader.map("labels"))
  }

  private func createCryptoKey() throws(GcpStatus) -> WireValue {
    var reader = try self.reader("crypto_key")
    let members = try keyMembers(&reader)
    let request = GcpCreateCryptoKey(
      parent: name, cryptoKeyID: query["cryptoKeyId"], purpose: members.purpose, algorithm: members.algorithm,
      protectionLevel: members.protectionLevel, labels: members.labels,
      rotationPeriod: try reader.span("rotationPeriod"), nextRotationTime: try reader.instant("nextRotationTime"),
      destroyScheduledDuration: try reader.span("destroyScheduledDuration"), importOnly: try reader.flag("importOnly"),
      skipInitialVersionCreation: try query.flag("skipInitialVersionCreation"))
    try reader.finish()
    return writer.json(try call(request))
  }

  private func updateCryptoKey() throws(GcpStatus) -> WireValue {
    var reader = try self.reader("crypto_key")
    let members = try keyMembers(&reader)
    let request = GcpUpdateCryptoKey(
      name: name, updateMask: query.mask("updateMask"), labels: members.labels,
      rotationPeriod: try reader.span("rotationPeriod"), nextRotationTime: try reader.instant("nextRotationTime"),
      algorithm: members.algorithm)
    reader.ignore(["destroyScheduledDuration", "importOnly"])
    try reader.finish()
    return writer.json(try call(request))
  }

  private func importCryptoKeyVersion() throws(GcpStatus) -> WireValue {
    var reader = try self.reader()
    let version = try reader.text("cryptoKeyVersion")
    let algorithm: GcpAlgorithm? = try reader.enumeration("algorithm", "CryptoKeyVersion.CryptoKeyVersionAlgorithm")
    let job = try reader.text("importJob")
    let wrapped = try reader.bytes("wrappedKey")
    let legacy = try reader.bytes("rsaAesWrappedKey")
    reader.ignore(["parent"])
    try reader.finish()
    return writer.json(
      try call(
        GcpImportCryptoKeyVersion(
          parent: name, cryptoKeyVersion: version.isEmpty ? nil : version, algorithm: algorithm, importJob: job,
          wrappedKey: SecretBytes(wrapped ?? legacy ?? []))))
  }

  private func createImportJob() throws(GcpStatus) -> WireValue {
    var reader = try self.reader("import_job")
    let method: GcpImportMethod? = try reader.enumeration("importMethod", "ImportJob.ImportMethod")
    let level: GcpProtectionLevel? = try reader.enumeration("protectionLevel", "ProtectionLevel")
    reader.ignore([
      "name", "createTime", "generateTime", "expireTime", "expireEventTime", "state", "publicKey", "attestation",
      "cryptoKeyBackend", "publicKeyFormat",
    ])
    try reader.finish()
    let request = GcpCreateImportJob(
      parent: name, importJobID: query["importJobId"], importMethod: method, protectionLevel: level)
    return writer.json(try call(request))
  }

  private func setIamPolicy() throws(GcpStatus) -> WireValue {
    var reader = try self.reader()
    guard var policy = try reader.object("policy") else { throw GcpErrors.required("policy") }
    var bindings: [GcpIamPolicy.Binding] = []
    for var binding in try policy.objects("bindings") {
      bindings.append(
        GcpIamPolicy.Binding(role: try binding.text("role"), members: try binding.texts("members")))
      if binding.value("condition") != nil { throw GcpErrors.notModelled("conditions of IAM policies") }
      try binding.finish()
    }
    let kept = GcpIamPolicy(
      version: try policy.integer32("version"), bindings: bindings, etag: try policy.bytes("etag") ?? [])
    policy.ignore(["auditConfigs"])
    try policy.finish()
    reader.ignore(["resource", "updateMask"])
    try reader.finish()
    return writer.json(try call(GcpSetIamPolicy(resource: name, policy: kept)))
  }
}
