import Kernel
import Testing

@testable import KMS

@Suite("google: who may do what")
struct GcpPermissionTests {
  private func bench(_ allowed: Set<GcpPermission>) throws -> GcpBench {
    let bench = try GcpBench()
    try bench.key("signing", .ecSignP256Sha256)
    try bench.key("wrapper")
    bench.service.permissions = GcpPermissions([carol.member: allowed])
    return bench
  }

  private let signing = gcpRing + "/cryptoKeys/signing"
  private let wrapper = gcpRing + "/cryptoKeys/wrapper"

  @Test("without the permission a call is refused with Google's text and its reason")
  func denied() throws {
    let bench = try bench([])
    let refusal = bench.refusal(GcpAsymmetricSign(name: signing + "/cryptoKeyVersions/1", data: [1]))
    #expect(refusal?.code == .permissionDenied)
    #expect(
      refusal?.message
        == "Permission 'cloudkms.cryptoKeyVersions.useToSign' denied on resource '\(signing)' (or it may not exist).")
    #expect(
      refusal?.details == [
        .errorInfo(
          reason: "IAM_PERMISSION_DENIED", domain: "cloudkms.googleapis.com",
          metadata: [
            GcpStatus.Pair("permission", "cloudkms.cryptoKeyVersions.useToSign"), GcpStatus.Pair("resource", signing),
          ])
      ])
    let view = bench.refusal(GcpGetPublicKey(name: signing + "/cryptoKeyVersions/1"))
    #expect(
      view?.message
        == "Permission 'cloudkms.cryptoKeyVersions.viewPublicKey' denied on resource "
        + "'\(signing)/cryptoKeyVersions/1' (or it may not exist).")
  }

  @Test("a refusal does not tell whether the resource exists")
  func hidden() throws {
    let bench = try bench([])
    #expect(bench.refusal(GcpGetCryptoKey(name: gcpRing + "/cryptoKeys/none"))?.code == .permissionDenied)
  }

  @Test("unknown credentials are refused as such")
  func unknown() throws {
    let bench = try bench([])
    let stranger = GcpPrincipal(member: "user:eve@example.com", project: "p")
    let refusal = bench.refusal(GcpGetKeyRing(name: gcpRing), as: stranger)
    #expect(refusal?.code == .unauthenticated && refusal?.code.http == 401)
  }

  /// Every call with its permission, allowed and denied.
  @Test("each call takes its own permission and no other")
  func each() throws {
    let version = signing + "/cryptoKeyVersions/1"
    func check(_ request: some GcpRequest, _ permission: GcpPermission) throws {
      let bench = try bench(Set(GcpPermission.allCases).subtracting([permission]))
      #expect(bench.refusal(request)?.message.contains("Permission '\(permission.rawValue)' denied") ?? false)
      bench.service.permissions = GcpPermissions([carol.member: [permission]])
      #expect(bench.refusal(request)?.code != .permissionDenied, "\(permission.rawValue)")
    }
    try check(GcpListLocations(name: "projects/canton-main"), .locationsList)
    try check(GcpGetLocation(name: gcpLocation), .locationsGet)
    try check(GcpGenerateRandomBytes(location: gcpLocation, lengthBytes: 8), .locationsGenerateRandomBytes)
    try check(GcpCreateKeyRing(parent: gcpLocation, keyRingID: "x"), .keyRingsCreate)
    try check(GcpGetKeyRing(name: gcpRing), .keyRingsGet)
    try check(GcpListKeyRings(parent: gcpLocation), .keyRingsList)
    try check(GcpCreateCryptoKey(parent: gcpRing, cryptoKeyID: "x", purpose: .encryptDecrypt), .cryptoKeysCreate)
    try check(GcpGetCryptoKey(name: wrapper), .cryptoKeysGet)
    try check(GcpListCryptoKeys(parent: gcpRing), .cryptoKeysList)
    try check(GcpUpdateCryptoKey(name: wrapper, updateMask: ["labels"]), .cryptoKeysUpdate)
    try check(GcpUpdateCryptoKeyPrimaryVersion(name: wrapper, cryptoKeyVersionID: "1"), .cryptoKeysUpdate)
    try check(GcpCreateCryptoKeyVersion(parent: wrapper), .cryptoKeyVersionsCreate)
    try check(GcpGetCryptoKeyVersion(name: version), .cryptoKeyVersionsGet)
    try check(GcpListCryptoKeyVersions(parent: wrapper), .cryptoKeyVersionsList)
    try check(GcpUpdateCryptoKeyVersion(name: version, state: .disabled), .cryptoKeyVersionsUpdate)
    try check(GcpDestroyCryptoKeyVersion(name: version), .cryptoKeyVersionsDestroy)
    try check(GcpRestoreCryptoKeyVersion(name: version), .cryptoKeyVersionsRestore)
    try check(GcpGetPublicKey(name: version), .cryptoKeyVersionsViewPublicKey)
    try check(GcpEncrypt(name: wrapper, plaintext: SecretBytes([1])), .cryptoKeyVersionsUseToEncrypt)
    try check(GcpDecrypt(name: wrapper, ciphertext: [1]), .cryptoKeyVersionsUseToDecrypt)
    try check(GcpAsymmetricSign(name: version, data: [1]), .cryptoKeyVersionsUseToSign)
    try check(GcpAsymmetricDecrypt(name: version, ciphertext: [1]), .cryptoKeyVersionsUseToDecrypt)
    try check(GcpListImportJobs(parent: gcpRing), .importJobsList)
    try check(GcpGetImportJob(name: gcpRing + "/importJobs/j"), .importJobsGet)
    try check(GcpGetIamPolicy(resource: gcpRing), .keyRingsGetIamPolicy)
    try check(GcpGetIamPolicy(resource: wrapper), .cryptoKeysGetIamPolicy)
    try check(GcpSetIamPolicy(resource: wrapper, policy: GcpIamPolicy()), .cryptoKeysSetIamPolicy)
    try check(GcpSetIamPolicy(resource: gcpRing, policy: GcpIamPolicy()), .keyRingsSetIamPolicy)
  }

  @Test("a binding grants its role on the resource and on what is in it, until it is replaced")
  func bindings() throws {
    let bench = try bench([.keyRingsSetIamPolicy, .keyRingsGetIamPolicy])
    let sign = GcpAsymmetricSign(name: signing + "/cryptoKeyVersions/1", data: [1])
    #expect(bench.refusal(sign)?.code == .permissionDenied)
    let binding = GcpIamPolicy.Binding(role: "roles/cloudkms.signer", members: [carol.member])
    let kept = try bench.call(GcpSetIamPolicy(resource: gcpRing, policy: GcpIamPolicy(bindings: [binding])))
    #expect(kept.bindings == [binding] && kept.etag.count == 8)
    #expect(try bench.call(GcpGetIamPolicy(resource: gcpRing)) == kept)
    #expect(bench.refusal(sign) == nil)
    #expect(bench.refusal(GcpGetPublicKey(name: sign.name))?.code == .permissionDenied)
    let asked = GcpTestIamPermissions(
      resource: signing, permissions: ["cloudkms.cryptoKeyVersions.useToSign", "cloudkms.cryptoKeys.get"])
    #expect(try bench.call(asked) == [.cryptoKeyVersionsUseToSign])
    #expect(
      bench.refusal(GcpSetIamPolicy(resource: gcpRing, policy: GcpIamPolicy(etag: [1, 2, 3])))?.code == .aborted)
    _ = try bench.call(GcpSetIamPolicy(resource: gcpRing, policy: GcpIamPolicy(etag: kept.etag)))
    #expect(bench.refusal(sign)?.code == .permissionDenied)
  }

  @Test("a policy with an unknown role, member or version is refused")
  func policyRefusals() throws {
    let bench = try bench(Set(GcpPermission.allCases))
    func refusal(_ role: String, _ member: String, version: Int = 1) -> GcpStatus? {
      let policy = GcpIamPolicy(version: version, bindings: [.init(role: role, members: [member])])
      return bench.refusal(GcpSetIamPolicy(resource: gcpRing, policy: policy))
    }
    #expect(refusal("roles/none", "user:a@b")?.message == "Role roles/none is not supported for this resource.")
    #expect(refusal("roles/cloudkms.signer", "alice")?.code == .invalidArgument)
    #expect(refusal("roles/cloudkms.signer", "user:a@b", version: 3)?.code == .unimplemented)
    #expect(
      bench.refusal(GcpTestIamPermissions(resource: gcpRing, permissions: ["x.y"]))?.message
        == "Permission x.y is not valid for this resource.")
    let missing = gcpRing + "/cryptoKeys/none"
    #expect(try bench.call(GcpTestIamPermissions(resource: missing, permissions: ["cloudkms.cryptoKeys.get"])) == [])
    #expect(bench.refusal(GcpGetIamPolicy(resource: missing))?.code == .notFound)
  }

  @Test("Canton's permissions do what Canton does")
  func canton() throws {
    let bench = try bench(GcpPermissions.canton)
    let version = signing + "/cryptoKeyVersions/1"
    let made = GcpCreateCryptoKey(
      parent: gcpRing, cryptoKeyID: "new", purpose: .asymmetricSign, algorithm: .ecSignP256Sha256)
    #expect(bench.refusal(made) == nil)
    #expect(bench.refusal(GcpGetCryptoKeyVersion(name: version)) == nil)
    #expect(bench.refusal(GcpGetPublicKey(name: version)) == nil)
    #expect(bench.refusal(GcpAsymmetricSign(name: version, data: [1])) == nil)
    #expect(bench.refusal(GcpDestroyCryptoKeyVersion(name: version)) == nil)
    #expect(bench.refusal(GcpEncrypt(name: wrapper, plaintext: SecretBytes([1])))?.code == .permissionDenied)
  }
}
