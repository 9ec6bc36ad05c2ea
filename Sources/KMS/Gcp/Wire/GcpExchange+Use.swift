import Keys

/// The methods that use keys.
extension GcpExchange {
  func use(_ method: GcpMethod) throws(GcpStatus) -> WireValue {
    switch method {
    case .getPublicKey: return try getPublicKey()
    case .encrypt: return try encrypt()
    case .decrypt: return try decrypt()
    case .asymmetricSign: return try asymmetricSign()
    case .asymmetricDecrypt: return try asymmetricDecrypt()
    case .rawEncrypt: return try rawEncrypt()
    case .rawDecrypt: return try rawDecrypt()
    case .macSign: return try macSign()
    case .macVerify: return try macVerify()
    case .generateRandomBytes: return try generateRandomBytes()
    default: throw GcpErrors.notModelled(method.rawValue)
    }
  }

  private func getPublicKey() throws(GcpStatus) -> WireValue {
    try noBody()
    var format: GcpPublicKeyFormat?
    let asked = query["publicKeyFormat"]
    if !asked.isEmpty, asked != "0", !asked.hasSuffix("_UNSPECIFIED") {
      format = GcpPublicKeyFormat(rawValue: asked) ?? Int(asked).flatMap { GcpPublicKeyFormat(number: $0) }
      guard format != nil else {
        throw GcpErrors.invalid(
          "Invalid value at 'public_key_format' "
            + "(type.googleapis.com/google.cloud.kms.v1.PublicKey.PublicKeyFormat), \"\(asked)\"",
          field: "public_key_format")
      }
    }
    let answer = try call(GcpGetPublicKey(name: name, publicKeyFormat: format))
    return writer.object([
      ("pem", writer.text(answer.pem)), ("algorithm", writer.enumeration(answer.algorithm)),
      ("pemCrc32c", writer.integer(answer.pemCrc32c)), ("name", writer.text(answer.name)),
      ("protectionLevel", writer.enumeration(answer.protectionLevel)),
      ("publicKeyFormat", writer.enumeration(answer.publicKeyFormat)),
      (
        "publicKey",
        answer.publicKey.map {
          writer.object([("crc32cChecksum", writer.integer(answer.publicKeyCrc32c)), ("data", writer.bytes($0))])
        }
      ),
    ])
  }

  private func encrypt() throws(GcpStatus) -> WireValue {
    var reader = try self.reader()
    let request = GcpEncrypt(
      name: name, plaintext: SecretBytes(try reader.bytes("plaintext") ?? []),
      additionalAuthenticatedData: try reader.bytes("additionalAuthenticatedData") ?? [],
      plaintextCrc32c: try reader.integer("plaintextCrc32c"),
      additionalAuthenticatedDataCrc32c: try reader.integer("additionalAuthenticatedDataCrc32c"))
    reader.ignore(["name"])
    try reader.finish()
    let answer = try call(request)
    return writer.object([
      ("name", writer.text(answer.name)), ("ciphertext", writer.bytes(answer.ciphertext)),
      ("ciphertextCrc32c", writer.integer(answer.ciphertextCrc32c)),
      ("verifiedPlaintextCrc32c", writer.flag(answer.verifiedPlaintextCrc32c)),
      (
        "verifiedAdditionalAuthenticatedDataCrc32c",
        writer.flag(answer.verifiedAdditionalAuthenticatedDataCrc32c)
      ), ("protectionLevel", writer.enumeration(answer.protectionLevel)),
    ])
  }

  private func decrypt() throws(GcpStatus) -> WireValue {
    var reader = try self.reader()
    let request = GcpDecrypt(
      name: name, ciphertext: try reader.bytes("ciphertext") ?? [],
      additionalAuthenticatedData: try reader.bytes("additionalAuthenticatedData") ?? [],
      ciphertextCrc32c: try reader.integer("ciphertextCrc32c"),
      additionalAuthenticatedDataCrc32c: try reader.integer("additionalAuthenticatedDataCrc32c"))
    reader.ignore(["name"])
    try reader.finish()
    let answer = try call(request)
    return writer.object([
      ("plaintext", writer.bytes(answer.plaintext.bytes)),
      ("plaintextCrc32c", writer.integer(answer.plaintextCrc32c)), ("usedPrimary", writer.flag(answer.usedPrimary)),
      ("protectionLevel", writer.enumeration(answer.protectionLevel)),
    ])
  }

  private func asymmetricSign() throws(GcpStatus) -> WireValue {
    var reader = try self.reader()
    var digest: GcpAsymmetricSign.Digest?
    if var object = try reader.object("digest") {
      var given: [GcpAsymmetricSign.Digest] = []
      if let bytes = try object.bytes("sha256") { given.append(.sha256(bytes)) }
      if let bytes = try object.bytes("sha384") { given.append(.sha384(bytes)) }
      if let bytes = try object.bytes("sha512") { given.append(.sha512(bytes)) }
      if object.value("externalMu") != nil { throw GcpErrors.notModelled("digest.external_mu") }
      try object.finish()
      guard given.count <= 1 else {
        throw GcpErrors.invalid(
          "Invalid value at 'digest' (oneof), oneof field 'digest' is already set.", field: "digest")
      }
      guard let only = given.first else { throw GcpErrors.required("digest") }
      digest = only
    }
    let data = try reader.bytes("data")
    let request = GcpAsymmetricSign(
      name: name, digest: digest, digestCrc32c: try reader.integer("digestCrc32c"),
      data: data.flatMap { $0.isEmpty && digest != nil ? nil : $0 }, dataCrc32c: try reader.integer("dataCrc32c"))
    reader.ignore(["name"])
    try reader.finish()
    let answer = try call(request)
    return writer.object([
      ("signature", writer.bytes(answer.signature)), ("signatureCrc32c", writer.integer(answer.signatureCrc32c)),
      ("verifiedDigestCrc32c", writer.flag(answer.verifiedDigestCrc32c)), ("name", writer.text(answer.name)),
      ("verifiedDataCrc32c", writer.flag(answer.verifiedDataCrc32c)),
      ("protectionLevel", writer.enumeration(answer.protectionLevel)),
    ])
  }

  private func asymmetricDecrypt() throws(GcpStatus) -> WireValue {
    var reader = try self.reader()
    let request = GcpAsymmetricDecrypt(
      name: name, ciphertext: try reader.bytes("ciphertext") ?? [],
      ciphertextCrc32c: try reader.integer("ciphertextCrc32c"))
    reader.ignore(["name"])
    try reader.finish()
    let answer = try call(request)
    return writer.object([
      ("plaintext", writer.bytes(answer.plaintext.bytes)),
      ("plaintextCrc32c", writer.integer(answer.plaintextCrc32c)),
      ("verifiedCiphertextCrc32c", writer.flag(answer.verifiedCiphertextCrc32c)),
      ("protectionLevel", writer.enumeration(answer.protectionLevel)),
    ])
  }

  private func macSign() throws(GcpStatus) -> WireValue {
    var reader = try self.reader()
    let request = GcpMacSign(
      name: name, data: try reader.bytes("data") ?? [], dataCrc32c: try reader.integer("dataCrc32c"))
    reader.ignore(["name"])
    try reader.finish()
    let answer = try call(request)
    return writer.object([
      ("name", writer.text(answer.name)), ("mac", writer.bytes(answer.mac)),
      ("macCrc32c", writer.integer(answer.macCrc32c)), ("verifiedDataCrc32c", writer.flag(answer.verifiedDataCrc32c)),
      ("protectionLevel", writer.enumeration(answer.protectionLevel)),
    ])
  }

  private func macVerify() throws(GcpStatus) -> WireValue {
    var reader = try self.reader()
    let request = GcpMacVerify(
      name: name, data: try reader.bytes("data") ?? [], dataCrc32c: try reader.integer("dataCrc32c"),
      mac: try reader.bytes("mac") ?? [], macCrc32c: try reader.integer("macCrc32c"))
    reader.ignore(["name"])
    try reader.finish()
    let answer = try call(request)
    return writer.object([
      ("name", writer.text(answer.name)), ("success", writer.flag(answer.success)),
      ("verifiedDataCrc32c", writer.flag(answer.verifiedDataCrc32c)),
      ("verifiedMacCrc32c", writer.flag(answer.verifiedMacCrc32c)),
      ("verifiedSuccessIntegrity", writer.flag(answer.verifiedSuccessIntegrity)),
      ("protectionLevel", writer.enumeration(answer.protectionLevel)),
    ])
  }

  private func generateRandomBytes() throws(GcpStatus) -> WireValue {
    var reader = try self.reader()
    let request = GcpGenerateRandomBytes(
      location: name, lengthBytes: try reader.integer32("lengthBytes"),
      protectionLevel: try reader.enumeration("protectionLevel", "ProtectionLevel"))
    reader.ignore(["location"])
    try reader.finish()
    let answer = try call(request)
    return writer.object([
      ("data", writer.bytes(answer.data.bytes)), ("dataCrc32c", writer.integer(answer.dataCrc32c)),
    ])
  }

  private func rawEncrypt() throws(GcpStatus) -> WireValue {
    var reader = try self.reader()
    let request = GcpRawEncrypt(
      name: name, plaintext: SecretBytes(try reader.bytes("plaintext") ?? []),
      additionalAuthenticatedData: try reader.bytes("additionalAuthenticatedData") ?? [],
      initializationVector: try reader.bytes("initializationVector") ?? [],
      plaintextCrc32c: try reader.integer("plaintextCrc32c"),
      additionalAuthenticatedDataCrc32c: try reader.integer("additionalAuthenticatedDataCrc32c"),
      initializationVectorCrc32c: try reader.integer("initializationVectorCrc32c"))
    reader.ignore(["name"])
    try reader.finish()
    let answer = try call(request)
    return writer.object([
      ("ciphertext", writer.bytes(answer.ciphertext)),
      ("initializationVector", writer.bytes(answer.initializationVector)),
      ("tagLength", writer.count(answer.tagLength)), ("ciphertextCrc32c", writer.integer(answer.ciphertextCrc32c)),
      ("initializationVectorCrc32c", writer.integer(answer.initializationVectorCrc32c)),
      ("verifiedPlaintextCrc32c", writer.flag(answer.verifiedPlaintextCrc32c)),
      (
        "verifiedAdditionalAuthenticatedDataCrc32c",
        writer.flag(answer.verifiedAdditionalAuthenticatedDataCrc32c)
      ), ("verifiedInitializationVectorCrc32c", writer.flag(answer.verifiedInitializationVectorCrc32c)),
      ("name", writer.text(answer.name)), ("protectionLevel", writer.enumeration(answer.protectionLevel)),
    ])
  }

  private func rawDecrypt() throws(GcpStatus) -> WireValue {
    var reader = try self.reader()
    let request = GcpRawDecrypt(
      name: name, ciphertext: try reader.bytes("ciphertext") ?? [],
      additionalAuthenticatedData: try reader.bytes("additionalAuthenticatedData") ?? [],
      initializationVector: try reader.bytes("initializationVector") ?? [],
      tagLength: try reader.integer32("tagLength"), ciphertextCrc32c: try reader.integer("ciphertextCrc32c"),
      additionalAuthenticatedDataCrc32c: try reader.integer("additionalAuthenticatedDataCrc32c"),
      initializationVectorCrc32c: try reader.integer("initializationVectorCrc32c"))
    reader.ignore(["name"])
    try reader.finish()
    let answer = try call(request)
    return writer.object([
      ("plaintext", writer.bytes(answer.plaintext.bytes)),
      ("plaintextCrc32c", writer.integer(answer.plaintextCrc32c)),
      ("protectionLevel", writer.enumeration(answer.protectionLevel)),
      ("verifiedCiphertextCrc32c", writer.flag(answer.verifiedCiphertextCrc32c)),
      (
        "verifiedAdditionalAuthenticatedDataCrc32c",
        writer.flag(answer.verifiedAdditionalAuthenticatedDataCrc32c)
      ), ("verifiedInitializationVectorCrc32c", writer.flag(answer.verifiedInitializationVectorCrc32c)),
    ])
  }
}
