import Configuration

/// Reads the key `matrix`.
struct MatrixReader {
  /// More cells than this are refused.
  static let mostCells = 4096
  /// What a patch cannot change.
  private static let fixed = ["matrix", "extends", "version", "name", "cell", "seeds"]

  private let reader: Reader
  private var axes: [Matrix.Axis] = []

  /// Reads a matrix; nil when something is wrong with it.
  static func read(_ reader: Reader) -> Matrix? {
    var matrix = MatrixReader(reader: reader)
    return reader.object { matrix.read($0) } ?? nil
  }

  private init(reader: Reader) { self.reader = reader }

  private mutating func read(_ object: ObjectReader) -> Matrix? {
    axes = object.required("axes")?.entries().compactMap(MatrixReader.axis) ?? []
    let exclude = object.optional("exclude")?.elements().compactMap { cell($0, complete: false) } ?? []
    let include = object.optional("include")?.elements().compactMap { cell($0, complete: true) } ?? []
    let baselineReader = object.optional("baseline")
    let baseline = baselineReader.flatMap { cell($0, complete: false) }
    guard !axes.isEmpty else {
      reader.report("has no axis", expected: "at least one axis with at least one value")
      return nil
    }
    let matrix = Matrix(axes: axes, include: include, exclude: exclude, baseline: baseline)
    guard let size = matrix.productSize, size <= MatrixReader.mostCells else {
      reader.report("the axes make too many cells", expected: "at most \(MatrixReader.mostCells)")
      return nil
    }
    let cells = matrix.cells
    if cells.isEmpty { reader.report("no cell is left") }
    if let baseline, let baselineReader {
      let found = cells.count { cell in baseline.allSatisfy(cell.contains) }
      if found != 1 { baselineReader.report("names \(found) cells", expected: "values that only one cell has") }
    }
    return matrix
  }

  private static func axis(_ entry: Reader.Entry) -> Matrix.Axis? {
    guard Names.check(entry, kind: "axis", Names.isWord, Names.wordExpected) else { return nil }
    let values = entry.reader.entries(expected: "an object of named patches").compactMap { value -> Matrix.Value? in
      guard Names.check(value, kind: "value", Names.isWord, Names.wordExpected) else { return nil }
      for member in value.reader.entries(expected: "a patch of the scenario") where fixed.contains(member.key) {
        member.reader.report("a patch cannot change \"\(member.key)\"")
      }
      return Matrix.Value(name: value.key, patch: value.reader.value)
    }
    if values.isEmpty { entry.reader.report("has no value") }
    return values.isEmpty ? nil : Matrix.Axis(name: entry.key, values: values)
  }

  /// Reads `{ "axis": "value", … }` in the order of the axes.
  private func cell(_ reader: Reader, complete: Bool) -> [Scenario.AxisValue]? {
    var found: [Scenario.AxisValue] = []
    let entries = reader.entries()
    for entry in entries {
      guard let axis = axes.first(where: { $0.name == entry.key }) else {
        reader.diagnostics.report(
          "unknown axis \"\(entry.key)\"", at: entry.keyRange, path: reader.path,
          expected: Reader.oneOf(axes.map(\.name)),
          suggestion: Nearest.word(to: entry.key, among: axes.map(\.name)))
        return nil
      }
      guard let value = entry.reader.choice(of: axis.values.map(\.name)) else { return nil }
      found.append(Scenario.AxisValue(axis: axis.name, value: value))
    }
    if complete, found.count < axes.count {
      let missing = axes.map(\.name).filter { name in !found.contains { $0.axis == name } }
      reader.report("does not name a value of \(missing.joined(separator: ", "))", expected: "a value of each axis")
      return nil
    }
    if found.isEmpty {
      reader.report("names no axis")
      return nil
    }
    return axes.compactMap { axis in found.first { $0.axis == axis.name } }
  }
}
