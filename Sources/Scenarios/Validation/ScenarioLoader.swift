import Configuration
import Presets

/// Why a scenario file cannot be run.
public struct InvalidScenario: Error, Sendable, CustomStringConvertible {
  /// What is wrong, in the order of finding; never empty, warnings among them.
  public let diagnostics: [Diagnostic]
  /// How many more there are.
  public let dropped: Int

  /// One line per mistake.
  public var description: String {
    let lines = diagnostics.map(\.description)
    return (lines + (dropped > 0 ? ["… and \(dropped) more"] : [])).joined(separator: "\n")
  }
}

/// Loads scenario files: reads, merges what they extend, applies the user's overrides, expands the matrix and checks every
/// cell completely before anything runs.
public enum ScenarioLoader {
  /// Loads a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - vocabulary: the steps, faults, workloads and checks that exist.
  ///   - overrides: `duration=5m`, `workload.load.rate=20`: a path with points and a JSON value, or text that is taken as a
  ///     string. An element of a list is named by its `id`. They win over the matrix.
  ///   - presetFolders: where named presets are looked for, after `presets` beside the file, beside its folder, and
  ///     `scenarios/presets` of the working folder.
  /// - Throws: every mistake that was found, with its place.
  public static func load(
    path: String, vocabulary: Vocabulary, overrides: [String] = [], presetFolders: [String] = []
  ) throws(InvalidScenario) -> ScenarioFile {
    let diagnostics = Diagnostics()
    return try load(
      Extension.read(path, diagnostics), path, vocabulary, overrides, presetFolders, diagnostics)
  }

  /// Loads text, for instance from standard input. `name` is what messages call it; what it extends and presets with paths
  /// are looked for in the folder of that name.
  public static func load(
    text: String, name: String, vocabulary: Vocabulary, overrides: [String] = [], presetFolders: [String] = []
  ) throws(InvalidScenario) -> ScenarioFile {
    let diagnostics = Diagnostics()
    return try load(
      Extension.read(Source(name: name, text: text), diagnostics), name, vocabulary, overrides, presetFolders,
      diagnostics)
  }

  private static func load(
    _ merged: Value?, _ path: String, _ vocabulary: Vocabulary, _ overrides: [String], _ presetFolders: [String],
    _ diagnostics: Diagnostics
  ) throws(InvalidScenario) -> ScenarioFile {
    let folder = FilePaths.folder(of: path)
    let presets = PresetLibrary(
      folders: [FilePaths.join(folder, "presets"), FilePaths.join(folder, "../presets"), "scenarios/presets"]
        + presetFolders)
    let file = merged.flatMap { expand($0, path, vocabulary, overrides, presets, diagnostics) }
    guard let file, !diagnostics.hasErrors else {
      throw InvalidScenario(diagnostics: diagnostics.all, dropped: diagnostics.dropped)
    }
    return file
  }

  private static func expand(
    _ merged: Value, _ path: String, _ vocabulary: Vocabulary, _ overrides: [String], _ presets: PresetLibrary,
    _ diagnostics: Diagnostics
  ) -> ScenarioFile? {
    let patches = overrides.compactMap { Override.read($0, diagnostics) }
    guard patches.count == overrides.count else { return nil }
    let base = apply(patches, to: merged, diagnostics)
    guard var members = base.members else {
      Reader(base, diagnostics: diagnostics).reportKind(expected: "a scenario, which is an object")
      return nil
    }
    var matrix: Matrix?
    if let position = members.firstIndex(where: { $0.key == "matrix" }) {
      let reader = Reader(members[position].value, path: Path.root.key("matrix"), diagnostics: diagnostics)
      members.remove(at: position)
      matrix = MatrixReader.read(reader)
      if matrix == nil { return nil }
    }
    let root = Value(.object(members), range: base.range)
    var cells: [ScenarioFile.Cell] = []
    for axes in matrix?.cells ?? [[]] {
      guard let cell = cell(axes, of: matrix, root, patches, vocabulary, presets, diagnostics) else { continue }
      cells.append(cell)
      // With this many mistakes, further cells only repeat them.
      if diagnostics.dropped > 0 { break }
    }
    guard !cells.isEmpty else { return nil }
    return ScenarioFile(
      path: path, matrix: matrix, cells: cells, warnings: diagnostics.all.filter { $0.severity == .warning })
  }

  private static func cell(
    _ axes: [Scenario.AxisValue], of matrix: Matrix?, _ root: Value, _ patches: [Value], _ vocabulary: Vocabulary,
    _ presets: PresetLibrary, _ diagnostics: Diagnostics
  ) -> ScenarioFile.Cell? {
    var value = root
    let merge = Merge(wholes: DistributionReader.kinds, diagnostics: diagnostics)
    for axis in matrix?.axes ?? [] {
      guard let chosen = axes.first(where: { $0.axis == axis.name })?.value else { continue }
      guard let patch = axis.values.first(where: { $0.name == chosen })?.patch else { continue }
      value = merge.apply(patch, to: value)
    }
    // The user's word is the last one; what it says about lists that a patch has emptied was said before.
    if matrix != nil { value = apply(patches, to: value, Diagnostics()) }
    let context = ScenarioContext(vocabulary: vocabulary, presets: presets, diagnostics: diagnostics)
    context.cell = axes
    let scenario = ScenarioReader(context: context).read(Reader(value, diagnostics: diagnostics))
    guard let scenario else { return nil }
    let name = axes.isEmpty ? "only" : axes.map(\.description).joined(separator: ",")
    let isBaseline = matrix?.baseline.map { $0.allSatisfy(axes.contains) } ?? false
    return ScenarioFile.Cell(
      name: name, axes: axes, isBaseline: isBaseline, scenario: scenario, resolved: resolve(value, context))
  }

  private static func apply(_ patches: [Value], to value: Value, _ diagnostics: Diagnostics) -> Value {
    let merge = Merge(wholes: DistributionReader.kinds, diagnostics: diagnostics)
    return patches.reduce(value) { merge.apply($1, to: $0) }
  }

  /// The value without what refers to other files.
  private static func resolve(_ value: Value, _ context: ScenarioContext) -> JSONValue {
    var json = value.json
    for preset in context.usedPresets { json = json.replacing(preset.path[...], with: preset.value) }
    guard case .object(var members) = json else { return json }
    members.removeAll { $0.key == "extends" || $0.key == "matrix" || $0.key == "cell" }
    if !context.cell.isEmpty {
      members.append(
        JSONValue.Member("cell", .object(context.cell.map { JSONValue.Member($0.axis, .string($0.value)) })))
    }
    return .object(members)
  }
}

extension JSONValue {
  /// The same value with the one at a path replaced; unchanged where the path does not exist.
  func replacing(_ path: ArraySlice<String>, with value: JSONValue) -> JSONValue {
    guard let key = path.first else { return value }
    guard case .object(var members) = self, let position = members.firstIndex(where: { $0.key == key }) else {
      return self
    }
    members[position].value = members[position].value.replacing(path.dropFirst(), with: value)
    return .object(members)
  }
}
