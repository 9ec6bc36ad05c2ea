import Configuration
import KMS
import Kernel
import Keys
import Presets

/// Reads synchronizers, links, parties, and the harness's part of nodes.
struct NetworkReader {
  let context: ScenarioContext

  // MARK: Synchronizers

  func synchronizer(_ entry: Reader.Entry, defaultVersion: Int) -> Scenario.Synchronizer? {
    guard Names.check(entry, kind: "synchronizer", Names.isWord, Names.wordExpected) else { return nil }
    context.synchronizers.append(entry.key)
    return entry.reader.object { object -> Scenario.Synchronizer? in
      let sequencer = single(object.required("sequencers"), .sequencer)
      let mediator = single(object.required("mediators"), .mediator)
      let version = object.optional("protocol-version").flatMap(NetworkReader.protocolVersion) ?? defaultVersion
      let fixed = object.optional("static-parameters").flatMap { $0.object(staticParameters) } ?? .defaults
      let dynamic = object.optional("dynamic-parameters").flatMap { $0.object(dynamicParameters) } ?? .init()
      guard let sequencer, let mediator else { return nil }
      return Scenario.Synchronizer(
        alias: entry.key, sequencer: sequencer, mediator: mediator, protocolVersion: version,
        staticParameters: fixed, dynamicParameters: dynamic, range: entry.keyRange)
    } ?? nil
  }

  /// Reads a protocol version: 35 is the only one of this release.
  static func protocolVersion(_ reader: Reader) -> Int? {
    guard case .number(let number) = reader.value.content, number.int64 != nil else {
      reader.reportKind(expected: "35")
      return nil
    }
    if number.int64 == 35 { return 35 }
    reader.report(
      number.int64 == 34
        ? "protocol version 34 comes with a later release" : "protocol version \(number) comes later, if ever",
      expected: "35")
    return nil
  }

  private func single(_ reader: Reader?, _ kind: NodeKind) -> String? {
    guard let reader else { return nil }
    let elements = reader.elements(expected: "a list with one \(kind.rawValue)")
    if elements.count > 1 {
      reader.report("several \(kind.section) of one synchronizer come with a later release", expected: "one")
    } else if elements.isEmpty, reader.value.elements != nil {
      reader.report("is empty", expected: "one \(kind.rawValue)")
    }
    return elements.first?.reference(to: kind.rawValue, among: context.nodeNames([kind]))
  }

  private func staticParameters(_ object: ObjectReader) -> Scenario.StaticParameters {
    var parameters = Scenario.StaticParameters.defaults
    if let delay = object.optional("topology-change-delay")?.span() { parameters.topologyChangeDelay = delay }
    func list<Spec: CryptoSpec>(_ object: ObjectReader, _ key: String, _ specs: inout [Spec]) {
      guard let reader = object.optional(key) else { return }
      specs = reader.elements(atLeast: 1).compactMap { $0.choice(Spec.self) }
    }
    list(object, "required-signing-algorithm-specs", &parameters.requiredSigningAlgorithmSpecs)
    list(object, "required-signing-key-specs", &parameters.requiredSigningKeySpecs)
    list(object, "required-encryption-algorithm-specs", &parameters.requiredEncryptionAlgorithmSpecs)
    list(object, "required-encryption-key-specs", &parameters.requiredEncryptionKeySpecs)
    return parameters
  }

  private func dynamicParameters(_ object: ObjectReader) -> Scenario.DynamicParameters {
    var parameters = Scenario.DynamicParameters()
    func span(_ key: String, _ value: inout Span) {
      if let found = object.optional(key)?.span() { value = found }
    }
    /// Canton's bounds of both timeouts are 1 s and 5 min (canton.md 9).
    func timeout(_ key: String, _ value: inout Span) {
      guard let reader = object.optional(key), let found = reader.span() else { return }
      if found < .seconds(1) || found > .minutes(5) {
        reader.report("is \(found)", expected: "Canton's bounds, 1s to 5m")
      }
      value = found
    }
    timeout("confirmation-response-timeout", &parameters.confirmationResponseTimeout)
    timeout("mediator-reaction-timeout", &parameters.mediatorReactionTimeout)
    span("ledger-time-record-time-tolerance", &parameters.ledgerTimeRecordTimeTolerance)
    span("preparation-time-record-time-tolerance", &parameters.preparationTimeRecordTimeTolerance)
    span("mediator-deduplication-timeout", &parameters.mediatorDeduplicationTimeout)
    span("reconciliation-interval", &parameters.reconciliationInterval)
    span("sequencer-aggregate-submission-timeout", &parameters.sequencerAggregateSubmissionTimeout)
    parameters.maxRequestSize =
      object.optional("max-request-size")?.count(in: 1...(1 << 30)) ?? parameters.maxRequestSize
    parameters.confirmationRequestsMaxRate =
      object.optional("confirmation-requests-max-rate")?.count(in: 1...1_000_000_000)
      ?? parameters.confirmationRequestsMaxRate
    return parameters
  }

  // MARK: Links

  func link(_ entry: Reader.Entry) -> Scenario.Link? {
    var ends: Scenario.Link.Ends?
    if entry.key != "default" {
      guard let found = self.ends(entry.key, entry.reader, at: entry.keyRange) else { return nil }
      ends = found
    }
    if case .string = entry.reader.value.content {
      let latency = DistributionReader.read(entry.reader)
      return Scenario.Link(
        ends: ends, latency: latency, loss: .zero, duplication: .zero, ordered: true, range: entry.keyRange)
    }
    return entry.reader.object { object in
      let latency = object.optional("latency").flatMap { DistributionReader.read($0) }
      let loss = object.optional("loss").flatMap(NetworkReader.share) ?? .zero
      let duplication = object.optional("duplication").flatMap(NetworkReader.share) ?? .zero
      let ordered = object.optional("ordered")?.bool() ?? true
      return Scenario.Link(
        ends: ends, latency: latency, loss: loss, duplication: duplication, ordered: ordered, range: entry.keyRange)
    }
  }

  /// `a-b` both ways, `a>b` one way.
  func ends(_ text: String, _ reader: Reader, at range: SourceRange? = nil) -> Scenario.Link.Ends? {
    let separators = text.utf8.filter { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ">") }
    let names = text.split { $0 == "-" || $0 == ">" }.map(String.init)
    guard separators.count == 1, names.count == 2 else {
      context.diagnostics.report(
        "\"\(text)\" is no link", at: range ?? reader.range, path: reader.path,
        expected: "two nodes as in \"participant1-sequencer1\", or \"participant1>sequencer1\" for one way")
      return nil
    }
    for name in names where !context.takesAnyName && !context.nodeNames().contains(name) {
      context.diagnostics.report(
        "unknown node \"\(name)\"", at: range ?? reader.range, path: reader.path,
        suggestion: Nearest.word(to: name, among: context.nodeNames()))
      return nil
    }
    return Scenario.Link.Ends(from: names[0], to: names[1], bothWays: separators.first == UInt8(ascii: "-"))
  }

  /// A share from 0 to 1.
  static func share(_ reader: Reader) -> Ratio? {
    reader.number(from: Number(0), to: Number(1)).map {
      Ratio(numerator: $0.fraction.numerator, denominator: $0.fraction.denominator)
    }
  }

  // MARK: Parties and nodes

  func party(_ entry: Reader.Entry) -> Scenario.Party? {
    guard Names.check(entry, kind: "party", Names.isWord, Names.wordExpected) else { return nil }
    context.parties.append(entry.key)
    return entry.reader.object { object -> Scenario.Party? in
      let participants: [String]
      if let reader = object.optional("participants") {
        participants = reader.elements(atLeast: 1).compactMap(participant)
      } else {
        participants = [object.required("participant").flatMap(participant)].compactMap { $0 }
      }
      let synchronizers =
        object.optional("synchronizers")?.elements().compactMap {
          $0.reference(to: "synchronizer", among: context.synchronizers)
        } ?? []
      return Scenario.Party(
        name: entry.key, participants: participants, synchronizers: synchronizers, range: entry.keyRange)
    } ?? nil
  }

  private func participant(_ reader: Reader) -> String? {
    reader.reference(to: "participant", among: context.nodeNames([.participant]))
  }

  /// A wrapper key is an alias, an ARN, a key id or a pregenerated key that can encrypt.
  private func check(_ wrapper: String, of node: Scenario.Node, _ instance: Scenario.KmsInstance) {
    let isID = wrapper.utf8.count == 36 && wrapper.utf8.count { $0 == UInt8(ascii: "-") } == 4
    if wrapper.hasPrefix("alias/") || wrapper.hasPrefix("arn:") || isID { return }
    let usable = instance.keys.filter { $0.keySpec == .symmetricDefault }.map(\.name)
    if usable.contains(wrapper) { return }
    context.diagnostics.report(
      "unknown wrapper key \"\(wrapper)\" of \(node.name)", at: node.range,
      path: Path([.key("canton"), .key(node.kind.section), .key(node.name)]),
      expected: "a key id, an ARN, an alias, or a pregenerated key with SYMMETRIC_DEFAULT of \(instance.name)",
      suggestion: Nearest.word(to: wrapper, among: usable))
  }

  /// Reads `nodes.<name>` over what a node has by default.
  func bind(_ node: inout Scenario.Node, _ entry: Reader.Entry?, _ instances: [Scenario.KmsInstance]) {
    var binding = node.binding
    var kmsReader: Reader?
    var principalReader: Reader?
    var regionReader: Reader?
    entry?.reader.object { object in
      kmsReader = object.optional("kms")
      binding.kms = kmsReader?.reference(to: "KMS", among: context.kms.map(\.name))
      principalReader = object.optional("principal")
      binding.principal = principalReader?.word() ?? binding.principal
      regionReader = object.optional("region")
      binding.region = regionReader?.name(Names.isWord, "a Region such as \"us-east-1\"")
      binding.auditLogFiles = object.optional("kms-log")?.object(KmsLogReader.read) ?? nil
      binding.autoStart = object.optional("auto-start")?.bool() ?? true
      binding.connect =
        object.optional("connect")?.elements().compactMap {
          $0.reference(to: "synchronizer", among: context.synchronizers)
        } ?? []
      binding.storage = object.optional("storage")?.choice(Scenario.Storage.self) ?? .sqlite
      binding.sdkRetryMode = object.optional("sdk-retry-mode")?.choice(SdkRetryMode.self) ?? .legacy
    }
    if node.crypto.kms != nil, binding.kms == nil, kmsReader == nil {
      // With one KMS in the scenario there is nothing to choose.
      if context.kms.count == 1 {
        binding.kms = context.kms[0].name
      } else {
        context.diagnostics.report(
          "\(node.name) uses a KMS, and the scenario does not say which one", at: node.range,
          path: Path([.key("nodes"), .key(node.name), .key("kms")]),
          expected: context.kms.isEmpty ? "an entry in \"kms\"" : Reader.oneOf(context.kms.map(\.name)))
      }
    }
    node.binding = binding
    GcpKmsReader.check(
      node, context.gcpKms.first { $0.name == binding.kms }, principal: principalReader ?? kmsReader, in: context)
    guard let instance = instances.first(where: { $0.name == binding.kms }) else { return }
    if let wrapper = node.crypto.privateKeyStore?.wrapperKeyID { check(wrapper, of: node, instance) }
    if let principals = instance.principals, !principals.contains(binding.principal) {
      let reader = principalReader ?? kmsReader ?? entry?.reader
      context.diagnostics.report(
        "unknown principal \"\(binding.principal)\" of \(instance.name)", at: reader?.range ?? node.range,
        path: reader?.path ?? Path([.key("nodes"), .key(node.name)]), expected: Reader.oneOf(principals),
        suggestion: Nearest.word(to: binding.principal, among: principals))
    }
    if let region = binding.region, region != instance.configuration.region,
      instance.configuration.roundTrips[region] == nil
    {
      let known = instance.configuration.roundTrips.keys.sorted() + [instance.configuration.region]
      regionReader?.report(
        "no round trip from \(region) to \(instance.name) in \(instance.configuration.region) is known",
        expected: "an entry in \"round-trips\" of the KMS, or \(Reader.oneOf(known))",
        suggestion: Nearest.word(to: region, among: known))
    }
    if let region = node.crypto.kms?.region, region != instance.configuration.region {
      context.diagnostics.report(
        "\(node.name) calls Region \(region), and \(instance.name) is in \(instance.configuration.region)",
        at: node.range, path: Path([.key("canton"), .key(node.kind.section), .key(node.name)]))
    }
  }
}
