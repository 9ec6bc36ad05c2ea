import Kernel
import Testing

@testable import KMS

@Suite("Management operations over the wire")
struct ManagementWireTests {
  private let arn = "arn:aws:kms:us-east-1:\(account)"

  @Test("aliases are made, listed page by page, moved and deleted by JSON alone")
  func aliases() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    for name in ["a", "b"] {
      let made = bench.send("CreateAlias", #"{"AliasName":"alias/\#(name)","TargetKeyId":"\#(id)"}"#)
      #expect(made.httpStatus == 200 && made.body.isEmpty)
    }
    let first = bench.send("ListAliases", #"{"KeyId":"\#(id)","Limit":1}"#)
    let marker = try #require(first["NextMarker"]?.text)
    #expect(
      first.text
        == #"{"Aliases":[{"AliasName":"alias/a","AliasArn":"\#(arn):alias/a","TargetKeyId":"\#(id)","CreationDate":1.7672256E9,"LastUpdatedDate":1.7672256E9}],"NextMarker":"\#(marker)","Truncated":true}"#
    )
    let second = bench.send("ListAliases", #"{"KeyId":"\#(id)","Limit":1,"Marker":"\#(marker)"}"#)
    #expect(second["Truncated"] == .flag(false) && second["NextMarker"] == nil)
    #expect(bench.send("UpdateAlias", #"{"AliasName":"alias/a","TargetKeyId":"\#(id)"}"#).body.isEmpty)
    #expect(bench.send("DeleteAlias", #"{"AliasName":"alias/a"}"#).httpStatus == 200)
    #expect(bench.send("DeleteAlias", #"{"AliasName":"alias/a"}"#).errorCode == "NotFoundException")
  }

  @Test("keys and tags are listed in AWS's shape")
  func lists() throws {
    let bench = Bench()
    let id = try bench.call(CreateKeyRequest(tags: [KeyTag(key: "a", value: "1"), KeyTag(key: "b", value: "2")])).keyID
    #expect(
      bench.send("ListKeys", "{}").text
        == #"{"Keys":[{"KeyId":"\#(id)","KeyArn":"\#(arn):key/\#(id)"}],"Truncated":false}"#)
    #expect(bench.send("UntagResource", #"{"KeyId":"\#(id)","TagKeys":["a"]}"#).httpStatus == 200)
    #expect(
      bench.send("ListResourceTags", #"{"KeyId":"\#(id)"}"#).text
        == #"{"Tags":[{"TagKey":"b","TagValue":"2"}],"Truncated":false}"#)
    #expect(bench.send("UpdateKeyDescription", #"{"KeyId":"\#(id)","Description":""}"#).httpStatus == 200)
  }

  @Test("rotation is switched on, told and listed in AWS's shape")
  func rotation() throws {
    let bench = Bench()
    let id = try bench.symmetricKey()
    #expect(bench.send("EnableKeyRotation", #"{"KeyId":"\#(id)","RotationPeriodInDays":90}"#).body.isEmpty)
    #expect(
      bench.send("GetKeyRotationStatus", #"{"KeyId":"\#(id)"}"#).text
        == #"{"KeyRotationEnabled":true,"KeyId":"\#(arn):key/\#(id)","RotationPeriodInDays":90,"NextRotationDate":1.7750016E9}"#
    )
    #expect(
      bench.send("RotateKeyOnDemand", #"{"KeyId":"\#(id)"}"#).text == #"{"KeyId":"\#(arn):key/\#(id)"}"#)
    let listed = bench.send("ListKeyRotations", #"{"KeyId":"\#(id)"}"#)
    let material = try #require(bench.service.metadata(of: id, at: bench.now)?.currentKeyMaterialID)
    #expect(
      listed.text
        == #"{"Rotations":[{"KeyId":"\#(id)","KeyMaterialId":"\#(material)","KeyMaterialState":"CURRENT","RotationDate":1.7672256E9,"RotationType":"ON_DEMAND"}],"Truncated":false}"#
    )
    #expect(bench.send("DisableKeyRotation", #"{"KeyId":"\#(id)"}"#).httpStatus == 200)
    #expect(
      bench.send("GetKeyRotationStatus", #"{"KeyId":"\#(id)"}"#).text
        == #"{"KeyRotationEnabled":false,"KeyId":"\#(arn):key/\#(id)"}"#)
  }

  @Test("the last use of a key is an empty object until there is one")
  func lastUsage() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    #expect(
      bench.send("GetKeyLastUsage", #"{"KeyId":"\#(id)"}"#).text
        == #"{"KeyId":"\#(id)","KeyLastUsage":{},"TrackingStartDate":1.7672256E9,"KeyCreationDate":1.7672256E9}"#)
    _ = try bench.call(SignRequest(keyID: id, message: multihash, signingAlgorithm: .ecdsaSha256))
    let used = bench.send("GetKeyLastUsage", #"{"KeyId":"\#(id)"}"#)
    #expect(used["KeyLastUsage"]?["Operation"]?.text == "Sign")
    #expect(used["KeyLastUsage"]?["CloudTrailEventId"]?.text?.utf8.count == 36)
    #expect(used["KeyLastUsage"]?["KmsRequestId"] == nil)
    let body = #"{"KeyId":"\#(id)","Message":"AA==","SigningAlgorithm":"ECDSA_SHA_256"}"#
    _ = bench.frontEnd.answer(
      "Sign", body: [UInt8](body.utf8), from: alice, at: bench.now, origin: CallOrigin(requestID: "an id"))
    let told = bench.send("GetKeyLastUsage", #"{"KeyId":"\#(id)"}"#)
    #expect(told["KeyLastUsage"]?["KmsRequestId"]?.text == "an id")
  }

  @Test("imported material is deleted by its id, and import takes type, description and id")
  func imports() throws {
    let bench = Bench()
    let id = try bench.key(.symmetricDefault, .encryptDecrypt, origin: .external).keyID
    let material = try bench.call(try bench.importRequest(id, digest32)).keyMaterialID ?? ""
    #expect(
      bench.send("DeleteImportedKeyMaterial", #"{"KeyId":"\#(id)","KeyMaterialId":"\#(material)"}"#).text
        == #"{"KeyId":"\#(arn):key/\#(id)","KeyMaterialId":"\#(material)"}"#)
    let refused = bench.send(
      "ImportKeyMaterial",
      #"{"KeyId":"\#(id)","ImportToken":"AA==","EncryptedKeyMaterial":"AA==","ImportType":"OLD","KeyMaterialId":"x"}"#)
    #expect(refused.error?.message.contains("'importType'") == true)
    #expect(refused.error?.message.contains("'keyMaterialId'") == true)
  }

  @Test("members of custom key stores are read, and refused as there is no store")
  func keyStores() {
    let bench = Bench()
    #expect(
      bench.send("CreateKey", #"{"Origin":"AWS_CLOUDHSM","CustomKeyStoreId":"cks-1234567890abcdef0"}"#).errorCode
        == "CustomKeyStoreNotFoundException")
    #expect(bench.send("CreateKey", #"{"XksKeyId":"x"}"#).errorCode == "ValidationException")
  }
}
