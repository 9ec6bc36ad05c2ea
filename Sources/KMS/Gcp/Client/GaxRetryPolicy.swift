import Kernel

/// The attempts of Google's Java client, gax: codes and times are those that Cloud KMS publishes for its clients
/// (google-cloud-kms 3.18.0 has the same). Waits grow by 1.3 from 100 ms to at most a minute, each uniform from zero; all
/// attempts together take at most a minute.
struct GaxRetryPolicy {
  /// What is tried again.
  static let codes = ["UNAVAILABLE", "DEADLINE_EXCEEDED"]
  /// For all attempts of a call.
  static let totalTimeout = Span.seconds(60)
  private static let first = Span.milliseconds(100)
  private static let maximum = Span.seconds(60)

  /// Whether the method is tried again at all: not what makes versions, and not what came without a setting.
  static func retries(_ method: GcpMethod) -> Bool {
    switch method {
    case .createCryptoKeyVersion, .importCryptoKeyVersion, .rawEncrypt, .rawDecrypt, .getLocation, .listLocations,
      .getIamPolicy, .setIamPolicy, .testIamPermissions:
      false
    case .generateRandomBytes, .createKeyRing, .getKeyRing, .listKeyRings, .createCryptoKey, .getCryptoKey,
      .listCryptoKeys, .updateCryptoKey, .updateCryptoKeyPrimaryVersion, .getCryptoKeyVersion, .listCryptoKeyVersions,
      .updateCryptoKeyVersion, .destroyCryptoKeyVersion, .restoreCryptoKeyVersion, .getPublicKey, .encrypt, .decrypt,
      .asymmetricSign, .asymmetricDecrypt, .macSign, .macVerify, .createImportJob, .getImportJob, .listImportJobs:
      true
    }
  }

  private var ceiling = first

  /// How long to wait before the next attempt; nil when that would end the call's time.
  mutating func delay(elapsed: Span, stream: inout RandomStream) -> Span? {
    let delay = ceiling.share(from: &stream)
    ceiling = min(ceiling * 13 / 10, Self.maximum)
    return elapsed + delay > Self.totalTimeout ? nil : delay
  }

  /// How long an attempt may take.
  static func attemptTimeout(elapsed: Span) -> Span { totalTimeout - elapsed }
}
