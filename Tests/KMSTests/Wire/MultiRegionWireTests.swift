import Kernel
import Testing

@testable import KMS

@Suite("Multi-Region keys by JSON")
struct MultiRegionWireTests {
  private let regions = Regions()

  private func send(_ operation: String, _ body: String, in region: String = "us-east-1") throws -> AwsWireAnswer {
    let service = try #require(regions.directory.service(at: .init(account: account, region: region)))
    return AwsFrontEnd(service: service).answer(operation, body: [UInt8](body.utf8), from: alice, at: regions.now)
  }

  @Test("a replica is made and described with where the copies are")
  func replicate() throws {
    let made = try send("CreateKey", #"{"MultiRegion":true}"#)
    let id = try #require(made["KeyMetadata"]?["KeyId"]?.text)
    let answer = try send(
      "ReplicateKey",
      #"{"KeyId":"\#(id)","ReplicaRegion":"eu-west-1","Description":"copy","Tags":[{"TagKey":"a","TagValue":"b"}]}"#)
    #expect(answer.httpStatus == 200)
    #expect(answer["ReplicaKeyMetadata"]?["KeyState"]?.text == "Creating")
    #expect(answer["ReplicaPolicy"]?.text == PolicyDocument.defaultKeyPolicy(account: account).text)
    #expect(
      answer["ReplicaTags"]
        == .list([
          .object([.init(name: "TagKey", value: .text("a")), .init(name: "TagValue", value: .text("b"))])
        ]))
    let described = try send("DescribeKey", #"{"KeyId":"\#(id)"}"#)
    #expect(
      described.text.contains(
        #""MultiRegion":true,"MultiRegionConfiguration":{"MultiRegionKeyType":"PRIMARY","PrimaryKey":{"Arn":"arn:aws:kms:us-east-1:\#(account):key/\#(id)","Region":"us-east-1"},"ReplicaKeys":[{"Arn":"arn:aws:kms:eu-west-1:\#(account):key/\#(id)","Region":"eu-west-1"}]}"#
      ))
    regions.now = .zero + .seconds(3)
    let updated = try send("UpdatePrimaryRegion", #"{"KeyId":"\#(id)","PrimaryRegion":"eu-west-1"}"#)
    #expect(updated.httpStatus == 200)
    #expect(updated.body.isEmpty)
    regions.now = .zero + .seconds(6)
    let scheduled = try send("ScheduleKeyDeletion", #"{"KeyId":"\#(id)","PendingWindowInDays":7}"#, in: "eu-west-1")
    #expect(scheduled["KeyState"]?.text == "PendingReplicaDeletion")
    #expect(scheduled["DeletionDate"] == nil)
    let waiting = try send("DescribeKey", #"{"KeyId":"\#(id)"}"#, in: "eu-west-1")
    #expect(waiting["KeyMetadata"]?["PendingDeletionWindowInDays"] == .number("7"))
  }

  @Test("a single-Region key is described without a configuration")
  func single() throws {
    let made = try send("CreateKey", "{}")
    #expect(made["KeyMetadata"]?["MultiRegion"] == .flag(false))
    #expect(made["KeyMetadata"]?["MultiRegionConfiguration"] == nil)
  }
}
