import Configuration
import Kernel
import Results

/// Reads workloads and faults.
struct ProcedureReader {
  let context: ScenarioContext

  // MARK: Workloads

  func workloads(_ reader: Reader) -> [Scenario.Workload] {
    var ids: Set<String> = []
    return reader.elements(expected: "a list of workloads").compactMap { element in
      element.object { workload($0, &ids) } ?? nil
    }
  }

  private func workload(_ object: ObjectReader, _ ids: inout Set<String>) -> Scenario.Workload? {
    let id = uniqueID(object, &ids)
    let from = object.optional("from")?.span() ?? .zero
    let untilReader = object.optional("until")
    let until = untilReader?.span()
    if let until, until <= from { untilReader?.report("is not after \"from\"") }
    let model = self.model(object)
    let template = object.required("template").flatMap(self.template)
    let partiesReader = object.required("parties")
    let parties = partiesReader?.strings() ?? []
    for reader in partiesReader?.value.elements == nil ? [] : partiesReader?.elements() ?? [] {
      if let name = reader.value.string { context.noteParty(name, reader) }
    }
    if let template, let partiesReader, partiesReader.value.elements != nil, !template.parties.contains(parties.count) {
      partiesReader.report(
        "\"\(template.name)\" does not go with \(parties.count) parties",
        expected: template.parties.lowerBound == template.parties.upperBound
          ? "\(template.parties.lowerBound)" : "\(template.parties.lowerBound) to \(template.parties.upperBound)")
    }
    let batch = object.optional("batch")?.count(in: 1...100_000) ?? 1
    let maxCommands = object.optional("max-commands")?.count(in: 1...1_000_000_000)
    guard let id, let model, let template else { return nil }
    return Scenario.Workload(
      id: id, from: from, until: until, model: model, parties: parties, template: template.name, batch: batch,
      maxCommands: maxCommands, range: object.range)
  }

  private func template(_ reader: Reader) -> WorkloadDefinition? {
    let definitions = context.vocabulary.workloads
    guard let name = reader.reference(to: "template", among: definitions.map(\.name)) else { return nil }
    return definitions.first { $0.name == name }
  }

  private func model(_ object: ObjectReader) -> Scenario.Workload.Model? {
    let kind = object.optional("model")
    switch kind == nil ? "open" : kind?.choice(of: ["open", "closed"]) {
    case "open":
      for key in ["clients", "think-time"] { object.refuse(key, "belongs to the model \"closed\"") }
      let arrivals = object.optional("arrivals")?.choice(Scenario.Workload.Arrivals.self) ?? .poisson
      return object.required("rate", expected: "commands per second").flatMap(rate).map {
        .open(rate: $0, arrivals: arrivals)
      }
    case "closed":
      for key in ["rate", "arrivals"] { object.refuse(key, "belongs to the model \"open\"") }
      let thinkTime = object.optional("think-time")?.span() ?? .zero
      return object.required("clients")?.count(in: 1...100_000).map { .closed(clients: $0, thinkTime: thinkTime) }
    default:
      for key in ["clients", "think-time", "rate", "arrivals"] { _ = object.optional(key) }
      return nil
    }
  }

  private func rate(_ reader: Reader) -> Rate? {
    guard let number = reader.number(above: Number(0)) else { return nil }
    guard number.scale <= 3, let thousandths = number.scaled(byPowerOfTen: 3), thousandths <= 1_000_000_000 else {
      reader.report("is \(number)", expected: "commands per second, in steps of 0.001, up to a million")
      return nil
    }
    return Rate(perThousandSeconds: thousandths)
  }

  private func uniqueID(_ object: ObjectReader, _ ids: inout Set<String>) -> String? {
    guard let reader = object.required("id"), let id = reader.name(Names.isWord, Names.wordExpected) else { return nil }
    if !ids.insert(id).inserted { reader.report("another one has the id \"\(id)\"") }
    return id
  }

  // MARK: Faults

  func faults(_ reader: Reader) -> [Scenario.Fault] {
    var ids: Set<String> = []
    return reader.elements(expected: "a list of faults").compactMap { element in
      element.object { fault($0, &ids) } ?? nil
    }
  }

  private func fault(_ object: ObjectReader, _ ids: inout Set<String>) -> Scenario.Fault? {
    let id = uniqueID(object, &ids)
    let definitions = context.vocabulary.faults
    let inject = object.required("inject")?.reference(to: "fault", among: definitions.map(\.name))
    let definition = definitions.first { $0.name == inject }
    let target = object.required("target").flatMap { self.target($0, definition) }
    let start = self.start(object)
    let length = object.optional("for")?.span()
    let args = object.optional("args")
    var arguments: [Scenario.Argument] = []
    if let definition {
      arguments = ArgumentReader(context: context, place: .end, allowsReferences: false).read(
        args, of: definition.name, fields: definition.fields, holder: object.reader)
    }
    guard let id, let definition, let target, let start else { return nil }
    return Scenario.Fault(
      id: id, inject: definition.name, target: target, start: start, length: length, arguments: arguments,
      range: object.range)
  }

  private func target(_ reader: Reader, _ definition: FaultDefinition?) -> Scenario.Fault.Target? {
    guard let text = reader.string(expected: "\"kms.<name>\", \"link.<node>-<node>\" or a node's name") else {
      return nil
    }
    let target: Scenario.Fault.Target
    let kind: FaultTargetKind
    if text.hasPrefix("kms.") {
      let name = String(text.dropFirst(4))
      guard context.kms.contains(where: { $0.name == name }) else {
        reader.reportUnknown(name, kind: "KMS", among: context.kms.map(\.name))
        return nil
      }
      (target, kind) = (.kms(name), .kms)
    } else if text.hasPrefix("link.") {
      guard let ends = NetworkReader(context: context).ends(String(text.dropFirst(5)), reader) else { return nil }
      (target, kind) = (.link(ends), .link)
    } else {
      guard context.nodeNames().contains(text) else {
        reader.reportUnknown(text, kind: "target", among: context.nodeNames() + context.kms.map { "kms.\($0.name)" })
        return nil
      }
      (target, kind) = (.node(text), .node)
    }
    if let definition, !definition.targets.contains(kind) {
      reader.report(
        "\"\(definition.name)\" does not act upon a \(kind.rawValue)",
        expected: "a " + definition.targets.map(\.rawValue).joined(separator: " or a "))
      return nil
    }
    return target
  }

  private func start(_ object: ObjectReader) -> Scenario.Fault.Start? {
    let at = object.optional("at")
    let phase = object.optional("during-phase")
    switch (at, phase) {
    case (let at?, nil): return at.span().map { .at($0) }
    case (nil, let phase?): return phase.reference(to: "phase", among: context.phases).map { .duringPhase($0) }
    default:
      object.reader.report(
        at == nil ? "the fault has no beginning" : "the fault has two beginnings",
        expected: "either \"at\" or \"during-phase\"")
      return nil
    }
  }
}

/// Reads what must hold.
struct ExpectationReader {
  let context: ScenarioContext

  /// Reads one expectation.
  func read(_ reader: Reader, _ place: ScenarioContext.Place) -> Scenario.Expectation? {
    reader.object { object -> Scenario.Expectation? in
      let severity = object.optional("severity")?.choice(Severity.self) ?? .error
      let invariant = object.optional("invariant")
      let that = object.optional("that")
      let args = object.optional("args")
      switch (invariant, that) {
      case (let invariant?, nil):
        let definitions = context.vocabulary.checks
        guard let name = invariant.reference(to: "check", among: definitions.map(\.name)),
          let definition = definitions.first(where: { $0.name == name })
        else { return nil }
        if case .stepExpectation = place {
          invariant.report("an invariant is judged at the end of the run", expected: "it in the scenario's \"expect\"")
          return nil
        }
        let arguments = ArgumentReader(context: context, place: place, allowsReferences: false).read(
          args, of: name, fields: definition.fields, holder: reader)
        return Scenario.Expectation(kind: .invariant(name, arguments), severity: severity, range: reader.range)
      case (nil, let that?):
        args?.report("a condition takes no arguments")
        return that.condition(context, place).map {
          Scenario.Expectation(kind: .that($0, text: that.value.string ?? ""), severity: severity, range: reader.range)
        }
      default:
        reader.report("says nothing that must hold", expected: "either \"invariant\" or \"that\"")
        return nil
      }
    } ?? nil
  }

  // MARK: Thresholds

  /// Reads the key `thresholds`.
  func bounds(_ reader: Reader) -> [Scenario.Bound] {
    reader.entries(expected: "an object of bounds by metric").flatMap { entry -> [Scenario.Bound] in
      do throws(ThresholdError) {
        _ = try Threshold(metric: entry.key, expression: "count >= 0")
      } catch {
        context.diagnostics.report(
          error.message, at: entry.keyRange, path: entry.reader.path, suggestion: error.suggestion)
        return []
      }
      return entry.reader.elements(expected: "a list of bounds", atLeast: 1).compactMap { bound($0, entry.key) }
    }
  }

  private func bound(_ reader: Reader, _ metric: String) -> Scenario.Bound? {
    if case .string(let text) = reader.value.content {
      return bound(reader, metric, text, phase: nil, severity: .error, label: nil)
    }
    return reader.object(expected: "a bound such as \"p99 < 50ms\", or an object with \"is\"") { object in
      let bound = object.required("is")
      let phase = object.optional("during-phase")?.reference(to: "phase", among: context.phases)
      let severity = object.optional("severity")?.choice(Severity.self) ?? .error
      let label = object.optional("label")?.word()
      object.refuse("abort-on-fail", "comes with a later release")
      guard let bound, let text = bound.string() else { return nil }
      return self.bound(bound, metric, text, phase: phase, severity: severity, label: label)
    } ?? nil
  }

  private func bound(
    _ reader: Reader, _ metric: String, _ text: String, phase: String?, severity: Severity, label: String?
  ) -> Scenario.Bound? {
    do throws(ThresholdError) {
      let threshold = try Threshold(
        metric: metric, expression: text, duringPhase: phase, severity: severity, label: label)
      return Scenario.Bound(threshold: threshold, range: reader.range)
    } catch {
      reader.report(error.message, suggestion: error.suggestion)
      return nil
    }
  }
}
