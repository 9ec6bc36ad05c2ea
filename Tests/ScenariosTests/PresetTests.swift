import Configuration
import KMS
import Kernel
import Keys
import Presets
import Scenarios
import Testing

@Suite("shipped presets")
struct PresetTests {
  func scenario() throws -> Scenario {
    let folder = try TestFolder()
    try folder.write(TestScenario.text)
    return try folder.load().cells[0].scenario
  }

  @Test("every figure of the timing preset says where it comes from")
  func timingOrigins() throws {
    let timing = try scenario().timing
    #expect(timing.header.name == "timing@2026-11")
    #expect(timing.origins.count >= 35)
    #expect(timing.origins.allSatisfy { $0.origin.text.utf8.count > 10 })
    #expect(timing.origins.contains { $0.figure == "database.commit" && $0.origin.isGuess })
    #expect(timing.origins.contains { $0.figure == "cryptography.signing.ec-p-384.sign" && !$0.origin.isGuess })
    #expect(timing.signing[.ecP384]?.sign == .microseconds(607))
    #expect(timing.hash.cost(bytes: 2048) == .nanoseconds(1_570))
  }

  @Test("the AWS preset has all quotas that the service knows, with its documented figures")
  func quotas() throws {
    let preset = try #require(try scenario().kms("aws-main")?.preset)
    for region in ["us-east-1", "eu-central-1", "sa-east-1"] {
      #expect(preset.quotas(in: region) == AwsQuota.documentedDefaults(region: region))
    }
  }

  @Test("the AWS preset of 2022 has the lower quotas of its time and nothing else that differs")
  func olderQuotas() throws {
    let folder = try TestFolder()
    try folder.write(TestScenario.changed("aws-kms@2026-01", "aws-kms@2022-12"))
    let preset = try #require(try folder.load().cells[0].scenario.kms("aws-main")?.preset)
    for (region, symmetric) in [("us-east-1", 50_000), ("eu-central-1", 10_000), ("sa-east-1", 5_500)]
      as [(String, UInt64)]
    {
      var expected = AwsQuota.documentedDefaults(region: region)
      expected[AwsQuota.symmetric.rawValue] = QuotaRate(perSecond: symmetric)
      expected[AwsQuota.rsa.rawValue] = QuotaRate(perSecond: 500)
      expected[AwsQuota.ecc.rawValue] = QuotaRate(perSecond: 300)
      expected[AwsQuota.getParametersForImport.rawValue] = QuotaRate(perThousandSeconds: 250)
      #expect(preset.quotas(in: region) == expected)
    }
  }

  @Test("the AWS preset has a time and a price for every operation with every key spec")
  func complete() throws {
    let preset = try #require(try scenario().kms("aws-main")?.preset)
    for operation in KmsOperation.allCases {
      for spec in KmsKeySpec.allCases where spec.isProvided {
        let isPair = spec.kind != nil
        let isUsed: Bool
        switch operation {
        case .sign, .verify: isUsed = spec.usages.contains(.signVerify)
        case .deriveSharedSecret: isUsed = spec.usages.contains(.keyAgreement)
        case .getPublicKey: isUsed = isPair
        case .encrypt, .decrypt, .reEncrypt: isUsed = spec.usages.contains(.encryptDecrypt)
        case .generateDataKey, .generateDataKeyWithoutPlaintext: isUsed = spec == .symmetricDefault
        // By the spec of the pair.
        case .generateDataKeyPair, .generateDataKeyPairWithoutPlaintext: isUsed = isPair
        case .generateMac, .verifyMac: isUsed = spec.usages.contains(.generateVerifyMac)
        default: isUsed = true
        }
        guard isUsed else { continue }
        #expect(
          preset.latencyTable.distribution(for: operation, keySpec: spec) != .constant(.zero), "\(operation) \(spec)")
        #expect(preset.prices.per10000(operation, keySpec: spec) != nil, "\(operation) \(spec)")
      }
    }
    #expect(preset.prices.keyMonth == 1_000_000)
    #expect(preset.prices.per10000(.sign, keySpec: .eccNistP256) == 150_000)
    #expect(preset.prices.per10000(.decrypt, keySpec: .rsa2048) == 30_000)
    #expect(preset.prices.per10000(.generateDataKeyPair, keySpec: .eccNistP521) == 100_000)
    #expect(preset.prices.per10000(.generateDataKeyPair, keySpec: .rsa3072) == 12_000_000)
  }

  @Test("a million draws of each time of the AWS preset match its quantiles from p10 to p99.9 within one per cent")
  func draws() throws {
    let preset = try #require(try scenario().kms("aws-main")?.preset)
    var distributions: Set<Distribution> = []
    for operation in KmsOperation.allCases {
      for spec in KmsKeySpec.allCases {
        distributions.insert(preset.latencyTable.distribution(for: operation, keySpec: spec))
      }
    }
    // Combinations that do not exist, such as Sign with a symmetric key, have no time.
    distributions.remove(.constant(.zero))
    #expect(distributions.count >= 6)
    for distribution in distributions { checkQuantiles(of: distribution) }
  }

  @Test("Canton's permission sets are those that Canton documents")
  func permissions() throws {
    let preset = try #require(try scenario().kms("aws-main")?.preset)
    let sets = Dictionary(uniqueKeysWithValues: preset.permissions.map { ($0.name, Set($0.operations)) })
    #expect(sets["canton-external-keys"] == Permissions.cantonExternalKeys)
    #expect(sets["canton-envelope"] == [.createKey, .encrypt, .decrypt, .describeKey])
    #expect(sets["operator-import"]?.contains(.importKeyMaterial) == true)
  }

  @Test("a preset that does not exist is refused with the nearest that does")
  func unknownPreset() throws {
    let folder = try TestFolder()
    try folder.write(TestScenario.changed("timing@2026-11", "timing@2026-12"))
    #expect(
      folder.messages() == [
        "s.json:10:13: error: timing: unknown preset \"timing@2026-12\" (did you mean \"timing@2026-11\"?)\n"
          + "  note: there are: aws-kms@2022-12, aws-kms@2026-01, aws-kms@2026-11, gcp-kms@2025-03, gcp-kms@2026-02, "
          + "timing@2026-11"
      ])
  }

  @Test("a figure without its origin is refused")
  func missingOrigin() throws {
    let folder = try TestFolder()
    try folder.write(
      TestScenario.changed(
        #""timing@2026-11""#, #"{ "preset": "timing@2026-11", "database": { "commit": { "guess": null } } }"#))
    #expect(
      folder.messages().map { String($0.split(separator: "error: ")[1].prefix(56)) } == [
        "timing.database.commit: a figure without its origin (exp"
      ])
  }
}
