/// What checking the signatures of requests takes.
extension CryptoEngine {
  /// The HMAC-SHA256 of `bytes`: 32 bytes.
  public static func hmacSha256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    OpenSSL.prepare()
    return OpenSSL.hmacSha256(key: key, bytes)
  }
}
