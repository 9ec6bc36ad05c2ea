import Kernel
import Keys

/// Where a node's private keys are; the three modes of the documents and of the checks.
public enum PrivateKeyMode: String, Sendable, CaseIterable {
  /// In the node's database, as they are.
  case clear
  /// In the node's database, encrypted with a KMS wrapper key.
  case enveloped
  /// In the KMS only.
  case external
}

/// Where private key material was held for a while.
public enum KeyPlace: String, Sendable, CaseIterable {
  /// The node's database.
  case store
  /// The node's memory.
  case memory
  /// A message between nodes.
  case message
  /// A file or value handed to the operator by an export.
  case export
}

/// What happened to a node's keys. Keys are named by fingerprint.
public enum KeyEvent: Sendable {
  /// The node's configuration says where its private keys are.
  case mode(PrivateKeyMode)
  /// A key pair was generated for the node.
  case generated(key: Fingerprint, purpose: KeyPurpose, usages: SigningKeyUsages, spec: String, name: String)
  /// A key that exists in a KMS was registered with the node.
  case registered(
    key: Fingerprint, purpose: KeyPurpose, usages: SigningKeyUsages, spec: String, name: String, kmsKeyID: String)
  /// A private key was read into the node from outside (upload, restore).
  case uploaded(key: Fingerprint, purpose: KeyPurpose, usages: SigningKeyUsages)
  /// A private key left the node through `keys.secret.download`.
  case downloaded(key: Fingerprint, passwordProtected: Bool)
  /// The node can no longer use the private key.
  case deleted(key: Fingerprint)
  /// Private key material is or was held in clear in this place of the node.
  case present(key: Fingerprint, place: KeyPlace)
  /// Key material was imported into a KMS under this key id.
  case importedIntoKms(key: Fingerprint, kms: String, kmsKeyID: String)
  /// The wrapper key of the node's private key store changed.
  case wrapperRotated(from: String?, to: String?, keys: Int)

  var name: String {
    switch self {
    case .mode: "mode"
    case .generated: "generated"
    case .registered: "registered"
    case .uploaded: "uploaded"
    case .downloaded: "downloaded"
    case .deleted: "deleted"
    case .present: "present"
    case .importedIntoKms: "imported-into-kms"
    case .wrapperRotated: "wrapper-rotated"
    }
  }

  func mix(into digest: inout Digest) {
    switch self {
    case .mode(let mode): digest.mix(mode.rawValue)
    case .generated(let key, let purpose, let usages, let spec, let name):
      digest.mix(key.hex)
      digest.mix(purpose.rawValue)
      digest.mix(list: usages.names)
      digest.mix(spec)
      digest.mix(name)
    case .registered(let key, let purpose, let usages, let spec, let name, let kmsKeyID):
      digest.mix(key.hex)
      digest.mix(purpose.rawValue)
      digest.mix(list: usages.names)
      digest.mix(spec)
      digest.mix(name)
      digest.mix(kmsKeyID)
    case .uploaded(let key, let purpose, let usages):
      digest.mix(key.hex)
      digest.mix(purpose.rawValue)
      digest.mix(list: usages.names)
    case .downloaded(let key, let passwordProtected):
      digest.mix(key.hex)
      digest.mix(passwordProtected)
    case .deleted(let key): digest.mix(key.hex)
    case .present(let key, let place):
      digest.mix(key.hex)
      digest.mix(place.rawValue)
    case .importedIntoKms(let key, let kms, let kmsKeyID):
      digest.mix(key.hex)
      digest.mix(kms)
      digest.mix(kmsKeyID)
    case .wrapperRotated(let from, let to, let keys):
      digest.mix(optional: from)
      digest.mix(optional: to)
      digest.mix(keys)
    }
  }
}
