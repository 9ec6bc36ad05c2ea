import COpenSSL
import CSeededRandom

/// What of OpenSSL is fetched once for the whole process. Fetched algorithms are immutable and safe to share.
enum OpenSSL {
  /// A fetched EVP_MD.
  struct MessageDigest: @unchecked Sendable {
    let pointer: OpaquePointer
    let size: Int
  }

  /// A fetched EVP_CIPHER.
  struct Cipher: @unchecked Sendable {
    let pointer: OpaquePointer
  }

  /// A curve's EC_GROUP.
  struct Group: @unchecked Sendable {
    let pointer: OpaquePointer
  }

  static let sha1 = digest("SHA1", size: 20)
  static let sha224 = digest("SHA224", size: 28)
  static let sha256 = digest("SHA256", size: 32)
  static let sha384 = digest("SHA384", size: 48)
  static let sha512 = digest("SHA512", size: 64)
  static let aes128Gcm = cipher("AES-128-GCM")
  static let aes256Gcm = cipher("AES-256-GCM")
  static let aes128Cbc = cipher("AES-128-CBC")
  static let aes256Cbc = cipher("AES-256-CBC")
  static let aes128Ctr = cipher("AES-128-CTR")
  static let aes256Ctr = cipher("AES-256-CTR")
  static let aes128WrapPad = cipher("AES-128-WRAP-PAD")
  static let aes192WrapPad = cipher("AES-192-WRAP-PAD")
  static let aes256WrapPad = cipher("AES-256-WRAP-PAD")
  static let p256 = group(NID_X9_62_prime256v1)
  static let p384 = group(NID_secp384r1)
  static let p521 = group(NID_secp521r1)
  static let secp256k1 = group(NID_secp256k1)

  private static let isInstalled = keyshift_random_method_install() == 1

  /// Puts the seeded random method in place; to be called before anything that may draw.
  static func prepare() {
    precondition(isInstalled, "OpenSSL refused the seeded random method")
  }

  /// The digest of `bytes`.
  static func hash(_ bytes: [UInt8], _ digest: MessageDigest) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: digest.size)
    var size: UInt32 = 0
    let status = EVP_Digest(bytes, bytes.count, &output, &size, digest.pointer, nil)
    precondition(status == 1 && Int(size) == digest.size, "OpenSSL failed to hash")
    return output
  }

  /// The HMAC-SHA256 of `bytes`.
  static func hmacSha256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] { hmac(sha256, key: key, bytes) }

  /// The HMAC of `bytes` with this digest.
  static func hmac(_ digest: MessageDigest, key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: digest.size)
    var size: UInt32 = 0
    let result = HMAC(digest.pointer, key, Int32(key.count), bytes, bytes.count, &output, &size)
    precondition(result != nil && Int(size) == digest.size, "OpenSSL failed to compute a MAC")
    return output
  }

  /// Throws what OpenSSL says unless `status` is positive.
  static func check(_ status: Int32, _ operation: StaticString) throws(CryptoError) {
    guard status > 0 else { throw failure(operation) }
  }

  /// The error of the failed `operation`, with OpenSSL's reason; empties OpenSSL's error queue.
  static func failure(_ operation: StaticString) -> CryptoError {
    var reasons: [String] = []
    while case let code = ERR_get_error(), code != 0 {
      if let reason = ERR_reason_error_string(code) {
        reasons.append(String(cString: reason))
      }
    }
    return .operationFailed(reasons.isEmpty ? "\(operation)" : "\(operation): \(reasons.joined(separator: ", "))")
  }

  private static func digest(_ name: String, size: Int) -> MessageDigest {
    prepare()
    guard let pointer = EVP_MD_fetch(nil, name, nil) else { preconditionFailure("OpenSSL offers no \(name)") }
    return MessageDigest(pointer: pointer, size: size)
  }

  private static func cipher(_ name: String) -> Cipher {
    prepare()
    guard let pointer = EVP_CIPHER_fetch(nil, name, nil) else { preconditionFailure("OpenSSL offers no \(name)") }
    return Cipher(pointer: pointer)
  }

  private static func group(_ identifier: Int32) -> Group {
    prepare()
    guard let pointer = EC_GROUP_new_by_curve_name(identifier) else {
      preconditionFailure("OpenSSL offers no curve \(identifier)")
    }
    return Group(pointer: pointer)
  }
}

extension Curve {
  /// OpenSSL's name of the curve.
  var groupName: String {
    switch self {
    case .p256: "prime256v1"
    case .p384: "secp384r1"
    case .p521: "secp521r1"
    case .secp256k1: "secp256k1"
    }
  }

  var group: OpenSSL.Group {
    switch self {
    case .p256: OpenSSL.p256
    case .p384: OpenSSL.p384
    case .p521: OpenSSL.p521
    case .secp256k1: OpenSSL.secp256k1
    }
  }
}
