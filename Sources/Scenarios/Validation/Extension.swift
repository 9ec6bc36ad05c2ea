import Configuration
import Presets

/// Reads a file with what it `extends`: files merged left to right, the file itself on top.
enum Extension {
  private static let deepest = 8

  /// The merged root; nil when a file cannot be read.
  static func read(_ path: String, _ diagnostics: Diagnostics) -> Value? {
    read(path, [], diagnostics) { () throws(Diagnostic) in try JSONReader.read(file: path) }
  }

  /// The merged root of text that is in memory.
  static func read(_ source: Source, _ diagnostics: Diagnostics) -> Value? {
    read(source.name, [], diagnostics) { () throws(Diagnostic) in try JSONReader.read(source) }
  }

  private static func read(
    _ path: String, _ chain: [String], _ diagnostics: Diagnostics, _ load: () throws(Diagnostic) -> Document
  ) -> Value? {
    let root: Value
    do throws(Diagnostic) {
      root = try load().root
    } catch {
      diagnostics.report(error)
      return nil
    }
    guard let members = root.members, let extends = members.first(where: { $0.key == "extends" }) else { return root }
    let own = Value(.object(members.filter { $0.key != "extends" }), range: root.range)
    let reader = Reader(extends.value, path: Path.root.key("extends"), diagnostics: diagnostics)
    var merged: Value?
    let merge = Merge(anchor: .patch, wholes: DistributionReader.kinds, diagnostics: diagnostics)
    for element in reader.elements(expected: "a list of files") {
      guard let name = element.word(expected: "a file, relative to this one") else { return nil }
      if name.contains("://") {
        element.report("is an address", expected: "a file: a run never touches the network")
        return nil
      }
      let file = FilePaths.join(FilePaths.folder(of: path), name)
      let way = chain + [path]
      if way.contains(file) {
        element.report("a cycle: \((way + [file]).joined(separator: " extends "))")
        return nil
      }
      if way.count >= deepest {
        element.report("files extend each other deeper than \(deepest)")
        return nil
      }
      guard FileBytes.exists(file) else {
        element.report("there is no file \(file)")
        return nil
      }
      let base = read(file, way, diagnostics) { () throws(Diagnostic) in try JSONReader.read(file: file) }
      guard let base else { return nil }
      merged = merged.map { merge.apply(base, to: $0) } ?? base
    }
    return merged.map { merge.apply(own, to: $0) } ?? own
  }
}

/// Reads what the user puts over a file: `path=value`.
enum Override {
  /// The patch that an override stands for; its source is named `--set path=value`.
  static func read(_ text: String, _ diagnostics: Diagnostics) -> Value? {
    let source = Source(name: "--set \(text)", text: text)
    let range = SourceRange(whole: source)
    guard let sign = text.firstIndex(of: "="), let keys = keys(text[..<sign]), !keys.isEmpty else {
      diagnostics.report(
        "\"\(text)\" is no override", at: range, path: .root,
        expected: "a path and a value as in \"workload.load.rate=20\"")
      return nil
    }
    let word = String(text[text.index(after: sign)...])
    var value = Value(.string(word), range: range)
    if let json = try? JSONReader.read(text: word, name: source.name) { value = Value(json.root.content, range: range) }
    for key in keys.reversed() {
      value = Value(.object([Value.Member(key: key, keyRange: range, value: value)]), range: range)
    }
    return value
  }

  /// Splits at points; a part in double quotes may hold points.
  private static func keys(_ text: Substring) -> [String]? {
    var keys = [""]
    var isQuoted = false
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ".", !isQuoted {
        keys.append("")
      } else {
        keys[keys.count - 1].append(character)
      }
    }
    return isQuoted || keys.contains("") ? nil : keys
  }
}
