import Configuration
import KMS
import Kernel

extension GcpPreset {
  /// Reads a preset.
  package init?(_ reader: Reader) {
    guard let found = reader.object({ GcpPreset.read($0) }) ?? nil else { return nil }
    self = found
  }

  private static func read(_ object: ObjectReader) -> GcpPreset? {
    let header = PresetHeader(object)
    _ = object.required("vendor")?.choice(of: [KmsVendor.gcp.rawValue])
    let regime = object.required("regime")?.choice(GcpQuotaRegime.self)
    let load = object.optional("background-load").flatMap { $0.object { GcpPreset.backgroundLoad($0) } ?? nil } ?? .zero
    let quotas = object.required("quotas")?.entries().compactMap { quota($0, regime) } ?? []
    let latency = object.required("latency")?.elements().compactMap { $0.object { GcpPreset.latency($0) } ?? nil } ?? []
    let delays = object.required("background").flatMap { $0.object { GcpPreset.delays($0) } ?? nil }
    let throttled = KmsPreset.sourcedDistribution(object.required("throttled-latency"))
    let roundTrip = KmsPreset.sourcedDistribution(object.required("round-trip"))
    let setup = KmsPreset.sourcedDistribution(object.required("connection-setup"))
    let prices = object.required("prices").flatMap { $0.object { GcpPreset.prices($0) } }
    let permissions = object.required("permissions")?.entries().compactMap { permissionSet($0) } ?? []
    guard let header, let regime, let delays, let throttled, let roundTrip, let setup, let prices else { return nil }
    return GcpPreset(
      header: header, regime: regime, backgroundLoad: load, quotas: quotas, latency: latency, delays: delays,
      throttledLatency: throttled, roundTrip: roundTrip, connectionSetup: setup, prices: prices,
      permissions: permissions)
  }

  private static func backgroundLoad(_ object: ObjectReader) -> Ratio? {
    let share = object.required("share").flatMap(GcpWords.share)
    guard Figure<Ratio>.origin(object) != nil else { return nil }
    return share
  }

  private static func quota(_ entry: Reader.Entry, _ regime: GcpQuotaRegime?) -> Quota? {
    guard let quota = GcpWords.quota(entry, regime) else { return nil }
    return entry.reader.object { object -> Quota? in
      let rate = object.required("per-minute").flatMap(GcpWords.rate)
      guard let origin = Figure<QuotaRate>.origin(object), let rate else { return nil }
      return Quota(quota: quota, rate: rate, origin: origin)
    } ?? nil
  }

  private static func keys(_ object: ObjectReader) -> Keys {
    Keys(
      algorithms: object.optional("algorithms")?.elements().compactMap { $0.choice(GcpAlgorithm.self) } ?? [],
      levels: object.optional("protection-levels")?.elements().compactMap { $0.choice(GcpProtectionLevel.self) } ?? [])
  }

  private static func methods(_ object: ObjectReader) -> [GcpMethod] {
    object.required("operations")?.elements().compactMap(GcpWords.method) ?? []
  }

  private static func latency(_ object: ObjectReader) -> Latency? {
    let methods = methods(object)
    let keys = keys(object)
    let time = object.required("time").flatMap { DistributionReader.read($0) }
    guard let origin = Figure<Distribution>.origin(object), let time else { return nil }
    return Latency(methods: methods, keys: keys, time: time, origin: origin)
  }

  private static func delays(_ object: ObjectReader) -> GcpDelays? {
    let software = KmsPreset.sourcedDistribution(object.required("key-pair-software"))
    let hsm = KmsPreset.sourcedDistribution(object.required("key-pair-hsm"))
    let importing = KmsPreset.sourcedDistribution(object.required("import"))
    let job = KmsPreset.sourcedDistribution(object.required("import-job"))
    guard let software, let hsm, let importing, let job else { return nil }
    return GcpDelays(softwarePair: software, hsmPair: hsm, importing: importing, importJob: job)
  }

  private static func prices(_ object: ObjectReader) -> Prices {
    _ = object.required("currency")?.choice(of: ["USD"])
    let versions =
      object.required("version-month")?.elements().compactMap { reader in
        reader.object { row -> VersionPrice? in
          let keys = keys(row)
          let price = row.required("price").flatMap(KmsPreset.millionths)
          let first = row.optional("first")?.count(in: 1...1_000_000).map(UInt64.init)
          let beyond = row.optional("price-beyond").flatMap(KmsPreset.millionths)
          guard let origin = Figure<UInt64>.origin(row), let price else { return nil }
          return VersionPrice(keys: keys, price: price, first: first, beyond: beyond, origin: origin)
        } ?? nil
      } ?? []
    let requests =
      object.required("requests")?.elements().compactMap { reader in
        reader.object { row -> RequestPrice? in
          let methods = methods(row)
          let keys = keys(row)
          let per10000 = row.required("price-per-10000").flatMap(KmsPreset.millionths)
          guard let origin = Figure<UInt64>.origin(row), let per10000 else { return nil }
          return RequestPrice(methods: methods, keys: keys, per10000: per10000, origin: origin)
        } ?? nil
      } ?? []
    return Prices(versions: versions, requests: requests)
  }

  private static func permissionSet(_ entry: Reader.Entry) -> PermissionSet? {
    entry.reader.object { object -> PermissionSet? in
      let permissions = object.required("allow")?.elements().compactMap(GcpWords.permission) ?? []
      guard let origin = Figure<GcpPermission>.origin(object) else { return nil }
      return PermissionSet(name: entry.key, permissions: permissions, origin: origin)
    } ?? nil
  }
}

/// Reads Google's words.
package enum GcpWords {
  /// `AsymmetricSign`.
  package static func method(_ reader: Reader) -> GcpMethod? { reader.choice(GcpMethod.self) }

  /// `cloudkms.cryptoKeyVersions.useToSign`.
  package static func permission(_ reader: Reader) -> GcpPermission? { reader.choice(GcpPermission.self) }

  /// Requests per minute, whole.
  package static func rate(_ reader: Reader) -> QuotaRate? {
    reader.count(in: 1...100_000_000).map { .perMinute(UInt64($0)) }
  }

  /// A share from 0 to 1.
  package static func share(_ reader: Reader) -> Ratio? {
    reader.number(from: Number(0), to: Number(1)).map {
      Ratio(numerator: $0.fraction.numerator, denominator: $0.fraction.denominator)
    }
  }

  /// The quota of a regime that an entry's key names; reported when there is none.
  package static func quota(_ entry: Reader.Entry, _ regime: GcpQuotaRegime?) -> GcpQuota? {
    let known = GcpQuota.allCases.filter { regime == nil || $0.regime == regime }
    if let found = known.first(where: { $0.rawValue == entry.key }) { return found }
    entry.reader.diagnostics.report(
      "unknown quota \"\(entry.key)\"", at: entry.keyRange, path: entry.reader.path,
      expected: regime.map { _ in Reader.oneOf(known.map(\.rawValue)) },
      suggestion: Nearest.word(to: entry.key, among: known.map(\.rawValue)))
    return nil
  }
}
