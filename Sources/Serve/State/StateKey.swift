import Configuration
import Foundation
import Glibc
import Keys

/// The operator's key, under which a state file is sealed: 32 bytes that keyshift never writes anywhere. Prints redacted.
public struct StateKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  let bytes: [UInt8]

  /// The environment variable that may hold it.
  public static let variable = "KEYSHIFT_STATE_KEY"
  private static let sizeLimit = 4096

  /// Says nothing of it.
  public var description: String { "<state key>" }
  /// Says nothing of it.
  public var debugDescription: String { description }
  /// Has no children.
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// Reads a key as hexadecimal digits or Base64, with or without white space around. `origin` says where it stood.
  /// Throws for anything else than 32 bytes, without repeating it.
  public init(text: String, origin: String) throws(ServeOptions.Mistake) {
    let word = text.split(whereSeparator: \.isWhitespace)
    guard word.count == 1, let bytes = Hexadecimal.decode(String(word[0])) ?? Base64.decode(String(word[0])),
      bytes.count == StateSeal.keySize
    else {
      throw ServeOptions.Mistake(
        "\(origin) holds no key of 32 bytes in hexadecimal digits or Base64; openssl rand -hex 32 makes one")
    }
    self.bytes = bytes
  }

  /// Reads a key from a file that nobody but its owner can read or write. Throws for another file.
  public init(file: String) throws(ServeOptions.Mistake) {
    let content: [UInt8]
    do throws(Diagnostic) {
      content = try FileBytes.read(file, limit: Self.sizeLimit)
    } catch {
      throw ServeOptions.Mistake("the state key cannot be read: \(error)")
    }
    // Of the file itself: a key that a container is given is often a link to one.
    let target = URL(filePath: file).resolvingSymlinksInPath().path
    let mode: Int
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: target)
      guard let permissions = attributes[.posixPermissions] as? Int else {
        throw ServeOptions.Mistake("\(file) has no permissions that could be examined")
      }
      mode = permissions & 0o777
    } catch {
      throw ServeOptions.Mistake("\(file) cannot be examined: \(error)")
    }
    guard mode & 0o077 == 0 else {
      throw ServeOptions.Mistake(
        "the state key \(file) can be used by others than its owner (mode \(String(mode, radix: 8))): chmod 600 it")
    }
    try self.init(text: String(decoding: content, as: UTF8.self), origin: file)
  }

  /// The key of the environment; nil where the variable is not set.
  public static func ofEnvironment() throws(ServeOptions.Mistake) -> StateKey? {
    guard let text = getenv(variable) else { return nil }
    return try StateKey(text: String(cString: text), origin: variable)
  }
}
