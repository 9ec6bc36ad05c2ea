import Kernel
import Keys
import Testing

@testable import KMS

@Suite("Imported material that rotates")
struct ImportRotationTests {
  private static let first = [UInt8](repeating: 1, count: 32)
  private static let second = [UInt8](repeating: 2, count: 32)
  private static let third = [UInt8](repeating: 3, count: 32)

  private func external(_ bench: Bench) throws -> String {
    try bench.key(.symmetricDefault, .encryptDecrypt, origin: .external).keyID
  }

  @discardableResult
  private func put(
    _ bench: Bench, _ id: String, _ material: [UInt8], _ type: KeyImportType? = nil, validTo: Instant? = nil,
    description: String? = nil, named identifier: String? = nil
  ) throws -> String? {
    var request = try bench.importRequest(id, material, .rsaesOaepSha256, validTo: validTo)
    request.importType = type
    request.keyMaterialDescription = description
    request.keyMaterialID = identifier
    return try bench.call(request).keyMaterialID
  }

  private func refusal(
    _ bench: Bench, _ id: String, _ material: [UInt8], _ type: KeyImportType? = nil, named identifier: String? = nil
  ) throws -> KmsServiceError? {
    var request = try bench.importRequest(id, material, .rsaesOaepSha256)
    request.importType = type
    request.keyMaterialID = identifier
    return bench.refusal(request)
  }

  private func materials(_ bench: Bench, _ id: String) throws -> [KeyRotation] {
    try bench.call(ListKeyRotationsRequest(keyID: id, includeKeyMaterial: .allKeyMaterial)).items
  }

  @Test("new material waits for RotateKeyOnDemand, then encrypts, and the old one still decrypts")
  func rotate() throws {
    let bench = Bench()
    let id = try external(bench)
    let old = try put(bench, id, Self.first)
    let sealed = try bench.call(EncryptRequest(keyID: id, plaintext: SecretBytes(digest32)))
    let new = try put(bench, id, Self.second, .newKeyMaterial, description: "of 2026")
    #expect(bench.service.metadata(of: id, at: bench.now)?.currentKeyMaterialID == old)
    #expect(try materials(bench, id).map(\.keyMaterialState) == [.current, .pendingRotation])
    #expect(try bench.call(ListKeyRotationsRequest(keyID: id)).items.isEmpty)
    bench.now = bench.now + .seconds(1)
    _ = try bench.call(RotateKeyOnDemandRequest(keyID: id))
    #expect(bench.service.metadata(of: id, at: bench.now)?.currentKeyMaterialID == new)
    let after = try materials(bench, id)
    #expect(after.map(\.keyMaterialState) == [.nonCurrent, .current])
    #expect(after[1].rotationDate == bench.now && after[1].rotationType == .onDemand)
    #expect(after[1].keyMaterialDescription == "of 2026" && after[1].importState == .imported)
    let opened = try bench.call(DecryptRequest(keyID: nil, ciphertextBlob: sealed.ciphertextBlob))
    #expect(opened.keyMaterialID == old && opened.plaintext.bytes == digest32)
  }

  @Test("a second material that waits is refused until the first is deleted or has become current")
  func oneAtATime() throws {
    let bench = Bench()
    let id = try external(bench)
    try put(bench, id, Self.first)
    let waiting = try put(bench, id, Self.second, .newKeyMaterial)
    #expect(try refusal(bench, id, Self.third, .newKeyMaterial)?.code == "KMSInvalidStateException")
    let deleted = try bench.call(DeleteImportedKeyMaterialRequest(keyID: id, keyMaterialID: waiting))
    #expect(deleted.keyMaterialID == waiting)
    #expect(bench.state(id) == .enabled)
    #expect(try materials(bench, id).count == 1)
    try put(bench, id, Self.third, .newKeyMaterial)
    _ = try bench.call(RotateKeyOnDemandRequest(keyID: id))
    try put(bench, id, Self.second, .newKeyMaterial)
    #expect(try materials(bench, id).map(\.keyMaterialState) == [.nonCurrent, .current, .pendingRotation])
  }

  @Test("material that a key has is not new, and material that it has not is not existing")
  func types() throws {
    let bench = Bench()
    let id = try external(bench)
    #expect(try refusal(bench, id, Self.first, .existingKeyMaterial) == AwsErrors.incorrectKeyMaterial)
    try put(bench, id, Self.first, .newKeyMaterial)
    #expect(try refusal(bench, id, Self.first, .newKeyMaterial) == AwsErrors.incorrectKeyMaterial)
    #expect(try refusal(bench, id, Self.second) == AwsErrors.incorrectKeyMaterial)
    #expect(try refusal(bench, id, Self.first) == nil)
  }

  @Test("a key without one of its materials waits for it and is enabled when all are back")
  func allMaterials() throws {
    let bench = Bench()
    let id = try external(bench)
    let old = try put(bench, id, Self.first)
    try put(bench, id, Self.second, .newKeyMaterial)
    _ = try bench.call(RotateKeyOnDemandRequest(keyID: id))
    _ = try bench.call(DeleteImportedKeyMaterialRequest(keyID: id, keyMaterialID: old))
    #expect(bench.state(id) == .pendingImport)
    _ = try bench.call(DeleteImportedKeyMaterialRequest(keyID: id))
    #expect(try materials(bench, id).map(\.importState) == [.pendingImport, .pendingImport])
    try put(bench, id, Self.second)
    #expect(bench.state(id) == .pendingImport)
    try put(bench, id, Self.first, named: old)
    #expect(bench.state(id) == .enabled)
  }

  @Test("a description stays until another import gives a new one")
  func descriptions() throws {
    let bench = Bench()
    let id = try external(bench)
    try put(bench, id, Self.first, description: "one")
    try put(bench, id, Self.first)
    #expect(try materials(bench, id).map(\.keyMaterialDescription) == ["one"])
    try put(bench, id, Self.first, description: "two")
    #expect(try materials(bench, id).map(\.keyMaterialDescription) == ["two"])
  }

  @Test("the key tells the earliest expiry of its materials, and waits from then on")
  func expiry() throws {
    let bench = Bench()
    let id = try external(bench)
    try put(bench, id, Self.first, validTo: bench.now + .days(9))
    try put(bench, id, Self.second, .newKeyMaterial, validTo: bench.now + .days(5))
    #expect(bench.service.metadata(of: id, at: bench.now)?.validTo == bench.now + .days(9))
    _ = try bench.call(RotateKeyOnDemandRequest(keyID: id))
    #expect(bench.service.metadata(of: id, at: bench.now)?.validTo == bench.now + .days(5))
    bench.now = bench.now + .days(5)
    #expect(bench.state(id) == .pendingImport)
    #expect(try materials(bench, id).map(\.importState) == [.imported, .pendingImport])
    try put(bench, id, Self.second)
    #expect(bench.state(id) == .enabled)
    #expect(bench.service.metadata(of: id, at: bench.now)?.expirationModel == .expires)
  }

  @Test("material that expires while it waits is not rotated to")
  func expiredWhileWaiting() throws {
    let bench = Bench()
    let id = try external(bench)
    try put(bench, id, Self.first)
    try put(bench, id, Self.second, .newKeyMaterial, validTo: bench.now + .days(1))
    bench.now = bench.now + .days(1)
    #expect(bench.state(id) == .enabled)
    #expect(bench.refusal(RotateKeyOnDemandRequest(keyID: id))?.code == "KMSInvalidStateException")
    try put(bench, id, Self.second)
    #expect(bench.refusal(RotateKeyOnDemandRequest(keyID: id)) == nil)
  }

  @Test("deleted material leaves a key that waits for it; a deletion of the key that is pending stays so")
  func deletion() throws {
    let bench = Bench()
    let key = try bench.key(.eccNistP256, .signVerify, origin: .external)
    let material = try bench.outsideKey().pkcs8
    _ = try bench.call(try bench.importRequest(key.keyID, material))
    let answer = try bench.call(DeleteImportedKeyMaterialRequest(keyID: key.keyID))
    #expect(answer == DeleteImportedKeyMaterialResponse(keyARN: key.arn, keyMaterialID: nil))
    #expect(bench.state(key.keyID) == .pendingImport)
    #expect(bench.service.metadata(of: key.keyID, at: bench.now)?.expirationModel == nil)
    #expect(bench.refusal(DeleteImportedKeyMaterialRequest(keyID: key.keyID)) == nil)
    _ = try bench.call(try bench.importRequest(key.keyID, material))
    _ = try bench.call(ScheduleKeyDeletionRequest(keyID: key.keyID))
    _ = try bench.call(DeleteImportedKeyMaterialRequest(keyID: key.keyID))
    #expect(bench.state(key.keyID) == .pendingDeletion)
    _ = try bench.call(CancelKeyDeletionRequest(keyID: key.keyID))
    #expect(bench.state(key.keyID) == .pendingImport)
  }

  @Test("two keys of the same material have other material ids")
  func identifiers() throws {
    let bench = Bench()
    let one = try put(bench, try external(bench), Self.first)
    let two = try put(bench, try external(bench), Self.first)
    #expect(one != nil && one != two)
  }
}

private func newImport(
  _ bench: Bench, _ spec: KmsKeySpec, _ usage: KmsKeyUsage, _ change: (inout ImportKeyMaterialRequest) -> Void
) throws -> any KmsOperationRequest {
  let key = try bench.key(spec, usage, origin: .external)
  let material = try spec == .symmetricDefault ? digest32 : bench.outsideKey().pkcs8
  var request = try bench.importRequest(key.keyID, material)
  change(&request)
  return request
}

private let someID = String(repeating: "a", count: 64)

extension RefusalTests {
  static let rotatingImports = [
    Refusal(
      "import type for a key pair", "ValidationException", "ImportType is only valid for symmetric encryption KMS keys."
    ) { try newImport($0, .eccNistP256, .signVerify) { $0.importType = .newKeyMaterial } },
    Refusal(
      "description for a key pair's material", "ValidationException",
      "KeyMaterialDescription is only valid for symmetric encryption KMS keys."
    ) { try newImport($0, .eccNistP256, .signVerify) { $0.keyMaterialDescription = "text" } },
    Refusal(
      "material id for a key pair", "ValidationException",
      "KeyMaterialId is only valid for symmetric encryption KMS keys."
    ) { try newImport($0, .eccNistP256, .signVerify) { $0.keyMaterialID = someID } },
    Refusal(
      "material id of new material", "ValidationException",
      "KeyMaterialId cannot be specified when ImportType is NEW_KEY_MATERIAL."
    ) {
      try newImport($0, .symmetricDefault, .encryptDecrypt) {
        $0.importType = .newKeyMaterial
        $0.keyMaterialID = someID
      }
    },
    Refusal(
      "material that is not the one named", "IncorrectKeyMaterialException", AwsErrors.incorrectKeyMaterial.message
    ) {
      let id = try $0.key(.symmetricDefault, .encryptDecrypt, origin: .external).keyID
      _ = try $0.call(try $0.importRequest(id, digest32))
      var request = try $0.importRequest(id, digest32)
      request.keyMaterialID = someID
      return request
    },
    Refusal(
      "a material id that is too short", "ValidationException",
      "1 validation error detected: Value 'abc' at 'keyMaterialId' failed to satisfy constraint: Member must have length greater than or equal to 64"
    ) { try newImport($0, .symmetricDefault, .encryptDecrypt) { $0.keyMaterialID = "abc" } },
    Refusal(
      "a description with a sign that it must not have", "ValidationException",
      #"1 validation error detected: Value 'a!' at 'keyMaterialDescription' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_\s.-]+$"#
    ) { try newImport($0, .symmetricDefault, .encryptDecrypt) { $0.keyMaterialDescription = "a!" } },
    Refusal(
      "delete the material of a key made by AWS", "UnsupportedOperationException",
      "<arn> origin is AWS_KMS which is not valid for this operation."
    ) { DeleteImportedKeyMaterialRequest(keyID: try $0.symmetricKey()) },
    Refusal("delete material that the key has not", "NotFoundException", "Key material '\(someID)' does not exist") {
      let id = try $0.key(.symmetricDefault, .encryptDecrypt, origin: .external).keyID
      return DeleteImportedKeyMaterialRequest(keyID: id, keyMaterialID: someID)
    },
    Refusal(
      "rotate to material that nobody imported", "KMSInvalidStateException",
      "<arn> has no imported key material that is pending rotation."
    ) {
      let id = try $0.key(.symmetricDefault, .encryptDecrypt, origin: .external).keyID
      _ = try $0.call(try $0.importRequest(id, digest32))
      return RotateKeyOnDemandRequest(keyID: id)
    },
    Refusal(
      "a second material that waits", "KMSInvalidStateException",
      "<arn> already has key material that is pending rotation."
    ) { bench in
      let id = try bench.key(.symmetricDefault, .encryptDecrypt, origin: .external).keyID
      _ = try bench.call(try bench.importRequest(id, digest32))
      let requests = try [UInt8(8), 9].map { byte in
        var request = try bench.importRequest(id, [UInt8](repeating: byte, count: 32))
        request.importType = .newKeyMaterial
        return request
      }
      _ = try bench.call(requests[0])
      return requests[1]
    },
  ]
}
