import Configuration
import Kernel

/// Reads the `args` of a step, a fault or a check against the fields that it has.
struct ArgumentReader {
  let context: ScenarioContext
  let place: ScenarioContext.Place
  /// Whether `${…}` may stand in arguments.
  var allowsReferences = true

  /// Reads the key `args` of `holder`; `owner` is what the messages call the thing that has the fields. To be called when
  /// all other keys of the holder have been asked for.
  func read(of owner: String, fields: [FieldDefinition], holder: ObjectReader) -> [Scenario.Argument] {
    let reader = holder.optional("args")
    var arguments: [Scenario.Argument] = []
    // One mistake gives one message: a misspelt or misplaced argument is not missing too.
    var misspelt: Set<String> = []
    for field in fields where holder.has(field.name) && !holder.hasAsked(field.name) {
      holder.refuse(field.name, "belongs into \"args\"")
      misspelt.insert(field.name)
    }
    for entry in reader?.entries() ?? [] {
      guard let field = fields.first(where: { $0.name == entry.key }) else {
        let names = fields.map(\.name)
        let nearest = Nearest.word(to: entry.key, among: names)
        let expected = names.isEmpty ? "no arguments" : "one of \(names.joined(separator: ", "))"
        context.diagnostics.report(
          "\(owner) has no argument \"\(entry.key)\"", at: entry.keyRange, path: entry.reader.path,
          expected: nearest == nil ? expected : nil, suggestion: nearest)
        if let nearest { misspelt.insert(nearest) }
        continue
      }
      guard let template = entry.reader.template(context, place) else { continue }
      if !allowsReferences, !template.isConstant {
        entry.reader.report("holds a reference", expected: "a constant")
        continue
      }
      if template.isNull, !field.required { continue }
      check(template, field.type, entry.reader)
      arguments.append(Scenario.Argument(name: entry.key, value: template, range: entry.reader.range))
    }
    for field in fields where field.required && !arguments.contains(where: { $0.name == field.name }) {
      guard reader?.value[field.name] == nil, !misspelt.contains(field.name) else { continue }
      (reader ?? holder.reader).report("the argument \"\(field.name)\" of \(owner) is missing", notes: [field.doc])
    }
    return arguments
  }

  private func check(_ template: Template, _ type: FieldType, _ reader: Reader) {
    if case .reference = template, type != .condition { return }
    switch type {
    case .any: break
    case .secret: reader.report("is \(reader.value.kind)", expected: "a reference to a step's result")
    case .string: if !isText(template) { reader.reportKind(expected: "a string") }
    case .integer(let range): _ = reader.integer(in: range)
    case .bool: _ = reader.bool()
    case .duration: if !isMixedText(template) { _ = reader.span() }
    case .share: _ = reader.number(from: Number(0), to: Number(1))
    case .factor: _ = reader.number(above: Number(0))
    case .condition: _ = reader.condition(context, place)
    case .choice(let words): if !isMixedText(template) { _ = reader.choice(of: words) }
    case .node(let kinds): name(template, reader, kindName(kinds), context.nodeNames(kinds))
    case .kms:
      let names = context.kms.map(\.name).filter { !context.gcpNames.contains($0) }
      name(template, reader, context.gcpNames.isEmpty ? "KMS" : "KMS of vendor aws", names)
    case .gcpKms: name(template, reader, "KMS of vendor gcp", context.gcpNames)
    case .principal:
      if let principals = context.principals, !context.takesAnyName { name(template, reader, "principal", principals) }
    case .synchronizer: name(template, reader, "synchronizer", context.synchronizers)
    case .party:
      if let name = template.constantString {
        context.noteParty(name, reader)
      } else if !isMixedText(template) {
        reader.reportKind(expected: "the name of a party")
      }
    case .newParty:
      if let name = template.constantString {
        if !context.parties.contains(name) { context.parties.append(name) }
      } else if isMixedText(template) {
        context.hasOpenParties = true
      } else {
        reader.reportKind(expected: "the name of a party")
      }
    case .list(let element):
      guard case .list(let templates) = template else { return reader.reportKind(expected: "a list") }
      for (template, reader) in zip(templates, reader.elements()) { check(template, element, reader) }
    case .map(let element):
      guard case .record(let fields) = template else { return reader.reportKind(expected: "an object") }
      for (field, entry) in zip(fields, reader.entries()) { check(field.value, element, entry.reader) }
    }
  }

  private func name(_ template: Template, _ reader: Reader, _ kind: String, _ names: [String]) {
    if !isMixedText(template), !context.takesAnyName { _ = reader.reference(to: kind, among: names) }
  }

  private func kindName(_ kinds: [NodeKind]) -> String { kinds.count == 1 ? kinds[0].rawValue : "node" }

  private func isMixedText(_ template: Template) -> Bool {
    if case .text = template { true } else { false }
  }

  private func isText(_ template: Template) -> Bool { isMixedText(template) || template.constantString != nil }
}
