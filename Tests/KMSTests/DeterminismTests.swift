import Events
import Kernel
import Keys
import Testing

@testable import KMS

@Suite("Determinism and secrecy")
struct DeterminismTests {
  /// A busy run: two hundred signatures and decryptions under a quota, a fault and random delays.
  private func run(seed: UInt64, mode: CryptoMode) throws -> World {
    var latency = LatencyTable(fallback: .logNormal(p50: .milliseconds(9), p99: .milliseconds(45), max: nil))
    latency.set(.uniform(from: .milliseconds(60), to: .milliseconds(300)), for: .createKey)
    let world = World(seed: seed, mode: mode) {
      $0.latency = latency
      $0.roundTrip = .uniform(from: .milliseconds(1), to: .milliseconds(2))
      $0.connectionSetup = .constant(.milliseconds(10))
      $0.quotas = AwsQuota.documentedDefaults(region: region)
      $0.quotas["cryptographic-operations-ecc"] = QuotaRate(perSecond: 40)
    } client: {
      $0.auditLogging = true
    }
    world.endpoint.policy.add(
      CallRule(name: "closed", outcome: .fail("connection-closed"), chance: Ratio(parts: 1, per: 10)))
    world.simulation.root.spawn("load") {
      let client = world.client
      let signing = try await client.generateSigningKeyPair(spec: .ecP256, name: "signing")
      let encryption = try await client.generateEncryptionKeyPair(name: "encryption")
      let recipient = try await client.publicEncryptionKey(encryption)
      for index in 0..<100 {
        world.simulation.root.spawn("sign-\(index)") {
          _ = try? await client.sign(keyID: signing, message: multihash, algorithm: .ecDsaSha256)
        }
        world.simulation.root.spawn("decrypt-\(index)") {
          let encrypted = try world.endpoint.service.crypto.encrypt(digest32, for: recipient, algorithm: .rsaOaepSha256)
          _ = try? await client.decryptAsymmetric(keyID: encryption, ciphertext: encrypted.ciphertext)
        }
      }
    }
    try world.simulation.run()
    return world
  }

  @Test("two runs of a seed record the same and log the same, with real and with symbolic cryptography")
  func sameSeed() throws {
    let first = try run(seed: 7, mode: .symbolic)
    let second = try run(seed: 7, mode: .symbolic)
    let real = try run(seed: 7, mode: .real)
    #expect(first.calls.count > 200)
    #expect(first.simulation.recording.digest.value == second.simulation.recording.digest.value)
    #expect(first.simulation.recording.digest.value == real.simulation.recording.digest.value)
    #expect(first.client.auditLog.lines == second.client.auditLog.lines)
    #expect(first.client.auditLog.lines == real.client.auditLog.lines)
  }

  @Test("another seed records something else")
  func otherSeed() throws {
    let first = try run(seed: 7, mode: .symbolic)
    let second = try run(seed: 8, mode: .symbolic)
    #expect(first.simulation.recording.digest.value != second.simulation.recording.digest.value)
  }

  @Test("a principal's keys do not depend on what other principals do")
  func independentPrincipals() throws {
    let alone = Bench()
    let busy = Bench()
    let other = KmsPrincipal(name: "sequencer1", account: account)
    _ = try busy.call(CreateKeyRequest(keySpec: .eccNistP256, keyUsage: .signVerify), as: other)
    let first = try alone.signingKey()
    let second = try busy.signingKey()
    #expect(first == second)
    #expect(alone.service.fingerprint(of: first) == busy.service.fingerprint(of: second))
  }

  @Test("RSA keys are the same for every seed, other keys are not")
  func keysAndSeeds() throws {
    func fingerprints(_ seed: UInt64) throws -> [Fingerprint?] {
      let bench = Bench(seed: seed)
      let rsa = try bench.key(.rsa2048, .encryptDecrypt, description: "encryption").keyID
      return [bench.service.fingerprint(of: rsa), bench.service.fingerprint(of: try bench.signingKey())]
    }
    let first = try fingerprints(1)
    let second = try fingerprints(2)
    #expect(first[0] == second[0])
    #expect(first[1] != second[1])
  }

  /// Everything that a value shows: as text, for debugging, and by reflection.
  private func shown(_ value: Any) -> String {
    var text = "\(value)" + String(reflecting: value)
    dump(value, to: &text)
    return text
  }

  @Test("no description, dump or audit line shows key material or plaintexts")
  func secrecy() throws {
    let bench = Bench(.real)
    let secret = [UInt8](repeating: 0xAB, count: 32)
    let material = try bench.outsideKey().pkcs8
    let external = try bench.key(.eccNistP256, .signVerify, origin: .external)
    let request = try bench.importRequest(external.keyID, material)
    _ = try bench.call(request)
    let wrapper = try bench.symmetricKey()
    let encrypt = EncryptRequest(keyID: wrapper, plaintext: SecretBytes(secret))
    let sealed = try bench.call(encrypt)
    let decrypted = try bench.call(DecryptRequest(keyID: nil, ciphertextBlob: sealed.ciphertextBlob))
    let dataKey = try bench.call(GenerateDataKeyRequest(keyID: wrapper, keySpec: .aes256))
    let generated = dataKey
    let stored = try #require(bench.service.stored(external.keyID, at: bench.now))
    let wrapping = try #require(bench.service.importTokens[request.importToken])
    let text = [shown(encrypt), shown(decrypted), shown(dataKey), shown(stored), shown(wrapping), shown(request)]
      .joined()
    for bytes in [secret, material, generated.plaintext.bytes] {
      #expect(!text.contains(Hexadecimal.encode(bytes)))
      #expect(!text.contains(bytes.prefix(8).map(String.init).joined(separator: ", ")))
      #expect(!text.contains(Base64.encode(bytes)))
      #expect(!text.contains(bytes.prefix(4).map { "- \($0)\n" }.joined()))
    }
    #expect(text.contains("secret bytes>") && text.contains("<key material>"))
  }
}
