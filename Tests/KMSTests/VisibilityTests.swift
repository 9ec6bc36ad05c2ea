import Kernel
import Keys
import Testing

@testable import KMS

@Suite("Eventual consistency")
struct VisibilityTests {
  private func bench(_ delay: Distribution = .constant(.seconds(2))) -> Bench { Bench { $0.visibilityDelay = delay } }

  @Test("a new key is found after the delay and not a nanosecond earlier, by no request")
  func newKey() throws {
    let bench = bench()
    let key = try bench.key(.eccNistP256, .signVerify)
    bench.now = .zero + .seconds(2) - .nanoseconds(1)
    let missing = AwsErrors.notFound("Key '\(key.arn)' does not exist")
    #expect(bench.refusal(DescribeKeyRequest(keyID: key.keyID)) == missing)
    #expect(bench.refusal(CreateAliasRequest(aliasName: "alias/a", targetKeyID: key.keyID)) == missing)
    let early = try bench.call(ListKeysRequest())
    #expect(early.items.isEmpty)
    bench.now = .zero + .seconds(2)
    #expect(bench.refusal(DescribeKeyRequest(keyID: key.keyID)) == nil)
    let late = try bench.call(ListKeysRequest())
    #expect(late.items.map(\.keyID) == [key.keyID])
  }

  @Test("a new alias is found after the delay; its name is taken at once")
  func newAlias() throws {
    let bench = bench()
    let id = try bench.signingKey()
    bench.now = .zero + .seconds(2)
    let create = CreateAliasRequest(aliasName: "alias/a", targetKeyID: id)
    _ = try bench.call(create)
    let arn = "arn:aws:kms:us-east-1:\(account):alias/a"
    bench.now = .zero + .seconds(4) - .nanoseconds(1)
    #expect(bench.refusal(DescribeKeyRequest(keyID: "alias/a")) == AwsErrors.aliasNotFound(arn))
    #expect(bench.refusal(DeleteAliasRequest(aliasName: "alias/a")) == AwsErrors.aliasNotFound(arn))
    #expect(bench.refusal(create) == AwsErrors.aliasExists(arn))
    bench.now = .zero + .seconds(4)
    #expect(bench.refusal(DescribeKeyRequest(keyID: "alias/a")) == nil)
  }

  @Test("a pregenerated key is there at once")
  func pregenerated() throws {
    let bench = bench()
    let id = try bench.service.pregenerate(name: "a", keySpec: .eccNistP256, keyUsage: .signVerify).keyID
    #expect(bench.refusal(DescribeKeyRequest(keyID: id)) == nil)
  }

  @Test("a delay is the seed's and the key's own")
  func drawn() throws {
    func delays(_ seed: UInt64, others: Int) throws -> [Instant?] {
      let bench = Bench(seed: seed) { $0.visibilityDelay = .uniform(from: .zero, to: .seconds(3)) }
      let other = KmsPrincipal(name: "sequencer1", account: account)
      for _ in 0..<others { _ = try bench.call(CreateKeyRequest(), as: other) }
      return try (0..<3).map { _ in
        let id = try bench.symmetricKey()
        return bench.service.stored(id, at: .distantFuture)?.visibleFrom
      }
    }
    let first = try delays(1, others: 0)
    #expect(Set(first).count == 3)
    #expect(try delays(1, others: 5) == first)
    #expect(try delays(2, others: 0) != first)
  }

  @Test("Canton does not find a key that the service does not show yet: it looks once", arguments: [0, 1])
  func canton(_ seconds: Int64) throws {
    let world = World { $0.visibilityDelay = .constant(.seconds(seconds)) }
    var error: (any Error)?
    do {
      try world.run { _ = try await world.client.generateSigningKeyPair(spec: .ecP256, name: "signing") }
    } catch let thrown { error = thrown }
    guard seconds > 0 else {
      #expect(error == nil)
      return
    }
    guard case .cannotFindKey = error as? KmsError else { throw WrongAnswer() }
    #expect(world.calls.map(\.operation) == ["CreateKey", "DescribeKey"])
  }
}
