/// Making and importing key pairs. The same in both modes.
extension CryptoEngine {
  /// A signing key pair that depends on (seed, node, name) and the spec alone, so names must be unique per node. Proof
  /// of ownership is added to `usage` by Canton's rule. Throws `invalidUsageSet`.
  public func generateSigningKey(
    spec: SigningKeySpec, usage: SigningKeyUsages, node: String, name: String
  ) throws(CryptoError) -> PrivateKey {
    let usage = usage.withProofOfOwnership
    guard usage.isValid else { throw .invalidUsageSet }
    let material = try generateKeyMaterial(kind: spec.kind, node: node, name: name)
    return PrivateKey(
      publicKey: .signing(SigningPublicKey(material: material.publicKey, spec: spec, usage: usage)),
      material: material)
  }

  /// An encryption key pair: P-256 depends on (seed, node, name), RSA on (node, name) alone (see `RSAKeyPool`).
  public func generateEncryptionKey(
    spec: EncryptionKeySpec, node: String, name: String
  ) throws(CryptoError) -> PrivateKey {
    let material = try generateKeyMaterial(kind: spec.kind, node: node, name: name)
    return PrivateKey(
      publicKey: .encryption(EncryptionPublicKey(material: material.publicKey, spec: spec)), material: material)
  }

  /// A key pair without purpose and usage, for a key service; depends on (seed, node, name) and the kind, RSA on
  /// (node, name) and the kind alone.
  public func generateKeyMaterial(kind: KeyKind, node: String, name: String) throws(CryptoError) -> KeyMaterial {
    var writer = ByteWriter()
    writer.string("keyshift key")
    writer.u64(seed)
    writer.string(kind.name)
    writer.string(node)
    writer.string(name)
    var stream = SeededStream(key: CryptoEngine.sha256(writer.output), nonce: 0)
    if case .rsa(let bits) = kind {
      return try rsaKeys.key(bits: bits, node: node, name: name)
    }
    guard let curve = Curve(kind) else {
      return try KeyDerivation.ed25519(seed: stream.bytes(32))
    }
    return try KeyDerivation.curve(curve, scalar: curve.scalar(from: &stream))
  }

  /// A key pair from its PKCS #8 form; the public half is derived. Throws `malformedKey` for bytes that are no key or
  /// whose parts do not belong together, `unsupportedKeySpec` for another kind of key.
  public func importKeyMaterial(pkcs8: [UInt8]) throws(CryptoError) -> KeyMaterial {
    try KeyDerivation.importing(pkcs8: pkcs8)
  }

  /// A signing key from its PKCS #8 form. `usage` is taken as it is. Throws as `importKeyMaterial` does, `malformedKey`
  /// also for a key of another spec, `invalidUsageSet`.
  public func importPrivateKey(
    pkcs8: [UInt8], signing spec: SigningKeySpec, usage: SigningKeyUsages
  ) throws(CryptoError) -> PrivateKey {
    guard usage.isValid else { throw .invalidUsageSet }
    let material = try importKeyMaterial(pkcs8: pkcs8)
    guard material.kind == spec.kind else {
      throw .malformedKey("expected \(spec.displayName), found \(material.kind.name)")
    }
    return PrivateKey(
      publicKey: .signing(SigningPublicKey(material: material.publicKey, spec: spec, usage: usage)),
      material: material)
  }

  /// An encryption key from its PKCS #8 form. Throws as `importKeyMaterial` does, `malformedKey` also for a key of
  /// another spec.
  public func importPrivateKey(
    pkcs8: [UInt8], encryption spec: EncryptionKeySpec
  ) throws(CryptoError) -> PrivateKey {
    let material = try importKeyMaterial(pkcs8: pkcs8)
    guard material.kind == spec.kind else {
      throw .malformedKey("expected \(spec.displayName), found \(material.kind.name)")
    }
    return PrivateKey(
      publicKey: .encryption(EncryptionPublicKey(material: material.publicKey, spec: spec)), material: material)
  }

  /// The key pair of an exported file. Throws `malformedKey` also when the file's id is not the key's fingerprint.
  public func importPrivateKey(_ contents: KeyPairContents) throws(CryptoError) -> PrivateKey {
    let key =
      switch contents.spec {
      case .signing(let spec, let usage): try importPrivateKey(pkcs8: contents.pkcs8, signing: spec, usage: usage)
      case .encryption(let spec): try importPrivateKey(pkcs8: contents.pkcs8, encryption: spec)
      }
    guard key.fingerprint == contents.id else { throw .malformedKey("the id is not the key's fingerprint") }
    return key
  }
}
