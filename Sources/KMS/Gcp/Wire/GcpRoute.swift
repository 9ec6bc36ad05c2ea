/// Which method an HTTP request means.
struct GcpRoute: Hashable {
  let method: GcpMethod

  /// Nil when there is none.
  init?(_ httpMethod: String, _ target: GcpTarget) {
    let found: GcpMethod?
    let collection = target.collection
    switch (httpMethod, target.verb) {
    case ("GET", nil):
      found = collection.map(Self.listing) ?? Self.getting(target)
    case ("POST", nil):
      found = collection.flatMap(Self.creating)
    case ("PATCH", nil):
      found = collection == nil ? Self.patching(target) : nil
    case ("GET", "getIamPolicy"?):
      found = .getIamPolicy
    case ("POST", let verb?):
      found = collection == "cryptoKeyVersions" && verb == "import" ? .importCryptoKeyVersion : Self.verb(verb)
      if collection != nil, found != .importCryptoKeyVersion { return nil }
    default:
      found = nil
    }
    guard let found else { return nil }
    method = found
  }

  private static func listing(_ collection: String) -> GcpMethod? {
    switch collection {
    case "locations": .listLocations
    case "keyRings": .listKeyRings
    case "cryptoKeys": .listCryptoKeys
    case "cryptoKeyVersions": .listCryptoKeyVersions
    case "importJobs": .listImportJobs
    case "publicKey": .getPublicKey
    default: nil
    }
  }

  private static func creating(_ collection: String) -> GcpMethod? {
    switch collection {
    case "keyRings": .createKeyRing
    case "cryptoKeys": .createCryptoKey
    case "cryptoKeyVersions": .createCryptoKeyVersion
    case "importJobs": .createImportJob
    default: nil
    }
  }

  /// The last collection of a name, whether or not its ids are valid.
  private static func kind(_ target: GcpTarget) -> String {
    String(target.name.split(separator: "/", omittingEmptySubsequences: false).dropLast().last ?? "")
  }

  private static func getting(_ target: GcpTarget) -> GcpMethod? {
    switch kind(target) {
    case "locations": .getLocation
    case "keyRings": .getKeyRing
    case "cryptoKeys": .getCryptoKey
    case "cryptoKeyVersions": .getCryptoKeyVersion
    case "importJobs": .getImportJob
    default: nil
    }
  }

  private static func patching(_ target: GcpTarget) -> GcpMethod? {
    switch kind(target) {
    case "cryptoKeys": .updateCryptoKey
    case "cryptoKeyVersions": .updateCryptoKeyVersion
    default: nil
    }
  }

  private static func verb(_ verb: String) -> GcpMethod? {
    switch verb {
    case "encrypt": .encrypt
    case "decrypt": .decrypt
    case "updatePrimaryVersion": .updateCryptoKeyPrimaryVersion
    case "asymmetricSign": .asymmetricSign
    case "asymmetricDecrypt": .asymmetricDecrypt
    case "rawEncrypt": .rawEncrypt
    case "rawDecrypt": .rawDecrypt
    case "macSign": .macSign
    case "macVerify": .macVerify
    case "destroy": .destroyCryptoKeyVersion
    case "restore": .restoreCryptoKeyVersion
    case "generateRandomBytes": .generateRandomBytes
    case "setIamPolicy": .setIamPolicy
    case "testIamPermissions": .testIamPermissions
    default: nil
    }
  }
}
