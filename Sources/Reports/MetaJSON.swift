import Results

/// Writes `meta.json`: what may differ between two runs of the same scenario and seed. The caller gives the values
/// (time, machine, build, cryptography, wall-clock duration); what checks measured in real bytes is added.
public enum MetaJSON {
  /// The version of the format.
  public static let format = "keyshift-meta/1"

  /// The file's text; members are sorted.
  public static func text(_ values: [JSONMember], checks: [Verdict] = []) -> String {
    let measured = checks.filter { !$0.measured.isEmpty }.map { verdict in
      JSONMember(
        name: verdict.name,
        value: .object(verdict.measured.map { JSONMember(name: $0.name, value: .integer($0.value)) }))
    }
    let members =
      [JSONMember(name: "format", value: .string(format))] + values
      + [JSONMember(name: "measured", value: .object(measured))]
    return JSONTree.object(members).sorted().text
  }
}
