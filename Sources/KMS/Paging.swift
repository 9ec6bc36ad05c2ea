import Keys

/// One page of a list.
public struct KmsPage<Item: Hashable & Sendable>: Hashable, Sendable {
  /// The items, in the list's order.
  public let items: [Item]
  /// What a further request shows to go on; nil when the list ends here.
  public let nextMarker: String?
  /// Whether the list goes on.
  public var isTruncated: Bool { nextMarker != nil }
}

/// Which page of a list a request asks for.
public struct KmsPaging: Hashable, Sendable {
  /// At most so many items, 1 to 1000; the list's default when left out. A list can give fewer.
  public var limit: Int?
  /// Where to go on: the `NextMarker` of the page before.
  public var marker: String?

  /// Asks for a page; the first one without a marker.
  public init(limit: Int? = nil, marker: String? = nil) {
    self.limit = limit
    self.marker = marker
  }

  func validate(_ check: inout AwsValidation) {
    if let limit { check.number(limit, "limit", 1...1000) }
    if let marker { check.text(marker, "marker", 1...1024) }
  }

  /// How many items the page has: what was asked for, but no more than the list gives at once.
  func size(default: Int, maximum: Int = 1000) -> Int { min(limit ?? `default`, maximum) }
}

/// A place in a list. It is opaque to the caller: a digest binds it to the list and to the key that the list is of, so
/// that no other list takes it and nobody makes one.
struct ListMarker {
  private static let tagSize = 16
  private let domain: [UInt8]

  /// The markers of a list of one service.
  init(_ operation: KmsOperation, scope: String, instance: String) {
    domain = Array("kms/\(instance)/marker/\(operation.rawValue)/\(scope)/".utf8)
  }

  /// The marker of a place.
  func encode(_ place: String) -> String { Base64.encode(tag(place) + Array(place.utf8)) }

  /// The place of a marker. Errors: `InvalidMarkerException`.
  func decode(_ marker: String) throws(KmsServiceError) -> String {
    guard let bytes = Base64.decode(marker), bytes.count > Self.tagSize else { throw AwsErrors.invalidMarker }
    let place = String(decoding: bytes.dropFirst(Self.tagSize), as: UTF8.self)
    guard tag(place).elementsEqual(bytes.prefix(Self.tagSize)) else { throw AwsErrors.invalidMarker }
    return place
  }

  /// The place of a marker that is a number.
  func position(_ marker: String?) throws(KmsServiceError) -> Int {
    guard let marker else { return 0 }
    guard let position = Int(try decode(marker)), position >= 0 else { throw AwsErrors.invalidMarker }
    return position
  }

  /// One page of items that are counted from the front.
  func page<Item>(_ items: [Item], _ paging: KmsPaging, size: Int) throws(KmsServiceError) -> KmsPage<Item> {
    let start = try position(paging.marker)
    let page = Array(items.dropFirst(start).prefix(size))
    let end = start + page.count
    return KmsPage(items: page, nextMarker: end < items.count ? encode("\(end)") : nil)
  }

  private func tag(_ place: String) -> [UInt8] {
    Array(CryptoEngine.sha256(domain + Array(place.utf8)).prefix(Self.tagSize))
  }
}
