import Configuration
import KMS
import Kernel
import Keys

/// Reads the key `canton`: a Canton configuration under Canton's own names. Keys that Canton has and the simulation does
/// not use are accepted with a warning, so that a real configuration can be pasted; anything else is a mistake.
struct CantonReader {
  let context: ScenarioContext

  private static let otherTopKeys = ["monitoring", "parameters", "remote-participants", "remote-sequencers"]
  private static let otherNodeKeys = [
    "admin-api", "ledger-api", "http-ledger-api", "public-api", "storage", "monitoring", "parameters", "replication",
    "topology", "time-tracker", "sequencer", "mediator", "health", "features", "alpha-dynamic", "ledger-api-server",
  ]

  /// Reads all nodes and the features.
  func read(_ reader: Reader) -> (nodes: [Scenario.Node], features: Scenario.Features)? {
    reader.object { object in
      var nodes: [Scenario.Node] = []
      for kind in NodeKind.allCases {
        for entry in object.optional(kind.section)?.entries() ?? [] {
          guard Names.check(entry, kind: "node", Names.isNode, Names.nodeExpected) else { continue }
          if let other = context.nodes.first(where: { $0.name == entry.key }) {
            entry.reader.report("a \(other.kind.rawValue) is called \"\(entry.key)\" too")
            continue
          }
          context.nodes.append((entry.key, kind))
          if let node = node(entry, kind) { nodes.append(node) }
        }
      }
      let features =
        object.optional("features")?.object { features in
          Scenario.Features(
            previewCommands: features.optional("enable-preview-commands").flatMap(flag) ?? false,
            repairCommands: features.optional("enable-repair-commands").flatMap(flag) ?? false)
        } ?? Scenario.Features()
      ignore(object, CantonReader.otherTopKeys)
      return (nodes, features)
    }
  }

  private func node(_ entry: Reader.Entry, _ kind: NodeKind) -> Scenario.Node? {
    entry.reader.object { object in
      let initialization =
        object.optional("init").flatMap { $0.object(self.initialization) } ?? Scenario.Initialization()
      let crypto = object.optional("crypto").flatMap { CryptoReader().read($0) } ?? Scenario.Crypto()
      let caching = object.optional("caching").flatMap { $0.object(self.caching) } ?? Scenario.Caching()
      let client = object.optional("sequencer-client").flatMap { $0.object(self.client) } ?? Scenario.SequencerClient()
      ignore(object, CantonReader.otherNodeKeys)
      return Scenario.Node(
        name: entry.key, kind: kind, initialization: initialization, crypto: crypto, caching: caching,
        sequencerClient: client, binding: Scenario.Binding(kms: nil, principal: entry.key), range: entry.keyRange)
    }
  }

  private func ignore(_ object: ObjectReader, _ keys: [String]) {
    for key in keys where object.has(key) {
      object.optional(key)?.report("has no effect on the simulation", severity: .warning)
    }
    for key in keys where !object.has(key) { _ = object.optional(key) }
  }

  private func initialization(_ object: ObjectReader) -> Scenario.Initialization {
    var result = Scenario.Initialization()
    object.optional("identity")?.object { identity in
      result.identity =
        identity.required("type")?.choice(
          Scenario.Initialization.Identity.self, later: ["external": "comes with a later release"]) ?? .auto
    }
    result.generateTopologyTransactionsAndKeys =
      object.optional("generate-topology-transactions-and-keys").flatMap(flag) ?? true
    result.generateIntermediateKey = object.optional("generate-intermediate-key").flatMap(flag) ?? false
    return result
  }

  private func caching(_ object: ObjectReader) -> Scenario.Caching {
    var result = Scenario.Caching()
    object.optional("session-encryption-key-cache")?.object { cache in
      result.sessionEncryptionKeys = cache.optional("enabled").flatMap(flag) ?? true
      self.cache(cache.optional("sender-cache"), "expire-after-timeout", &result.sender)
      self.cache(cache.optional("receiver-cache"), "expire-after-timeout", &result.receiver)
    }
    cache(object.optional("kms-metadata-cache"), "expire-after-access", &result.kmsMetadata)
    return result
  }

  private func cache(_ reader: Reader?, _ expiry: String, _ cache: inout Scenario.Cache) {
    var found = cache
    reader?.object { object in
      found.maximumSize = object.optional("maximum-size")?.count(in: 1...100_000_000) ?? found.maximumSize
      found.expiry = object.optional(expiry)?.span() ?? found.expiry
    }
    cache = found
  }

  private func client(_ object: ObjectReader) -> Scenario.SequencerClient {
    var result = Scenario.SequencerClient()
    result.acknowledgementInterval =
      object.optional("acknowledgement-interval")?.span() ?? result.acknowledgementInterval
    result.defaultMaxSequencingTimeOffset =
      object.optional("default-max-sequencing-time-offset")?.span() ?? result.defaultMaxSequencingTimeOffset
    return result
  }

  private func flag(_ reader: Reader) -> Bool? { CryptoReader.flag(reader) }
}

/// Reads `crypto` of a node.
struct CryptoReader {
  private static let laterTypes = ["driver": "comes with a later release; this one has aws and gcp"]

  /// A boolean; HOCON's `yes` and `no` count as one when pasted as strings.
  static func flag(_ reader: Reader) -> Bool? {
    switch reader.value.string {
    case "yes", "true": true
    case "no", "false": false
    default: reader.bool()
    }
  }

  func read(_ reader: Reader) -> Scenario.Crypto? {
    reader.object { object in
      var crypto = Scenario.Crypto()
      let provider = object.optional("provider")?.choice(
        of: [ProviderName.jce.rawValue, ProviderName.kms.rawValue],
        later: ["tink": "belongs to the 2.x line, which comes with a later release"])
      crypto.provider = provider.flatMap { ProviderName(rawValue: $0) } ?? .jce
      crypto.kms = object.optional("kms").flatMap { $0.object(client) }
      crypto.signing = object.optional("signing").flatMap { schemes($0) } ?? .init()
      crypto.encryption = object.optional("encryption").flatMap { schemes($0) } ?? .init()
      crypto.privateKeyStore = object.optional("private-key-store").flatMap(privateKeyStore)
      crypto.sessionSigningKeys = object.optional("session-signing-keys").flatMap(sessionSigningKeys)
      for key in ["parallelism", "hash", "symmetric", "pbkdf"] where object.has(key) {
        object.optional(key)?.report("has no effect on the simulation", severity: .warning)
      }
      check(crypto, object)
      return crypto
    }
  }

  private func check(_ crypto: Scenario.Crypto, _ object: ObjectReader) {
    if crypto.provider == .kms {
      if crypto.kms == nil, !object.has("kms") {
        object.reader.report("provider \"kms\" needs the key \"kms\"", expected: "for instance { \"type\": \"aws\" }")
      }
      if crypto.privateKeyStore != nil {
        object.optional("private-key-store")?.report("provider \"kms\" has no private key store to encrypt")
      }
    } else if crypto.privateKeyStore != nil, crypto.kms == nil, !object.has("kms") {
      object.reader.report("an encrypted private key store needs the key \"kms\"")
    }
  }

  private func client(_ object: ObjectReader) -> Scenario.KmsClientSettings {
    var settings = Scenario.KmsClientSettings()
    settings.vendor = object.required("type")?.choice(KmsVendor.self, later: CryptoReader.laterTypes) ?? .aws
    if settings.vendor == .gcp {
      settings.projectID = object.required("project-id")?.word()
      settings.locationID = object.required("location-id")?.word()
      settings.keyRingID = object.required("key-ring-id")?.word()
    } else {
      settings.region = object.optional("region")?.word()
    }
    settings.auditLogging = object.optional("audit-logging").flatMap(CryptoReader.flag) ?? false
    if settings.vendor == .aws, let multiRegion = object.optional("multi-region-key"),
      CryptoReader.flag(multiRegion) == true
    {
      multiRegion.report("multi-Region keys come with a later release", expected: "false")
    }
    if let session = object.optional("session-signing-keys") { _ = sessionSigningKeys(session) }
    object.optional("retries")?.object { retries in
      backoff(retries.optional("failures"), &settings.failures)
      backoff(retries.optional("create-key-check"), &settings.createKeyCheck)
    }
    for key in ["endpoint-override", "disable-ssl-verification"] where object.has(key) {
      object.optional(key)?.report("has no effect on the simulation", severity: .warning)
    }
    return settings
  }

  private func backoff(_ reader: Reader?, _ backoff: inout Scenario.Backoff) {
    var found = backoff
    reader?.object { object in
      found.initialDelay = object.optional("initial-delay")?.span() ?? found.initialDelay
      found.maxDelay = object.optional("max-delay")?.span() ?? found.maxDelay
      found.maxRetries = object.optional("max-retries")?.count(in: 0...Int(Int32.max)) ?? found.maxRetries
    }
    backoff = found
  }

  private func schemes<Algorithm, Key>(_ reader: Reader) -> Scenario.Schemes<Algorithm, Key>?
  where Algorithm: CryptoSpec, Key: CryptoSpec {
    reader.object { object in
      var schemes = Scenario.Schemes<Algorithm, Key>()
      object.optional("algorithms")?.object { algorithms in
        schemes.defaultAlgorithm = algorithms.optional("default")?.choice(Algorithm.self)
        schemes.allowedAlgorithms = algorithms.optional("allowed")?.elements().compactMap { $0.choice(Algorithm.self) }
      }
      object.optional("keys")?.object { keys in
        schemes.defaultKey = keys.optional("default")?.choice(Key.self)
        schemes.allowedKeys = keys.optional("allowed")?.elements().compactMap { $0.choice(Key.self) }
      }
      return schemes
    }
  }

  private func privateKeyStore(_ reader: Reader) -> Scenario.PrivateKeyStore? {
    reader.object { store in
      store.required("encryption").flatMap { encryption in
        encryption.object { object in
          _ = object.required("type")?.choice(of: ["kms"])
          return Scenario.PrivateKeyStore(
            wrapperKeyID: object.optional("wrapper-key-id")?.word(),
            reverted: object.optional("reverted").flatMap(CryptoReader.flag) ?? false)
        }
      }
    } ?? nil
  }

  private func sessionSigningKeys(_ reader: Reader) -> Scenario.SessionSigningKeys? {
    reader.object { object in
      var keys = Scenario.SessionSigningKeys()
      if let enabled = object.optional("enabled"), CryptoReader.flag(enabled) == true {
        enabled.report("session signing keys come with a later release", expected: "false")
      }
      keys.keyValidityDuration = object.optional("key-validity-duration")?.span() ?? keys.keyValidityDuration
      keys.toleranceShiftDuration = object.optional("tolerance-shift-duration")?.span() ?? keys.toleranceShiftDuration
      keys.cutOffDuration = object.optional("cut-off-duration")?.span() ?? keys.cutOffDuration
      keys.keyEvictionPeriod = object.optional("key-eviction-period")?.span() ?? keys.keyEvictionPeriod
      _ = object.optional("signing-algorithm-spec")?.choice(SigningAlgorithmSpec.self)
      _ = object.optional("signing-key-spec")?.choice(SigningKeySpec.self)
      return keys
    }
  }
}
