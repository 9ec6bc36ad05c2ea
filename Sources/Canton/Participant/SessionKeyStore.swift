import Events
import Kernel
import Keys
import OrderedCollections

/// Session encryption keys with their two caches; canton.md 7.5. Entries expire a fixed time after they were written.
final class SessionKeyStore {
  /// A session key with its encryptions for the informee participants.
  struct Outgoing {
    let key: SymmetricKey
    let encrypted: [AsymmetricEncrypted]
    let writtenAt: Instant
  }

  private struct Incoming {
    let key: SymmetricKey
    let writtenAt: Instant
  }

  let configuration: SessionEncryptionKeyCacheConfiguration
  private var sender: OrderedDictionary<String, Outgoing> = [:]
  private var receiver: OrderedDictionary<[UInt8], Incoming> = [:]

  init(configuration: SessionEncryptionKeyCacheConfiguration) {
    self.configuration = configuration
  }

  /// The cached key for a tree of recipients, when every recipient's key in it is still the one to use.
  func outgoing(for tree: String, recipientKeys: [Fingerprint], now: Instant) -> Outgoing? {
    guard configuration.isEnabled, let entry = sender[tree], now - entry.writtenAt < configuration.senderExpiry,
      entry.encrypted.map(\.fingerprint) == recipientKeys
    else { return nil }
    return entry
  }

  func remember(_ key: Outgoing, for tree: String) {
    guard configuration.isEnabled else { return }
    sender[tree] = key
    while sender.count > configuration.maximumSize { sender.removeFirst() }
  }

  /// The cached plaintext of an encrypted session key.
  func incoming(_ encrypted: AsymmetricEncrypted, now: Instant) -> SymmetricKey? {
    guard configuration.isEnabled, let entry = receiver[encrypted.ciphertext],
      now - entry.writtenAt < configuration.receiverExpiry
    else { return nil }
    return entry.key
  }

  /// Concurrent misses are not joined: each decrypts, the last one writes (canton.md 0.2 point 2).
  func remember(_ key: SymmetricKey, for encrypted: AsymmetricEncrypted, now: Instant) {
    guard configuration.isEnabled else { return }
    while let oldest = receiver.values.first, now - oldest.writtenAt >= configuration.receiverExpiry {
      receiver.removeFirst()
    }
    receiver[encrypted.ciphertext] = Incoming(key: key, writtenAt: now)
    while receiver.count > configuration.maximumSize { receiver.removeFirst() }
  }
}
