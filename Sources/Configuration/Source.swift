/// A piece of configuration text: a file, or text given on the command line.
///
/// Values keep a reference to the source that they were read from, so that a merged tree still says for each of its
/// values where it stands. Reading formats (JSON now, HOCON later) share this type.
public final class Source: Sendable {
  /// The name that diagnostics print: the path as the user gave it, or for instance `--set duration`.
  public let name: String
  /// The text as UTF-8, exactly as read; it may turn out not to be valid.
  public let bytes: [UInt8]

  /// Makes a source from bytes that are already in memory.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Makes a source from a string.
  public convenience init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The line and the column of a byte offset, both from 1; columns count Unicode scalars. Computed on each call, since
  /// only diagnostics ask.
  public func position(of offset: Int) -> Position {
    let end = min(max(offset, 0), bytes.count)
    var line = 1
    var lineStart = 0
    bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index < end {
        if bytes[index] == 0x0A {
          line += 1
          lineStart = index + 1
        }
        index += 1
      }
    }
    var column = 1
    for index in lineStart..<end where bytes[index] & 0xC0 != 0x80 { column += 1 }
    return Position(file: name, line: line, column: column)
  }
}

/// A place in a file for people: line and column count from 1.
public struct Position: Hashable, Sendable, CustomStringConvertible {
  /// The source's name.
  public let file: String
  /// The line, from 1; 0 when the diagnostic is about the file as a whole.
  public let line: Int
  /// The column in Unicode scalars, from 1; 0 when the diagnostic is about the file as a whole.
  public let column: Int

  /// Makes a position.
  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `FILE:LINE:COLUMN`.
  public var description: String { "\(file):\(line):\(column)" }
}

/// The bytes of one value or key in its source.
public struct SourceRange: Sendable {
  /// Where the text is.
  public let source: Source
  /// Offset of the first byte.
  public let start: Int
  /// Offset behind the last byte.
  public let end: Int

  /// Makes a range.
  public init(source: Source, start: Int, end: Int) {
    self.source = source
    self.start = start
    self.end = end
  }

  /// The whole of a source.
  public init(whole source: Source) {
    self.init(source: source, start: 0, end: source.bytes.count)
  }

  /// Where the range begins, computed on each call.
  public var position: Position { source.position(of: start) }

  /// A part of this range, for diagnostics that point inside a string; offsets count from the range's start.
  public func part(from offset: Int) -> SourceRange {
    SourceRange(source: source, start: min(start + offset, end), end: end)
  }
}
