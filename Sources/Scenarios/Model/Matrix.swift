import Configuration

/// The variants of a scenario file: axes with named values, each of which is a patch of the scenario.
public struct Matrix: Sendable {
  /// The axes in the order of the file; the first one changes slowest.
  public var axes: [Axis]
  /// Cells that are added to the product, for instance some that `exclude` took away.
  public var include: [[Scenario.AxisValue]]
  /// Cells that are left out: those that have all of these values.
  public var exclude: [[Scenario.AxisValue]]
  /// The values of the cell that others are reported against; nil when there is none.
  public var baseline: [Scenario.AxisValue]?

  /// A dimension of the matrix.
  public struct Axis: Sendable {
    /// Its name.
    public var name: String
    /// Its values.
    public var values: [Value]
  }

  /// A value on an axis.
  public struct Value: Sendable {
    /// Its name.
    public var name: String
    /// What it changes in the scenario.
    public var patch: Configuration.Value
  }

  /// The cells: the product of the axes without the excluded, then the included ones that are not in it.
  public var cells: [[Scenario.AxisValue]] {
    var cells: [[Scenario.AxisValue]] = [[]]
    for axis in axes {
      cells = cells.flatMap { cell in
        axis.values.map { cell + [Scenario.AxisValue(axis: axis.name, value: $0.name)] }
      }
    }
    cells.removeAll { cell in exclude.contains { excluded in excluded.allSatisfy(cell.contains) } }
    for cell in include where !cells.contains(cell) { cells.append(cell) }
    return cells
  }

  /// How many cells the product has before anything is left out; nil when that is beyond counting.
  var productSize: Int? {
    var size = 1
    for axis in axes {
      let (product, overflow) = size.multipliedReportingOverflow(by: axis.values.count)
      if overflow { return nil }
      size = product
    }
    return size
  }
}
