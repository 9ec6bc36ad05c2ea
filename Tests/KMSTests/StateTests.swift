import Foundation
import Kernel
import Keys
import Testing

@testable import KMS

@Suite("State of AWS's service")
struct StateTests {
  private func watched(_ store: StateStore, _ mode: CryptoMode = .real) -> Bench {
    let bench = Bench(mode)
    bench.service.watchState(store.watch)
    bench.crypto.reserveOperations()
    return bench
  }

  /// What callers can see of a service's keys.
  private struct View: Equatable {
    var keys: [KeyMetadata]
    var tags: [[KeyTag]]
    var policies: [String?]
    var publicKeys: [[UInt8]?]
    var grants: [[KmsGrant]?]
    var aliases: [KeyAlias]
    var rotations: [GetKeyRotationStatusResponse?]
    var materials: [[KeyRotation]]
    var uses: [GetKeyLastUsageResponse]

    init(_ bench: Bench) throws {
      keys = bench.service.keys(at: bench.now)
      tags = keys.map { bench.service.tags(of: $0.keyID) }
      publicKeys = keys.map { bench.service.subjectPublicKeyInfo(of: $0.keyID) }
      policies = keys.map { try? bench.call(GetKeyPolicyRequest(keyID: $0.keyID)).policy }
      grants = keys.map { try? bench.call(ListGrantsRequest(keyID: $0.keyID)).grants }
      aliases = try bench.call(ListAliasesRequest()).items
      rotations = keys.map { try? bench.call(GetKeyRotationStatusRequest(keyID: $0.keyID)) }
      materials = keys.map {
        (try? bench.call(ListKeyRotationsRequest(keyID: $0.keyID, includeKeyMaterial: .allKeyMaterial)))?.items ?? []
      }
      uses = try keys.map { try bench.call(GetKeyLastUsageRequest(keyID: $0.keyID)) }
    }
  }

  /// One key of each kind, in each state, with everything that a key can have.
  private func fill(_ bench: Bench) throws {
    for spec in KmsKeySpec.allCases where spec.isProvided {
      for usage in spec.usages { _ = try bench.key(spec, usage, description: "\(spec) \(usage)") }
    }
    let wrapper = try bench.symmetricKey()
    for state in ["disabled", "pending deletion"] {
      let id = try bench.key(.eccNistP256, .signVerify, description: state).keyID
      if state == "disabled" { _ = try bench.call(DisableKeyRequest(keyID: id)) }
      if state == "pending deletion" { _ = try bench.call(ScheduleKeyDeletionRequest(keyID: id)) }
    }
    _ = try bench.key(.symmetricDefault, .encryptDecrypt, origin: .external, description: "waits for material")
    let imported = try bench.key(.symmetricDefault, .encryptDecrypt, origin: .external, description: "imported").keyID
    _ = try bench.call(
      bench.importRequest(imported, digest32, validTo: bench.now + .days(2)))
    let pair = try bench.key(.eccNistP256, .signVerify, origin: .external, description: "imported pair").keyID
    _ = try bench.call(bench.importRequest(pair, bench.outsideKey().pkcs8))
    _ = try bench.call(EnableKeyRotationRequest(keyID: wrapper, rotationPeriodInDays: 90))
    _ = try bench.call(RotateKeyOnDemandRequest(keyID: wrapper))
    _ = try bench.call(
      TagResourceRequest(keyID: wrapper, tags: [KeyTag(key: "b", value: "1"), KeyTag(key: "a", value: "2")]))
    _ = try bench.call(UpdateKeyDescriptionRequest(keyID: wrapper, description: "changed"))
    for name in ["alias/b", "alias/a", "alias/gone"] {
      _ = try bench.call(CreateAliasRequest(aliasName: name, targetKeyID: wrapper))
    }
    _ = try bench.call(UpdateAliasRequest(aliasName: "alias/b", targetKeyID: imported))
    _ = try bench.call(DeleteAliasRequest(aliasName: "alias/gone"))
    let policy = PolicyDocument.defaultKeyPolicy(account: account).text.replacing("key-default-1", with: "another")
    _ = try bench.call(PutKeyPolicyRequest(keyID: wrapper, policy: policy))
    var grants: [CreateGrantResponse] = []
    for name in ["first", "second", "third"] {
      grants.append(
        try bench.call(
          CreateGrantRequest(
            keyID: wrapper, granteePrincipal: stranger.policyARN, operations: [.decrypt, .encrypt], name: name)))
    }
    _ = try bench.call(RevokeGrantRequest(keyID: wrapper, grantID: grants[1].grantID))
    _ = try bench.call(EncryptRequest(keyID: wrapper, plaintext: SecretBytes([1])))
  }

  @Test("a restored service answers as the original did, for every kind of key in every state")
  func everything() throws {
    let store = try StateStore()
    let bench = watched(store)
    try fill(bench)
    let before = try View(bench)
    let copy = try bench.restarted(store)
    #expect(try View(copy) == before)
    for days in [3, 10, 31, 100] as [Int64] {
      // Deadlines pass in both alike: expiry of material, deletion, rotations.
      bench.now = .zero + .days(days)
      copy.now = bench.now
      #expect(try View(copy) == View(bench), "after \(days) days")
    }
  }

  @Test("what the original signed, encrypted and authenticated, the restored service verifies and opens; and back")
  func cryptography() throws {
    let store = try StateStore()
    let bench = watched(store)
    let signing = try KmsKeySpec.allCases.filter { $0.isProvided && $0.usages.contains(.signVerify) }
      .map { try bench.key($0, .signVerify) }
    let opening = try KmsKeySpec.allCases.filter { $0.isProvided && $0.usages.contains(.encryptDecrypt) }
      .map { try bench.key($0, .encryptDecrypt) }
    let mac = try bench.key(.hmac256, .generateVerifyMac).keyID
    let copy = try bench.restarted(store)
    for (from, to) in [(bench, copy), (copy, bench)] {
      for key in signing {
        let algorithm = try #require(key.signingAlgorithms.first)
        let signed = try from.call(SignRequest(keyID: key.keyID, message: multihash, signingAlgorithm: algorithm))
        let verify = VerifyRequest(
          keyID: key.keyID, message: multihash, signature: signed.signature, signingAlgorithm: algorithm)
        #expect(to.refusal(verify) == nil, "\(key.keySpec)")
      }
      for key in opening {
        let algorithm = try #require(key.encryptionAlgorithms.first)
        let encrypted = try from.call(
          EncryptRequest(keyID: key.keyID, plaintext: SecretBytes(digest32), encryptionAlgorithm: algorithm))
        let opened = try to.call(
          DecryptRequest(
            keyID: key.keyID, ciphertextBlob: encrypted.ciphertextBlob, encryptionAlgorithm: algorithm))
        #expect(opened.plaintext.bytes == digest32, "\(key.keySpec)")
      }
      let made = try from.call(GenerateMacRequest(keyID: mac, message: multihash, macAlgorithm: .hmacSha256))
      #expect(
        to.refusal(VerifyMacRequest(keyID: mac, message: multihash, macAlgorithm: .hmacSha256, mac: made.mac)) == nil)
    }
  }

  @Test("grant tokens and import tokens that were handed out before count after")
  func tokens() throws {
    let store = try StateStore()
    let bench = watched(store)
    bench.service.permissions = .administrators
    let wrapper = try bench.symmetricKey()
    let grant = try bench.call(
      CreateGrantRequest(keyID: wrapper, granteePrincipal: stranger.policyARN, operations: [.encrypt]))
    let external = try bench.key(.symmetricDefault, .encryptDecrypt, origin: .external).keyID
    let request = try bench.importRequest(external, digest32)
    let copy = try bench.restarted(store)
    let arn = try bench.call(DescribeKeyRequest(keyID: wrapper)).arn
    var encrypt = EncryptRequest(keyID: arn, plaintext: SecretBytes([1]))
    encrypt.grantTokens = [grant.grantToken]
    #expect(copy.refusal(encrypt, as: stranger) == nil)
    encrypt.grantTokens = ["\(grant.grantToken)x"]
    #expect(copy.refusal(encrypt, as: stranger) == AwsErrors.invalidGrantToken)
    _ = try copy.call(request)
    #expect(copy.state(external) == .enabled)
  }

  @Test("whenever it is killed, it never hands out an id, a data key, a token, a nonce or random bytes twice")
  func nothingTwice() throws {
    let store = try StateStore()
    var bench = watched(store)
    let wrapper = try bench.symmetricKey()
    let external = try bench.key(.symmetricDefault, .encryptDecrypt, origin: .external).keyID
    var seen: Set<[UInt8]> = []
    for round in 0..<12 {
      for _ in 0...(round % 5) {
        let handed: [[UInt8]] = [
          Array(try bench.symmetricKey().utf8),
          try bench.call(GenerateDataKeyRequest(keyID: wrapper, keySpec: .aes256)).plaintext.bytes,
          try bench.call(GenerateRandomRequest(numberOfBytes: 16)).plaintext.bytes,
          try bench.importParameters(external).importToken,
          Array(
            try bench.call(
              CreateGrantRequest(keyID: wrapper, granteePrincipal: stranger.policyARN, operations: [.encrypt])
            ).grantID.utf8),
          // Behind the header of 124 bytes stands the nonce; the plaintext and the key are always the same.
          Array(
            try bench.call(EncryptRequest(keyID: wrapper, plaintext: SecretBytes([1]))).ciphertextBlob[124..<136]),
        ]
        for bytes in handed { #expect(seen.insert(bytes).inserted, "twice in round \(round)") }
      }
      let next = try bench.restarted(store)
      next.service.watchState(store.watch)
      next.crypto.reserveOperations()
      bench = next
    }
  }

  @Test("reading changes nothing that must be written; using a key, only when it is asked after")
  func reading() throws {
    let store = try StateStore()
    let bench = watched(store)
    let id = try bench.signingKey()
    _ = bench.service.takeChanges(includingUses: true)
    store.watch.collected(includingPending: true)
    _ = try bench.call(DescribeKeyRequest(keyID: id))
    _ = try bench.call(ListKeysRequest())
    #expect(!store.watch.isUrgent && !store.watch.isPending)
    _ = try bench.call(SignRequest(keyID: id, message: multihash, signingAlgorithm: .ecdsaSha256))
    #expect(!store.watch.isUrgent && store.watch.isPending)
    #expect(bench.service.takeChanges(includingUses: false).isEmpty)
    _ = try bench.call(GetKeyLastUsageRequest(keyID: id))
    #expect(store.watch.isUrgent)
  }

  @Test("records hold no private key in any form, and without a seal none is encoded")
  func secrecy() throws {
    let store = try StateStore()
    let bench = watched(store)
    try fill(bench)
    let records = bench.service.takeChanges(includingUses: true)
    try store.write(records)
    var search = SecretSearch()
    try bench.service.addHeldKeys(to: &search)
    for record in records { try (record.content as? ImportToken)?.wrappingKey.add(to: &search) }
    #expect(search.keys > 8 && search.findings(in: store.bytes).isEmpty)
    for record in records where record.kind == .importToken {
      let content = try #require(record.content as (any Encodable)?)
      #expect(throws: StateMismatch.self) { try JSONEncoder().encode(content) }
    }
    #expect(!store.bytes.contains(digest32) && !store.bytes.contains(Array(Base64.encode(digest32).utf8)))
  }

  @Test("a record under another's name is refused")
  func swapped() throws {
    let store = try StateStore()
    let bench = watched(store)
    let (first, second) = (try bench.signingKey(), try bench.signingKey())
    try store.write(bench.service.takeChanges(includingUses: true))
    let other = Bench(.real)
    #expect(throws: (any Error).self) {
      try store.read { kind, name, source in
        try other.service.restore(kind, name == first ? second : name, from: source)
      }
    }
    #expect(throws: StateMismatch.self) {
      try store.read { _, name, source in try other.service.restore(.policy, name, from: source) }
    }
  }
}

extension [UInt8] {
  fileprivate func contains(_ part: [UInt8]) -> Bool { firstRange(of: part) != nil }
}
