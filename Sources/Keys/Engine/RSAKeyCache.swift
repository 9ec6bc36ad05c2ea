#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

private let systemRead = read
private let systemWrite = write

/// The files of an `RSAKeyPool`: one per key, mode 0600, in a directory of mode 0700.
///
/// A file is written under another name and renamed, so a reader sees all of it or nothing; an advisory lock (flock)
/// keeps two processes from making the same key. A file is never trusted: its checksum, its identity and the
/// arithmetic of its key must be right, or the key is made anew.
struct RSAKeyCache: Sendable {
  /// What was found in place of a key.
  enum Lookup {
    case found(KeyMaterial)
    case missing
    case damaged
  }

  private static let header = "keyshift rsa key 1"
  private let directory: String

  init(directory: String) {
    self.directory = directory
  }

  /// Runs `body` while no other process runs one for a key of the same stripe.
  func locked<Result>(
    _ identity: RSAKeyPool.Identity, _ body: () throws(CryptoError) -> Result
  ) throws(CryptoError) -> Result {
    try makeDirectory()
    let path = "\(directory)/lock-\(identity.index % UInt64(RSAKeyPool.stripeCount))"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw RSAKeyCache.failure("open", path) }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw RSAKeyCache.failure("lock", path) }
    }
    return try body()
  }

  /// The stored key, checked.
  func read(_ identity: RSAKeyPool.Identity) -> Lookup {
    guard let bytes = contents(of: path(identity)) else { return .missing }
    guard let key = decode(bytes, identity) else { return .damaged }
    return .found(key)
  }

  /// Stores a key.
  func write(_ key: KeyMaterial, _ identity: RSAKeyPool.Identity) throws(CryptoError) {
    let final = path(identity)
    let temporary = "\(final).\(getpid())"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw RSAKeyCache.failure("create", temporary) }
    let isWritten = writeAll(encode(key, identity), to: descriptor) && fsync(descriptor) == 0
    guard close(descriptor) == 0, isWritten, rename(temporary, final) == 0 else {
      unlink(temporary)
      throw RSAKeyCache.failure("write", final)
    }
  }

  func path(_ identity: RSAKeyPool.Identity) -> String {
    var index = ByteWriter()
    index.u64(identity.index)
    return "\(directory)/rsa-\(identity.bits)-\(Hexadecimal.encode(index.output)).key"
  }

  private func encode(_ key: KeyMaterial, _ identity: RSAKeyPool.Identity) -> [UInt8] {
    var writer = ByteWriter()
    writer.string(RSAKeyCache.header)
    writer.u32(UInt32(identity.bits))
    writer.u64(identity.index)
    writer.bytes(key.pkcs8)
    return writer.output + CryptoEngine.sha256(writer.output)
  }

  private func decode(_ bytes: [UInt8], _ identity: RSAKeyPool.Identity) -> KeyMaterial? {
    guard bytes.count > 32, CryptoEngine.sha256(Array(bytes.dropLast(32))) == Array(bytes.suffix(32)) else {
      return nil
    }
    var reader = ByteReader(Array(bytes.dropLast(32)))
    do {
      guard try reader.string() == RSAKeyCache.header, try reader.u32() == UInt32(identity.bits),
        try reader.u64() == identity.index
      else { return nil }
      let pkcs8 = try reader.bytes()
      try reader.finish()
      let key = try KeyDerivation.importing(pkcs8: pkcs8)
      return key.kind == .rsa(bits: identity.bits) ? key : nil
    } catch {
      return nil
    }
  }

  private func makeDirectory() throws(CryptoError) {
    if mkdir(directory, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT else { throw RSAKeyCache.failure("make", directory) }
    var path = directory.hasPrefix("/") ? "" : "."
    for part in directory.split(separator: "/") {
      path += "/\(part)"
      guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw RSAKeyCache.failure("make", path) }
    }
  }

  private func contents(of path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 8192)
    while true {
      let count = systemRead(descriptor, &part, part.count)
      if count > 0 {
        bytes += part[..<count]
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        return bytes
      }
    }
  }

  private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func failure(_ operation: String, _ path: String) -> CryptoError {
    .operationFailed("cannot \(operation) \(path): \(String(cString: strerror(errno)))")
  }
}
