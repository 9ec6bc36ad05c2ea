import Configuration
import Kernel
import Keys
import Presets

/// Reads the figures of a timing preset and notes their origins.
struct SpanFigures {
  private(set) var origins: [TimingPreset.NamedOrigin]

  init(origins: [TimingPreset.NamedOrigin]) { self.origins = origins }

  /// `{ "value": "2ms", "source": "…" }`; a plain duration is what a scenario puts over a figure.
  mutating func span(_ reader: Reader?) -> Span? {
    guard let reader else { return nil }
    if case .string = reader.value.content {
      note(reader.path, .source("the scenario"))
      return reader.nanoseconds().map(Span.init(nanoseconds:))
    }
    let found = reader.object { object -> (Span?, Origin?) in
      (object.required("value")?.nanoseconds().map(Span.init(nanoseconds:)), Figure<Span>.origin(object))
    }
    guard let found, let span = found.0, let origin = found.1 else { return nil }
    note(reader.path, origin)
    return span
  }

  private mutating func note(_ path: Path, _ origin: Origin) {
    origins.append(TimingPreset.NamedOrigin(figure: path.description, origin: origin))
  }

  /// The figures of a section, in the order of `keys`; nil when one is missing or wrong.
  mutating func section(_ object: ObjectReader, _ name: String, _ keys: [String]) -> [Span]? {
    guard let reader = object.required(name) else { return nil }
    return all(reader, keys)
  }

  private mutating func all(_ reader: Reader, _ keys: [String]) -> [Span]? {
    let found = reader.object { object in keys.compactMap { span(object.required($0)) } }
    return found?.count == keys.count ? found : nil
  }

  /// `{ "latency": { …, "guess": "…" } }`.
  mutating func latency(_ object: ObjectReader, _ name: String) -> Distribution? {
    guard let reader = object.required(name) else { return nil }
    return reader.object { section -> Distribution? in
      guard let latency = section.required("latency") else { return nil }
      var origin: Origin? = .source("the scenario")
      let distribution = DistributionReader.read(latency) { object in
        if object.has("source") || object.has("guess") { origin = Figure<Span>.origin(object) }
      }
      if let origin { note(latency.path, origin) }
      return distribution
    } ?? nil
  }

  /// The section `cryptography`.
  struct Cryptography {
    var signing: [SigningKeySpec: TimingPreset.Signing] = [:]
    var encryption: [EncryptionAlgorithmSpec: TimingPreset.Encryption] = [:]
    var generation: [EncryptionKeySpec: Span] = [:]
    var seal: TimingPreset.BySize
    var open: TimingPreset.BySize
    var hash: TimingPreset.BySize
    var keyDerivation: Span
  }

  mutating func cryptography(_ object: ObjectReader) -> Cryptography? {
    var signing: [SigningKeySpec: TimingPreset.Signing] = [:]
    var encryption: [EncryptionAlgorithmSpec: TimingPreset.Encryption] = [:]
    var generation: [EncryptionKeySpec: Span] = [:]
    object.required("signing")?.object { specs in
      for spec in SigningKeySpec.allCases {
        guard let entry = specs.required(spec.rawValue), let found = all(entry, ["sign", "verify", "generate"]) else {
          continue
        }
        signing[spec] = TimingPreset.Signing(sign: found[0], verify: found[1], generate: found[2])
      }
    }
    object.required("encryption")?.object { algorithms in
      for algorithm in EncryptionAlgorithmSpec.allCases {
        guard let entry = algorithms.required(algorithm.rawValue), let found = all(entry, ["encrypt", "decrypt"]) else {
          continue
        }
        encryption[algorithm] = TimingPreset.Encryption(encrypt: found[0], decrypt: found[1])
      }
    }
    object.required("encryption-key-generation")?.object { specs in
      for spec in EncryptionKeySpec.allCases { generation[spec] = span(specs.required(spec.rawValue)) }
    }
    var symmetric: [TimingPreset.BySize] = []
    object.required("symmetric")?.object { operations in
      for name in ["seal", "open", "hash"] {
        guard let entry = operations.required(name), let found = all(entry, ["base", "per-kib"]) else { continue }
        symmetric.append(TimingPreset.BySize(base: found[0], perKibibyte: found[1]))
      }
    }
    guard let derivation = span(object.required("kdf")), symmetric.count == 3,
      signing.count == SigningKeySpec.allCases.count, encryption.count == EncryptionAlgorithmSpec.allCases.count,
      generation.count == EncryptionKeySpec.allCases.count
    else { return nil }
    return Cryptography(
      signing: signing, encryption: encryption, generation: generation, seal: symmetric[0], open: symmetric[1],
      hash: symmetric[2], keyDerivation: derivation)
  }
}
