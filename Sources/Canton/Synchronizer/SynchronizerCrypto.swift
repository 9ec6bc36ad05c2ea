import Events
import Kernel
import Keys
import Storage

/// Signing and verifying for one member on one synchronizer; Canton's SyncCryptoApi. Keys are chosen from topology
/// snapshots: the last listed key that the member owns (canton.md 4.5). Session signing keys would sit here, in
/// `sign`, between the choice of the long-term key and the vault; they come later.
final class SynchronizerCrypto {
  let context: NodeContext<any NodeStore>
  let vault: Vault
  let crypto: CryptoEngine
  let timing: TimingProfile
  let member: MemberID

  init(context: NodeContext<any NodeStore>, vault: Vault, crypto: CryptoEngine, timing: TimingProfile, member: MemberID)
  {
    self.context = context
    self.vault = vault
    self.crypto = crypto
    self.timing = timing
    self.member = member
  }

  /// Signs a hash with the key that the snapshot chooses for the usage.
  /// - Throws: `KeyNotAvailable` when no listed key is owned.
  func sign(
    _ hash: [UInt8], what: String, usage: SigningKeyUsages = .protocol, snapshot: TopologySnapshot,
    at snapshotTime: Instant
  ) async throws -> Signature {
    let listed = snapshot.signingKeys(of: member, usage: usage)
    guard let key = listed.last(where: { vault.owns($0.fingerprint) }) else {
      throw CantonError(
        "KEY_NOT_AVAILABLE",
        "KeyNotAvailable(\(member), Signing, \(snapshotTime), \(listed.map(\.fingerprint.short).joined(separator: ", ")))"
      )
    }
    let began = context.now
    let signature = try await vault.sign(hash, with: key, usage: usage)
    context.record(
      Event.crypto(
        .signed(
          what: what, key: key.fingerprint, usage: usage, snapshot: snapshotTime,
          viaKms: vault.isExternal(key.fingerprint),
          latency: context.now - began)))
    return signature
  }

  /// Checks a signature against the keys that the snapshot lists for the signer. Software on every node; costs time.
  /// - Throws: `SignerHasNoValidKeys`, `SignatureWithWrongKey`, `InvalidSignature` as `CantonError`.
  func verify(
    _ hash: [UInt8], _ signature: Signature, what: String, signer: MemberID, usage: SigningKeyUsages = .protocol,
    snapshot: TopologySnapshot, at snapshotTime: Instant
  ) async throws {
    let listed = snapshot.signingKeys(of: signer, usage: usage)
    guard let key = listed.first(where: { $0.fingerprint == signature.signedBy }) else {
      let reason = listed.isEmpty ? "SignerHasNoValidKeys" : "SignatureWithWrongKey"
      refuse(signature, what: what, signer: signer, at: snapshotTime, reason: reason)
      throw CantonError("SIGNATURE_CHECK_ERROR", "\(reason)(\(signer.short), \(signature.signedBy.short))")
    }
    let cost = timing.verify[key.spec] ?? .zero
    if cost > .zero { try await context.sleep(cost) }
    do {
      try crypto.verify(hash, signature, with: key)
    } catch {
      refuse(signature, what: what, signer: signer, at: snapshotTime, reason: "InvalidSignature")
      throw CantonError("SIGNATURE_CHECK_ERROR", "InvalidSignature(\(signer.short), \(signature.signedBy.short))")
    }
    context.record(
      Event.crypto(.accepted(what: what, signer: signer, key: key.fingerprint, snapshot: snapshotTime)))
  }

  private func refuse(_ signature: Signature, what: String, signer: MemberID, at snapshotTime: Instant, reason: String)
  {
    context.record(
      Event.crypto(
        .refused(what: what, signer: signer, key: signature.signedBy, snapshot: snapshotTime, reason: reason)))
  }
}
