import Configuration
import Keys

/// A scenario file as it was loaded: checked, merged with what it extends, one scenario per cell of its matrix.
public struct ScenarioFile: Sendable {
  /// The path that it was read from, as the user gave it.
  public let path: String
  /// The matrix; nil when there is none.
  public let matrix: Matrix?
  /// The cells in the order of the matrix; one without a matrix.
  public let cells: [Cell]
  /// What the user should know though the file can be run.
  public let warnings: [Diagnostic]

  /// The scenario's name.
  public var name: String { cells[0].scenario.name }
  /// What it is for.
  public var about: String { cells[0].scenario.about }
  /// The seeds.
  public var seeds: [UInt64] { cells[0].scenario.seeds }
  /// The cell that others are reported against; nil when the matrix names none.
  public var baseline: Cell? { cells.first(where: \.isBaseline) }
  /// The cell of a name.
  public func cell(_ name: String) -> Cell? { cells.first { $0.name == name } }

  /// A hash over all cells, by which the shards of a sweep know that they belong together.
  public var hash: String {
    Hexadecimal.encode(CryptoEngine.sha256(Array(cells.map { "\($0.name) \($0.hash)\n" }.joined().utf8)))
  }

  /// One variant of a scenario file.
  public struct Cell: Sendable {
    /// The axis values, joined: `mode=external,load=high`; `only` without a matrix.
    public let name: String
    /// The axis values in the order of the axes; empty without a matrix.
    public let axes: [Scenario.AxisValue]
    /// Whether others are reported against it.
    public let isBaseline: Bool
    /// The scenario.
    public let scenario: Scenario
    /// The file of this cell alone: nothing extended, no matrix, presets written out.
    let resolved: JSONValue

    /// What a resolved scenario holds: this cell with one seed. Running it gives the same results as the cell did, also
    /// after presets and extended files have changed.
    public func resolvedJSON(seed: UInt64) -> JSONValue {
      guard case .object(var members) = resolved else { return resolved }
      let seeds = JSONValue.Member("seeds", .array([JSONValue(Number(magnitude: seed))]))
      if let position = members.firstIndex(where: { $0.key == "seeds" }) {
        members[position] = seeds
      } else {
        members.append(seeds)
      }
      return .object(members)
    }

    /// SHA-256 over the resolved scenario without what does not change its meaning or is recorded beside it: `crypto`
    /// (results are the same with real and symbolic cryptography), `seeds` and `$schema`. Members are sorted.
    public var hash: String {
      guard case .object(let members) = resolved else { return "" }
      let kept = members.filter { !["crypto", "seeds", "$schema"].contains($0.key) }
      return Hexadecimal.encode(
        CryptoEngine.sha256(JSONWriter.bytes(.object(kept), layout: .compact, sorted: true)))
    }
  }
}
