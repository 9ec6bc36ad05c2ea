import Kernel

@testable import KMS

extension WireCase {
  static func metadata(_ more: [String]) -> [String] { ["KeyMetadata"] + more.map { "KeyMetadata.\($0)" } }

  static let keys = [
    WireCase(
      "CreateKey with nothing",
      .members(
        metadata([
          "AWSAccountId", "KeyId", "Arn", "CreationDate", "Enabled", "Description", "KeyUsage", "KeyState", "Origin",
          "KeyManager", "CustomerMasterKeySpec", "KeySpec", "EncryptionAlgorithms", "MultiRegion",
          "CurrentKeyMaterialId",
        ]))
    ) { _ in
      CreateKeyRequest()
    } _: { _ in
      "{}"
    },
    WireCase(
      "CreateKey with everything",
      .members(
        metadata([
          "AWSAccountId", "KeyId", "Arn", "CreationDate", "Enabled", "Description", "KeyUsage", "KeyState", "Origin",
          "KeyManager", "CustomerMasterKeySpec", "KeySpec", "SigningAlgorithms", "MultiRegion",
          "MultiRegionConfiguration", "MultiRegionConfiguration.MultiRegionKeyType",
          "MultiRegionConfiguration.PrimaryKey", "MultiRegionConfiguration.PrimaryKey.Arn",
          "MultiRegionConfiguration.PrimaryKey.Region", "MultiRegionConfiguration.ReplicaKeys",
        ]))
    ) { _ in
      CreateKeyRequest(
        keySpec: .eccNistP384, keyUsage: .signVerify, description: "ä \"quoted\"", origin: .external,
        isMultiRegion: true,
        tags: [KeyTag(key: "a", value: ""), KeyTag(key: "b", value: "c")])
    } _: { _ in
      #"{"KeySpec":"ECC_NIST_P384","KeyUsage":"SIGN_VERIFY","Description":"\u00e4 \"quoted\"","Origin":"EXTERNAL","MultiRegion":true,"Tags":[{"TagKey":"a","TagValue":""},{"TagValue":"c","TagKey":"b"}]}"#
    },
    WireCase("CreateKey without a usage", .refused("ValidationException")) { _ in
      CreateKeyRequest(keySpec: .rsa2048)
    } _: { _ in
      #"{"KeySpec":"RSA_2048"}"#
    },
    WireCase("CreateKey with a reserved tag", .refused("TagException")) { _ in
      CreateKeyRequest(tags: [KeyTag(key: "aws:x", value: "")])
    } _: { _ in
      #"{"Tags":[{"TagKey":"aws:x","TagValue":""}]}"#
    },
    WireCase(
      "DescribeKey of an imported key without material",
      .members(
        metadata([
          "AWSAccountId", "KeyId", "Arn", "CreationDate", "Enabled", "Description", "KeyUsage", "KeyState", "Origin",
          "KeyManager", "CustomerMasterKeySpec", "KeySpec", "EncryptionAlgorithms", "MultiRegion",
        ]))
    ) {
      DescribeKeyRequest(keyID: $0.external)
    } _: {
      #"{"KeyId":"\#($0.external)"}"#
    },
    WireCase(
      "DescribeKey of a key that waits for its deletion",
      .members(
        metadata([
          "AWSAccountId", "KeyId", "Arn", "CreationDate", "Enabled", "Description", "KeyUsage", "KeyState",
          "DeletionDate", "Origin", "KeyManager", "CustomerMasterKeySpec", "KeySpec", "SigningAlgorithms",
          "MultiRegion",
        ]))
    ) {
      _ = try $0.bench.call(ScheduleKeyDeletionRequest(keyID: $0.signing))
      return DescribeKeyRequest(keyID: $0.signing)
    } _: {
      _ = try $0.bench.call(ScheduleKeyDeletionRequest(keyID: $0.signing))
      return #"{"KeyId":"\#($0.signing)"}"#
    },
    WireCase("DescribeKey of nothing", .refused("NotFoundException")) { _ in
      DescribeKeyRequest(keyID: "alias/none")
    } _: { _ in
      #"{"KeyId":"alias/none"}"#
    },
    WireCase("DisableKey", .members([])) {
      DisableKeyRequest(keyID: $0.signing)
    } _: {
      #"{"KeyId":"\#($0.signing)"}"#
    },
    WireCase("EnableKey", .members([])) {
      EnableKeyRequest(keyID: $0.signing)
    } _: {
      #"{"KeyId":"\#($0.signing)"}"#
    },
    WireCase("EnableKey of a key without material", .refused("KMSInvalidStateException")) {
      EnableKeyRequest(keyID: $0.external)
    } _: {
      #"{"KeyId":"\#($0.external)"}"#
    },
    WireCase("ScheduleKeyDeletion", .members(["KeyId", "DeletionDate", "KeyState", "PendingWindowInDays"])) {
      ScheduleKeyDeletionRequest(keyID: $0.symmetric, pendingWindowInDays: 7)
    } _: {
      #"{"KeyId":"\#($0.symmetric)","PendingWindowInDays":7}"#
    },
    WireCase("ScheduleKeyDeletion too soon", .refused("ValidationException")) {
      ScheduleKeyDeletionRequest(keyID: $0.symmetric, pendingWindowInDays: 6)
    } _: {
      #"{"KeyId":"\#($0.symmetric)","PendingWindowInDays":6}"#
    },
    WireCase("CancelKeyDeletion", .members(["KeyId"])) {
      _ = try $0.bench.call(ScheduleKeyDeletionRequest(keyID: $0.signing))
      return CancelKeyDeletionRequest(keyID: $0.signing)
    } _: {
      _ = try $0.bench.call(ScheduleKeyDeletionRequest(keyID: $0.signing))
      return #"{"KeyId":"\#($0.signing)"}"#
    },
    WireCase("TagResource", .members([])) {
      TagResourceRequest(keyID: $0.signing, tags: [KeyTag(key: "CreatedBy", value: "Canton")])
    } _: {
      #"{"KeyId":"\#($0.signing)","Tags":[{"TagKey":"CreatedBy","TagValue":"Canton"}]}"#
    },
    WireCase("GetParametersForImport", .members(["KeyId", "ImportToken", "PublicKey", "ParametersValidTo"])) {
      GetParametersForImportRequest(
        keyID: $0.external, wrappingAlgorithm: .rsaesOaepSha256, wrappingKeySpec: .rsa2048)
    } _: {
      #"{"KeyId":"\#($0.external)","WrappingAlgorithm":"RSAES_OAEP_SHA_256","WrappingKeySpec":"RSA_2048"}"#
    },
    WireCase("GetParametersForImport for a key of the service", .refused("UnsupportedOperationException")) {
      GetParametersForImportRequest(keyID: $0.symmetric, wrappingAlgorithm: .rsaAesKeyWrapSha256)
    } _: {
      #"{"KeyId":"\#($0.symmetric)","WrappingAlgorithm":"RSA_AES_KEY_WRAP_SHA_256","WrappingKeySpec":"RSA_2048"}"#
    },
    WireCase("ImportKeyMaterial until a day", .members(["KeyId", "KeyMaterialId"])) {
      try $0.bench.importRequest(
        $0.external, digest32, .rsaesOaepSha256, validTo: Instant(nanoseconds: 86_400_123_000_000))
    } _: {
      let request = try $0.bench.importRequest($0.external, digest32, .rsaesOaepSha256)
      return
        #"{"KeyId":"\#($0.external)","ImportToken":\#($0.quoted(request.importToken)),"EncryptedKeyMaterial":\#($0.quoted(request.encryptedKeyMaterial.bytes)),"ValidTo":1767312000.123}"#
    },
    WireCase("ImportKeyMaterial with a foreign token", .refused("InvalidImportTokenException")) {
      ImportKeyMaterialRequest(
        keyID: $0.external, importToken: [1], encryptedKeyMaterial: SecretBytes([2]), expirationModel: .doesNotExpire)
    } _: {
      #"{"KeyId":"\#($0.external)","ImportToken":"AQ==","EncryptedKeyMaterial":"Ag==","ExpirationModel":"KEY_MATERIAL_DOES_NOT_EXPIRE"}"#
    },
  ]
}
