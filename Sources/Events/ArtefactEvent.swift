import Kernel
import Keys

/// A private key found in stored bytes.
public struct ArtefactFinding: Hashable, Sendable {
  /// The key.
  public let key: Fingerprint
  /// How it stood there: `raw-scalar`, `pkcs8`, `hex` or `base64`.
  public let form: String
  /// Byte offset of the first occurrence.
  public let offset: Int

  /// Makes a finding.
  public init(key: Fingerprint, form: String, offset: Int) {
    self.key = key
    self.form = form
    self.offset = offset
  }
}

/// A scan of one artefact's real bytes for private keys. The number of bytes is left out of the digest, because
/// stored signatures and ciphertexts make it differ between real and symbolic cryptography.
public struct ArtefactEvent: Sendable {
  /// The node that the artefact belongs to.
  public let owner: NodeID
  /// For instance `participant1/store.db` or `acs/canton-acs-export.gz`.
  public let artefact: String
  /// Whether the owner's mode forbids private keys in this artefact.
  public let forbidden: Bool
  /// How many bytes were searched.
  public let bytesScanned: Int
  /// How many private keys were searched for.
  public let keysSearched: Int
  /// What was found.
  public let findings: [ArtefactFinding]

  /// Makes an entry.
  public init(
    owner: NodeID, artefact: String, forbidden: Bool, bytesScanned: Int, keysSearched: Int, findings: [ArtefactFinding]
  ) {
    self.owner = owner
    self.artefact = artefact
    self.forbidden = forbidden
    self.bytesScanned = bytesScanned
    self.keysSearched = keysSearched
    self.findings = findings
  }

  func mix(into digest: inout Digest) {
    digest.mix(owner.name)
    digest.mix(artefact)
    digest.mix(forbidden)
    digest.mix(keysSearched)
    for finding in findings {
      digest.mix(finding.key.hex)
      digest.mix(finding.form)
    }
  }
}
