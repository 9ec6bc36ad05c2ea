import Kernel
import Testing

@testable import KMS

@Suite("Lists and descriptions")
struct ListTests {
  /// All pages of a list.
  private func pages<Item>(_ ask: (KmsPaging) throws -> KmsPage<Item>, limit: Int) throws -> [[Item]] {
    var pages: [[Item]] = []
    var marker: String?
    repeat {
      let page = try ask(KmsPaging(limit: limit, marker: marker))
      pages.append(page.items)
      marker = page.nextMarker
    } while marker != nil
    return pages
  }

  @Test("keys are listed in the order in which they were made, page by page", arguments: [1, 3, 7, 8, 1000])
  func keys(_ limit: Int) throws {
    let bench = Bench()
    let ids = try (0..<7).map { _ in try bench.signingKey() }
    let pages = try pages({ try bench.call(ListKeysRequest(paging: $0)) }, limit: limit)
    #expect(pages.flatMap { $0 }.map(\.keyID) == ids)
    #expect(pages.dropLast().allSatisfy { $0.count == limit })
    #expect(pages[0][0].keyARN == "arn:aws:kms:us-east-1:\(account):key/\(ids[0])")
  }

  @Test("a list of keys has 100 a page unless told otherwise, and no page of nothing at its end")
  func defaultPage() throws {
    let bench = Bench()
    for _ in 0..<100 { _ = try bench.signingKey() }
    let full = try bench.call(ListKeysRequest())
    #expect(full.items.count == 100 && !full.isTruncated)
    _ = try bench.signingKey()
    let more = try bench.call(ListKeysRequest())
    #expect(more.items.count == 100 && more.isTruncated)
  }

  @Test("a key in its waiting period is listed, a deleted one is not")
  func deletedKeys() throws {
    let bench = Bench()
    let first = try bench.signingKey()
    let second = try bench.signingKey()
    _ = try bench.call(ScheduleKeyDeletionRequest(keyID: first, pendingWindowInDays: 7))
    #expect(try bench.call(ListKeysRequest()).items.map(\.keyID) == [first, second])
    bench.now = bench.now + .days(7)
    #expect(try bench.call(ListKeysRequest()).items.map(\.keyID) == [second])
  }

  @Test("another account sees no keys")
  func foreignKeys() throws {
    let bench = Bench()
    _ = try bench.signingKey()
    let page = try bench.service.handle(ListKeysRequest(), from: stranger, at: bench.now).get()
    #expect(page == KmsPage(items: [], nextMarker: nil))
  }

  @Test("tags are listed page by page, and untagging takes away what is there")
  func tags() throws {
    let bench = Bench()
    let tags = (0..<5).map { KeyTag(key: "k\($0)", value: "\($0)") }
    let id = try bench.call(CreateKeyRequest(tags: tags)).keyID
    #expect(
      try pages({ try bench.call(ListResourceTagsRequest(keyID: id, paging: $0)) }, limit: 2).map(\.count) == [2, 2, 1])
    _ = try bench.call(UntagResourceRequest(keyID: id, tagKeys: ["k1", "k3", "missing"]))
    #expect(try bench.call(ListResourceTagsRequest(keyID: id)).items.map(\.key) == ["k0", "k2", "k4"])
  }

  @Test("a description is replaced, also by nothing")
  func description() throws {
    let bench = Bench()
    let id = try bench.key(.eccNistP256, .signVerify, description: "old").keyID
    for text in ["new", ""] {
      _ = try bench.call(UpdateKeyDescriptionRequest(keyID: id, description: text))
      #expect(try bench.call(DescribeKeyRequest(keyID: id)).description == text)
    }
  }
}

private let unknownMarker = AwsErrors.invalidMarker.message

extension RefusalTests {
  static let listing = [
    Refusal("a marker of our own", "InvalidMarkerException", unknownMarker) { _ in
      ListKeysRequest(paging: KmsPaging(marker: "AAAA"))
    },
    Refusal("a marker that is no base64", "InvalidMarkerException", unknownMarker) { _ in
      ListAliasesRequest(paging: KmsPaging(marker: "?"))
    },
    Refusal("another list's marker", "InvalidMarkerException", unknownMarker) {
      _ = try $0.signingKey()
      _ = try $0.signingKey()
      let page = try $0.call(ListKeysRequest(paging: KmsPaging(limit: 1)))
      return ListAliasesRequest(paging: KmsPaging(marker: page.nextMarker))
    },
    Refusal("another key's marker", "InvalidMarkerException", unknownMarker) {
      let tags = [KeyTag(key: "a", value: ""), KeyTag(key: "b", value: "")]
      let first = try $0.call(CreateKeyRequest(tags: tags)).keyID
      let second = try $0.call(CreateKeyRequest(tags: tags)).keyID
      let page = try $0.call(ListResourceTagsRequest(keyID: first, paging: KmsPaging(limit: 1)))
      return ListResourceTagsRequest(keyID: second, paging: KmsPaging(marker: page.nextMarker))
    },
    Refusal(
      "a page of nothing", "ValidationException",
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
    ) { _ in ListKeysRequest(paging: KmsPaging(limit: 0)) },
    Refusal(
      "a page of 1001", "ValidationException",
      "1 validation error detected: Value '1001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 1000"
    ) { _ in ListAliasesRequest(paging: KmsPaging(limit: 1001)) },
    Refusal("untag AWS's prefix", "TagException", "Tags beginning with aws: are reserved") {
      UntagResourceRequest(keyID: try $0.signingKey(), tagKeys: ["aws:x"])
    },
    Refusal(
      "untag an empty key", "ValidationException",
      "1 validation error detected: Value '' at 'tagKeys.1.member' failed to satisfy constraint: Member must have length greater than or equal to 1"
    ) { UntagResourceRequest(keyID: try $0.signingKey(), tagKeys: [""]) },
    Refusal("describe a key pending deletion anew", "KMSInvalidStateException", "<arn> is pending deletion.") {
      let id = try $0.signingKey()
      _ = try $0.call(ScheduleKeyDeletionRequest(keyID: id))
      return UpdateKeyDescriptionRequest(keyID: id, description: "new")
    },
  ]
}
