import Foundation
import Testing

/// The tables of README.md that repeat what the program says of itself, between `<!-- keyshift … -->`, the command that
/// they are made of, and `<!-- end -->`.
enum Readme {
  /// A marked part: the command and the lines between the marks.
  struct Part {
    let command: String
    let lines: ClosedRange<Int>
    let text: String
  }

  static let path = "README.md"
  static let commands = [
    "keyshift --help", "keyshift list checks", "keyshift list faults", "keyshift list workloads", "keyshift list steps",
  ]

  /// The marked parts of a text, in order.
  static func parts(of text: String) -> [Part] {
    var parts: [Part] = []
    var open: (command: String, line: Int)?
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      if line.hasPrefix("<!-- keyshift "), line.hasSuffix(" -->") {
        open = (String(line.dropFirst(5).dropLast(4)), number)
      } else if line == "<!-- end -->", let start = open {
        let inner = lines[(start.line + 1)..<number].joined(separator: "\n")
        parts.append(Part(command: start.command, lines: start.line...number, text: inner))
        open = nil
      }
    }
    return parts
  }

  /// The subcommands of a help text: name and abstract.
  static func subcommands(of help: String) -> [(name: String, doc: String)] {
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(of: "SUBCOMMANDS:") else { return [] }
    return lines[(start + 1)...].prefix { !$0.isEmpty }.map { line in
      let words = line.drop { $0 == " " }
      let name = words.prefix { $0 != " " }
      return (String(name), String(words.dropFirst(name.count).drop { $0 == " " }))
    }
  }

  /// The entries that `keyshift list` prints: a name, and indented below it what it means.
  static func entries(of list: String) -> [(name: String, doc: String)] {
    var entries: [(name: String, doc: String)] = []
    for line in list.split(separator: "\n") {
      if !line.hasPrefix(" ") {
        entries.append((String(line), ""))
      } else if let last = entries.indices.last, entries[last].doc.isEmpty {
        entries[last].doc = String(line.drop { $0 == " " })
      }
    }
    return entries
  }

  /// A table of two columns; of each meaning the first sentence.
  static func table(_ entries: [(name: String, doc: String)], of kind: String) -> String {
    let rows = entries.map { entry in
      let doc = entry.doc.range(of: ". ").map { String(entry.doc[..<$0.lowerBound]) + "." } ?? entry.doc
      return "| `\(entry.name)` | \(doc.replacingOccurrences(of: "|", with: "\\|")) |"
    }
    return (["| \(kind) | |", "|---|---|"] + rows).joined(separator: "\n")
  }

  /// What belongs between the marks of a command.
  static func expected(_ command: String) throws -> String {
    let arguments = command.split(separator: " ").dropFirst().map(String.init)
    let output = try Program.output(Program.keyshift, arguments)
    guard arguments.first == "list" else { return table(subcommands(of: output), of: "command") }
    return table(entries(of: output), of: String(arguments[1].dropLast()))
  }

  /// The text with every part as it should be.
  static func updated(_ text: String) throws -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for part in parts(of: text).reversed() {
      lines.replaceSubrange((part.lines.lowerBound + 1)..<part.lines.upperBound, with: [try expected(part.command)])
    }
    return lines.joined(separator: "\n")
  }
}

@Suite("README")
struct ReadmeTests {
  @Test("a help text and a list are read as tables, of each meaning the first sentence")
  func tables() {
    let help =
      "OVERVIEW: x\n\nSUBCOMMANDS:\n  run                     Runs a scenario. Reports.\n  list     Lists.\n\n  See more"
    #expect(
      Readme.table(Readme.subcommands(of: help), of: "command")
        == "| command | |\n|---|---|\n| `run` | Runs a scenario. |\n| `list` | Lists. |")
    #expect(Readme.entries(of: "a\n    One.\n    more\nb\n    Two | three.").map(\.doc) == ["One.", "Two | three."])
  }

  @Test("marked parts are found with their command; an open one is none")
  func parts() {
    let parts = Readme.parts(of: "x\n<!-- keyshift --help -->\nold\n<!-- end -->\n<!-- keyshift list checks -->\n")
    #expect(parts.map(\.command) == ["keyshift --help"])
    #expect(parts.first?.text == "old")
  }

  @Test("README's tables equal what the built keyshift says of itself; make readme rewrites them")
  func tree() throws {
    let readme = try Tree.read(Readme.path)
    if ProcessInfo.processInfo.environment["KEYSHIFT_UPDATE_README"] != nil {
      let text = try Readme.updated(readme.text)
      return try Data(text.utf8).write(to: URL(filePath: "\(Tree.root)/\(Readme.path)"))
    }
    let parts = Readme.parts(of: readme.text)
    #expect(parts.map(\.command) == Readme.commands)
    for part in parts { #expect(try part.text == Readme.expected(part.command), "\(part.command)") }
  }

  @Test("every file that README links to is there")
  func links() throws {
    let links = try Tree.read(Readme.path).text.matches(of: /\]\(([^)#:]+)\)/).map { String($0.1) }
    #expect(links.count > 5)
    for link in links { #expect(FileManager.default.fileExists(atPath: "\(Tree.root)/\(link)"), "\(link)") }
  }
}
