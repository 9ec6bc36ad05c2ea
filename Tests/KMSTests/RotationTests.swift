import Kernel
import Testing

@testable import KMS

@Suite("Rotation")
struct RotationTests {
  private func encrypt(_ bench: Bench, _ id: String) throws -> [UInt8] {
    try bench.call(EncryptRequest(keyID: id, plaintext: SecretBytes(digest32))).ciphertextBlob
  }

  private func open(_ bench: Bench, _ blob: [UInt8]) throws -> DecryptResponse {
    let answer = try bench.call(DecryptRequest(keyID: nil, ciphertextBlob: blob))
    #expect(answer.plaintext.bytes == digest32)
    return answer
  }

  private func current(_ bench: Bench, _ id: String) throws -> String? {
    try bench.call(DescribeKeyRequest(keyID: id)).currentKeyMaterialID
  }

  private func status(_ bench: Bench, _ id: String) throws -> GetKeyRotationStatusResponse {
    try bench.call(GetKeyRotationStatusRequest(keyID: id))
  }

  private func rotations(_ bench: Bench, _ id: String) throws -> [KeyRotation] {
    try bench.call(ListKeyRotationsRequest(keyID: id, includeKeyMaterial: .allKeyMaterial)).items
  }

  private func enable(_ bench: Bench, _ id: String, _ days: Int? = nil) throws {
    _ = try bench.call(EnableKeyRotationRequest(keyID: id, rotationPeriodInDays: days))
  }

  @Test("a key rotates by itself at the end of its period and not a nanosecond earlier")
  func automatic() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    let first = try current(bench, id)
    try enable(bench, id, 90)
    #expect(try status(bench, id).nextRotationDate == .zero + .days(90))
    bench.now = .zero + .days(90) - .nanoseconds(1)
    #expect(try current(bench, id) == first)
    bench.now = .zero + .days(90)
    #expect(try current(bench, id) != first)
    #expect(try status(bench, id).nextRotationDate == .zero + .days(180))
    let rotation = try #require(try bench.call(ListKeyRotationsRequest(keyID: id)).items.first)
    #expect(rotation.rotationDate == .zero + .days(90) && rotation.rotationType == .automatic)
    #expect(rotation.keyMaterialState == .current && rotation.importState == nil)
    #expect(rotation.keyMaterialID == (try current(bench, id)))
  }

  @Test("a period is 365 days unless told otherwise, and another one counts from the call that sets it")
  func period() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    try enable(bench, id)
    #expect(try status(bench, id).rotationPeriodInDays == 365)
    bench.now = .zero + .days(10)
    try enable(bench, id)
    #expect(try status(bench, id).nextRotationDate == .zero + .days(365))
    try enable(bench, id, 90)
    #expect(try status(bench, id).nextRotationDate == .zero + .days(100))
  }

  @Test("what any material encrypted stays decryptable, and the answer names the material")
  func oldCiphertexts() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    try enable(bench, id, 90)
    var made: [(blob: [UInt8], material: String?)] = []
    for _ in 0..<4 {
      made.append((try encrypt(bench, id), try current(bench, id)))
      bench.now = bench.now + .days(90)
    }
    #expect(Set(made.map(\.material)).count == 4)
    for (blob, material) in made { #expect(try open(bench, blob).keyMaterialID == material) }
    let states = try rotations(bench, id).map(\.keyMaterialState)
    #expect(states == [.nonCurrent, .nonCurrent, .nonCurrent, .nonCurrent, .current])
  }

  @Test("the materials do not depend on when the key was looked at")
  func lateLook() throws {
    let watched = Bench()
    let unwatched = Bench()
    let ids = try [watched, unwatched].map { bench in
      let id = try bench.symmetricKey()
      try enable(bench, id, 90)
      return id
    }
    #expect(ids[0] == ids[1])
    for day in 1...40 {
      watched.now = .zero + .days(Int64(day) * 10)
      _ = try encrypt(watched, ids[0])
    }
    unwatched.now = watched.now
    #expect(try rotations(watched, ids[0]) == rotations(unwatched, ids[1]))
    #expect(try rotations(unwatched, ids[1]).count == 5)
  }

  @Test("a look at a later instant changes nothing for requests before it")
  func inspection() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    try enable(bench, id, 90)
    let first = try current(bench, id)
    #expect(bench.service.metadata(of: id, at: .zero + .days(400))?.currentKeyMaterialID != first)
    #expect(try current(bench, id) == first)
  }

  @Test("a disabled key does not rotate, and rotates at once when it is enabled past its date")
  func disabledKey() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    try enable(bench, id, 90)
    bench.now = .zero + .days(80)
    _ = try bench.call(DisableKeyRequest(keyID: id))
    bench.now = .zero + .days(100)
    #expect(try rotations(bench, id).count == 1)
    #expect(try status(bench, id).keyRotationEnabled)
    _ = try bench.call(EnableKeyRequest(keyID: id))
    #expect(try rotations(bench, id).last?.rotationDate == .zero + .days(100))
    #expect(try status(bench, id).nextRotationDate == .zero + .days(190))
  }

  @Test("a key disabled and enabled before its date keeps the date")
  func disabledForAWhile() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    try enable(bench, id, 90)
    _ = try bench.call(DisableKeyRequest(keyID: id))
    bench.now = .zero + .days(50)
    _ = try bench.call(EnableKeyRequest(keyID: id))
    #expect(try status(bench, id).nextRotationDate == .zero + .days(90))
  }

  @Test("the status is false while a deletion is pending and comes back when it is cancelled")
  func pendingDeletion() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    try enable(bench, id)
    _ = try bench.call(ScheduleKeyDeletionRequest(keyID: id))
    let pending = try status(bench, id)
    #expect(!pending.keyRotationEnabled && pending.nextRotationDate == nil && pending.rotationPeriodInDays == nil)
    _ = try bench.call(CancelKeyDeletionRequest(keyID: id))
    #expect(try status(bench, id).keyRotationEnabled)
  }

  @Test("a key whose rotation is disabled rotates no more")
  func disabledRotation() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    try enable(bench, id, 90)
    _ = try bench.call(DisableKeyRotationRequest(keyID: id))
    bench.now = .zero + .days(400)
    #expect(try rotations(bench, id).count == 1)
    #expect(try !status(bench, id).keyRotationEnabled)
  }

  @Test("an asymmetric key's status is that it does not rotate")
  func asymmetricStatus() throws {
    let bench = Bench()
    #expect(try !status(bench, try bench.signingKey()).keyRotationEnabled)
  }

  @Test("a rotation on demand runs for a while, encrypts with the old material and leaves the schedule alone")
  func onDemand() throws {
    let bench = Bench { $0.rotationTime = .constant(.seconds(5)) }
    let id = try bench.symmetricKey()
    try enable(bench, id, 90)
    let first = try current(bench, id)
    bench.now = .zero + .seconds(60)
    let arn = try bench.call(RotateKeyOnDemandRequest(keyID: id)).keyARN
    #expect(arn.hasSuffix(id))
    bench.now = .zero + .seconds(64)
    #expect(try status(bench, id).onDemandRotationStartDate == .zero + .seconds(60))
    #expect(bench.refusal(RotateKeyOnDemandRequest(keyID: id)) == AwsErrors.rotationConflict)
    #expect(try current(bench, id) == first)
    bench.now = .zero + .seconds(65)
    #expect(try current(bench, id) != first)
    let after = try status(bench, id)
    #expect(after.onDemandRotationStartDate == nil && after.nextRotationDate == .zero + .days(90))
    let rotation = try #require(try rotations(bench, id).last)
    #expect(rotation.rotationType == .onDemand && rotation.rotationDate == .zero + .seconds(65))
  }

  @Test("a key rotates on demand 25 times, by whatever schedule it rotates beside")
  func onDemandLimit() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    for _ in 0..<25 { _ = try bench.call(RotateKeyOnDemandRequest(keyID: id)) }
    #expect(bench.refusal(RotateKeyOnDemandRequest(keyID: id))?.code == "LimitExceededException")
    try enable(bench, id, 90)
    bench.now = .zero + .days(90)
    #expect(try rotations(bench, id).count == 27)
  }

  @Test("a rotation on demand is in conflict with an automatic one from 20 minutes before it", arguments: [20, 21])
  func conflict(_ minutes: Int64) throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    try enable(bench, id, 90)
    bench.now = .zero + .days(90) - .minutes(minutes)
    #expect((bench.refusal(RotateKeyOnDemandRequest(keyID: id)) != nil) == (minutes == 20))
  }

  @Test("rotations are listed page by page, oldest first")
  func pages() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    for day in 1...5 {
      bench.now = .zero + .days(Int64(day))
      _ = try bench.call(RotateKeyOnDemandRequest(keyID: id))
    }
    let first = try bench.call(ListKeyRotationsRequest(keyID: id, paging: KmsPaging(limit: 3)))
    let second = try bench.call(
      ListKeyRotationsRequest(keyID: id, paging: KmsPaging(limit: 3, marker: first.nextMarker)))
    #expect(second.nextMarker == nil)
    #expect((first.items + second.items).map(\.rotationDate) == (1...5).map { .zero + .days($0) })
  }

  @Test("other keys' rotations and data keys change nothing in a key's materials")
  func independence() throws {
    let alone = Bench()
    let busy = Bench()
    let id = try alone.symmetricKey()
    #expect(try busy.symmetricKey() == id)
    let other = try busy.symmetricKey()
    _ = try busy.call(RotateKeyOnDemandRequest(keyID: other))
    _ = try busy.call(GenerateDataKeyRequest(keyID: id, keySpec: .aes256))
    for bench in [alone, busy] { _ = try bench.call(RotateKeyOnDemandRequest(keyID: id)) }
    #expect(try rotations(alone, id) == rotations(busy, id))
    #expect(
      try rotations(busy, other).allSatisfy { other in
        try rotations(busy, id).allSatisfy { $0.keyMaterialID != other.keyMaterialID }
      })
  }
}

extension RefusalTests {
  static let rotating = [
    Refusal("rotate an asymmetric key by itself", "UnsupportedOperationException", "") {
      EnableKeyRotationRequest(keyID: try $0.signingKey())
    },
    Refusal("end the rotation of an asymmetric key", "UnsupportedOperationException", "") {
      DisableKeyRotationRequest(keyID: try $0.signingKey())
    },
    Refusal("rotate an asymmetric key on demand", "UnsupportedOperationException", "") {
      RotateKeyOnDemandRequest(keyID: try $0.rsaKey())
    },
    Refusal("rotations of an asymmetric key", "UnsupportedOperationException", "") {
      ListKeyRotationsRequest(keyID: try $0.rsaKey())
    },
    Refusal(
      "imported material that rotates by itself", "UnsupportedOperationException",
      "<arn> origin is EXTERNAL which is not valid for this operation."
    ) { EnableKeyRotationRequest(keyID: try $0.key(.symmetricDefault, .encryptDecrypt, origin: .external).keyID) },
    Refusal(
      "rotation status of imported material", "UnsupportedOperationException",
      "<arn> origin is EXTERNAL which is not valid for this operation."
    ) { GetKeyRotationStatusRequest(keyID: try $0.key(.symmetricDefault, .encryptDecrypt, origin: .external).keyID) },
    Refusal("rotate a key that waits for its import", "KMSInvalidStateException", "<arn> is pending import.") {
      RotateKeyOnDemandRequest(keyID: try $0.key(.symmetricDefault, .encryptDecrypt, origin: .external).keyID)
    },
    Refusal("rotate a disabled key", "DisabledException", "<arn> is disabled.") {
      let id = try $0.rsaKey()
      _ = try $0.call(DisableKeyRequest(keyID: id))
      return RotateKeyOnDemandRequest(keyID: id)
    },
    Refusal("enable the rotation of a disabled key", "DisabledException", "<arn> is disabled.") {
      let id = try $0.symmetricKey()
      _ = try $0.call(DisableKeyRequest(keyID: id))
      return EnableKeyRotationRequest(keyID: id)
    },
    Refusal(
      "a period of 89 days", "ValidationException",
      "1 validation error detected: Value '89' at 'rotationPeriodInDays' failed to satisfy constraint: Member must have value greater than or equal to 90"
    ) { EnableKeyRotationRequest(keyID: try $0.symmetricKey(), rotationPeriodInDays: 89) },
    Refusal(
      "a period of 2561 days", "ValidationException",
      "1 validation error detected: Value '2561' at 'rotationPeriodInDays' failed to satisfy constraint: Member must have value less than or equal to 2560"
    ) { EnableKeyRotationRequest(keyID: try $0.symmetricKey(), rotationPeriodInDays: 2561) },
    Refusal("a 26th rotation on demand", "LimitExceededException", AwsErrors.keyLimit.message) {
      let id = try $0.symmetricKey()
      for _ in 0..<25 { _ = try $0.call(RotateKeyOnDemandRequest(keyID: id)) }
      return RotateKeyOnDemandRequest(keyID: id)
    },
    Refusal("two rotations at once", "ConflictException", AwsErrors.rotationConflict.message) {
      let id = try $0.symmetricKey()
      _ = try $0.call(EnableKeyRotationRequest(keyID: id, rotationPeriodInDays: 90))
      $0.now = $0.now + .days(90) - .minutes(1)
      return RotateKeyOnDemandRequest(keyID: id)
    },
  ]
}
