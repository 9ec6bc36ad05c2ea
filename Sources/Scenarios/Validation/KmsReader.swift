import Configuration
import KMS
import Kernel
import Presets

/// Reads the instances of the key `kms`.
struct KmsReader {
  let context: ScenarioContext

  /// Reads one instance.
  func instance(_ entry: Reader.Entry) -> Scenario.KmsInstance? {
    guard Names.check(entry, kind: "KMS", Names.isWord, Names.wordExpected) else { return nil }
    return entry.reader.object { instance($0, named: entry.key) } ?? nil
  }

  private func instance(_ object: ObjectReader, named name: String) -> Scenario.KmsInstance? {
    let vendor = object.required("vendor")?.choice(KmsVendor.self, later: KmsWords.laterVendors)
    object.refuse("project", "belongs to vendor \"gcp\"")
    let account = object.required("account", expected: "twelve digits").flatMap(self.account)
    let region = object.required("region")?.name(Names.isWord, "a Region such as \"us-east-1\"")
    let preset = object.optional("preset").flatMap { self.preset($0, instance: name) }
    let quotas = self.quotas(object.optional("quotas"), preset: preset, region: region ?? "")
    let window = object.optional("quota-window")?.choice(QuotaWindow.self) ?? .tokenBucket
    let otherLoad = object.optional("other-load").map(rates) ?? [:]
    let latencyReader = object.optional("latency")
    let latency = self.latency(latencyReader, preset: preset, instance: name, roundTrip: object.has("round-trip"))
    func time(_ key: String, _ preset: Distribution?) -> Distribution {
      object.optional(key).flatMap { DistributionReader.read($0) } ?? preset ?? .constant(.zero)
    }
    let throttled = time("throttled-latency", preset?.throttledLatency)
    let roundTrip = time("round-trip", preset?.roundTrip)
    let setup = time("connection-setup", preset?.connectionSetup)
    let principals = KmsPrincipalReader(preset: preset, account: account ?? "")
    let callers = object.optional("principals")?.entries().compactMap(principals.principal)
    let keys = object.optional("keys")?.entries().compactMap(self.key) ?? []
    let maximumKeys = object.optional("maximum-keys")?.count(in: 1...1_000_000) ?? 100_000
    context.kms.append((name, keys.map(\.name)))
    context.principals = callers.flatMap { found in context.principals.map { $0 + found.map(\.principal.name) } }
    let writesCloudTrail = object.optional("cloudtrail")?.bool() ?? false
    let delays = (
      visibility: time("visibility-delay", nil), rotation: time("rotation-time", nil),
      replication: time("replication-time", nil)
    )
    let roundTrips = self.roundTrips(object.optional("round-trips"), preset: preset, region: region ?? "")
    guard let vendor, let account, let region else { return nil }
    var configuration = KmsInstanceConfiguration(
      name: name, vendor: vendor, account: account, region: region, quotas: quotas, otherLoad: otherLoad,
      quotaWindow: window, permissions: permissions(callers), latency: latency, throttledLatency: throttled,
      roundTrip: roundTrip, connectionSetup: setup, maximumKeys: maximumKeys)
    configuration.visibilityDelay = delays.visibility
    configuration.rotationTime = delays.rotation
    configuration.replicationTime = delays.replication
    configuration.roundTrips = roundTrips
    return Scenario.KmsInstance(
      configuration: configuration, preset: preset, callers: callers, keys: keys, writesCloudTrail: writesCloudTrail,
      range: object.range)
  }

  /// Everything for everybody, unless the scenario says who may call.
  private func permissions(_ callers: [Scenario.KmsCaller]?) -> Permissions {
    guard let callers else { return .unrestricted }
    var permissions = Permissions(
      Dictionary(callers.map { ($0.principal.name, $0.operations) }, uniquingKeysWith: { $0.union($1) }))
    for caller in callers {
      if let policy = caller.policy { permissions.attach(policy, to: caller.principal) }
    }
    return permissions
  }

  /// Times there and back by the Region in which a node is, over those of the preset.
  private func roundTrips(_ reader: Reader?, preset: KmsPreset?, region: String) -> [String: Distribution] {
    var times = preset?.roundTrips(to: region) ?? [:]
    for entry in reader?.entries(expected: "round trips by the Region of a node") ?? [] {
      guard Names.check(entry, kind: "Region", Names.isWord, Names.wordExpected) else { continue }
      times[entry.key] = DistributionReader.read(entry.reader)
    }
    return times
  }

  private func account(_ reader: Reader) -> String? {
    guard let text = reader.string(expected: "twelve digits") else { return nil }
    let isGood = text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    if !isGood { reader.report("\"\(text)\" is no account", expected: "twelve digits") }
    return isGood ? text : nil
  }

  private func preset(_ reader: Reader, instance: String) -> KmsPreset? {
    guard let value = context.presets.value(reader) else { return nil }
    context.usedPresets.append((["kms", instance, "preset"], value.value.json))
    return VendorPreset(value)?.aws(namedBy: reader)
  }

  /// `"off"`, or rates over those of the preset.
  private func quotas(_ reader: Reader?, preset: KmsPreset?, region: String) -> [String: QuotaRate] {
    if reader?.value.string == "off" { return [:] }
    let base = preset?.quotas(in: region) ?? [:]
    guard let reader else { return base }
    return base.merging(rates(reader)) { $1 }
  }

  private func rates(_ reader: Reader) -> [String: QuotaRate] {
    var rates: [String: QuotaRate] = [:]
    for entry in reader.entries(expected: "requests per second by quota") where KmsWords.isQuota(entry) {
      rates[entry.key] = KmsWords.rate(entry.reader)
    }
    return rates
  }

  /// `{ "default": …, "Sign": …, "Sign:ECC_NIST_P256": … }` over the preset's times; `"replay"` names an audit log whose
  /// times stand below the others.
  private func latency(
    _ reader: Reader?, preset: KmsPreset?, instance: String, roundTrip: Bool
  ) -> LatencyTable {
    var table = preset?.latencyTable ?? LatencyTable()
    var entries = reader?.entries() ?? []
    if let place = entries.firstIndex(where: { $0.key == "replay" }) {
      let replay = entries.remove(at: place)
      LatencyReplay(context: context).read(replay.reader, into: &table, instance: instance, roundTrip: roundTrip)
    }
    for entry in entries {
      let time = DistributionReader.read(entry.reader)
      if entry.key == "default" {
        if let time { table.fallback = time }
        continue
      }
      let words = entry.key.split(separator: ":", maxSplits: 1).map(String.init)
      guard let first = words.first, let operation = KmsOperation(rawValue: first) else {
        let names = KmsOperation.allCases.map(\.rawValue)
        context.diagnostics.report(
          "unknown operation \"\(entry.key)\"", at: entry.keyRange, path: entry.reader.path,
          expected: "\"default\", an operation, or one with a key spec as in \"Sign:ECC_NIST_P256\"",
          suggestion: Nearest.word(to: words.first ?? "", among: names))
        continue
      }
      guard let time else { continue }
      guard words.count == 2 else {
        // An operation's time holds for all key specs, those that the preset tells apart too.
        table.set(time, for: operation)
        for spec in KmsKeySpec.allCases { table.set(time, for: operation, keySpec: spec) }
        for other in entries where other.key.hasPrefix(first + ":") {
          guard let spec = KmsKeySpec(rawValue: String(other.key.dropFirst(first.count + 1))) else { continue }
          if let time = DistributionReader.read(other.reader) { table.set(time, for: operation, keySpec: spec) }
        }
        continue
      }
      guard let spec = KmsKeySpec(rawValue: words[1]) else {
        context.diagnostics.report(
          "unknown key spec \"\(words[1])\"", at: entry.keyRange, path: entry.reader.path,
          suggestion: Nearest.word(to: words[1], among: KmsKeySpec.allCases.map(\.rawValue)))
        continue
      }
      table.set(time, for: operation, keySpec: spec)
    }
    return table
  }

  private func key(_ entry: Reader.Entry) -> Scenario.PregeneratedKey? {
    guard Names.check(entry, kind: "key", Names.isWord, Names.wordExpected) else { return nil }
    return entry.reader.object { object -> Scenario.PregeneratedKey? in
      let provided = KmsKeySpec.allCases.filter(\.isProvided).map(\.rawValue)
      let spec = object.required("key-spec")?.choice(of: provided).flatMap(KmsKeySpec.init(rawValue:))
      let usageReader = object.required("key-usage")
      guard let spec, let usage = usageReader?.choice(KmsKeyUsage.self) else { return nil }
      guard spec.usages.contains(usage) else {
        usageReader?.report(
          "\(usage.rawValue) does not go with \(spec.rawValue)", expected: Reader.oneOf(spec.usages.map(\.rawValue)))
        return nil
      }
      var key = Scenario.PregeneratedKey(name: entry.key, keySpec: spec, keyUsage: usage)
      key.isMultiRegion = object.optional("multi-region")?.bool() ?? false
      key.policy = object.optional("policy").flatMap { PolicyReader.policy($0, kind: .key) }
      return key
    } ?? nil
  }
}
