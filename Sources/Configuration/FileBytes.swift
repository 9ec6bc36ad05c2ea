import Glibc

/// Reads whole files without Foundation.
public enum FileBytes {
  /// The bytes of a regular file. Throws a diagnostic about the file as a whole (line 1, column 1) when it does not exist,
  /// cannot be read, is no regular file or is larger than `limit` bytes; size is asked before anything is read.
  public static func read(_ path: String, limit: Int) throws(Diagnostic) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(path, "cannot be opened: \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw failure(path, "cannot be examined: \(String(cString: strerror(errno)))")
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw failure(path, "is not a regular file") }
    let size = Int(status.st_size)
    guard size <= limit else { throw tooLarge(path, size: size, limit: limit) }
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = Glibc.read(descriptor, buffer.baseAddress! + count, size - count)
        if got < 0 {
          if errno == EINTR { continue }
          code = errno
          return
        }
        if got == 0 { return }
        count += got
      }
    }
    guard code == 0 else { throw failure(path, "cannot be read: \(String(cString: strerror(code)))") }
    return bytes
  }

  /// Whether something exists at the path.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func tooLarge(_ path: String, size: Int, limit: Int) -> Diagnostic {
    failure(path, "is too large: \(size) bytes", expected: "at most \(limit) bytes")
  }

  private static func failure(_ path: String, _ message: String, expected: String? = nil) -> Diagnostic {
    Diagnostic(
      position: Position(file: path, line: 1, column: 1), message: "the file \(message)", expected: expected)
  }
}

extension FileBytes {
  /// The names of what is in a folder, sorted; empty when it cannot be read.
  public static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
