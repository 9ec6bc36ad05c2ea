import Configuration
import Kernel

/// Reads the key `steps`.
struct StepReader {
  let context: ScenarioContext

  /// Reads all steps. Ids, commands and order come first, since arguments and conditions name other steps.
  func read(_ reader: Reader) -> [Scenario.Step] {
    let readers = reader.elements(expected: "a list of steps", atLeast: 1)
    context.rawSteps = readers.map(\.value)
    for step in readers { context.steps.append(outline(step)) }
    for (position, step) in readers.enumerated() where step.value.members != nil {
      context.steps[position].ancestors = ancestors(step, position)
    }
    return readers.enumerated().compactMap { position, step in
      step.object { self.step($0, position) } ?? nil
    }
  }

  // MARK: What other steps need to know

  private func outline(_ reader: Reader) -> ScenarioContext.KnownStep {
    let id = reader.value["id"]?.string ?? ""
    if !id.isEmpty, context.steps.contains(where: { $0.id == id }), let value = reader.value["id"] {
      Reader(value, path: reader.path.key("id"), diagnostics: context.diagnostics).report(
        "another step has the id \"\(id)\"")
    }
    if let phase = reader.value["phase"]?.string, !context.phases.contains(phase) { context.phases.append(phase) }
    let command = reader.value["do"]?.string.flatMap { StepReader.split($0) }
    var forEach: Expression?
    if let text = reader.value["for-each"]?.string, case .reference(let expression)? = try? Template(string: text) {
      forEach = expression
    }
    return ScenarioContext.KnownStep(
      id: id, definition: command.flatMap { context.vocabulary.step($0.command) }, forEach: forEach)
  }

  /// `node.command`, or a command of the harness.
  static func split(_ text: String) -> (node: String?, command: String)? {
    guard let dot = text.firstIndex(of: "."), dot != text.startIndex, text.last != "." else { return nil }
    let first = String(text[..<dot])
    if first == "kms" || first == "sim" { return (nil, text) }
    return (first, String(text[text.index(after: dot)...]))
  }

  /// The steps that are over before this one begins: those of `after` with what is before them, or the step before.
  private func ancestors(_ reader: Reader, _ position: Int) -> Set<Int> {
    var found: Set<Int> = []
    for parent in parents(reader, position) { found.formUnion(context.steps[parent].ancestors.union([parent])) }
    return found
  }

  private func parents(_ reader: Reader, _ position: Int) -> [Int] {
    guard let after = reader.value["after"]?.elements else { return position == 0 ? [] : [position - 1] }
    let parents = after.compactMap { element in
      element.string.flatMap { id in context.steps.firstIndex { $0.id == id } }.flatMap { $0 < position ? $0 : nil }
    }
    // A bad id is reported once, not again with each reference that relies on it.
    return parents.count == after.count ? parents : Array(0..<position)
  }

  // MARK: A step

  private func step(_ object: ObjectReader, _ position: Int) -> Scenario.Step? {
    let argument = ScenarioContext.Place.argument(step: position)
    let id = object.required("id")?.name(Names.isStep, "letters, digits, \"-\" and \"_\", beginning with a letter")
    let command = object.required("do").flatMap(self.command)
    let after = object.optional("after").map { self.after($0, position) } ?? (position == 0 ? [] : [position - 1])
    let phase = object.optional("phase")?.name(Names.isWord, Names.wordExpected)
    let forEach = object.optional("for-each").flatMap { self.forEach($0, position) }
    let condition = object.optional("if").flatMap { $0.condition(context, argument) }
    let expect =
      object.optional("expect")?.elements().compactMap {
        ExpectationReader(context: context).read($0, .stepExpectation(step: position))
      } ?? []
    let at = object.optional("at")?.span()
    let delay = object.optional("delay")?.span() ?? .zero
    let timeout = object.optional("timeout")?.span()
    let error = object.optional("expect-error")?.word(expected: "an error code")
    let errorText = object.optional("expect-error-text")?.word(expected: "a part of the error's message")
    let onFailure = object.optional("on-failure")?.choice(Scenario.Step.OnFailure.self) ?? .abort
    guard let command else {
      _ = object.optional("args")
      return nil
    }
    let arguments = ArgumentReader(context: context, place: argument).read(
      of: command.definition.name, fields: command.definition.fields, holder: object)
    guard let id else { return nil }
    return Scenario.Step(
      id: id, node: command.node, command: command.definition.name, arguments: arguments, at: at, after: after,
      delay: delay, phase: phase, forEach: forEach, condition: condition, timeout: timeout, expect: expect,
      expectError: error, expectErrorText: errorText, onFailure: onFailure, range: object.range)
  }

  private func command(_ reader: Reader) -> (node: String?, definition: StepDefinition)? {
    guard let text = reader.string(expected: "a command such as \"participant1.stop\"") else { return nil }
    guard let (node, name) = StepReader.split(text) else {
      reader.report("\"\(text)\" is no command", expected: "a node and a console path, or a kms. or sim. command")
      return nil
    }
    var kind: NodeKind?
    if let node, !context.takesAnyName {
      guard let found = context.nodes.first(where: { $0.name == node }) else {
        reader.reportUnknown(node, kind: "node", among: context.nodeNames())
        return nil
      }
      kind = found.kind
    }
    let candidates = context.vocabulary.steps.filter { $0.isHarness == (node == nil) }
    guard let definition = candidates.first(where: { $0.name == name }) else {
      if let reason = context.vocabulary.laterSteps[name] {
        reader.report("\"\(name)\" \(reason)")
      } else {
        reader.report(
          "unknown command \"\(name)\"",
          suggestion: Nearest.word(to: name, among: candidates.map(\.name)).map { name in
            node.map { "\($0).\(name)" } ?? name
          })
      }
      return nil
    }
    if let kind, let node, !definition.nodes.isEmpty, !definition.nodes.contains(kind) {
      reader.report(
        "\(node) is a \(kind.rawValue) and has no \"\(name)\"",
        expected: "a " + definition.nodes.map(\.rawValue).joined(separator: " or a "))
      return nil
    }
    return (node, definition)
  }

  private func after(_ reader: Reader, _ position: Int) -> [Int] {
    reader.elements(expected: "a list of step ids").compactMap { element in
      guard let id = element.reference(to: "step", among: context.steps.map(\.id)),
        let found = context.steps.firstIndex(where: { $0.id == id })
      else { return nil }
      if found < position { return found }
      let own = context.steps[position].id
      if found == position {
        element.report("a cycle: \(own) waits for itself")
      } else if let way = way(from: found, to: position, reader) {
        element.report("a cycle: \(([own] + way).joined(separator: " waits for "))")
      } else {
        element.report("step \"\(id)\" comes later in the file", expected: "a step before this one")
      }
      return nil
    }
  }

  /// The ids on a way of `after` from one step to another, both included; nil when there is none.
  private func way(from start: Int, to end: Int, _ reader: Reader) -> [String]? {
    guard let steps = context.rawSteps else { return nil }
    var seen: Set<Int> = []
    func search(_ position: Int) -> [String]? {
      if position == end { return [context.steps[end].id] }
      guard seen.insert(position).inserted else { return nil }
      let next: [Int]
      if let after = steps[position]["after"]?.elements {
        next = after.compactMap { id in context.steps.firstIndex { $0.id == id.string } }
      } else {
        next = position == 0 ? [] : [position - 1]
      }
      for step in next {
        if let rest = search(step) { return [context.steps[position].id] + rest }
      }
      return nil
    }
    return search(start)
  }

  private func forEach(_ reader: Reader, _ position: Int) -> Template? {
    guard let template = reader.template(context, .forEach(step: position)) else { return nil }
    switch template {
    case .reference, .list: return template
    case .literal, .decimal, .text, .record:
      reader.report("is no list", expected: "a reference such as \"${steps.keys.result}\", or a list")
      return nil
    }
  }
}
