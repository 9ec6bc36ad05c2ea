import Testing

@testable import KMS

@Suite("Key states")
struct KeyStateTests {
  /// AWS's table, one row for each group of operations: A allowed, D DisabledException, I KMSInvalidStateException,
  /// N KMSInvalidStateException because no deletion is pending. Columns as `columns`.
  static let columns: [KeyState] = [
    .enabled, .disabled, .pendingDeletion, .pendingReplicaDeletion, .pendingImport, .creating, .updating,
  ]
  static let table: [(operations: [KmsOperation], row: String)] = [
    (
      [
        .sign, .verify, .encrypt, .decrypt, .reEncrypt, .generateDataKey, .generateDataKeyWithoutPlaintext,
        .generateDataKeyPair, .generateDataKeyPairWithoutPlaintext, .generateMac, .verifyMac, .deriveSharedSecret,
        .getPublicKey, .createGrant,
      ], "ADIIIIA"
    ),
    ([.describeKey, .getKeyPolicy, .listKeyPolicies, .listGrants, .listResourceTags], "AAAAAAA"),
    ([.listKeyRotations, .getKeyLastUsage, .revokeGrant, .retireGrant, .deleteAlias, .putKeyPolicy], "AAAAAAA"),
    ([.createKey, .generateRandom, .listKeys, .listAliases, .listRetirableGrants], "AAAAAAA"),
    ([.enableKey, .disableKey], "AAIIIII"),
    ([.scheduleKeyDeletion], "AAIIAII"),
    ([.cancelKeyDeletion], "NNAANNN"),
    ([.tagResource, .untagResource, .createAlias, .updateAlias, .updateKeyDescription], "AAIIAII"),
    ([.getParametersForImport, .importKeyMaterial], "AAIIAII"),
    ([.deleteImportedKeyMaterial, .getKeyRotationStatus], "AAAAAII"),
    ([.enableKeyRotation, .disableKeyRotation], "ADIIAII"),
    ([.rotateKeyOnDemand, .replicateKey, .updatePrimaryRegion], "ADIIIII"),
  ]

  @Test("a key state affects each operation as AWS's table says")
  func table() {
    var seen: Set<KmsOperation> = []
    for (operations, row) in Self.table {
      for operation in operations {
        seen.insert(operation)
        for (state, letter) in zip(Self.columns, row) {
          let expected: KeyStateEffect =
            switch letter {
            case "A": .allowed
            case "D": .disabled
            case "I": .invalidState
            default: .notPendingDeletion
            }
          #expect(state.effect(on: operation) == expected, "\(operation.rawValue) in \(state.rawValue)")
        }
      }
    }
    #expect(seen == Set(KmsOperation.allCases))
    #expect(Set(Self.columns) == Set(KeyState.allCases))
  }

  @Test("a refusal words the state as AWS does")
  func wording() {
    #expect(KeyState.pendingImport.refusal(of: .sign, arn: "arn")?.message == "arn is pending import.")
    #expect(KeyState.pendingDeletion.refusal(of: .sign, arn: "arn")?.message == "arn is pending deletion.")
    #expect(KeyState.disabled.refusal(of: .sign, arn: "arn")?.code == "DisabledException")
    #expect(KeyState.creating.refusal(of: .sign, arn: "arn")?.code == "KMSInvalidStateException")
  }

  @Test("a disabled key keeps its material")
  func disableAndEnable() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    let before = bench.service.fingerprint(of: id)
    _ = try bench.call(DisableKeyRequest(keyID: id))
    #expect(bench.state(id) == .disabled)
    _ = try bench.call(EnableKeyRequest(keyID: id))
    #expect(bench.state(id) == .enabled)
    #expect(bench.service.fingerprint(of: id) == before)
  }
}
