extension AwsWireReader {
  /// `Limit` and `Marker`.
  mutating func paging() throws(KmsServiceError) -> KmsPaging {
    KmsPaging(limit: try number("Limit"), marker: try text("Marker"))
  }
}

extension KmsPage {
  /// The members of a page whose items have this name.
  static func wireForm(_ name: String, of members: [AwsAnswerMember<Item>]) -> [AwsAnswerMember<KmsPage<Item>>] {
    [
      .list(name, of: members) { $0.items }, .text("NextMarker") { $0.nextMarker },
      .flag("Truncated") { $0.isTruncated },
    ]
  }
}
