import Keys

/// Which part of a list a request wants.
public struct GcpPaging: Hashable, Sendable {
  /// At most how many items; 0 for the service's choice of 100. More than 1000 are cut to that.
  public var pageSize: Int
  /// What the last page gave; empty for the first page.
  public var pageToken: String
  /// Which items; empty for all. The model takes equalities joined by `AND`, on the fields named by the list.
  public var filter: String
  /// How they are sorted: `name` or `name desc`; empty for by name.
  public var orderBy: String

  /// Makes one.
  public init(pageSize: Int = 0, pageToken: String = "", filter: String = "", orderBy: String = "") {
    self.pageSize = pageSize
    self.pageToken = pageToken
    self.filter = filter
    self.orderBy = orderBy
  }

  /// Cuts the page out of all names. A token belongs to its list, filter and order.
  func page<Item>(
    _ names: [GcpResourceName], in parent: GcpResourceName,
    fields: (Item) -> [String: String] = { _ in [:] },
    _ show: (GcpResourceName) throws(GcpStatus) -> Item
  ) throws(GcpStatus) -> GcpPage<Item> {
    guard pageSize >= 0 else { throw GcpErrors.invalid("Page size must not be negative.", field: "page_size") }
    let conditions = try conditions()
    var items: [Item] = []
    for name in try sorted(names) {
      let item = try show(name)
      if conditions.isEmpty || matches(fields(item), conditions) { items.append(item) }
    }
    if let unknown = conditions.first(where: { condition in
      items.first.map { fields($0)[condition.name] == nil } ?? false
    }) {
      throw GcpErrors.invalid("The filter names an unknown field: \(unknown.name).", field: "filter")
    }
    let start = try start(in: parent)
    guard start <= items.count else { throw invalidToken }
    let end = min(items.count, start + (pageSize == 0 ? 100 : min(pageSize, 1000)))
    return GcpPage(
      items: Array(items[start..<end]), nextPageToken: end < items.count ? token(end, in: parent) : nil,
      totalSize: items.count)
  }

  private func sorted(_ names: [GcpResourceName]) throws(GcpStatus) -> [GcpResourceName] {
    let ascending = names.sorted {
      if let left = $0.versionNumber, let right = $1.versionNumber { return left < right }
      return $0.id < $1.id
    }
    switch orderBy {
    case "", "name", "name asc": return ascending
    case "name desc": return ascending.reversed()
    default: throw GcpErrors.invalid("The list cannot be ordered by '\(orderBy)'.", field: "order_by")
    }
  }

  private func conditions() throws(GcpStatus) -> [GcpStatus.Pair] {
    var conditions: [GcpStatus.Pair] = []
    guard !filter.isEmpty else { return conditions }
    for part in filter.split(separator: " ", omittingEmptySubsequences: true) where part != "AND" {
      let sides = part.split(whereSeparator: { $0 == "=" || $0 == ":" })
      guard sides.count == 2 else { throw GcpErrors.invalid("The filter '\(filter)' is invalid.", field: "filter") }
      conditions.append(GcpStatus.Pair(String(sides[0]), String(sides[1].filter { $0 != "\"" })))
    }
    return conditions
  }

  private func matches(_ fields: [String: String], _ conditions: [GcpStatus.Pair]) -> Bool {
    conditions.allSatisfy { fields[$0.name] == nil || fields[$0.name] == $0.value }
  }

  private var invalidToken: GcpStatus { GcpErrors.invalid("The page token is invalid.", field: "page_token") }

  private func seal(_ offset: Int, in parent: GcpResourceName) -> [UInt8] {
    Array(CryptoEngine.sha256(Array("\(parent)\n\(filter)\n\(orderBy)\n\(offset)".utf8)).prefix(8))
  }

  private func token(_ offset: Int, in parent: GcpResourceName) -> String {
    "\(offset)." + Hexadecimal.encode(seal(offset, in: parent))
  }

  private func start(in parent: GcpResourceName) throws(GcpStatus) -> Int {
    guard !pageToken.isEmpty else { return 0 }
    let parts = pageToken.split(separator: ".")
    guard parts.count == 2, let offset = Int(parts[0]), pageToken == token(offset, in: parent) else {
      throw invalidToken
    }
    return offset
  }
}
