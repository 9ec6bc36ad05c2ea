/// How text is laid out for a terminal.
public struct TextStyle: Hashable, Sendable {
  /// Columns of the terminal.
  public let width: Int
  /// Whether to add colour as a second signal; no meaning is carried by colour alone.
  public let colour: Bool
  /// Whether to keep to ASCII.
  public let ascii: Bool

  /// Makes a style; at least 40 columns are used.
  public init(width: Int = 80, colour: Bool = false, ascii: Bool = false) {
    self.width = max(width, 40)
    self.colour = colour
    self.ascii = ascii
  }

  enum Tint: Int {
    case red = 31
    case green = 32
    case yellow = 33
    case bold = 1
  }

  func paint(_ text: String, _ tint: Tint) -> String {
    colour ? "\u{1B}[\(tint.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Replaces what ASCII lacks.
  func plain(_ text: String) -> String {
    guard ascii else { return text }
    var output = ""
    for character in text {
      switch character {
      case "…": output += ".."
      case "×": output += "x"
      case "µ": output += "u"
      default: output += character.isASCII ? String(character) : "?"
      }
    }
    return output
  }

  /// Breaks a text at spaces; the first line starts with `first`, the others are indented as far.
  func wrap(_ text: String, after first: String) -> [String] {
    let indent = String(repeating: " ", count: first.count)
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in plain(text).split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = indent
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines + [line]
  }

  /// Cuts a line to the width.
  func cut(_ line: String) -> String {
    guard line.count > width else { return line }
    let mark = ascii ? ".." : "…"
    return line.prefix(width - mark.count) + mark
  }

  /// A bar for each value, the highest for the greatest; at most `columns` bars, each the maximum of its share.
  func sparkline(_ values: [Int], columns: Int) -> String {
    guard !values.isEmpty, let top = values.max() else { return "" }
    let bars = Array(ascii ? "_.:-=+*#" : "▁▂▃▄▅▆▇█")
    let count = min(columns, values.count)
    var output = ""
    for column in 0..<count {
      let share = values[(column * values.count / count)..<((column + 1) * values.count / count)]
      let value = share.max() ?? 0
      if value == 0 {
        output.append(" ")
      } else {
        output.append(bars[(value * bars.count - 1) / max(top, 1)])
      }
    }
    return output
  }
}

/// A table whose columns are as wide as their widest cell.
struct TextTable {
  private let leading: Int
  private var rows: [[String]] = []

  /// `leading` columns are aligned to the left, the others to the right.
  init(leading: Int) { self.leading = leading }

  mutating func add(_ row: [String]) { rows.append(row) }

  var isEmpty: Bool { rows.isEmpty }

  /// The rows; cut to the style's width unless told to keep them whole.
  func lines(indent: Int, style: TextStyle, whole: Bool = false) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let cells = rows.map { $0.map(style.plain) }
    let widths = (0..<columns).map { column in
      cells.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return cells.map { row in
      var line = String(repeating: " ", count: indent)
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        if column > 0 { line += "  " }
        line += column < leading ? cell + padding : padding + cell
      }
      while line.last == " " { line.removeLast() }
      return whole ? line : style.cut(line)
    }
  }
}
