import Configuration
import Results

/// Reads what must hold.
struct ExpectationReader {
  let context: ScenarioContext

  /// Reads one expectation.
  func read(_ reader: Reader, _ place: ScenarioContext.Place) -> Scenario.Expectation? {
    reader.object { object -> Scenario.Expectation? in
      let severity = object.optional("severity")?.choice(Severity.self) ?? .error
      let invariant = object.optional("invariant")
      let that = object.optional("that")
      switch (invariant, that) {
      case (let invariant?, nil):
        let definitions = context.vocabulary.checks
        guard let name = invariant.reference(to: "check", among: definitions.map(\.name)),
          let definition = definitions.first(where: { $0.name == name })
        else {
          _ = object.optional("args")
          return nil
        }
        if case .stepExpectation = place {
          _ = object.optional("args")
          invariant.report("an invariant is judged at the end of the run", expected: "it in the scenario's \"expect\"")
          return nil
        }
        let arguments = ArgumentReader(context: context, place: place, allowsReferences: false).read(
          of: name, fields: definition.fields, holder: object)
        return Scenario.Expectation(kind: .invariant(name, arguments), severity: severity, range: reader.range)
      case (nil, let that?):
        object.optional("args")?.report("a condition takes no arguments")
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
