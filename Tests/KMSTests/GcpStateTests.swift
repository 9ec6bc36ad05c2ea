import Kernel
import Keys
import Testing

@testable import KMS

@Suite("google: states in time")
struct GcpStateTests {
  private func withDelay() throws -> GcpBench {
    try GcpBench {
      $0.delays = GcpDelays(
        softwarePair: .constant(.seconds(1)), hsmPair: .constant(.seconds(5)), importing: .constant(.seconds(2)),
        importJob: .constant(.seconds(3)))
    }
  }

  @Test("a key pair is PENDING_GENERATION until its time; it is refused by state before")
  func generation() throws {
    let bench = try withDelay()
    let version = try bench.version("signing", .ecSignP256Sha256, .hsm)
    #expect(try bench.state(version) == .pendingGeneration)
    let refusal = bench.refusal(GcpAsymmetricSign(name: version, data: [1]))
    #expect(refusal?.code == .failedPrecondition)
    #expect(refusal?.message == "\(version) is not enabled, current state is: PENDING_GENERATION.")
    #expect(refusal?.details == [.preconditionFailure(type: "KEY_PENDING_GENERATION", subject: version)])
    #expect(bench.refusal(GcpGetPublicKey(name: version)) == refusal)
    #expect(
      bench.refusal(GcpDestroyCryptoKeyVersion(name: version))?.message
        == "\(version) has state PENDING_GENERATION; it must be ENABLED or DISABLED to be destroyed.")
    bench.now = .zero + .seconds(5) - .nanoseconds(1)
    #expect(try bench.state(version) == .pendingGeneration)
    bench.now = .zero + .seconds(8)
    let shown = try bench.call(GcpGetCryptoKeyVersion(name: version))
    #expect(shown.state == .enabled && shown.generateTime == .zero + .seconds(5))
    #expect(bench.refusal(GcpAsymmetricSign(name: version, data: [1])) == nil)
  }

  @Test("symmetric keys are ENABLED at once, with a primary version; key pairs have none")
  func symmetric() throws {
    let bench = try withDelay()
    let key = try bench.key("wrapper", .googleSymmetricEncryption, .hsm)
    let shown = try bench.call(GcpGetCryptoKey(name: key))
    #expect(shown.primary?.state == .enabled && shown.primary?.generateTime == .zero)
    #expect(try bench.call(GcpGetCryptoKey(name: bench.key("signing", .ecSignEd25519))).primary == nil)
  }

  @Test("a disabled version is refused until it is enabled again")
  func disabled() throws {
    let bench = try GcpBench()
    let version = try bench.version("signing", .ecSignP256Sha256)
    #expect(try bench.call(GcpUpdateCryptoKeyVersion(name: version, state: .disabled)).state == .disabled)
    let refusal = bench.refusal(GcpAsymmetricSign(name: version, data: [1]))
    #expect(refusal?.message == "\(version) is not enabled, current state is: DISABLED.")
    #expect(refusal?.details == [.preconditionFailure(type: "KEY_DISABLED", subject: version)])
    #expect(bench.refusal(GcpGetPublicKey(name: version))?.code == .failedPrecondition)
    _ = try bench.call(GcpUpdateCryptoKeyVersion(name: version, state: .enabled))
    #expect(bench.refusal(GcpAsymmetricSign(name: version, data: [1])) == nil)
  }

  @Test("a disabled primary version encrypts no more, and its ciphertexts do not decrypt")
  func disabledPrimary() throws {
    let bench = try GcpBench()
    let key = try bench.key("wrapper")
    let sealed = try bench.call(GcpEncrypt(name: key, plaintext: SecretBytes([1])))
    _ = try bench.call(GcpUpdateCryptoKeyVersion(name: sealed.name, state: .disabled))
    #expect(bench.refusal(GcpEncrypt(name: key, plaintext: SecretBytes([1])))?.code == .failedPrecondition)
    #expect(bench.refusal(GcpDecrypt(name: key, ciphertext: sealed.ciphertext))?.code == .failedPrecondition)
    #expect(try bench.call(GcpGetCryptoKey(name: key)).primary?.state == .disabled)
  }

  @Test("only ENABLED and DISABLED can be asked for, and only the state")
  func updateRefusals() throws {
    let bench = try GcpBench()
    let version = try bench.version("signing", .ecSignP256Sha256)
    #expect(
      bench.refusal(GcpUpdateCryptoKeyVersion(name: version, state: .destroyed))?.message
        == "The state of a CryptoKeyVersion can only be updated to ENABLED or DISABLED.")
    #expect(
      bench.refusal(GcpUpdateCryptoKeyVersion(name: version, updateMask: ["algorithm"], state: .enabled))?.message
        == "The field 'algorithm' of a CryptoKeyVersion cannot be updated.")
    #expect(
      bench.refusal(GcpUpdateCryptoKeyVersion(name: version, updateMask: [], state: .enabled))?.message
        == "Required field 'update_mask' is not set.")
  }

  @Test("a destroyed version can be restored until its time, then its material is gone for good")
  func destruction() throws {
    let bench = try GcpBench()
    let version = try bench.version("signing", .ecSignP256Sha256)
    let scheduled = try bench.call(GcpDestroyCryptoKeyVersion(name: version))
    #expect(scheduled.state == .destroyScheduled && scheduled.destroyTime == .zero + .days(30))
    #expect(
      bench.refusal(GcpAsymmetricSign(name: version, data: [1]))?.details
        == [.preconditionFailure(type: "KEY_DESTROY_SCHEDULED", subject: version)])
    bench.now = .zero + .days(29)
    let restored = try bench.call(GcpRestoreCryptoKeyVersion(name: version))
    #expect(restored.state == .disabled && restored.destroyTime == nil)
    #expect(bench.refusal(GcpRestoreCryptoKeyVersion(name: version))?.code == .failedPrecondition)
    _ = try bench.call(GcpDestroyCryptoKeyVersion(name: version))
    bench.now = .zero + .days(59)
    let gone = try bench.call(GcpGetCryptoKeyVersion(name: version))
    #expect(gone.state == .destroyed && gone.destroyEventTime == .zero + .days(59) && gone.destroyTime == nil)
    #expect(
      bench.refusal(GcpGetPublicKey(name: version))?.message
        == "\(version) is not enabled, current state is: DESTROYED.")
    #expect(
      bench.refusal(GcpRestoreCryptoKeyVersion(name: version))?.message
        == "\(version) has state DESTROYED; it must be DESTROY_SCHEDULED to be restored.")
    #expect(bench.refusal(GcpUpdateCryptoKeyVersion(name: version, state: .enabled))?.code == .failedPrecondition)
  }

  @Test("the destroy duration is the key's, fixed when it is made")
  func destroyDuration() throws {
    let bench = try GcpBench()
    func make(_ id: String, _ duration: Span) -> GcpCreateCryptoKey {
      GcpCreateCryptoKey(
        parent: gcpRing, cryptoKeyID: id, purpose: .encryptDecrypt, destroyScheduledDuration: duration)
    }
    let key = try bench.call(make("short", .hours(24))).name
    let scheduled = try bench.call(GcpDestroyCryptoKeyVersion(name: key + "/cryptoKeyVersions/1"))
    #expect(scheduled.destroyTime == .zero + .hours(24))
    for duration in [Span.hours(23), .days(121), .zero] {
      #expect(bench.refusal(make("bad", duration))?.code == .invalidArgument)
    }
    #expect(bench.refusal(make("long", .days(120))) == nil)
  }

  @Test("a symmetric key rotates by itself at its times; old ciphertexts still decrypt")
  func rotation() throws {
    let bench = try GcpBench()
    let request = GcpCreateCryptoKey(
      parent: gcpRing, cryptoKeyID: "rotating", purpose: .encryptDecrypt, rotationPeriod: .days(7),
      nextRotationTime: .zero + .days(2))
    let key = try bench.call(request).name
    let sealed = try bench.call(GcpEncrypt(name: key, plaintext: SecretBytes([9])))
    bench.now = .zero + .days(2)
    let once = try bench.call(GcpGetCryptoKey(name: key))
    #expect(once.primary?.name == key + "/cryptoKeyVersions/2" && once.primary?.createTime == .zero + .days(2))
    #expect(once.nextRotationTime == .zero + .days(9))
    bench.now = .zero + .days(23)
    #expect(try bench.call(GcpEncrypt(name: key, plaintext: SecretBytes([9]))).name.hasSuffix("/5"))
    #expect(try bench.call(GcpListCryptoKeyVersions(parent: key)).items.count == 5)
    let opened = try bench.call(GcpDecrypt(name: key, ciphertext: sealed.ciphertext))
    #expect(opened.plaintext.bytes == [9] && !opened.usedPrimary)
    _ = try bench.call(GcpUpdateCryptoKey(name: key, updateMask: ["rotationPeriod", "nextRotationTime"]))
    bench.now = .zero + .days(100)
    #expect(try bench.call(GcpListCryptoKeyVersions(parent: key)).items.count == 5)
  }

  @Test("rotation is for symmetric keys, a day at least, and needs a time to come")
  func rotationRefusals() throws {
    let bench = try GcpBench()
    func refusal(_ purpose: GcpPurpose, _ algorithm: GcpAlgorithm?, _ period: Span?, _ next: Instant?) -> String? {
      bench.refusal(
        GcpCreateCryptoKey(
          parent: gcpRing, cryptoKeyID: "k", purpose: purpose, algorithm: algorithm, rotationPeriod: period,
          nextRotationTime: next))?.message
    }
    bench.now = .zero + .days(1)
    #expect(
      refusal(.asymmetricSign, .ecSignP256Sha256, .days(1), .zero + .days(2))
        == "Automatic rotation is only supported for CryptoKeys with purpose ENCRYPT_DECRYPT that are not import-only.")
    #expect(
      refusal(.encryptDecrypt, nil, .hours(23), .zero + .days(2))
        == "The field 'crypto_key.rotation_period' must be at least 86400s.")
    #expect(
      refusal(.encryptDecrypt, nil, .days(1), nil)
        == "Required field 'crypto_key.next_rotation_time' is not set.")
    #expect(
      refusal(.encryptDecrypt, nil, .days(1), .zero + .days(1))
        == "The field 'crypto_key.next_rotation_time' must be in the future.")
  }
}
