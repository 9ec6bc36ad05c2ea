import Testing

/// What no file of the repository may hold: private keys, and paths of somebody's machine.
enum Secrecy {
  /// Folders of a machine. In pieces, for this file is judged as well.
  private static let machineFolders = ["home", "root", "Users", "work", "opt", "tmp", "mnt"].map { "/" + $0 + "/" }

  static func findings(in file: SourceFile) -> [Finding] {
    var findings: [Finding] = []
    for line in file.lines(with: "PRIVATE" + " KEY") where line.text.contains("-----BEGIN") {
      findings.append(Finding(file: file.path, line: line.number, message: "holds a private key"))
    }
    for folder in machineFolders {
      for line in file.lines(with: folder) where mentions(folder, line.text) {
        findings.append(Finding(file: file.path, line: line.number, message: "names a folder of a machine: \(folder)"))
      }
    }
    return findings
  }

  /// Whether a path begins with the folder: a longer path may have a folder of that name further in.
  private static func mentions(_ folder: String, _ line: Substring) -> Bool {
    line.ranges(of: folder).contains { range in
      guard range.lowerBound > line.startIndex else { return true }
      let before = line[line.index(before: range.lowerBound)]
      return !(before.isLetter || before.isNumber || "._-/~}".contains(before))
    }
  }
}

@Suite("secrecy")
struct SecrecyTests {
  private func findings(_ text: String) -> Int { Secrecy.findings(in: SourceFile(path: "x", text: text)).count }

  @Test("a private key's header and a machine's folders are found")
  func bad() {
    #expect(findings("-----BEGIN EC " + "PRIVATE" + " KEY-----") == 1)
    #expect(findings("let path = \"/" + "home/somebody/keys\"\ncd /" + "tmp/x") == 2)
  }

  @Test("public keys, addresses and folders of the repository are not")
  func good() {
    #expect(findings("-----BEGIN PUBLIC KEY-----\nhttps://example.org/" + "work/x\nSources/" + "opt/a.swift") == 0)
  }

  @Test("no file of the repository holds either")
  func tree() {
    #expect(Tree.files.count == Tree.paths.count)
    for finding in Tree.files.flatMap(Secrecy.findings) { Issue.record("\(finding)") }
  }
}
