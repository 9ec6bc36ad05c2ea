import Kernel
import Keys

/// A signature, verification or decryption of the protocol.
public enum CryptoEvent: Sendable {
  /// The node signed. `what` names the message (`submission-request`, `sequenced-event`, `topology-transaction`, …);
  /// `snapshot` is the topology time that chose the key, nil where no snapshot did; `latency` includes any KMS call.
  case signed(what: String, key: Fingerprint, usage: SigningKeyUsages, snapshot: Instant?, viaKms: Bool, latency: Span)
  /// The node checked a signature of `signer` against the topology at `snapshot` and accepted it.
  case accepted(what: String, signer: MemberID, key: Fingerprint, snapshot: Instant)
  /// The node refused a signature; the reason is Canton's, for instance `SignatureWithWrongKey`.
  case refused(what: String, signer: MemberID, key: Fingerprint, snapshot: Instant, reason: String)
  /// The node asked for the plaintext of a session key encrypted for `key` in a request sequenced at `sequencedAt`.
  /// `cached` tells that no decryption was needed; `failure` is Canton's message when there was none.
  case decrypted(key: Fingerprint, sequencedAt: Instant, cached: Bool, viaKms: Bool, latency: Span, failure: String?)

  var name: String {
    switch self {
    case .signed: "signed"
    case .accepted: "accepted"
    case .refused: "refused"
    case .decrypted: "decrypted"
    }
  }

  /// The usages of a signature as one word for tags, Canton's spelling joined by `+`, without `proof-of-ownership`
  /// where another usage stands beside it; nil for other events.
  public var usageName: String? {
    guard case .signed(_, _, let usage, _, _, _) = self else { return nil }
    let others = usage.names.filter { $0 != "proof-of-ownership" }
    return (others.isEmpty ? usage.names : others).joined(separator: "+")
  }

  func mix(into digest: inout Digest) {
    switch self {
    case .signed(let what, let key, let usage, let snapshot, let viaKms, let latency):
      digest.mix(what)
      digest.mix(key.hex)
      digest.mix(list: usage.names)
      digest.mix(snapshot != nil)
      if let snapshot { digest.mix(snapshot) }
      digest.mix(viaKms)
      digest.mix(latency)
    case .accepted(let what, let signer, let key, let snapshot):
      digest.mix(what)
      digest.mix(signer.description)
      digest.mix(key.hex)
      digest.mix(snapshot)
    case .refused(let what, let signer, let key, let snapshot, let reason):
      digest.mix(what)
      digest.mix(signer.description)
      digest.mix(key.hex)
      digest.mix(snapshot)
      digest.mix(reason)
    case .decrypted(let key, let sequencedAt, let cached, let viaKms, let latency, let failure):
      digest.mix(key.hex)
      digest.mix(sequencedAt)
      digest.mix(cached)
      digest.mix(viaKms)
      digest.mix(latency)
      digest.mix(optional: failure)
    }
  }
}
