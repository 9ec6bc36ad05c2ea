import Events
import Keys

extension ByteWriter {
  mutating func signature(_ signature: Signature) {
    string(signature.signedBy.hex)
    string(signature.algorithm.rawValue)
    u8(signature.format == .concat ? 3 : 2)
    bytes(signature.bytes)
  }

  mutating func encrypted(_ encrypted: AsymmetricEncrypted) {
    string(encrypted.fingerprint.hex)
    string(encrypted.algorithm.rawValue)
    bytes(encrypted.ciphertext)
  }
}

extension ByteReader {
  mutating func member() throws -> MemberID {
    guard let member = MemberID(try string()) else { throw WireError.malformed("member id") }
    return member
  }

  mutating func fingerprint() throws -> Fingerprint {
    guard let fingerprint = Fingerprint(hex: try string()) else { throw WireError.malformed("fingerprint") }
    return fingerprint
  }

  mutating func signature() throws -> Signature {
    let signedBy = try fingerprint()
    guard let algorithm = SigningAlgorithmSpec(rawValue: try string()) else {
      throw WireError.malformed("signing algorithm")
    }
    let format: SignatureFormat = try u8() == 3 ? .concat : .der
    return Signature(format: format, bytes: try bytes(), signedBy: signedBy, algorithm: algorithm)
  }

  mutating func encrypted() throws -> AsymmetricEncrypted {
    let key = try fingerprint()
    guard let algorithm = EncryptionAlgorithmSpec(rawValue: try string()) else {
      throw WireError.malformed("encryption algorithm")
    }
    return AsymmetricEncrypted(ciphertext: try bytes(), algorithm: algorithm, fingerprint: key)
  }
}
