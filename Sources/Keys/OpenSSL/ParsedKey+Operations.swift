import COpenSSL

/// Signing, decrypting and agreeing with a parsed key. Every call is made with a current stream.
extension ParsedKey {
  /// Signs a message with Ed25519.
  func signEd25519(_ message: [UInt8]) throws(CryptoError) -> [UInt8] {
    guard let context = EVP_MD_CTX_new() else { throw OpenSSL.failure("sign") }
    defer { EVP_MD_CTX_free(context) }
    try OpenSSL.check(EVP_DigestSignInit_ex(context, nil, nil, nil, nil, pointer, nil), "sign")
    var size = 64
    var signature = [UInt8](repeating: 0, count: size)
    try OpenSSL.check(EVP_DigestSign(context, &signature, &size, message, message.count), "sign")
    return signature
  }

  /// Whether an Ed25519 signature matches a message.
  func verifyEd25519(_ message: [UInt8], _ signature: [UInt8]) throws(CryptoError) -> Bool {
    guard let context = EVP_MD_CTX_new() else { throw OpenSSL.failure("verify") }
    defer { EVP_MD_CTX_free(context) }
    try OpenSSL.check(EVP_DigestVerifyInit_ex(context, nil, nil, nil, nil, pointer, nil), "verify")
    let status = EVP_DigestVerify(context, signature, signature.count, message, message.count)
    ERR_clear_error()
    return status == 1
  }

  /// Signs a digest.
  func sign(digest: [UInt8], algorithm: RawSigningAlgorithm) throws(CryptoError) -> [UInt8] {
    let context = try signatureContext(algorithm) { EVP_PKEY_sign_init($0) }
    defer { EVP_PKEY_CTX_free(context) }
    var size = Int(EVP_PKEY_get_size(pointer))
    var signature = [UInt8](repeating: 0, count: size)
    try OpenSSL.check(EVP_PKEY_sign(context, &signature, &size, digest, digest.count), "sign")
    signature.removeLast(signature.count - size)
    return signature
  }

  /// Whether a signature matches a digest.
  func verify(digest: [UInt8], _ signature: [UInt8], algorithm: RawSigningAlgorithm) throws(CryptoError) -> Bool {
    let context = try signatureContext(algorithm) { EVP_PKEY_verify_init($0) }
    defer { EVP_PKEY_CTX_free(context) }
    let status = EVP_PKEY_verify(context, signature, signature.count, digest, digest.count)
    ERR_clear_error()
    return status == 1
  }

  /// Encrypts with RSA-OAEP, the same hash for MGF1 and an empty label.
  func oaepEncrypt(_ plaintext: [UInt8], _ hash: HashFunction) throws(CryptoError) -> [UInt8] {
    let context = try oaepContext(hash) { EVP_PKEY_encrypt_init($0) }
    defer { EVP_PKEY_CTX_free(context) }
    var size = Int(EVP_PKEY_get_size(pointer))
    var ciphertext = [UInt8](repeating: 0, count: size)
    try OpenSSL.check(EVP_PKEY_encrypt(context, &ciphertext, &size, plaintext, plaintext.count), "encrypt")
    return ciphertext
  }

  /// Decrypts what `oaepEncrypt` made. Throws `decryptionFailed` for any other ciphertext.
  func oaepDecrypt(_ ciphertext: [UInt8], _ hash: HashFunction) throws(CryptoError) -> [UInt8] {
    let context = try oaepContext(hash) { EVP_PKEY_decrypt_init($0) }
    defer { EVP_PKEY_CTX_free(context) }
    var size = Int(EVP_PKEY_get_size(pointer))
    var plaintext = [UInt8](repeating: 0, count: size)
    let status = EVP_PKEY_decrypt(context, &plaintext, &size, ciphertext, ciphertext.count)
    ERR_clear_error()
    guard status > 0 else { throw .decryptionFailed }
    plaintext.removeLast(plaintext.count - size)
    return plaintext
  }

  /// The x coordinate of the shared point.
  func agree(_ peer: ParsedKey) throws(CryptoError) -> [UInt8] {
    guard let context = EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil) else { throw OpenSSL.failure("agree") }
    defer { EVP_PKEY_CTX_free(context) }
    try OpenSSL.check(EVP_PKEY_derive_init(context), "agree")
    try OpenSSL.check(EVP_PKEY_derive_set_peer_ex(context, peer.pointer, 0), "agree")
    var secret = [UInt8](repeating: 0, count: 66)
    var size = secret.count
    try OpenSSL.check(EVP_PKEY_derive(context, &secret, &size), "agree")
    secret.removeLast(secret.count - size)
    return secret
  }

  private func signatureContext(
    _ algorithm: RawSigningAlgorithm, _ start: (OpaquePointer) -> Int32
  ) throws(CryptoError) -> OpaquePointer {
    guard let context = EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil) else { throw OpenSSL.failure("use a key") }
    var status = start(context)
    switch algorithm {
    case .ed25519, .ed25519Prehashed:
      preconditionFailure("Ed25519 has functions of its own")
    case .ecdsa(let hash):
      status = min(status, EVP_PKEY_CTX_set_signature_md(context, hash.openSSL.pointer))
    case .rsaPkcs1(let hash):
      status = min(status, EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING))
      status = min(status, EVP_PKEY_CTX_set_signature_md(context, hash.openSSL.pointer))
    case .rsaPkcs1Unhashed:
      status = min(status, EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING))
    case .rsaPss(let hash):
      status = min(status, EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING))
      status = min(status, EVP_PKEY_CTX_set_signature_md(context, hash.openSSL.pointer))
      status = min(status, EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash.openSSL.pointer))
      status = min(status, EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST))
    }
    guard status > 0 else {
      EVP_PKEY_CTX_free(context)
      throw OpenSSL.failure("prepare a signature")
    }
    return context
  }

  private func oaepContext(
    _ hash: HashFunction, _ start: (OpaquePointer) -> Int32
  ) throws(CryptoError) -> OpaquePointer {
    guard let context = EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil) else { throw OpenSSL.failure("use a key") }
    var status = start(context)
    status = min(status, EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING))
    status = min(status, EVP_PKEY_CTX_set_rsa_oaep_md(context, hash.openSSL.pointer))
    status = min(status, EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash.openSSL.pointer))
    guard status > 0 else {
      EVP_PKEY_CTX_free(context)
      throw OpenSSL.failure("prepare RSA-OAEP")
    }
    return context
  }
}
