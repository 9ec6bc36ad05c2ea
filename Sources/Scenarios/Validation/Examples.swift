import Configuration
import Presets

extension Vocabulary {
  /// Mistakes in the examples of steps, faults and workloads: whatever of them would be refused in a scenario, but for names
  /// that only a scenario has. A vocabulary whose examples are right has none.
  public func exampleMistakes() -> [Diagnostic] {
    steps.flatMap { definition in
      mistakes(in: definition.example, of: definition.name) { reader, context in
        context.rawSteps = [reader.value]
        let found = StepReader(context: context).read(Self.list(of: reader))
        if let step = found.first, step.command != definition.name { reader.report("shows \(step.command)") }
      }
    }
      + faults.flatMap { definition in
        mistakes(in: definition.example, of: definition.name) { reader, context in
          let found = ProcedureReader(context: context).faults(Self.list(of: reader))
          if let fault = found.first, fault.inject != definition.name { reader.report("shows \(fault.inject)") }
        }
      }
      + workloads.flatMap { definition in
        mistakes(in: definition.example, of: definition.name) { reader, context in
          let found = ProcedureReader(context: context).workloads(Self.list(of: reader))
          if let load = found.first, load.template != definition.name { reader.report("shows \(load.template)") }
        }
      }
  }

  private func mistakes(
    in example: String, of name: String, _ read: (Reader, ScenarioContext) -> Void
  ) -> [Diagnostic] {
    let diagnostics = Diagnostics()
    do throws(Diagnostic) {
      let document = try JSONReader.read(text: example, name: "example of \(name)")
      let context = ScenarioContext(vocabulary: self, presets: PresetLibrary(folders: []), diagnostics: diagnostics)
      context.takesAnyName = true
      read(Reader(document.root, diagnostics: diagnostics), context)
    } catch {
      diagnostics.report(error)
    }
    return diagnostics.all
  }

  private static func list(of reader: Reader) -> Reader {
    Reader(Value(.array([reader.value]), range: reader.range), path: reader.path, diagnostics: reader.diagnostics)
  }
}
