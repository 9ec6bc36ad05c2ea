import Keys

/// A private key as Canton's private key store keeps it: one row per key, in clear or encrypted by a wrapper key.
/// It prints without its bytes.
public struct StoredPrivateKey: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// Fingerprint of the public key, Canton's key id.
  public var fingerprint: Fingerprint
  /// What the key is for; signing is 0 and encryption 1 in the database.
  public var purpose: KeyPurpose
  /// The serialised private key message, or the KMS ciphertext of exactly those bytes when `wrapperKeyId` is set.
  public var data: [UInt8]
  /// The name the operator gave the key.
  public var name: String?
  /// The KMS key that encrypted `data`; nil when it is in clear.
  public var wrapperKeyId: String?

  /// A row with all its columns.
  public init(fingerprint: Fingerprint, purpose: KeyPurpose, data: [UInt8], name: String?, wrapperKeyId: String?) {
    self.fingerprint = fingerprint
    self.purpose = purpose
    self.data = data
    self.name = name
    self.wrapperKeyId = wrapperKeyId
  }

  /// The fingerprint and how the key is kept, never its bytes.
  public var description: String {
    "<\(wrapperKeyId == nil ? "clear" : "enveloped") \(purpose.rawValue) key \(fingerprint.hex)>"
  }

  /// No children, so that no dump of the value shows its bytes.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A public key that the node knows, its own or another's.
public struct StoredPublicKey: Hashable, Sendable {
  /// Fingerprint of the key.
  public var fingerprint: Fingerprint
  /// What the key is for; signing is 0 and encryption 1 in the database.
  public var purpose: KeyPurpose
  /// The serialised public key message.
  public var data: [UInt8]
  /// The name the operator gave the key.
  public var name: String?

  /// A row with all its columns.
  public init(fingerprint: Fingerprint, purpose: KeyPurpose, data: [UInt8], name: String?) {
    self.fingerprint = fingerprint
    self.purpose = purpose
    self.data = data
    self.name = name
  }
}

/// Where in a KMS one of the node's keys lives.
public struct StoredKmsMetadata: Hashable, Sendable {
  /// Fingerprint of the public key.
  public var fingerprint: Fingerprint
  /// The vendor's name of the key.
  public var kmsKeyId: String
  /// What the key is for; signing is 0 and encryption 1 in the database.
  public var purpose: KeyPurpose
  /// The bits of the signing key usages; 0 for an encryption key.
  public var usageMask: UInt8

  /// A row with all its columns.
  public init(fingerprint: Fingerprint, kmsKeyId: String, purpose: KeyPurpose, usageMask: UInt8) {
    self.fingerprint = fingerprint
    self.kmsKeyId = kmsKeyId
    self.purpose = purpose
    self.usageMask = usageMask
  }
}
