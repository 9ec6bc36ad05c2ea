import Kernel
import Keys
import Storage

/// The static parameters of a synchronizer in a node's store.
extension StaticSynchronizerParameters {
  /// The stored form: numbers, then the names of each list of schemes.
  var stored: [UInt8] {
    var writer = ByteWriter()
    writer.i64(Int64(protocolVersion))
    writer.i64(Int64(serial))
    writer.i64(topologyChangeDelay.nanoseconds)
    writer.names(required.signingAlgorithms)
    writer.names(required.signingKeys)
    writer.names(required.encryptionAlgorithms)
    writer.names(required.encryptionKeys)
    writer.names(required.symmetricKeySchemes)
    writer.names(required.hashAlgorithms)
    writer.names(required.keyFormats)
    writer.names(required.signatureFormats)
    return writer.output
  }

  /// Reads the stored form.
  init(stored bytes: [UInt8]) throws {
    var reader = ByteReader(bytes)
    self.init()
    protocolVersion = Int(try reader.i64())
    serial = Int(try reader.i64())
    topologyChangeDelay = Span(nanoseconds: try reader.i64())
    required.signingAlgorithms = try reader.names()
    required.signingKeys = try reader.names()
    required.encryptionAlgorithms = try reader.names()
    required.encryptionKeys = try reader.names()
    required.symmetricKeySchemes = try reader.names()
    required.hashAlgorithms = try reader.names()
    required.keyFormats = try reader.names()
    required.signatureFormats = try reader.names()
  }
}

extension ByteWriter {
  fileprivate mutating func names<Spec: CryptoSpec>(_ specs: [Spec]) {
    u32(UInt32(specs.count))
    for spec in specs { string(spec.rawValue) }
  }
}

extension ByteReader {
  fileprivate mutating func names<Spec: CryptoSpec>() throws -> [Spec] {
    var specs: [Spec] = []
    for _ in 0..<(try u32()) {
      guard let spec = Spec(rawValue: try string()) else { throw WireError.malformed("crypto scheme") }
      specs.append(spec)
    }
    return specs
  }
}
