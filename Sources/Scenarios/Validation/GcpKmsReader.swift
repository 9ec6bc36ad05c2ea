import Configuration
import KMS
import Kernel
import Presets

/// Reads the instances of the key `kms` that are of vendor `gcp`.
struct GcpKmsReader {
  let context: ScenarioContext

  /// Whether an entry is Google's; everything else is AWS's reader's business, mistakes in the vendor too.
  static func reads(_ entry: Reader.Entry) -> Bool { entry.reader.value["vendor"]?.string == KmsVendor.gcp.rawValue }

  /// Reads one instance.
  func instance(_ entry: Reader.Entry) -> Scenario.GcpKmsInstance? {
    guard Names.check(entry, kind: "KMS", Names.isWord, Names.wordExpected) else { return nil }
    return entry.reader.object { instance($0, named: entry.key) } ?? nil
  }

  private func instance(_ object: ObjectReader, named name: String) -> Scenario.GcpKmsInstance? {
    _ = object.required("vendor")?.choice(of: [KmsVendor.gcp.rawValue])
    object.refuse("account", "belongs to vendor \"aws\"; Google's is \"project\"")
    object.refuse("region", "belongs to vendor \"aws\"; Google's is \"location\"")
    let project = object.required("project").flatMap { id($0, "a project id") }
    let location = object.required("location").flatMap { id($0, "a location such as \"europe-west6\"") }
    let keyRing = object.required("key-ring").flatMap { id($0, "a key ring's id") }
    let preset = object.optional("preset").flatMap { self.preset($0, instance: name) }
    let regime = object.optional("regime")?.choice(GcpQuotaRegime.self) ?? preset?.regime ?? .hard2025
    let quotas = self.quotas(object.optional("quotas"), preset: preset, regime)
    let window = object.optional("quota-window")?.choice(QuotaWindow.self) ?? .tokenBucket
    let otherLoad = object.optional("other-load").map { rates($0, regime) } ?? [:]
    let load = object.optional("background-load").flatMap(GcpWords.share) ?? preset?.backgroundLoad ?? .one
    let latency = self.latency(object.optional("latency"), preset: preset)
    func time(_ key: String, _ preset: Distribution?) -> Distribution {
      object.optional(key).flatMap { DistributionReader.read($0) } ?? preset ?? .constant(.zero)
    }
    var delays = preset?.delays ?? .none
    delays.hsmPair = time("key-pair-generation", delays.hsmPair)
    let throttled = time("throttled-latency", preset?.throttledLatency)
    let roundTrip = time("round-trip", preset?.roundTrip)
    let setup = time("connection-setup", preset?.connectionSetup)
    let principals = object.optional("principals")?.entries().compactMap { self.principal($0, preset: preset) }
    let writesAuditLogs = object.optional("cloud-audit-logs")?.bool() ?? false
    let keys = object.optional("keys")?.entries().compactMap(self.key) ?? []
    context.kms.append((name, keys.map(\.name)))
    context.gcpNames.append(name)
    context.principals = principals.flatMap { found in context.principals.map { $0 + found.map(\.0) } }
    guard let project, let location, let keyRing else { return nil }
    var configuration = GcpInstanceConfiguration(
      service: GcpConfiguration(
        name: name, regime: regime, quotas: quotas, otherLoad: otherLoad, quotaWindow: window, backgroundLoad: load,
        delays: delays),
      project: project, location: location, keyRing: keyRing, latency: latency, throttledLatency: throttled,
      roundTrip: roundTrip, connectionSetup: setup)
    if let principals {
      let allowed = principals.map { (configuration.principal(named: $0.0).member, $0.1) }
      configuration.service.permissions = GcpPermissions(Dictionary(allowed, uniquingKeysWith: { $0.union($1) }))
    }
    return Scenario.GcpKmsInstance(
      configuration: configuration, preset: preset, principals: principals?.map(\.0), keys: keys,
      writesCloudAuditLogs: writesAuditLogs, range: object.range)
  }

  private func id(_ reader: Reader, _ expected: String) -> String? { reader.name(GcpResourceName.isValidID, expected) }

  private func preset(_ reader: Reader, instance: String) -> GcpPreset? {
    guard let value = context.presets.value(reader) else { return nil }
    context.usedPresets.append((["kms", instance, "preset"], value.value.json))
    return VendorPreset(value)?.gcp(namedBy: reader)
  }

  /// `"off"`, or requests per minute over those of the preset.
  private func quotas(_ reader: Reader?, preset: GcpPreset?, _ regime: GcpQuotaRegime) -> [String: QuotaRate] {
    if reader?.value.string == "off" { return [:] }
    let base = preset?.regime == regime ? preset?.quotaRates ?? [:] : [:]
    guard let reader else { return base }
    return base.merging(rates(reader, regime)) { $1 }
  }

  private func rates(_ reader: Reader, _ regime: GcpQuotaRegime) -> [String: QuotaRate] {
    var rates: [String: QuotaRate] = [:]
    for entry in reader.entries(expected: "requests per minute by quota") {
      guard let quota = GcpWords.quota(entry, regime) else { continue }
      rates[quota.rawValue] = GcpWords.rate(entry.reader)
    }
    return rates
  }

  /// `{ "default": …, "AsymmetricSign": …, "AsymmetricSign:EC_SIGN_P256_SHA256": … }` over the preset's times, wherever the
  /// keys live.
  private func latency(_ reader: Reader?, preset: GcpPreset?) -> GcpLatencyTable {
    var table = preset?.latencyTable ?? GcpLatencyTable()
    let entries = reader?.entries() ?? []
    // What is said of a method goes before what is said of its algorithms.
    for entry in entries.filter({ !$0.key.contains(":") }) + entries.filter({ $0.key.contains(":") }) {
      if entry.key == "replay" {
        context.diagnostics.report(
          "\"replay\" reads audit logs of vendor \"aws\" only", at: entry.keyRange, path: entry.reader.path)
        continue
      }
      let time = DistributionReader.read(entry.reader)
      if entry.key == "default" {
        if let time { table.fallback = time }
        continue
      }
      let words = entry.key.split(separator: ":", maxSplits: 1).map(String.init)
      guard let method = words.first.flatMap(GcpMethod.init(rawValue:)) else {
        context.diagnostics.report(
          "unknown operation \"\(entry.key)\"", at: entry.keyRange, path: entry.reader.path,
          expected: "\"default\", an operation, or one with an algorithm as in \"AsymmetricSign:EC_SIGN_P256_SHA256\"",
          suggestion: Nearest.word(to: words.first ?? "", among: GcpMethod.allCases.map(\.rawValue)))
        continue
      }
      guard words.count == 2 else {
        if let time { table.replace(time, for: method) }
        continue
      }
      guard let algorithm = GcpAlgorithm(rawValue: words[1]) else {
        context.diagnostics.report(
          "unknown algorithm \"\(words[1])\"", at: entry.keyRange, path: entry.reader.path,
          suggestion: Nearest.word(to: words[1], among: GcpAlgorithm.allCases.map(\.rawValue)))
        continue
      }
      if let time { table.replace(time, for: method, algorithm: algorithm) }
    }
    return table
  }

  /// `"canton-external-keys"`, or `{ "preset": "…", "allow": ["cloudkms.cryptoKeyVersions.useToSign"], "deny": [] }`.
  private func principal(_ entry: Reader.Entry, preset: GcpPreset?) -> (String, Set<GcpPermission>)? {
    guard Names.check(entry, kind: "principal", Names.isWord, Names.wordExpected) else { return nil }
    if case .string = entry.reader.value.content {
      return (entry.key, permissionSet(entry.reader, preset) ?? [])
    }
    return entry.reader.object(expected: "the name of a permission set, or an object with \"allow\"") { object in
      let base = object.optional("preset").flatMap { permissionSet($0, preset) } ?? []
      let allowed = object.optional("allow")?.elements().compactMap(GcpWords.permission) ?? []
      let denied = object.optional("deny")?.elements().compactMap(GcpWords.permission) ?? []
      return (entry.key, base.union(allowed).subtracting(denied))
    }
  }

  private func permissionSet(_ reader: Reader, _ preset: GcpPreset?) -> Set<GcpPermission>? {
    let sets = preset?.permissions ?? []
    guard let name = reader.reference(to: "permission set", among: sets.map(\.name)) else { return nil }
    return sets.first { $0.name == name }.map { Set($0.permissions) }
  }

  private func key(_ entry: Reader.Entry) -> Scenario.GcpPregeneratedKey? {
    guard Names.check(entry, kind: "key", GcpResourceName.isValidID, "letters, digits, \"-\" and \"_\", at most 63")
    else { return nil }
    return entry.reader.object { object -> Scenario.GcpPregeneratedKey? in
      let algorithm = object.required("algorithm")?.choice(GcpAlgorithm.self)
      let level = object.optional("protection-level")?.choice(of: ["HSM", "SOFTWARE"]) ?? "HSM"
      guard let algorithm, let level = GcpProtectionLevel(rawValue: level) else { return nil }
      guard algorithm.isModelled, algorithm.exists(at: level) else {
        object.reader.report("\(algorithm.rawValue) is not modelled in \(level.rawValue)")
        return nil
      }
      return Scenario.GcpPregeneratedKey(name: entry.key, algorithm: algorithm, level: level)
    } ?? nil
  }

  // MARK: Nodes

  /// Checks what a node says of Google's KMS that it is bound to, or of one that it is not.
  static func check(
    _ node: Scenario.Node, _ instance: Scenario.GcpKmsInstance?, principal: Reader?, in context: ScenarioContext
  ) {
    let path = Path([.key("canton"), .key(node.kind.section), .key(node.name)])
    let client = node.crypto.kms
    if let client, let kms = node.binding.kms, (client.vendor == .gcp) != (instance != nil) {
      context.diagnostics.report(
        "\(node.name) has a KMS client of type \"\(client.vendor.rawValue)\", and \(kms) is of another vendor",
        at: node.range, path: path)
      return
    }
    guard let instance else { return }
    if let principals = instance.principals, !principals.contains(node.binding.principal) {
      context.diagnostics.report(
        "unknown principal \"\(node.binding.principal)\" of \(instance.name)", at: principal?.range ?? node.range,
        path: principal?.path ?? Path([.key("nodes"), .key(node.name)]), expected: Reader.oneOf(principals),
        suggestion: Nearest.word(to: node.binding.principal, among: principals))
    }
    let configuration = instance.configuration
    for (name, said, actual) in [
      ("project", client?.projectID, configuration.project), ("location", client?.locationID, configuration.location),
      ("key ring", client?.keyRingID, configuration.keyRing),
    ] {
      guard let said, said != actual else { continue }
      context.diagnostics.report(
        "\(node.name) calls \(name) \(said), and that of \(instance.name) is \(actual)", at: node.range, path: path)
    }
  }
}
