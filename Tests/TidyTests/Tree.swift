import Foundation

/// A place in the tree that breaks a rule, and which.
struct Finding: Hashable, CustomStringConvertible {
  let file: String
  let line: Int
  let message: String

  var description: String { "\(file):\(line): \(message)" }
}

/// A text of the tree; rules take these, so that a test can hand them one that is not on disk.
struct SourceFile: Sendable {
  /// The path from the root of the repository.
  let path: String
  let text: String
  /// Its code when it is Swift; else nothing.
  let code: SwiftCode

  init(path: String, text: String) {
    self.path = path
    self.text = text
    code = SwiftCode(path.hasSuffix(".swift") ? text : "")
  }

  /// The name of the module under `Sources` or `Tests`; nil elsewhere.
  var module: String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && (parts[0] == "Sources" || parts[0] == "Tests") ? String(parts[1]) : nil
  }

  /// The last part of the path.
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// How many lines it has.
  var lineCount: Int { text.utf8.count { $0 == 0x0A } }

  /// The lines that hold a word, with their numbers. Most files hold none, which is found out quickly.
  func lines(with word: String) -> [(number: Int, text: Substring)] {
    guard strstr(text, word) != nil else { return [] }
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .filter { $0.element.contains(word) }.map { ($0.offset + 1, $0.element) }
  }
}

/// The repository that the tests were built from.
enum Tree {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().standardizedFileURL.path

  /// What builds, runs and tools leave beside the files of the repository (see .gitignore).
  private static func isLeftover(_ path: String) -> Bool {
    [".build", ".git/", ".venv/", "reports/runs/", "Package.resolved", ".swiftpm/"].contains { path.hasPrefix($0) }
      || path.contains("__pycache__/") || path.hasSuffix(".DS_Store")
  }

  /// The paths of all files, sorted.
  static let paths: [String] = {
    guard let all = FileManager.default.enumerator(atPath: root) else { return [] }
    var paths: [String] = []
    while let path = all.nextObject() as? String {
      let isFolder = all.fileAttributes?[.type] as? FileAttributeType == .typeDirectory
      if isLeftover(isFolder ? path + "/" : path) {
        if isFolder { all.skipDescendants() }
      } else if !isFolder {
        paths.append(path)
      }
    }
    return paths.sorted()
  }()

  static func read(_ path: String) throws -> SourceFile {
    SourceFile(
      path: path, text: String(decoding: try Data(contentsOf: URL(filePath: "\(root)/\(path)")), as: UTF8.self))
  }

  /// All files, in order of their paths, read once. A text that is not UTF-8 is repaired.
  static let files: [SourceFile] = paths.compactMap { try? read($0) }

  /// The files whose path begins and ends so.
  static func files(under prefix: String, endingIn suffix: String = ".swift") -> [SourceFile] {
    files.filter { $0.path.hasPrefix(prefix) && $0.path.hasSuffix(suffix) }
  }

  /// Our Swift files, those of tests too.
  static var swift: [SourceFile] { files(under: "Sources/") + files(under: "Tests/") }
}
