/// Why bytes are not an exported key pair.
public enum KeyPairFileError: Error, Hashable, Sendable {
  /// Not protobuf of the expected shape.
  case malformed(ProtobufError)
  /// A version other than 30.
  case unsupportedVersion(Int64)
  /// A required field is missing or empty.
  case missing(String)
  /// An enum value that is unknown or not the one that belongs there.
  case unexpected(String, UInt64)
  /// The id is not a fingerprint.
  case malformedFingerprint
}

/// What an exported key pair file holds. The public key is not stored in it; `CryptoEngine.importPrivateKey` derives it.
/// Prints redacted.
public struct KeyPairContents: Hashable, Sendable, Secret {
  /// The spec, with the usage for a signing key.
  public enum Spec: Hashable, Sendable {
    /// A signing key pair.
    case signing(SigningKeySpec, SigningKeyUsages)
    /// An encryption key pair.
    case encryption(EncryptionKeySpec)
  }

  /// The fingerprint that the file states.
  public let id: Fingerprint
  /// Kind and usage.
  public let spec: Spec
  /// The private key as DER PKCS #8. Never to be printed, logged or recorded.
  public let pkcs8: [UInt8]

  /// Contents of these parts.
  public init(id: Fingerprint, spec: Spec, pkcs8: [UInt8]) {
    self.id = id
    self.spec = spec
    self.pkcs8 = pkcs8
  }

  /// What the key is for.
  public var purpose: KeyPurpose {
    switch spec {
    case .signing: .signing
    case .encryption: .encryption
    }
  }

  /// The usage of a signing key; nil for an encryption key.
  public var usage: SigningKeyUsages? {
    guard case .signing(_, let usage) = spec else { return nil }
    return usage
  }

  var redacted: String { "<key pair file \(id.short)>" }
}

/// The bytes of `keys.secret.download` without a password: UntypedVersionedMessage of version 30 around CryptoKeyPair.
/// 137 bytes for an Ed25519 key with one usage, 139 with two, 238 for a P-256 encryption key. Model: Canton 3.5,
/// `crypto.proto` and the printed sizes of the documentation page on migrating to a KMS.
public enum KeyPairFile {
  private static let version: Int64 = 30
  private static let pkcs8Format: UInt64 = 5

  /// The file of a key pair.
  public static func encode(_ key: PrivateKey) -> [UInt8] {
    switch key.publicKey {
    case .signing(let publicKey):
      encode(
        KeyPairContents(
          id: key.fingerprint, spec: .signing(publicKey.spec, publicKey.usage), pkcs8: key.pkcs8))
    case .encryption(let publicKey):
      encode(KeyPairContents(id: key.fingerprint, spec: .encryption(publicKey.spec), pkcs8: key.pkcs8))
    }
  }

  /// The file with these contents.
  public static func encode(_ contents: KeyPairContents) -> [UInt8] {
    let privateKey = ProtobufWriter.message { writer in
      writer.string(1, contents.id.hex)
      writer.varint(2, pkcs8Format)
      writer.bytes(3, contents.pkcs8)
      switch contents.spec {
      case .signing(let spec, let usage):
        writer.packed(5, usage.protoValues)
        writer.varint(6, spec.protoValue)
      case .encryption(let spec):
        writer.varint(5, spec.protoValue)
      }
    }
    let pair = ProtobufWriter.message { $0.message(2, privateKey) }
    let field = contents.purpose == .signing ? 1 : 2
    let keyPair = ProtobufWriter.message { $0.message(field, pair) }
    return ProtobufWriter.message { writer in
      writer.bytes(1, keyPair)
      writer.int(2, version)
    }
  }

  /// The contents of a file; as Canton's `upload`, bare CryptoKeyPair bytes are taken too.
  public static func decode(_ bytes: [UInt8]) throws(KeyPairFileError) -> KeyPairContents {
    let fields = try fields(bytes)
    guard let number = fields.last(where: { $0.number == 2 }), case .varint(let version) = number.value else {
      return try keyPair(fields)
    }
    guard version == UInt64(self.version) else { throw .unsupportedVersion(Int64(bitPattern: version)) }
    return try keyPair(self.fields(content(1, of: fields, "data")))
  }

  private static func keyPair(_ fields: [ProtobufField]) throws(KeyPairFileError) -> KeyPairContents {
    guard let pair = fields.last(where: { $0.number == 1 || $0.number == 2 }) else { throw .missing("key pair") }
    let isSigning = pair.number == 1
    let privateKey = try self.fields(content(2, of: self.fields(delimited(pair)), "private key"))
    let format = try varint(2, of: privateKey)
    guard format == pkcs8Format else { throw .unexpected("format", format) }
    guard let text = String(validating: try content(1, of: privateKey, "id"), as: UTF8.self),
      let id = Fingerprint(hex: text)
    else { throw .malformedFingerprint }
    return KeyPairContents(
      id: id, spec: try isSigning ? signingSpec(privateKey) : encryptionSpec(privateKey),
      pkcs8: try content(3, of: privateKey, "private key bytes"))
  }

  private static func signingSpec(_ fields: [ProtobufField]) throws(KeyPairFileError) -> KeyPairContents.Spec {
    var values: [UInt64] = []
    for field in fields where field.number == 5 {
      do {
        values += try field.varints()
      } catch {
        throw .malformed(error)
      }
    }
    let spec = try varint(6, of: fields)
    guard let keySpec = SigningKeySpec(protoValue: spec) else { throw .unexpected("key spec", spec) }
    guard let usage = SigningKeyUsages(protoValues: values) else { throw .unexpected("usage", values.max() ?? 0) }
    return .signing(keySpec, usage)
  }

  private static func encryptionSpec(_ fields: [ProtobufField]) throws(KeyPairFileError) -> KeyPairContents.Spec {
    let spec = try varint(5, of: fields)
    guard let keySpec = EncryptionKeySpec(protoValue: spec) else { throw .unexpected("key spec", spec) }
    return .encryption(keySpec)
  }

  private static func fields(_ bytes: [UInt8]) throws(KeyPairFileError) -> [ProtobufField] {
    do {
      return try ProtobufReader.fields(bytes)
    } catch {
      throw .malformed(error)
    }
  }

  private static func content(
    _ number: Int, of fields: [ProtobufField], _ name: String
  ) throws(KeyPairFileError) -> [UInt8] {
    guard let field = fields.last(where: { $0.number == number }) else { throw .missing(name) }
    return try delimited(field)
  }

  private static func delimited(_ field: ProtobufField) throws(KeyPairFileError) -> [UInt8] {
    do {
      return try field.bytes()
    } catch {
      throw .malformed(error)
    }
  }

  private static func varint(_ number: Int, of fields: [ProtobufField]) throws(KeyPairFileError) -> UInt64 {
    guard let field = fields.last(where: { $0.number == number }) else { return 0 }
    do {
      return try field.varint()
    } catch {
      throw .malformed(error)
    }
  }
}
