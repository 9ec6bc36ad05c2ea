import COpenSSL

/// AES in the modes that Canton and the key services use.
enum SymmetricCiphers {
  /// Encrypts with AES-GCM: ciphertext and tag of 16 bytes.
  static func gcmSeal(
    _ cipher: OpenSSL.Cipher, key: [UInt8], nonce: [UInt8], _ plaintext: [UInt8], authenticating: [UInt8]
  ) throws(CryptoError) -> [UInt8] {
    let context = try start(cipher, key: key, vector: nonce, encrypting: true)
    defer { EVP_CIPHER_CTX_free(context) }
    var size: Int32 = 0
    if !authenticating.isEmpty {
      try OpenSSL.check(EVP_CipherUpdate(context, nil, &size, authenticating, Int32(authenticating.count)), "seal")
    }
    var output = [UInt8](repeating: 0, count: plaintext.count)
    try OpenSSL.check(EVP_CipherUpdate(context, &output, &size, plaintext, Int32(plaintext.count)), "seal")
    var tag = [UInt8](repeating: 0, count: 16)
    try OpenSSL.check(EVP_CipherFinal_ex(context, &tag, &size), "seal")
    try OpenSSL.check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, &tag), "seal")
    return output + tag
  }

  /// Decrypts what `gcmSeal` made. Throws `decryptionFailed` for anything else.
  static func gcmOpen(
    _ cipher: OpenSSL.Cipher, key: [UInt8], nonce: [UInt8], _ sealed: [UInt8], authenticating: [UInt8]
  ) throws(CryptoError) -> [UInt8] {
    guard sealed.count >= 16 else { throw .decryptionFailed }
    let context = try start(cipher, key: key, vector: nonce, encrypting: false)
    defer { EVP_CIPHER_CTX_free(context) }
    var size: Int32 = 0
    if !authenticating.isEmpty {
      try OpenSSL.check(EVP_CipherUpdate(context, nil, &size, authenticating, Int32(authenticating.count)), "open")
    }
    var output = [UInt8](repeating: 0, count: sealed.count - 16)
    try OpenSSL.check(EVP_CipherUpdate(context, &output, &size, sealed, Int32(output.count)), "open")
    var tag = Array(sealed.suffix(16))
    try OpenSSL.check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, &tag), "open")
    var rest = [UInt8](repeating: 0, count: 16)
    let status = EVP_CipherFinal_ex(context, &rest, &size)
    ERR_clear_error()
    guard status > 0 else { throw .decryptionFailed }
    return output
  }

  /// Encrypts or decrypts with AES-128-CBC and PKCS #7 padding. Throws `decryptionFailed` for bad padding.
  static func cbc(
    key: [UInt8], vector: [UInt8], _ input: [UInt8], encrypting: Bool
  ) throws(CryptoError) -> [UInt8] {
    let context = try start(OpenSSL.aes128Cbc, key: key, vector: vector, encrypting: encrypting)
    defer { EVP_CIPHER_CTX_free(context) }
    return try run(context, input, room: input.count + 16)
  }

  /// Encrypts or decrypts as the cipher does, without padding. Throws `decryptionFailed` for a broken block.
  static func plain(
    _ cipher: OpenSSL.Cipher, key: [UInt8], vector: [UInt8], _ input: [UInt8], encrypting: Bool
  ) throws(CryptoError) -> [UInt8] {
    let context = try start(cipher, key: key, vector: vector, encrypting: encrypting)
    defer { EVP_CIPHER_CTX_free(context) }
    EVP_CIPHER_CTX_set_padding(context, 0)
    return try run(context, input, room: input.count + 16)
  }

  /// Wraps or unwraps with AES key wrap with padding (RFC 5649); the key has 16, 24 or 32 bytes. Throws
  /// `decryptionFailed` when the integrity check fails.
  static func wrapPad(key: [UInt8], _ input: [UInt8], wrapping: Bool) throws(CryptoError) -> [UInt8] {
    let cipher: OpenSSL.Cipher
    switch key.count {
    case 16: cipher = OpenSSL.aes128WrapPad
    case 24: cipher = OpenSSL.aes192WrapPad
    case 32: cipher = OpenSSL.aes256WrapPad
    default: throw .malformedKey("a key encryption key has 16, 24 or 32 bytes")
    }
    guard !input.isEmpty else { throw wrapping ? .malformedKey("nothing to wrap") : .decryptionFailed }
    guard wrapping || (input.count >= 16 && input.count.isMultiple(of: 8)) else { throw .decryptionFailed }
    let context = try start(cipher, key: key, vector: nil, encrypting: wrapping)
    defer { EVP_CIPHER_CTX_free(context) }
    return try run(context, input, room: input.count + 24)
  }

  private static func start(
    _ cipher: OpenSSL.Cipher, key: [UInt8], vector: [UInt8]?, encrypting: Bool
  ) throws(CryptoError) -> OpaquePointer {
    guard let context = EVP_CIPHER_CTX_new() else { throw OpenSSL.failure("start a cipher") }
    EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW)
    guard EVP_CipherInit_ex2(context, cipher.pointer, key, vector, encrypting ? 1 : 0, nil) > 0 else {
      EVP_CIPHER_CTX_free(context)
      throw OpenSSL.failure("start a cipher")
    }
    return context
  }

  private static func run(_ context: OpaquePointer, _ input: [UInt8], room: Int) throws(CryptoError) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: room)
    var first: Int32 = 0
    var last: Int32 = 0
    var status = EVP_CipherUpdate(context, &output, &first, input, Int32(input.count))
    if status > 0 {
      var rest = [UInt8](repeating: 0, count: 32)
      status = EVP_CipherFinal_ex(context, &rest, &last)
      output.replaceSubrange(Int(first)..<min(output.count, Int(first) + Int(last)), with: rest.prefix(Int(last)))
    }
    ERR_clear_error()
    guard status > 0 else { throw .decryptionFailed }
    output.removeLast(output.count - Int(first + last))
    return output
  }
}
