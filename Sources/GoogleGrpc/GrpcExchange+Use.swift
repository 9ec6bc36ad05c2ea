import KMS
import Keys
import SwiftProtobuf

/// The methods that use keys.
extension GrpcExchange {
  func getPublicKey() throws(GcpStatus) -> KmsPublicKey {
    let request = try read(KmsGetPublicKeyRequest.self)
    let format: GcpPublicKeyFormat? = try value(
      request.publicKeyFormat, "public_key_format", "PublicKey.PublicKeyFormat")
    let answer = try call(GcpGetPublicKey(name: request.name, publicKeyFormat: format))
    return .with {
      $0.pem = answer.pem ?? ""
      $0.algorithm = answer.algorithm.wire
      if let checksum = answer.pemCrc32c { $0.pemCrc32C = checksum.wrapped }
      $0.name = answer.name
      $0.protectionLevel = answer.protectionLevel.wire
      $0.publicKeyFormat = answer.publicKeyFormat?.wire ?? 0
      if let bytes = answer.publicKey { $0.publicKey.data = bytes.data }
      if let checksum = answer.publicKeyCrc32c { $0.publicKey.crc32CChecksum = checksum.wrapped }
    }
  }

  func encrypt() throws(GcpStatus) -> KmsEncryptResponse {
    let request = try read(KmsEncryptRequest.self)
    let answer = try call(
      GcpEncrypt(
        name: request.name, plaintext: SecretBytes(request.plaintext.array),
        additionalAuthenticatedData: request.additionalAuthenticatedData.array,
        plaintextCrc32c: request.hasPlaintextCrc32C ? request.plaintextCrc32C.value : nil,
        additionalAuthenticatedDataCrc32c: request.hasAdditionalAuthenticatedDataCrc32C
          ? request.additionalAuthenticatedDataCrc32C.value : nil))
    return .with {
      $0.name = answer.name
      $0.ciphertext = answer.ciphertext.data
      $0.ciphertextCrc32C = answer.ciphertextCrc32c.wrapped
      $0.verifiedPlaintextCrc32C = answer.verifiedPlaintextCrc32c
      $0.verifiedAdditionalAuthenticatedDataCrc32C = answer.verifiedAdditionalAuthenticatedDataCrc32c
      $0.protectionLevel = answer.protectionLevel.wire
    }
  }

  func decrypt() throws(GcpStatus) -> KmsDecryptResponse {
    let request = try read(KmsDecryptRequest.self)
    let answer = try call(
      GcpDecrypt(
        name: request.name, ciphertext: request.ciphertext.array,
        additionalAuthenticatedData: request.additionalAuthenticatedData.array,
        ciphertextCrc32c: request.hasCiphertextCrc32C ? request.ciphertextCrc32C.value : nil,
        additionalAuthenticatedDataCrc32c: request.hasAdditionalAuthenticatedDataCrc32C
          ? request.additionalAuthenticatedDataCrc32C.value : nil))
    return .with {
      $0.plaintext = answer.plaintext.bytes.data
      $0.plaintextCrc32C = answer.plaintextCrc32c.wrapped
      $0.usedPrimary = answer.usedPrimary
      $0.protectionLevel = answer.protectionLevel.wire
    }
  }

  func asymmetricSign() throws(GcpStatus) -> KmsAsymmetricSignResponse {
    let request = try read(KmsAsymmetricSignRequest.self)
    var digest: GcpAsymmetricSign.Digest?
    if request.hasDigest {
      switch request.digest.digest {
      case .sha256(let bytes)?: digest = .sha256(bytes.array)
      case .sha384(let bytes)?: digest = .sha384(bytes.array)
      case .sha512(let bytes)?: digest = .sha512(bytes.array)
      case .externalMu?: throw GcpErrors.notModelled("digest.external_mu")
      case nil: throw GcpErrors.required("digest")
      }
    }
    let answer = try call(
      GcpAsymmetricSign(
        name: request.name, digest: digest,
        digestCrc32c: request.hasDigestCrc32C ? request.digestCrc32C.value : nil,
        data: request.data.isEmpty ? nil : request.data.array,
        dataCrc32c: request.hasDataCrc32C ? request.dataCrc32C.value : nil))
    return .with {
      $0.signature = answer.signature.data
      $0.signatureCrc32C = answer.signatureCrc32c.wrapped
      $0.verifiedDigestCrc32C = answer.verifiedDigestCrc32c
      $0.name = answer.name
      $0.verifiedDataCrc32C = answer.verifiedDataCrc32c
      $0.protectionLevel = answer.protectionLevel.wire
    }
  }

  func asymmetricDecrypt() throws(GcpStatus) -> KmsAsymmetricDecryptResponse {
    let request = try read(KmsAsymmetricDecryptRequest.self)
    let answer = try call(
      GcpAsymmetricDecrypt(
        name: request.name, ciphertext: request.ciphertext.array,
        ciphertextCrc32c: request.hasCiphertextCrc32C ? request.ciphertextCrc32C.value : nil))
    return .with {
      $0.plaintext = answer.plaintext.bytes.data
      $0.plaintextCrc32C = answer.plaintextCrc32c.wrapped
      $0.verifiedCiphertextCrc32C = answer.verifiedCiphertextCrc32c
      $0.protectionLevel = answer.protectionLevel.wire
    }
  }

  func macSign() throws(GcpStatus) -> KmsMacSignResponse {
    let request = try read(KmsMacSignRequest.self)
    let answer = try call(
      GcpMacSign(
        name: request.name, data: request.data.array,
        dataCrc32c: request.hasDataCrc32C ? request.dataCrc32C.value : nil))
    return .with {
      $0.name = answer.name
      $0.mac = answer.mac.data
      $0.macCrc32C = answer.macCrc32c.wrapped
      $0.verifiedDataCrc32C = answer.verifiedDataCrc32c
      $0.protectionLevel = answer.protectionLevel.wire
    }
  }

  func macVerify() throws(GcpStatus) -> KmsMacVerifyResponse {
    let request = try read(KmsMacVerifyRequest.self)
    let answer = try call(
      GcpMacVerify(
        name: request.name, data: request.data.array,
        dataCrc32c: request.hasDataCrc32C ? request.dataCrc32C.value : nil, mac: request.mac.array,
        macCrc32c: request.hasMacCrc32C ? request.macCrc32C.value : nil))
    return .with {
      $0.name = answer.name
      $0.success = answer.success
      $0.verifiedDataCrc32C = answer.verifiedDataCrc32c
      $0.verifiedMacCrc32C = answer.verifiedMacCrc32c
      $0.verifiedSuccessIntegrity = answer.verifiedSuccessIntegrity
      $0.protectionLevel = answer.protectionLevel.wire
    }
  }

  func generateRandomBytes() throws(GcpStatus) -> KmsGenerateRandomBytesResponse {
    let request = try read(KmsGenerateRandomBytesRequest.self)
    let answer = try call(
      GcpGenerateRandomBytes(
        location: request.location, lengthBytes: Int(request.lengthBytes),
        protectionLevel: level(request.protectionLevel, "protection_level")))
    return .with {
      $0.data = answer.data.bytes.data
      $0.dataCrc32C = answer.dataCrc32c.wrapped
    }
  }

  func rawEncrypt() throws(GcpStatus) -> KmsRawEncryptResponse {
    let request = try read(KmsRawEncryptRequest.self)
    let answer = try call(
      GcpRawEncrypt(
        name: request.name, plaintext: SecretBytes(request.plaintext.array),
        additionalAuthenticatedData: request.additionalAuthenticatedData.array,
        initializationVector: request.initializationVector.array,
        plaintextCrc32c: request.hasPlaintextCrc32C ? request.plaintextCrc32C.value : nil,
        additionalAuthenticatedDataCrc32c: request.hasAdditionalAuthenticatedDataCrc32C
          ? request.additionalAuthenticatedDataCrc32C.value : nil,
        initializationVectorCrc32c: request.hasInitializationVectorCrc32C
          ? request.initializationVectorCrc32C.value : nil))
    return .with {
      $0.ciphertext = answer.ciphertext.data
      $0.initializationVector = answer.initializationVector.data
      $0.tagLength = Int32(clamping: answer.tagLength)
      $0.ciphertextCrc32C = answer.ciphertextCrc32c.wrapped
      $0.initializationVectorCrc32C = answer.initializationVectorCrc32c.wrapped
      $0.verifiedPlaintextCrc32C = answer.verifiedPlaintextCrc32c
      $0.verifiedAdditionalAuthenticatedDataCrc32C = answer.verifiedAdditionalAuthenticatedDataCrc32c
      $0.verifiedInitializationVectorCrc32C = answer.verifiedInitializationVectorCrc32c
      $0.name = answer.name
      $0.protectionLevel = answer.protectionLevel.wire
    }
  }

  func rawDecrypt() throws(GcpStatus) -> KmsRawDecryptResponse {
    let request = try read(KmsRawDecryptRequest.self)
    let answer = try call(
      GcpRawDecrypt(
        name: request.name, ciphertext: request.ciphertext.array,
        additionalAuthenticatedData: request.additionalAuthenticatedData.array,
        initializationVector: request.initializationVector.array, tagLength: Int(request.tagLength),
        ciphertextCrc32c: request.hasCiphertextCrc32C ? request.ciphertextCrc32C.value : nil,
        additionalAuthenticatedDataCrc32c: request.hasAdditionalAuthenticatedDataCrc32C
          ? request.additionalAuthenticatedDataCrc32C.value : nil,
        initializationVectorCrc32c: request.hasInitializationVectorCrc32C
          ? request.initializationVectorCrc32C.value : nil))
    return .with {
      $0.plaintext = answer.plaintext.bytes.data
      $0.plaintextCrc32C = answer.plaintextCrc32c.wrapped
      $0.protectionLevel = answer.protectionLevel.wire
      $0.verifiedCiphertextCrc32C = answer.verifiedCiphertextCrc32c
      $0.verifiedAdditionalAuthenticatedDataCrc32C = answer.verifiedAdditionalAuthenticatedDataCrc32c
      $0.verifiedInitializationVectorCrc32C = answer.verifiedInitializationVectorCrc32c
    }
  }
}
