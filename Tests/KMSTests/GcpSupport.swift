import Kernel
import Keys
import Testing

@testable import KMS

let gcpProject = "canton-main"
let gcpLocation = "projects/canton-main/locations/europe-west6"
let gcpRing = gcpLocation + "/keyRings/nodes"
let carol = GcpPrincipal(
  member: "serviceAccount:participant1@canton-main.iam.gserviceaccount.com", project: gcpProject)

/// A Google service with one key ring, driven by hand.
final class GcpBench {
  let crypto: CryptoEngine
  let service: GcpKeyService
  var now = Instant.zero

  init(
    _ mode: CryptoMode = .symbolic, seed: UInt64 = 1, isEmpty: Bool = false,
    _ change: (inout GcpConfiguration) -> Void = { _ in }
  ) throws {
    crypto = makeEngine(mode, seed: seed)
    var configuration = GcpConfiguration(name: "gcp-main")
    change(&configuration)
    service = GcpKeyService(configuration: configuration, crypto: crypto, seed: seed)
    guard !isEmpty else { return }
    let permissions = service.permissions
    service.permissions = .unrestricted
    _ = try call(GcpCreateKeyRing(parent: gcpLocation, keyRingID: "nodes"))
    service.permissions = permissions
  }

  func call<Request: GcpRequest>(
    _ request: Request, as principal: GcpPrincipal = carol
  ) throws(GcpStatus) -> Request.Response {
    try service.handle(request, from: principal, at: now).get()
  }

  /// What a request is refused with; nil when it is answered.
  func refusal(_ request: some GcpRequest, as principal: GcpPrincipal = carol) -> GcpStatus? {
    do throws(GcpStatus) {
      _ = try call(request, as: principal)
      return nil
    } catch {
      return error
    }
  }

  /// Makes a key and gives its name.
  @discardableResult
  func key(
    _ id: String, _ algorithm: GcpAlgorithm = .googleSymmetricEncryption, _ level: GcpProtectionLevel = .software,
    importOnly: Bool = false
  ) throws -> String {
    let request = GcpCreateCryptoKey(
      parent: gcpRing, cryptoKeyID: id, purpose: algorithm.purpose, algorithm: algorithm, protectionLevel: level,
      importOnly: importOnly, skipInitialVersionCreation: importOnly)
    let answer = try call(request)
    return answer.name
  }

  /// Makes a key and gives the name of its first version.
  func version(
    _ id: String, _ algorithm: GcpAlgorithm, _ level: GcpProtectionLevel = .software
  ) throws -> String {
    try key(id, algorithm, level) + "/cryptoKeyVersions/1"
  }

  func state(_ version: String) throws -> GcpVersionState {
    let answer = try call(GcpGetCryptoKeyVersion(name: version))
    return answer.state
  }

  func publicKey(_ version: String) throws -> PublicKeyMaterial {
    let answer = try call(GcpGetPublicKey(name: version))
    let pem = try #require(answer.pem)
    #expect(answer.pemCrc32c == Crc32c.of(pem.utf8))
    return try PublicKeyMaterial(subjectPublicKeyInfo: #require(GcpPem.decode(pem)))
  }
}
