/// Rows in ascending order of an integer key; appending at the end, the usual case, costs nothing extra.
struct SortedRows<Row> {
  private(set) var keys: [Int64] = []
  private(set) var rows: [Row] = []

  /// Index of the first key that is not below the given one.
  func index(notBelow key: Int64) -> Int {
    if let last = keys.last, last < key { return keys.count }
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Inserts the row at its place; answers false and changes nothing when the key is taken.
  mutating func insert(_ row: Row, at key: Int64) -> Bool {
    let index = index(notBelow: key)
    if index < keys.count, keys[index] == key { return false }
    keys.insert(key, at: index)
    rows.insert(row, at: index)
    return true
  }

  mutating func remove(_ key: Int64) {
    let index = index(notBelow: key)
    guard index < keys.count, keys[index] == key else { return }
    keys.remove(at: index)
    rows.remove(at: index)
  }

  var next: Int64 { keys.last.map { $0 + 1 } ?? 0 }
}
