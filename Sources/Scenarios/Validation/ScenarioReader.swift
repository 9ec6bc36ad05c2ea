import Configuration
import KMS
import Kernel
import Keys
import Presets

/// Reads a scenario without choices: one cell, with everything that it extends merged.
struct ScenarioReader {
  /// What is known and comes later.
  private static let later = [
    ("cost", "comes with a later release"), ("canton-config-files", "comes with a later release"),
    ("canton-line", "comes with a later release"),
  ]

  let context: ScenarioContext

  /// Reads the root object; mistakes are in the context's diagnostics.
  func read(_ reader: Reader) -> Scenario? {
    reader.object(expected: "a scenario, which is an object") { read($0) } ?? nil
  }

  private func read(_ object: ObjectReader) -> Scenario? {
    for (key, reason) in ScenarioReader.later { object.refuse(key, reason) }
    _ = object.optional("$schema")?.string()
    ScenarioReader.checkVersion(object)
    let name = object.required("name")?.name(Names.isScenario, "lower-case letters, digits and \"-\"")
    let about = self.about(object)
    let seeds = object.optional("seeds").flatMap(self.seeds) ?? [1]
    let crypto = object.optional("crypto")?.choice(CryptoMode.self) ?? .real
    let startTime = object.optional("start-time").flatMap(ScenarioReader.startTime) ?? 1_767_225_600
    let duration = object.optional("duration")?.span() ?? .hours(1)
    let version = object.optional("protocol-version").flatMap(NetworkReader.protocolVersion) ?? 35
    context.cell = object.optional("cell").map(self.cell) ?? context.cell
    let timing = self.timing(object)

    // Names first: the order below lets each part check the names that it uses.
    let services = object.optional("kms")?.entries() ?? []
    let gcpKms = services.filter(GcpKmsReader.reads).compactMap { GcpKmsReader(context: context).instance($0) }
    let kms = services.filter { !GcpKmsReader.reads($0) }.compactMap { KmsReader(context: context).instance($0) }
    context.gcpKms = gcpKms
    checkPlaces(kms)
    let canton = object.required("canton").flatMap { CantonReader(context: context).read($0) }
    let network = NetworkReader(context: context)
    let synchronizers =
      object.required("synchronizers")?.entries().compactMap {
        network.synchronizer($0, defaultVersion: version)
      } ?? []
    checkSharedNodes(synchronizers)
    let nodes = bind(canton?.nodes ?? [], object.optional("nodes"), kms)
    let links = object.optional("links")?.entries().compactMap { network.link($0) } ?? []
    let parties = object.optional("parties")?.entries().compactMap { network.party($0) } ?? []

    let steps = object.required("steps").map { StepReader(context: context).read($0) } ?? []
    let procedure = ProcedureReader(context: context)
    let workload = object.optional("workload").map { procedure.workloads($0) } ?? []
    let faults = object.optional("faults").map { procedure.faults($0) } ?? []
    let expectations = ExpectationReader(context: context)
    let expect = object.optional("expect")?.elements().compactMap { expectations.read($0, .end) } ?? []
    let thresholds = object.optional("thresholds").map { expectations.bounds($0) } ?? []
    ReferenceChecker(context: context).check()
    context.checkParties()
    guard let name, let about, let timing, let canton else { return nil }
    return Scenario(
      name: name, about: about, seeds: seeds, crypto: crypto, startTime: startTime, duration: duration, timing: timing,
      links: links, features: canton.features, synchronizers: synchronizers, kms: kms, gcpKms: gcpKms, nodes: nodes,
      parties: parties,
      workload: workload, steps: steps, faults: faults, expect: expect, thresholds: thresholds, cell: context.cell)
  }

  /// The version must be 1.
  static func checkVersion(_ object: ObjectReader) {
    guard let reader = object.required("version", expected: "1") else { return }
    guard let version = reader.integer(), version != 1 else { return }
    reader.report(version > 1 ? "format \(version) is newer than this program" : "is \(version)", expected: "1")
  }

  private func about(_ object: ObjectReader) -> String? {
    if let description = object.optional("description") {
      object.refuse("about", "says the same as \"description\"")
      return description.word(expected: "a sentence that says what the scenario is for")
    }
    return object.required("about", expected: "a sentence that says what the scenario is for")?.word()
  }

  private func seeds(_ reader: Reader) -> [UInt64]? {
    if case .array = reader.value.content {
      var seen: Set<UInt64> = []
      return reader.elements(atLeast: 1).compactMap { element in
        guard let seed = element.unsigned() else { return nil }
        if !seen.insert(seed).inserted { element.report("seed \(seed) stands here twice") }
        return seed
      }
    }
    return reader.object(expected: "a list of seeds, or an object with \"from\" and \"count\"") { object -> [UInt64]? in
      let from = object.required("from")?.unsigned()
      let count = object.required("count")?.count(in: 1...1_000_000)
      guard let from, let count else { return nil }
      guard !from.addingReportingOverflow(UInt64(count)).overflow else {
        object.reader.report("the last seed does not fit", expected: "seeds below 2^64")
        return nil
      }
      return (0..<UInt64(count)).map { from + $0 }
    } ?? nil
  }

  private func cell(_ reader: Reader) -> [Scenario.AxisValue] {
    reader.entries().compactMap { entry in
      entry.reader.word().map { Scenario.AxisValue(axis: entry.key, value: $0) }
    }
  }

  /// The preset's name, or an object with `preset` and figures that differ from it.
  private func timing(_ object: ObjectReader) -> TimingPreset? {
    guard let reader = object.required("timing", expected: "a preset such as \"timing@2026-11\"") else { return nil }
    var value: Reader?
    if case .object(let members) = reader.value.content {
      if let preset = members.first(where: { $0.key == "preset" }) {
        value = context.presets.value(
          Reader(preset.value, path: reader.path.key("preset"), diagnostics: context.diagnostics))
        let patch = Value(.object(members.filter { $0.key != "preset" }), range: reader.range)
        let merge = Merge(wholes: DistributionReader.kinds, diagnostics: context.diagnostics)
        value = value.map {
          Reader(merge.apply(patch, to: $0.value), path: reader.path, diagnostics: context.diagnostics)
        }
      } else {
        value = Reader(reader.value, path: reader.path, diagnostics: context.diagnostics)
      }
    } else {
      value = context.presets.value(reader)
    }
    guard let value else { return nil }
    context.usedPresets.append((["timing"], value.value.json))
    return TimingPreset(value)
  }

  private func bind(
    _ nodes: [Scenario.Node], _ reader: Reader?, _ instances: [Scenario.KmsInstance]
  ) -> [Scenario.Node] {
    let entries = reader?.entries() ?? []
    for entry in entries where !context.nodeNames().contains(entry.key) {
      context.diagnostics.report(
        "unknown node \"\(entry.key)\"", at: entry.keyRange, path: entry.reader.path,
        suggestion: Nearest.word(to: entry.key, among: context.nodeNames()))
    }
    return nodes.map { node in
      var node = node
      NetworkReader(context: context).bind(&node, entries.first { $0.key == node.name }, instances)
      return node
    }
  }

  /// An account has one KMS in a Region: keys and quotas are its own.
  private func checkPlaces(_ instances: [Scenario.KmsInstance]) {
    for (position, instance) in instances.enumerated() {
      let place = (instance.configuration.account, instance.configuration.region)
      guard
        let other = instances.prefix(position).first(where: {
          ($0.configuration.account, $0.configuration.region) == place
        })
      else { continue }
      context.diagnostics.report(
        "account \(place.0) has \"\(other.name)\" in \(place.1) already", at: instance.range,
        path: Path([.key("kms"), .key(instance.name)]), expected: "another account or Region")
    }
  }

  private func checkSharedNodes(_ synchronizers: [Scenario.Synchronizer]) {
    for (position, synchronizer) in synchronizers.enumerated() {
      for earlier in synchronizers.prefix(position) {
        let shared =
          synchronizer.sequencer == earlier.sequencer
          ? synchronizer.sequencer : (synchronizer.mediator == earlier.mediator ? synchronizer.mediator : nil)
        guard let shared else { continue }
        context.diagnostics.report(
          "\(shared) serves \(earlier.alias) too", at: synchronizer.range,
          path: Path([.key("synchronizers"), .key(synchronizer.alias)]), expected: "a node for each synchronizer")
      }
    }
  }

  /// `2026-01-01T00:00:00Z` as seconds since 1970.
  static func startTime(_ reader: Reader) -> Int64? {
    let expected = "a time such as \"2026-01-01T00:00:00Z\", from 1970 to 2199"
    guard let text = reader.string(expected: expected) else { return nil }
    let digits = text.utf8.map { (0x30...0x39).contains($0) ? UInt8(ascii: "0") : $0 }
    let numbers = text.split { !$0.isNumber }.compactMap { Int64($0) }
    guard digits.elementsEqual("0000-00-00T00:00:00Z".utf8), numbers.count == 6 else {
      reader.report("\"\(text)\" is no time", expected: expected)
      return nil
    }
    let (year, month, day) = (numbers[0], numbers[1], numbers[2])
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1970..<2200).contains(year), (1...12).contains(month), (1...lengths[Int(month) - 1]).contains(day),
      numbers[3] < 24, numbers[4] < 60, numbers[5] < 60
    else {
      reader.report("\"\(text)\" is no time", expected: expected)
      return nil
    }
    let leapDays = (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 - 477
    let days = (year - 1970) * 365 + leapDays + lengths.prefix(Int(month) - 1).reduce(0, +) + day - 1
    return days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
  }
}
