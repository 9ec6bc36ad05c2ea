import Events
import Kernel
import Keys

/// `keys.secret.rotate_*`: rotation of the keys that a member's OwnerToKeyMapping lists; canton.md 5.1 to 5.3.
extension MemberNode {
  /// `keys.secret.rotate_node_key`: generates a replacement of the same purpose, spec and usage and rotates to it.
  /// The old private key stays in the vault.
  /// - Throws: `IllegalStateException` as `CONSOLE_COMMAND_FAILED` when the member lists no such key.
  public func rotateNodeKey(_ fingerprint: Fingerprint, name: String? = nil) async throws -> PublicKey {
    let current = try listedKey(fingerprint)
    let new = try await generateReplacement(for: current, name: name)
    try await rotateKey(from: fingerprint, to: new.fingerprint)
    return new
  }

  /// `keys.secret.rotate_node_keys`: first generates all replacements, then rotates one key after the other.
  /// Namespace keys are not in the mapping and stay.
  public func rotateNodeKeys() async throws -> [PublicKey] {
    var replacements: [(old: PublicKey, new: PublicKey)] = []
    for key in try ownerToKeyMapping().keys {
      replacements.append((key, try await generateReplacement(for: key, name: nil)))
    }
    for (old, new) in replacements { try await rotateKey(from: old.fingerprint, to: new.fingerprint) }
    return replacements.map(\.new)
  }

  /// `keys.secret.rotate_kms_node_key`: registers a pre-generated KMS key with the old key's usage and rotates to it.
  /// The spec may differ.
  public func rotateKmsNodeKey(
    _ fingerprint: Fingerprint, newKmsKeyID: String, name: String? = nil
  ) async throws -> PublicKey {
    let current = try listedKey(fingerprint)
    let newName = name ?? rotatedName(of: fingerprint)
    let new: PublicKey
    switch current {
    case .signing(let key):
      new = .signing(try await vault.registerKmsSigningKey(newKmsKeyID, usages: key.usage, name: newName))
    case .encryption:
      new = .encryption(try await vault.registerKmsEncryptionKey(newKmsKeyID, name: newName))
    }
    try await rotateKey(from: fingerprint, to: new.fingerprint)
    return new
  }

  private func generateReplacement(for key: PublicKey, name: String?) async throws -> PublicKey {
    let newName = name ?? rotatedName(of: key.fingerprint)
    switch key {
    case .signing(let key):
      return .signing(try await vault.generateSigningKey(name: newName, usages: key.usage, spec: key.spec))
    case .encryption(let key):
      return .encryption(try await vault.generateEncryptionKey(name: newName, spec: key.spec))
    }
  }

  /// `<old>-rotated-<timestamp>`; a name that has the suffix already gets the new timestamp only.
  private func rotatedName(of key: Fingerprint) -> String {
    let old = vault.publicKey(key)?.name ?? key.short
    let stem = old.firstRange(of: "-rotated").map { String(old[..<$0.lowerBound]) } ?? old
    return "\(stem)-rotated-\(context.now.nanoseconds / 1000)"
  }

  private func listedKey(_ fingerprint: Fingerprint) throws -> PublicKey {
    guard let key = try ownerToKeyMapping().keys.first(where: { $0.fingerprint == fingerprint }) else {
      throw CantonError("CONSOLE_COMMAND_FAILED", "The key \(fingerprint) does not exist")
    }
    return key
  }
}
