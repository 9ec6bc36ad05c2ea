import Kernel
import Testing

@testable import KMS

@Suite("Making keys")
struct CreateKeyTests {
  @Test("the deprecated name of the spec makes the same kind of key", arguments: [KmsKeySpec.rsa2048, .eccNistP256])
  func customerMasterKeySpec(_ spec: KmsKeySpec) throws {
    let bench = Bench()
    var request = CreateKeyRequest(keyUsage: .signVerify)
    request.customerMasterKeySpec = spec
    let key = try bench.call(request)
    #expect(key.keySpec == spec)
  }

  @Test("an account has as many keys as it may, and a deleted key makes room")
  func limit() throws {
    let bench = Bench { $0.maximumKeys = 2 }
    let id = try bench.symmetricKey()
    _ = try bench.symmetricKey()
    #expect(bench.refusal(CreateKeyRequest()) == AwsErrors.keyLimit)
    _ = try bench.call(ScheduleKeyDeletionRequest(keyID: id, pendingWindowInDays: 7))
    #expect(bench.refusal(CreateKeyRequest()) == AwsErrors.keyLimit)
    bench.now = bench.now + .days(7)
    #expect(bench.refusal(CreateKeyRequest()) == nil)
  }

  @Test("an account has 100,000 keys unless its quota was raised")
  func defaultLimit() {
    #expect(makeConfiguration().maximumKeys == 100_000)
  }
}

private func stored(
  _ origin: KeyOrigin, store: String? = nil, xks: String? = nil
) -> CreateKeyRequest {
  var request = CreateKeyRequest(origin: origin)
  request.customKeyStoreID = store
  request.xksKeyID = xks
  return request
}

private let xksText = "XksKeyId is required with Origin EXTERNAL_KEY_STORE, and valid with no other Origin."

extension RefusalTests {
  static let storing = [
    Refusal(
      "two names of the spec", "ValidationException",
      "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated."
    ) { _ in
      var request = CreateKeyRequest(keySpec: .rsa2048, keyUsage: .signVerify)
      request.customerMasterKeySpec = .rsa2048
      return request
    },
    Refusal(
      "an unknown custom key store", "CustomKeyStoreNotFoundException", AwsErrors.customKeyStoreNotFound.message
    ) { _ in stored(.awsCloudHSM, store: "cks-1234567890abcdef0") },
    Refusal(
      "an unknown external key store", "CustomKeyStoreNotFoundException", AwsErrors.customKeyStoreNotFound.message
    ) { _ in stored(.externalKeyStore, store: "cks-1234567890abcdef0", xks: "bb8562717f809024") },
    Refusal(
      "a key of a cluster without a store", "ValidationException",
      "CustomKeyStoreId is required with Origin AWS_CLOUDHSM."
    ) { _ in stored(.awsCloudHSM) },
    Refusal(
      "a store for a key of the service", "ValidationException", "CustomKeyStoreId is not valid with Origin AWS_KMS."
    ) { _ in stored(.awsKms, store: "cks-1234567890abcdef0") },
    Refusal("an external key for a key of the service", "ValidationException", xksText) { _ in
      stored(.awsKms, xks: "bb8562717f809024")
    },
    Refusal("an external key store without a key", "ValidationException", xksText) { _ in
      stored(.externalKeyStore, store: "cks-1234567890abcdef0")
    },
    Refusal(
      "31 days of waiting", "ValidationException",
      "1 validation error detected: Value '31' at 'pendingWindowInDays' failed to satisfy constraint: Member must have value less than or equal to 30"
    ) { ScheduleKeyDeletionRequest(keyID: try $0.signingKey(), pendingWindowInDays: 31) },
  ]
}
