import Keys
import Testing

@Suite("usages and fingerprints") struct UsageTests {
  @Test("proof of ownership is added to every set but that of a pure namespace key")
  func proofOfOwnership() {
    #expect(SigningKeyUsages.namespace.withProofOfOwnership == .namespaceOnly)
    #expect(SigningKeyUsages.protocol.withProofOfOwnership == .protocolOnly)
    #expect(SigningKeyUsages.sequencerAuthentication.withProofOfOwnership == .sequencerAuthenticationOnly)
    #expect(
      SigningKeyUsages([.namespace, .protocol]).withProofOfOwnership == [.namespace, .protocol, .proofOfOwnership])
  }

  @Test("no key has an empty set, proof of ownership alone, or that and namespace")
  func validity() {
    #expect(!SigningKeyUsages([]).isValid)
    #expect(!SigningKeyUsages.proofOfOwnership.isValid)
    #expect(!SigningKeyUsages([.namespace, .proofOfOwnership]).isValid)
    #expect(SigningKeyUsages.namespaceOnly.isValid)
    #expect(SigningKeyUsages.all.isValid)
    #expect(throws: CryptoError.invalidUsageSet) {
      try engine().generateSigningKey(spec: .ecP256, usage: [], node: "n", name: "k")
    }
  }

  @Test("usages print and encode as Canton's")
  func names() {
    #expect("\(SigningKeyUsages.namespaceOnly)" == "namespace")
    #expect("\(SigningKeyUsages.sequencerAuthenticationOnly)" == "Set(sequencer-auth, proof-of-ownership)")
    #expect("\(SigningKeyUsages.protocolOnly)" == "Set(signing, proof-of-ownership)")
    #expect(SigningKeyUsages.sequencerAuthenticationOnly.protoValues == [3, 5])
    #expect(SigningKeyUsages(names: ["signing", "proof-of-ownership"]) == .protocolOnly)
    #expect(SigningKeyUsages(names: ["protocol"]) == nil)
    #expect(SigningKeyUsages(protoValues: []) == .all)
    #expect(SigningKeyUsages(protoValues: [2, 4]) == .protocol)
    #expect(SigningKeyUsages(protoValues: [6]) == nil)
  }

  @Test("a fingerprint is 1220 and 64 lowercase digits, and compares as its text")
  func fingerprints() throws {
    let low = try #require(Fingerprint(hex: "1220" + String(repeating: "0", count: 63) + "a"))
    let high = try #require(Fingerprint(hex: "1220f" + String(repeating: "0", count: 63)))
    #expect(low < high)
    #expect(high.short == "1220f0000000…")
    #expect(Fingerprint(multihash: high.bytes) == high)
    #expect(Fingerprint(hex: low.hex.uppercased()) == nil)
    #expect(Fingerprint(hex: "1221" + String(repeating: "0", count: 64)) == nil)
    #expect(Fingerprint(hex: "1220") == nil)
  }

  @Test("a hash covers its purpose in four bytes, and fields carry their length")
  func hashes() {
    let text = CantonHash.digest(purpose: .publicKeyFingerprint, [1, 2])
    #expect(text == [0x12, 0x20] + CryptoEngine.sha256([0, 0, 0, 12, 1, 2]))
    var builder = CantonHash.Builder(purpose: .test)
    builder.addString("ab")
    builder.addInt(-1)
    builder.addBool(true)
    builder.addOptional(Int64?.none) { $0.addLong($1) }
    builder.addList([7, 8]) { $0.addInt($1) }
    let expected: [UInt8] =
      [255, 255, 255, 255, 0, 0, 0, 2, 97, 98, 255, 255, 255, 255, 1, 0, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 8]
    #expect(builder.finish() == [0x12, 0x20] + CryptoEngine.sha256(expected))
  }
}
