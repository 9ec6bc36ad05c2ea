import Configuration
import KMS
import Kernel
import Presets
import Scenarios
import Testing

@Suite("shipped presets of vendor gcp")
struct GcpPresetTests {
  static let names = ["gcp-kms@2025-03", "gcp-kms@2026-02"]

  func preset(_ name: String) throws -> GcpPreset {
    let text = GcpScenario.text.replacing("gcp-kms@2026-02", with: name)
    return try #require(try GcpScenario.load(text).cells[0].scenario.gcpKms("gcp-main")?.preset)
  }

  @Test("each has the limits of its time, as the service knows them", arguments: names)
  func quotas(_ name: String) throws {
    let preset = try preset(name)
    #expect(preset.header.name == name)
    #expect(preset.regime == (name == "gcp-kms@2026-02" ? .soft2026 : .hard2025))
    #expect(preset.quotaRates == GcpQuota.documentedDefaults(preset.regime))
    #expect(preset.quotas.first?.origin.isGuess == false && preset.quotas.last?.origin.isGuess == true)
    let scenario = try GcpScenario.load(GcpScenario.text.replacing("gcp-kms@2026-02", with: name)).cells[0].scenario
    let service = try #require(scenario.gcpKms("gcp-main")).configuration.service
    #expect(service.regime == preset.regime && service.quotas == preset.quotaRates)
    #expect(service.delays.importJob == .logNormal(p50: .seconds(1), p99: .seconds(10), max: nil))
  }

  @Test("the one before February 2026 differs in name, date and limits only")
  func older() throws {
    var (older, newer) = (try preset(Self.names[0]), try preset(Self.names[1]))
    #expect(older.header.date == "2025-03-17" && newer.header.date == "2026-02-16")
    older.header = newer.header
    older.regime = newer.regime
    older.quotas = newer.quotas
    older.backgroundLoad = newer.backgroundLoad
    #expect("\(older)" == "\(newer)")
  }

  /// Every method with every key that it works on.
  private func uses() -> [(GcpMethod, GcpAlgorithm?, GcpProtectionLevel?)] {
    var uses: [(GcpMethod, GcpAlgorithm?, GcpProtectionLevel?)] = []
    for method in GcpMethod.allCases {
      let purposes: [GcpPurpose]
      switch method {
      case .asymmetricSign: purposes = [.asymmetricSign]
      case .asymmetricDecrypt: purposes = [.asymmetricDecrypt]
      case .getPublicKey: purposes = [.asymmetricSign, .asymmetricDecrypt]
      case .encrypt, .decrypt: purposes = [.encryptDecrypt]
      case .rawEncrypt, .rawDecrypt: purposes = [.rawEncryptDecrypt]
      case .macSign, .macVerify: purposes = [.mac]
      case .createCryptoKey, .createCryptoKeyVersion, .importCryptoKeyVersion: purposes = GcpPurpose.allCases
      default:
        uses.append((method, nil, nil))
        continue
      }
      for algorithm in GcpAlgorithm.allCases where algorithm.isModelled && purposes.contains(algorithm.purpose) {
        for level in [GcpProtectionLevel.software, .hsm] where algorithm.exists(at: level) {
          uses.append((method, algorithm, level))
        }
      }
    }
    return uses
  }

  @Test("there is a time and a price for every operation with every key that it works on", arguments: names)
  func complete(_ name: String) throws {
    let preset = try preset(name)
    let table = preset.latencyTable
    for (method, algorithm, level) in uses() {
      #expect(
        table.distribution(for: method, algorithm: algorithm, level: level) != .constant(.zero),
        "\(method) \(algorithm?.rawValue ?? "") \(level?.rawValue ?? "")")
      #expect(
        preset.prices.per10000(method, algorithm: algorithm, level: level) != nil,
        "\(method) \(algorithm?.rawValue ?? "") \(level?.rawValue ?? "")")
    }
    for algorithm in GcpAlgorithm.allCases {
      for level in GcpProtectionLevel.allCases where level != .hsmSingleTenant {
        #expect(preset.prices.versionMonths(1, algorithm: algorithm, level: level) != nil)
      }
    }
  }

  @Test("times and prices are those of the reference, by protection level")
  func figures() throws {
    let preset = try preset("gcp-kms@2026-02")
    func time(_ method: GcpMethod, _ algorithm: GcpAlgorithm, _ level: GcpProtectionLevel) -> Distribution {
      preset.latencyTable.distribution(for: method, algorithm: algorithm, level: level)
    }
    func logNormal(_ p50: Int64, _ p99: Int64) -> Distribution {
      .logNormal(p50: .milliseconds(p50), p99: .milliseconds(p99), max: nil)
    }
    #expect(time(.encrypt, .googleSymmetricEncryption, .hsm) == logNormal(12, 80))
    #expect(time(.encrypt, .googleSymmetricEncryption, .software) == logNormal(8, 50))
    #expect(time(.asymmetricSign, .ecSignP256Sha256, .hsm) == logNormal(30, 150))
    #expect(time(.asymmetricSign, .ecSignP384Sha384, .software) == logNormal(15, 80))
    #expect(time(.asymmetricSign, .ecSignEd25519, .hsm) == logNormal(35, 160))
    #expect(time(.asymmetricDecrypt, .rsaDecryptOaep2048Sha256, .hsm) == logNormal(50, 220))
    let prices = preset.prices
    #expect(prices.per10000(.asymmetricSign, algorithm: .ecSignP256Sha256, level: .hsm) == 150_000)
    #expect(prices.per10000(.asymmetricSign, algorithm: .ecSignP256Sha256, level: .software) == 30_000)
    #expect(prices.per10000(.asymmetricDecrypt, algorithm: .rsaDecryptOaep2048Sha256, level: .hsm) == 30_000)
    #expect(prices.per10000(.createCryptoKey, algorithm: .ecSignP256Sha256, level: .hsm) == 0)
    #expect(prices.versionMonths(10, algorithm: .ecSignP256Sha256, level: .software) == 600_000)
    #expect(prices.versionMonths(2_003, algorithm: .ecSignP256Sha256, level: .hsm) == 5_003_000_000)
    #expect(prices.versionMonths(3, algorithm: .rsaDecryptOaep2048Sha256, level: .hsm) == 3_000_000)
    #expect(prices.versionMonths(3, algorithm: .hmacSha256, level: .external) == 9_000_000)
  }

  @Test("a million draws of each time match its quantiles from p10 to p99.9 within one per cent")
  func draws() throws {
    let preset = try preset("gcp-kms@2026-02")
    var distributions = Set(
      uses().map { preset.latencyTable.distribution(for: $0.0, algorithm: $0.1, level: $0.2) })
    distributions.insert(preset.delays.hsmPair)
    distributions.insert(preset.delays.importJob)
    #expect(distributions.count >= 12)
    for distribution in distributions { checkQuantiles(of: distribution) }
  }

  @Test("the permission sets are what the requests of Canton take")
  func permissions() throws {
    let sets = Dictionary(
      uniqueKeysWithValues: try preset("gcp-kms@2026-02").permissions.map { ($0.name, Set($0.permissions)) })
    #expect(sets["canton-external-keys"] == GcpPermissions.canton)
    #expect(sets["canton-envelope"]?.contains(.cryptoKeyVersionsUseToEncrypt) == true)
    #expect(sets["operator-import"]?.contains(.importJobsUseToImport) == true)
  }

  @Test("a vendor's preset is refused where another vendor's belongs")
  func otherVendor() throws {
    let messages = GcpScenario.messages(GcpScenario.text.replacing("gcp-kms@2026-02", with: "aws-kms@2026-01"))
    #expect(
      messages.first?.error
        == #"kms.gcp-main.preset: aws-kms@2026-01 is a preset of vendor "aws" (expected one of vendor "gcp")"#)
    let folder = try TestFolder()
    try folder.write(TestScenario.changed("aws-kms@2026-01", "gcp-kms@2026-02"))
    #expect(
      folder.messages().contains {
        $0.contains(#"gcp-kms@2026-02 is a preset of vendor "gcp" (expected one of vendor "aws")"#)
      })
  }
}
