import Configuration
import KMS
import Kernel

extension KmsPreset {
  /// Reads a preset.
  package init?(_ reader: Reader) {
    guard let found = reader.object({ KmsPreset.read($0) }) ?? nil else { return nil }
    self = found
  }

  private static func read(_ object: ObjectReader) -> KmsPreset? {
    let header = PresetHeader(object)
    let vendor = object.required("vendor")?.choice(KmsVendor.self, later: KmsWords.laterVendors)
    let quotas = object.required("quotas")?.entries().compactMap { KmsPreset.quota($0) } ?? []
    let latency = object.required("latency")?.elements().compactMap { $0.object { KmsPreset.latency($0) } ?? nil } ?? []
    let throttled = sourcedDistribution(object.required("throttled-latency"))
    let roundTrip = sourcedDistribution(object.required("round-trip"))
    let setup = sourcedDistribution(object.required("connection-setup"))
    let roundTrips =
      object.optional("round-trips")?.elements().compactMap { $0.object { KmsPreset.roundTrip($0) } ?? nil } ?? []
    let prices = object.required("prices").flatMap { $0.object { KmsPreset.prices($0) } ?? nil }
    let permissions = object.required("permissions")?.entries().compactMap { KmsPreset.permissionSet($0) } ?? []
    guard let header, let vendor, let throttled, let roundTrip, let setup, let prices else { return nil }
    return KmsPreset(
      header: header, vendor: vendor, quotas: quotas, latency: latency, throttledLatency: throttled,
      roundTrip: roundTrip, roundTrips: roundTrips, connectionSetup: setup, prices: prices, permissions: permissions)
  }

  private static func roundTrip(_ object: ObjectReader) -> RoundTrip? {
    let regions = object.required("between").map { reader in
      let words = reader.strings()
      if Set(words).count != 2 || words.count != 2 { reader.report("names \(words.count)", expected: "two Regions") }
      return words
    }
    let time = object.required("time").flatMap { DistributionReader.read($0) }
    guard let origin = Figure<Distribution>.origin(object), let regions, regions.count == 2, let time else {
      return nil
    }
    return RoundTrip(regions: regions, time: time, origin: origin)
  }

  private static func quota(_ entry: Reader.Entry) -> Quota? {
    guard KmsWords.isQuota(entry) else { return nil }
    return entry.reader.object { object -> Quota? in
      let rate = object.required("per-second").flatMap(KmsWords.rate)
      let regions =
        object.optional("regions")?.entries().compactMap { region in
          KmsWords.rate(region.reader).map { RegionRate(region: region.key, rate: $0) }
        } ?? []
      guard let origin = Figure<QuotaRate>.origin(object), let rate else { return nil }
      return Quota(name: entry.key, rate: rate, regions: regions, origin: origin)
    } ?? nil
  }

  private static func latency(_ object: ObjectReader) -> Latency? {
    let operations = object.required("operations")?.elements().compactMap(KmsWords.operation) ?? []
    let keySpecs = object.optional("key-specs")?.elements().compactMap { $0.choice(KmsKeySpec.self) } ?? []
    let time = object.required("time").flatMap { DistributionReader.read($0) }
    guard let origin = Figure<Distribution>.origin(object), let time else { return nil }
    return Latency(operations: operations, keySpecs: keySpecs, time: time, origin: origin)
  }

  static func sourcedDistribution(_ reader: Reader?) -> Distribution? {
    guard let reader else { return nil }
    return DistributionReader.read(reader) { _ = Figure<Distribution>.origin($0) }
  }

  private static func prices(_ object: ObjectReader) -> Prices? {
    _ = object.required("currency")?.choice(of: ["USD"])
    let keyMonth = object.required("key-month")?.object { price -> UInt64? in
      _ = Figure<UInt64>.origin(price)
      return price.required("price").flatMap(millionths)
    }
    let requests =
      object.required("requests")?.elements().compactMap { reader in
        reader.object { price -> RequestPrice? in
          let operations = price.required("operations")?.elements().compactMap(KmsWords.operation) ?? []
          let keySpecs = price.optional("key-specs")?.elements().compactMap { $0.choice(KmsKeySpec.self) } ?? []
          let per10000 = price.required("price-per-10000").flatMap(millionths)
          guard let origin = Figure<UInt64>.origin(price), let per10000 else { return nil }
          return RequestPrice(operations: operations, keySpecs: keySpecs, per10000: per10000, origin: origin)
        } ?? nil
      } ?? []
    guard let keyMonth = keyMonth ?? nil else { return nil }
    return Prices(keyMonth: keyMonth, requests: requests)
  }

  static func millionths(_ reader: Reader) -> UInt64? {
    reader.number(from: Number(0))?.scaled(byPowerOfTen: 6)
  }

  private static func permissionSet(_ entry: Reader.Entry) -> PermissionSet? {
    entry.reader.object { object -> PermissionSet? in
      let operations = object.required("allow")?.elements().compactMap(KmsWords.action) ?? []
      guard let origin = Figure<KmsOperation>.origin(object) else { return nil }
      return PermissionSet(name: entry.key, operations: operations, origin: origin)
    } ?? nil
  }
}

/// Reads the vendor's words.
package enum KmsWords {
  package static let laterVendors = ["driver": "comes with a later release; this one has aws and gcp"]

  /// `Sign`.
  package static func operation(_ reader: Reader) -> KmsOperation? { reader.choice(KmsOperation.self) }

  /// `kms:Sign`.
  package static func action(_ reader: Reader) -> KmsOperation? {
    reader.choice(of: KmsOperation.allCases.map(\.action)).flatMap { word in
      KmsOperation.allCases.first { $0.action == word }
    }
  }

  /// Requests per second, in steps of a thousandth.
  package static func rate(_ reader: Reader) -> QuotaRate? {
    guard let number = reader.number(above: Number(0)) else { return nil }
    guard number.scale <= 3, let thousandths = number.scaled(byPowerOfTen: 3), thousandths <= 10_000_000_000 else {
      reader.report("is \(number)", expected: "requests per second, in steps of 0.001, up to 10 million")
      return nil
    }
    return QuotaRate(perThousandSeconds: thousandths)
  }

  /// Whether the entry's key is a quota of the vendor; reported when it is not.
  package static func isQuota(_ entry: Reader.Entry) -> Bool {
    let names = AwsQuota.allCases.map(\.rawValue)
    if names.contains(entry.key) { return true }
    entry.reader.diagnostics.report(
      "unknown quota \"\(entry.key)\"", at: entry.keyRange, path: entry.reader.path,
      suggestion: Nearest.word(to: entry.key, among: names))
    return false
  }
}
