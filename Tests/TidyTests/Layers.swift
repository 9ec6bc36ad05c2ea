import Foundation

/// What each module may import. SwiftPM enforces its own list less strictly than it seems: a module that another
/// dependency brings along can be imported without being listed.
enum Layers {
  /// One target and its dependencies: modules of ours and products of packages.
  struct Layer {
    let module: String
    let imports: [String]
  }

  /// Top to bottom is the order of the architecture read upwards: no module imports one that stands below it here.
  /// Events, Results and the instants of Kernel are values; that is all that Checks and Reports take from beneath.
  static let table = [
    Layer(module: "Kernel", imports: []),
    Layer(module: "Configuration", imports: []),
    Layer(module: "Keys", imports: ["Kernel", "COpenSSL", "CSeededRandom"]),
    Layer(module: "Events", imports: ["Kernel", "Keys"]),
    Layer(module: "KMS", imports: ["Kernel", "Keys", "Events", "OrderedCollections"]),
    Layer(module: "Presets", imports: ["Kernel", "Configuration", "KMS"]),
    Layer(module: "Storage", imports: ["Kernel", "Keys", "GRDB", "GRDBSQLite"]),
    Layer(
      module: "Canton",
      imports: ["Kernel", "Keys", "Events", "KMS", "Storage", "CZlib", "OrderedCollections", "DequeModule"]),
    Layer(module: "Results", imports: ["Kernel", "Events"]),
    Layer(module: "Checks", imports: ["Kernel", "Keys", "Events", "Results"]),
    Layer(
      module: "Scenarios",
      imports: [
        "Kernel", "Configuration", "Keys", "Events", "KMS", "Presets", "Storage", "Canton", "Results", "Checks",
        "OrderedCollections", "DequeModule",
      ]),
    Layer(module: "Reports", imports: ["Kernel", "Events", "Results"]),
    Layer(module: "GoogleGrpc", imports: ["Kernel", "Keys", "KMS", "SwiftProtobuf"]),
    Layer(
      module: "Serve",
      imports: [
        "Kernel", "Configuration", "Keys", "KMS", "GoogleGrpc", "Presets", "GRDB", "Hummingbird", "HummingbirdCore",
        "HummingbirdTLS", "GRPCCore", "GRPCNIOTransportHTTP2Posix", "HTTPTypes", "Logging", "NIOCore", "NIOPosix",
        "NIOHTTPTypes", "NIOSSL", "ServiceLifecycle", "UnixSignals",
      ]),
    Layer(module: "keyshift-serve", imports: ["Serve", "ArgumentParser"]),
    Layer(
      module: "keyshift",
      imports: [
        "Kernel", "Configuration", "Keys", "KMS", "Scenarios", "Results", "Checks", "Reports", "ArgumentParser",
      ]),
  ]

  /// A file that may import a module of the system, and why.
  struct Exception {
    let file: String
    let modules: [String]
    let reason: String
  }

  private static let cLibrary = ["Glibc", "Musl", "Darwin"]

  /// Messages that protoc-gen-swift wrote.
  private static func generated(_ name: String) -> Exception {
    Exception(
      file: "Sources/GoogleGrpc/Generated/\(name).pb.swift", modules: ["Foundation", "FoundationEssentials"],
      reason: "generated: messages hold their bytes as Data")
  }

  static let exceptions = [
    Exception(
      file: "Sources/Kernel/Flow.swift", modules: cLibrary,
      reason: "pthread_self: the executor checks the thread on every enqueue"),
    Exception(
      file: "Sources/Kernel/Benchmark/ReferenceStream.swift", modules: cLibrary,
      reason: "log of libm: the benchmark draws as its C++ reference does"),
    Exception(
      file: "Sources/Configuration/FileBytes.swift", modules: cLibrary,
      reason: "open, read and readdir in place of Foundation"),
    Exception(
      file: "Sources/Keys/Engine/RSAKeyCache.swift", modules: cLibrary,
      reason: "files with mode 0600 and an advisory lock for generated RSA keys"),
    Exception(
      file: "Sources/Keys/Engine/RSAKeyPool.swift", modules: ["Synchronization"],
      reason: "one pool serves simulations on several threads"),
    Exception(
      file: "Sources/Storage/SQLite/SQLiteStore+Contents.swift", modules: ["Foundation"],
      reason: "reads the raw bytes of database files; Foundation comes with GRDB anyway"),
    Exception(
      file: "Sources/keyshift/Commands/DiffCommand.swift", modules: ["Foundation"], reason: "an edge: is it a folder?"),
    Exception(
      file: "Sources/keyshift/Commands/RunCommand.swift", modules: ["Foundation"],
      reason: "an edge: writes files, and says in meta.json when and how long it ran"),
    Exception(
      file: "Sources/keyshift/Support/Baseline.swift", modules: ["Foundation"], reason: "an edge: writes files"),
    Exception(
      file: "Sources/keyshift/Support/RunDirectory.swift", modules: ["Foundation"], reason: "an edge: writes files"),
    Exception(
      file: "Sources/keyshift/Support/ScenarioInput.swift", modules: ["Foundation"],
      reason: "an edge: the terminal and the environment"),
    generated("iam"), generated("kms"),
    Exception(
      file: "Sources/GoogleGrpc/GrpcValues.swift", modules: ["FoundationEssentials"],
      reason: "messages hold their bytes as Data"),
    Exception(
      file: "Sources/Serve/Google/GoogleListener.swift", modules: ["Synchronization"],
      reason: "connections come from the threads of several event loops"),
    Exception(
      file: "Sources/Serve/RealClock.swift", modules: cLibrary, reason: "an edge: the clocks of the machine"),
    Exception(
      file: "Sources/Serve/Observe/TrailFile.swift", modules: cLibrary,
      reason: "an edge: a file that lines are appended to"),
    Exception(
      file: "Sources/Serve/State/StateKey.swift", modules: cLibrary + ["Foundation"],
      reason: "an edge: who may read a file, and the environment"),
    Exception(
      file: "Sources/Serve/State/StateFile.swift", modules: cLibrary + ["Foundation"],
      reason: "an edge: makes a file that nobody else may read; GRDB takes and gives bytes as Data"),
    Exception(
      file: "Sources/Serve/State/StateJournal.swift", modules: ["Foundation"],
      reason: "JSONEncoder: records are JSON that other programs can read"),
    Exception(
      file: "Sources/Serve/TLSIdentity.swift", modules: cLibrary, reason: "an edge: reads addresses as the system does"),
    Exception(
      file: "Sources/Serve/Observe/ServerLog.swift", modules: cLibrary, reason: "an edge: writes standard error"),
    Exception(
      file: "Sources/Serve/Http/TimerLateness.swift", modules: ["Synchronization"],
      reason: "calls of one service come from several threads"),
    Exception(
      file: "Sources/Serve/Observe/Metrics.swift", modules: ["Synchronization"],
      reason: "requests on several threads are counted in one place"),
    Exception(
      file: "Sources/keyshift-serve/KeyshiftServe.swift", modules: ["Foundation"],
      reason: "an edge: the terminal, and where the program stands"),
    Exception(
      file: "Sources/keyshift/Commands/ServeCommand.swift", modules: ["Foundation"],
      reason: "an edge: finds and starts another program"),
    Exception(
      file: "Sources/keyshift/Bench/Stopwatch.swift", modules: cLibrary,
      reason: "measures keyshift itself, in real time"),
  ]

  /// The modules that a file imports, with the line of each.
  static func imports(in file: SourceFile) -> [(module: String, line: Int)] {
    let words = file.code.words
    let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
    return words.indices.compactMap { index in
      guard words[index].text == "import", index + 1 < words.count else { return nil }
      let next = kinds.contains(words[index + 1].text) && index + 2 < words.count ? index + 2 : index + 1
      return (words[next].text, words[index].line)
    }
  }

  static func findings(in file: SourceFile) -> [Finding] {
    guard let layer = table.first(where: { $0.module == file.module }) else {
      return [Finding(file: file.path, line: 1, message: "belongs to no module of the layer list")]
    }
    let excepted = exceptions.filter { $0.file == file.path }.flatMap(\.modules)
    return imports(in: file).filter { !layer.imports.contains($0.module) && !excepted.contains($0.module) }.map {
      Finding(file: file.path, line: $0.line, message: "\(layer.module) may not import \($0.module)")
    }
  }

  /// The targets under `Sources` that hold Swift, as `swift package dump-package` describes them.
  static func targets(of description: Data) throws -> [Layer] {
    let package = try JSONSerialization.jsonObject(with: description) as? [String: Any]
    let targets = package?["targets"] as? [[String: Any]] ?? []
    return targets.compactMap { target in
      guard let name = target["name"] as? String, target["path"] as? String == nil, name != "CSeededRandom",
        ["regular", "executable"].contains(target["type"] as? String)
      else { return nil }
      // A dependency is an object of one member: how it is named, and a list that its name opens.
      let dependencies = target["dependencies"] as? [[String: Any]] ?? []
      return Layer(module: name, imports: dependencies.compactMap { ($0.values.first as? [Any])?.first as? String })
    }
  }
}
