import Events
import Kernel
import Keys
import Results

/// No stored byte gives a private key away.
public struct NoPlaintextKeyAtRest: Check {
  /// `no-plaintext-key-at-rest`.
  public static let name = "no-plaintext-key-at-rest"
  /// What must hold.
  public static let doc = """
    No artefact of a node whose mode forbids it (store files, write-ahead logs, backups, ACS files, audit logs, \
    reports, traces) holds a private key as raw scalar, PKCS#8, hexadecimal or Base64. Unknown when no byte of such \
    an artefact was scanned.
    """
  /// The node whose artefacts count.
  public static let parameters = [CheckParameter("node", .node, doc: "the artefacts' owner; default: all")]

  /// Makes the check.
  public init() {}

  /// Reads the scans of artefacts; every finding in a forbidden one is a violation.
  public func verdict(on history: History, arguments: CheckArguments) -> Verdict {
    let node = arguments.node("node")
    var violations = Violations()
    var bytes: Int64 = 0
    var artefacts: Set<String> = []
    var keys = 0
    for entry in history.entries {
      guard case .artefact(let scan) = entry.event, scan.forbidden, node == nil || node == scan.owner else { continue }
      bytes += Int64(scan.bytesScanned)
      keys = max(keys, scan.keysSearched)
      artefacts.insert("\(scan.owner) \(scan.artefact)")
      for finding in scan.findings {
        violations.add(
          entry, "\(scan.artefact) of \(scan.owner) holds the private key \(finding.key.short) as \(finding.form)")
      }
    }
    let scope =
      "\(counted(artefacts.count, "artefact")) of nodes whose mode forbids private keys, searched for \(counted(keys, "key"))"
    return violations.verdict(
      NoPlaintextKeyAtRest.name, scope: scope, unknown: bytes == 0 ? "no byte was scanned" : nil,
      measured: [MeasuredFact(name: "bytes scanned", value: bytes)])
  }
}
