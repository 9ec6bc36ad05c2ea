import Kernel
import Keys

/// `CreateImportJob`: makes a wrapping key, with which versions of its level can be imported for three days. Errors:
/// INVALID_ARGUMENT (no method or level, a bad id), UNIMPLEMENTED for external levels, ALREADY_EXISTS, NOT_FOUND.
public struct GcpCreateImportJob: GcpRequest {
  /// The key ring.
  public var parent: String
  /// The id.
  public var importJobID: String
  /// How material is wrapped; required.
  public var importMethod: GcpImportMethod?
  /// The level of what is imported; required.
  public var protectionLevel: GcpProtectionLevel?

  /// Makes a request.
  public init(
    parent: String, importJobID: String, importMethod: GcpImportMethod?, protectionLevel: GcpProtectionLevel?
  ) {
    self.parent = parent
    self.importJobID = importJobID
    self.importMethod = importMethod
    self.protectionLevel = protectionLevel
  }

  /// `CreateImportJob`.
  public static var method: GcpMethod { .createImportJob }
  /// The key ring.
  public var resource: String { parent }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpImportJob {
    try service.checkID(importJobID, "import_job_id")
    guard let importMethod else { throw GcpErrors.required("import_job.import_method") }
    guard let protectionLevel else { throw GcpErrors.required("import_job.protection_level") }
    guard protectionLevel == .software || protectionLevel == .hsm else {
      throw GcpErrors.notModelled("import jobs of protection level \(protectionLevel.rawValue)")
    }
    var ring = try service.keyRing(call.name)
    let name = call.name.child(.importJob, importJobID)
    guard !service.hasImportJob(name) else { throw GcpErrors.alreadyExists(name) }
    let wrappingKey: HeldMaterial
    do {
      // Jobs of a size take turns with a few keys: an RSA key for each would take seconds.
      let turn = ring.importJobs.count % KeyService.wrappingKeyCount
      wrappingKey = try HeldMaterial.newPair(
        .rsa(bits: importMethod.bits), instance: service.configuration.name, name: "import-job-\(turn)",
        crypto: service.crypto)
    } catch {
      throw GcpErrors.internalError
    }
    var stream = service.stream("generation/\(name)")
    let job = GcpStoredImportJob(
      name: name, method: importMethod, protectionLevel: protectionLevel, createTime: call.instant,
      readyTime: call.instant + service.configuration.delays.importJob.draw(from: &stream), wrappingKey: wrappingKey)
    ring.importJobs.append(name)
    service.store(ring)
    service.store(job)
    return job.shown(at: call.instant)
  }
}

/// `GetImportJob`: gives an import job and, while it is active, its wrapping key. Errors: NOT_FOUND.
public struct GcpGetImportJob: GcpRequest {
  /// The import job.
  public var name: String

  /// Makes a request.
  public init(name: String) { self.name = name }

  /// `GetImportJob`.
  public static var method: GcpMethod { .getImportJob }
  /// The import job.
  public var resource: String { name }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpImportJob {
    try service.importJob(call.name).shown(at: call.instant)
  }
}

/// `ListImportJobs`: lists the import jobs of a key ring by name; a filter may name `state`. Errors: NOT_FOUND.
public struct GcpListImportJobs: GcpRequest {
  /// The key ring.
  public var parent: String
  /// Which page.
  public var paging: GcpPaging

  /// Makes a request.
  public init(parent: String, paging: GcpPaging = GcpPaging()) {
    self.parent = parent
    self.paging = paging
  }

  /// `ListImportJobs`.
  public static var method: GcpMethod { .listImportJobs }
  /// The key ring.
  public var resource: String { parent }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpPage<GcpImportJob> {
    let names = try service.keyRing(call.name).importJobs
    return try paging.page(names, in: call.name, fields: { ["state": $0.state.rawValue] }) { (name) throws(GcpStatus) in
      try service.importJob(name).shown(at: call.instant)
    }
  }
}
