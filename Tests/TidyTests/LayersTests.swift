import Foundation
import Testing

@Suite("layers")
struct LayersTests {
  private func messages(_ path: String, _ text: String) -> [String] {
    Layers.findings(in: SourceFile(path: path, text: text)).map(\.message)
  }

  @Test("a check that imports a node's module is found, whatever stands before the import")
  func bad() {
    let text = "import Events\n@testable import Canton\n// import KMS\npublic import struct Foundation.Date\n"
    #expect(
      messages("Sources/Checks/X.swift", text) == ["Checks may not import Canton", "Checks may not import Foundation"])
    #expect(messages("Sources/Kernel/X.swift", "import Keys") == ["Kernel may not import Keys"])
    #expect(messages("Sources/Strange/X.swift", "") == ["belongs to no module of the layer list"])
  }

  @Test("what the list allows is no finding")
  func good() {
    #expect(messages("Sources/Canton/Node/X.swift", "import CZlib\nimport KMS\nimport Kernel").isEmpty)
    #expect(messages("Sources/Kernel/Flow.swift", "#if canImport(Glibc)\nimport Glibc\n#endif").isEmpty)
  }

  @Test("every file imports from its layer's list only, and no exception is there for nothing")
  func tree() {
    var needed: Set<String> = []
    for file in Tree.files(under: "Sources/") {
      for finding in Layers.findings(in: file) { Issue.record("\(finding)") }
      let imports = Set(Layers.imports(in: file).map(\.module))
      if Layers.exceptions.contains(where: { $0.file == file.path && !imports.isDisjoint(with: $0.modules) }) {
        needed.insert(file.path)
      }
    }
    #expect(Layers.exceptions.map(\.file).filter { !needed.contains($0) }.isEmpty)
  }

  @Test("no module imports one that stands below it in the list")
  func order() {
    var above: Set<String> = []
    for layer in Layers.table {
      let ours = layer.imports.filter { name in Layers.table.contains { $0.module == name } }
      #expect(ours.allSatisfy { above.contains($0) }, "\(layer.module)")
      above.insert(layer.module)
    }
  }

  @Test("the package's targets and their dependencies are the list")
  func package() throws {
    let description = try Program.output(
      "swift", ["package", "--package-path", Tree.root, "--scratch-path", Program.scratch(), "dump-package"])
    let targets = try Layers.targets(of: Data(description.utf8))
    #expect(targets.map(\.module).sorted() == Layers.table.map(\.module).sorted())
    for layer in Layers.table {
      let target = targets.first { $0.module == layer.module }
      #expect(target?.imports.sorted() == layer.imports.sorted(), "\(layer.module)")
    }
  }
}
