import Configuration

/// Finds and reads presets, each file once.
public final class PresetLibrary {
  private let folders: [String]
  private var documents: [String: Document] = [:]

  /// A library that looks for named presets in these folders, in order.
  public init(folders: [String]) { self.folders = folders }

  /// The value of a preset: an object is one itself, a string names one. A name such as `aws-kms@2026-01` is looked for in
  /// the library's folders; text with a slash is a path, relative to the file that says it.
  package func value(_ reader: Reader) -> Reader? {
    if case .object = reader.value.content { return reader }
    guard let name = reader.word(expected: "the name of a preset such as \"aws-kms@2026-01\", or a path") else {
      return nil
    }
    let isPath = name.utf8.contains(UInt8(ascii: "/"))
    let candidates =
      isPath
      ? [FilePaths.join(FilePaths.folder(of: reader.range.source.name), name)] : folders.map { "\($0)/\(name).json" }
    guard let path = candidates.first(where: FileBytes.exists) else {
      let names = isPath ? [] : self.names
      reader.report(
        "unknown preset \"\(name)\"", expected: isPath ? "a file \(candidates[0])" : nil,
        suggestion: Nearest.word(to: name, among: names),
        notes: isPath ? [] : ["there are: \(names.isEmpty ? "none" : names.joined(separator: ", "))"])
      return nil
    }
    do throws(Diagnostic) {
      let document: Document
      if let known = documents[path] { document = known } else { document = try JSONReader.read(file: path) }
      documents[path] = document
      return Reader(document.root, path: .root, diagnostics: reader.diagnostics)
    } catch {
      reader.diagnostics.report(error)
      return nil
    }
  }

  /// The names of all presets in the folders, sorted.
  public var names: [String] {
    var names: Set<String> = []
    for folder in folders {
      for file in FileBytes.names(in: folder) where file.hasSuffix(".json") && file.utf8.contains(UInt8(ascii: "@")) {
        names.insert(String(file.dropLast(5)))
      }
    }
    return names.sorted()
  }
}

/// Paths as text.
package enum FilePaths {
  /// The folder that a file is in; `.` for a bare name.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// `path` seen from `folder`.
  package static func join(_ folder: String, _ path: String) -> String {
    path.hasPrefix("/") || folder == "." ? path : (folder == "/" ? "/\(path)" : "\(folder)/\(path)")
  }
}
