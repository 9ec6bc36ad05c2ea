import Checks

extension Vocabulary {
  /// Everything that scenarios of this release may say: the only registry, made of the catalogues' lines.
  public static let shipped = Vocabulary(
    steps: StepCatalog.all.map(\.definition), faults: FaultCatalog.all.map(\.definition),
    workloads: WorkloadCatalog.all,
    checks: CheckCatalog.all.map(CheckDefinition.init), node: WorldScope.nodeShape, kms: WorldScope.kmsShape,
    synchronizer: WorldScope.synchronizerShape, party: WorldScope.partyShape, laterSteps: laterSteps)

  private static let laterSteps = [
    "dars.upload": "packages are not modelled yet",
    "kms.create_import_job": "Google Cloud KMS comes with a later release",
    "kms.import_crypto_key_version": "Google Cloud KMS comes with a later release",
    "parties.export_party_acs": "party replication comes later",
    "parties.import_party_acs": "party replication comes later",
  ]
}

extension CheckDefinition {
  init(_ check: any Check.Type) {
    self.init(
      name: check.name,
      fields: check.parameters.map { parameter in
        let type: FieldType =
          switch parameter.kind {
          case .node: .node()
          default: .string
          }
        return FieldDefinition(parameter.name, type, required: parameter.isRequired, doc: parameter.doc)
      }, doc: check.doc)
  }
}
