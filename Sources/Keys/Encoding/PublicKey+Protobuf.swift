/// The protobuf forms of `com.digitalasset.canton.crypto.v30`.
extension PublicKey {
  /// The message `PublicKey`.
  public var protobuf: [UInt8] {
    switch self {
    case .signing(let key):
      ProtobufWriter.message { $0.message(1, key.protobuf) }
    case .encryption(let key):
      ProtobufWriter.message { $0.message(2, key.protobuf) }
    }
  }

  /// The key of a message `PublicKey`. Throws `malformedKey` for other bytes.
  public init(protobuf: [UInt8]) throws(CryptoError) {
    let fields = try CryptoFields(protobuf)
    if let content = try fields.content(1) {
      self = .signing(try SigningPublicKey(protobuf: content))
    } else if let content = try fields.content(2) {
      self = .encryption(try EncryptionPublicKey(protobuf: content))
    } else {
      throw .malformedKey("neither a signing nor an encryption key")
    }
  }
}

extension SigningPublicKey {
  /// The message `SigningPublicKey`.
  public var protobuf: [UInt8] {
    ProtobufWriter.message { writer in
      writer.varint(2, PublicKey.subjectPublicKeyInfoFormat)
      writer.bytes(3, subjectPublicKeyInfo)
      writer.packed(5, usage.protoValues)
      writer.varint(6, spec.protoValue)
    }
  }

  /// The key of a message `SigningPublicKey`. Throws `malformedKey`, `unsupportedKeySpec`, `invalidUsageSet`.
  public init(protobuf: [UInt8]) throws(CryptoError) {
    let fields = try CryptoFields(protobuf)
    guard try fields.varint(2) == PublicKey.subjectPublicKeyInfoFormat else {
      throw .malformedKey("another format than SubjectPublicKeyInfo")
    }
    guard let spec = SigningKeySpec(protoValue: try fields.varint(6)) else { throw .unsupportedKeySpec }
    guard let usage = SigningKeyUsages(protoValues: try fields.varints(5)) else { throw .invalidUsageSet }
    try self.init(spec: spec, usage: usage, subjectPublicKeyInfo: try fields.content(3) ?? [])
  }
}

extension EncryptionPublicKey {
  /// The message `EncryptionPublicKey`.
  public var protobuf: [UInt8] {
    ProtobufWriter.message { writer in
      writer.varint(2, PublicKey.subjectPublicKeyInfoFormat)
      writer.bytes(3, subjectPublicKeyInfo)
      writer.varint(5, spec.protoValue)
    }
  }

  /// The key of a message `EncryptionPublicKey`. Throws `malformedKey`, `unsupportedKeySpec`.
  public init(protobuf: [UInt8]) throws(CryptoError) {
    let fields = try CryptoFields(protobuf)
    guard try fields.varint(2) == PublicKey.subjectPublicKeyInfoFormat else {
      throw .malformedKey("another format than SubjectPublicKeyInfo")
    }
    guard let spec = EncryptionKeySpec(protoValue: try fields.varint(5)) else { throw .unsupportedKeySpec }
    try self.init(spec: spec, subjectPublicKeyInfo: try fields.content(3) ?? [])
  }
}

extension Signature {
  /// The message `Signature`.
  public var protobuf: [UInt8] {
    ProtobufWriter.message { writer in
      writer.varint(1, format.protoValue)
      writer.bytes(2, bytes)
      writer.string(3, signedBy.hex)
      writer.varint(4, algorithm.protoValue)
      if let delegation {
        writer.message(5, delegation.protobuf)
      }
    }
  }

  /// The signature of a message `Signature`. Throws `malformedKey` for other bytes.
  public init(protobuf: [UInt8]) throws(CryptoError) {
    let fields = try CryptoFields(protobuf)
    guard let format = SignatureFormat(protoValue: try fields.varint(1)),
      let text = String(validating: try fields.content(3) ?? [], as: UTF8.self),
      let signedBy = Fingerprint(hex: text),
      let algorithm = SigningAlgorithmSpec(protoValue: try fields.varint(4))
    else { throw .malformedKey("a signature without format, signer or algorithm") }
    var delegation: SignatureDelegation?
    if let content = try fields.content(5) {
      delegation = try SignatureDelegation(protobuf: content)
    }
    self.init(
      format: format, bytes: try fields.content(2) ?? [], signedBy: signedBy, algorithm: algorithm,
      delegation: delegation)
  }
}

extension SignatureDelegation {
  /// The message `SignatureDelegation`.
  public var protobuf: [UInt8] {
    ProtobufWriter.message { writer in
      writer.bytes(1, sessionKey.subjectPublicKeyInfo)
      writer.varint(2, sessionKey.spec.protoValue)
      writer.int(3, validFromMicroseconds)
      writer.varint(4, UInt64(validitySeconds))
      writer.varint(5, format.protoValue)
      writer.bytes(6, signature)
      writer.varint(7, algorithm.protoValue)
    }
  }

  /// The delegation of a message `SignatureDelegation`; the session key's usage is always protocol. Throws
  /// `malformedKey`, `unsupportedKeySpec`.
  public init(protobuf: [UInt8]) throws(CryptoError) {
    let fields = try CryptoFields(protobuf)
    guard let spec = SigningKeySpec(protoValue: try fields.varint(2)) else { throw .unsupportedKeySpec }
    guard let format = SignatureFormat(protoValue: try fields.varint(5)),
      let algorithm = SigningAlgorithmSpec(protoValue: try fields.varint(7)),
      let seconds = UInt32(exactly: try fields.varint(4))
    else { throw .malformedKey("a delegation without format, algorithm or period") }
    self.init(
      sessionKey: try SigningPublicKey(
        spec: spec, usage: .protocolOnly, subjectPublicKeyInfo: try fields.content(1) ?? []),
      validFromMicroseconds: Int64(bitPattern: try fields.varint(3)), validitySeconds: seconds, format: format,
      signature: try fields.content(6) ?? [], algorithm: algorithm)
  }
}

/// The fields of one message, by number; the last occurrence counts.
private struct CryptoFields {
  private let fields: [ProtobufField]

  init(_ bytes: [UInt8]) throws(CryptoError) {
    do {
      fields = try ProtobufReader.fields(bytes)
    } catch {
      throw .malformedKey("not protobuf: \(error)")
    }
  }

  func content(_ number: Int) throws(CryptoError) -> [UInt8]? {
    guard let field = fields.last(where: { $0.number == number }) else { return nil }
    do {
      return try field.bytes()
    } catch {
      throw .malformedKey("field \(number) has another type")
    }
  }

  func varint(_ number: Int) throws(CryptoError) -> UInt64 {
    guard let field = fields.last(where: { $0.number == number }) else { return 0 }
    do {
      return try field.varint()
    } catch {
      throw .malformedKey("field \(number) has another type")
    }
  }

  func varints(_ number: Int) throws(CryptoError) -> [UInt64] {
    var values: [UInt64] = []
    for field in fields where field.number == number {
      do {
        values += try field.varints()
      } catch {
        throw .malformedKey("field \(number) has another type")
      }
    }
    return values
  }
}
