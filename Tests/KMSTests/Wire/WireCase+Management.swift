import Kernel
import Keys

@testable import KMS

private let alias = "alias/canton"

extension WireBench {
  /// Gives the signing key an alias.
  func name() throws {
    _ = try bench.call(CreateAliasRequest(aliasName: alias, targetKeyID: signing))
  }

  /// Gives the key of origin `EXTERNAL` its material.
  func material() throws -> String {
    let answer = try bench.call(try bench.importRequest(external, digest32))
    return answer.keyMaterialID ?? ""
  }
}

extension WireCase {
  /// Aliases, lists, descriptions, rotation, imported material, last use.
  static let management = naming + rotating

  private static let naming = [
    WireCase("CreateAlias", .members([])) {
      CreateAliasRequest(aliasName: alias, targetKeyID: $0.signing)
    } _: {
      #"{"AliasName":"\#(alias)","TargetKeyId":"\#($0.signing)"}"#
    },
    WireCase("CreateAlias of AWS's", .refused("NotAuthorizedException")) {
      CreateAliasRequest(aliasName: "alias/aws/ebs", targetKeyID: $0.signing)
    } _: {
      #"{"AliasName":"alias/aws/ebs","TargetKeyId":"\#($0.signing)"}"#
    },
    WireCase("CreateAlias that exists", .refused("AlreadyExistsException")) {
      try $0.name()
      return CreateAliasRequest(aliasName: alias, targetKeyID: $0.signing)
    } _: {
      try $0.name()
      return #"{"AliasName":"\#(alias)","TargetKeyId":"\#($0.signing)"}"#
    },
    WireCase("UpdateAlias", .members([])) {
      try $0.name()
      return UpdateAliasRequest(aliasName: alias, targetKeyID: $0.signing)
    } _: {
      try $0.name()
      return #"{"AliasName":"\#(alias)","TargetKeyId":"\#($0.signing)"}"#
    },
    WireCase("UpdateAlias to a key of another type", .refused("ValidationException")) {
      try $0.name()
      return UpdateAliasRequest(aliasName: alias, targetKeyID: $0.symmetric)
    } _: {
      try $0.name()
      return #"{"AliasName":"\#(alias)","TargetKeyId":"\#($0.symmetric)"}"#
    },
    WireCase("DeleteAlias", .members([])) {
      try $0.name()
      return DeleteAliasRequest(aliasName: alias)
    } _: {
      try $0.name()
      return #"{"AliasName":"\#(alias)"}"#
    },
    WireCase("DeleteAlias that is not there", .refused("NotFoundException")) { _ in
      DeleteAliasRequest(aliasName: alias)
    } _: { _ in
      #"{"AliasName":"\#(alias)"}"#
    },
    WireCase(
      "ListAliases",
      .members([
        "Aliases", "Aliases.AliasName", "Aliases.AliasArn", "Aliases.TargetKeyId", "Aliases.CreationDate",
        "Aliases.LastUpdatedDate", "Truncated",
      ])
    ) {
      try $0.name()
      return ListAliasesRequest(keyID: $0.signing, paging: KmsPaging(limit: 5))
    } _: {
      try $0.name()
      return #"{"KeyId":"\#($0.signing)","Limit":5}"#
    },
    WireCase("DisableKey by alias", .refused("InvalidArnException")) { _ in
      DisableKeyRequest(keyID: alias)
    } _: { _ in
      #"{"KeyId":"\#(alias)"}"#
    },
    WireCase("ListKeys", .members(["Keys", "Keys.KeyId", "Keys.KeyArn", "NextMarker", "Truncated"])) { _ in
      ListKeysRequest(paging: KmsPaging(limit: 1))
    } _: { _ in
      #"{"Limit":1}"#
    },
    WireCase("ListKeys from nowhere", .refused("InvalidMarkerException")) { _ in
      ListKeysRequest(paging: KmsPaging(marker: "AAAA"))
    } _: { _ in
      #"{"Marker":"AAAA"}"#
    },
    WireCase("ListResourceTags of none", .members(["Tags", "Truncated"])) {
      ListResourceTagsRequest(keyID: $0.signing)
    } _: {
      #"{"KeyId":"\#($0.signing)"}"#
    },
    WireCase("UntagResource", .members([])) {
      UntagResourceRequest(keyID: $0.signing, tagKeys: ["a", "b"])
    } _: {
      #"{"KeyId":"\#($0.signing)","TagKeys":["a","b"]}"#
    },
    WireCase("UpdateKeyDescription", .members([])) {
      UpdateKeyDescriptionRequest(keyID: $0.signing, description: "new")
    } _: {
      #"{"KeyId":"\#($0.signing)","Description":"new"}"#
    },
  ]

  private static let rotating = [
    WireCase("EnableKeyRotation", .members([])) {
      EnableKeyRotationRequest(keyID: $0.symmetric, rotationPeriodInDays: 90)
    } _: {
      #"{"KeyId":"\#($0.symmetric)","RotationPeriodInDays":90}"#
    },
    WireCase("EnableKeyRotation of a signing key", .refused("UnsupportedOperationException")) {
      EnableKeyRotationRequest(keyID: $0.signing)
    } _: {
      #"{"KeyId":"\#($0.signing)"}"#
    },
    WireCase("DisableKeyRotation", .members([])) {
      DisableKeyRotationRequest(keyID: $0.symmetric)
    } _: {
      #"{"KeyId":"\#($0.symmetric)"}"#
    },
    WireCase(
      "GetKeyRotationStatus", .members(["KeyRotationEnabled", "KeyId", "RotationPeriodInDays", "NextRotationDate"])
    ) {
      _ = try $0.bench.call(EnableKeyRotationRequest(keyID: $0.symmetric))
      return GetKeyRotationStatusRequest(keyID: $0.symmetric)
    } _: {
      _ = try $0.bench.call(EnableKeyRotationRequest(keyID: $0.symmetric))
      return #"{"KeyId":"\#($0.symmetric)"}"#
    },
    WireCase("RotateKeyOnDemand", .members(["KeyId"])) {
      RotateKeyOnDemandRequest(keyID: $0.symmetric)
    } _: {
      #"{"KeyId":"\#($0.symmetric)"}"#
    },
    WireCase("RotateKeyOnDemand without material for it", .refused("KMSInvalidStateException")) {
      _ = try $0.material()
      return RotateKeyOnDemandRequest(keyID: $0.external)
    } _: {
      _ = try $0.material()
      return #"{"KeyId":"\#($0.external)"}"#
    },
    WireCase(
      "ListKeyRotations",
      .members([
        "Rotations", "Rotations.KeyId", "Rotations.KeyMaterialId", "Rotations.ImportState",
        "Rotations.KeyMaterialState", "Rotations.ExpirationModel", "Truncated",
      ])
    ) {
      _ = try $0.material()
      return ListKeyRotationsRequest(keyID: $0.external, includeKeyMaterial: .allKeyMaterial)
    } _: {
      _ = try $0.material()
      return #"{"KeyId":"\#($0.external)","IncludeKeyMaterial":"ALL_KEY_MATERIAL"}"#
    },
    WireCase("DeleteImportedKeyMaterial", .members(["KeyId", "KeyMaterialId"])) {
      DeleteImportedKeyMaterialRequest(keyID: $0.external, keyMaterialID: try $0.material())
    } _: {
      #"{"KeyId":"\#($0.external)","KeyMaterialId":"\#(try $0.material())"}"#
    },
    WireCase(
      "GetKeyLastUsage",
      .members([
        "KeyId", "KeyLastUsage", "KeyLastUsage.Operation", "KeyLastUsage.Timestamp", "KeyLastUsage.CloudTrailEventId",
        "TrackingStartDate", "KeyCreationDate",
      ])
    ) {
      _ = try $0.signature()
      return GetKeyLastUsageRequest(keyID: $0.signing)
    } _: {
      _ = try $0.signature()
      return #"{"KeyId":"\#($0.signing)"}"#
    },
  ]
}
