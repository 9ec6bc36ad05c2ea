import Configuration
import Kernel

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
    guard let definition else {
      _ = object.optional("args")
      return nil
    }
    let arguments = ArgumentReader(context: context, place: .end, allowsReferences: false).read(
      of: definition.name, fields: definition.fields, holder: object)
    guard let id, let target, let start else { return nil }
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
      guard context.takesAnyName || context.kms.contains(where: { $0.name == name }) else {
        reader.reportUnknown(name, kind: "KMS", among: context.kms.map(\.name))
        return nil
      }
      (target, kind) = (.kms(name), .kms)
    } else if text.hasPrefix("link.") {
      guard let ends = NetworkReader(context: context).ends(String(text.dropFirst(5)), reader) else { return nil }
      (target, kind) = (.link(ends), .link)
    } else {
      guard context.takesAnyName || context.nodeNames().contains(text) else {
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
    case (nil, let phase?):
      if context.takesAnyName { return phase.word().map { .duringPhase($0) } }
      return phase.reference(to: "phase", among: context.phases).map { .duringPhase($0) }
    default:
      object.reader.report(
        at == nil ? "the fault has no beginning" : "the fault has two beginnings",
        expected: "either \"at\" or \"during-phase\"")
      return nil
    }
  }
}
