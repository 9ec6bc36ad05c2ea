import Foundation
import Keys

/// One RSA pool for the whole suite: a key takes a tenth of a second to make.
let pool = RSAKeyPool(directory: nil)

func engine(_ mode: CryptoMode = .real, seed: UInt64 = 1) -> CryptoEngine {
  CryptoEngine(mode: mode, seed: seed, rsaKeys: pool)
}

func bytes(_ hex: String) throws -> [UInt8] {
  guard let bytes = Hexadecimal.decode(hex) else { throw JudgeError(message: "not hexadecimal: \(hex)") }
  return bytes
}

struct JudgeError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}

/// Runs a Python program with the package `cryptography`, a judge that shares nothing with our encodings; `arguments`
/// are its `sys.argv[1:]`, as hexadecimal. Fails loudly when Python or the package is missing.
func judge(_ program: String, _ arguments: [UInt8]...) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  let prelude = """
    import sys
    from cryptography.hazmat.primitives import hashes, serialization, hmac, keywrap
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, ed25519
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    a = [bytes.fromhex(x) for x in sys.argv[1:]]
    public = lambda i: serialization.load_der_public_key(a[i])
    private = lambda i: serialization.load_der_private_key(a[i], None)
    oaep = lambda h: padding.OAEP(padding.MGF1(h), h, None)

    """
  process.arguments = ["python3", "-c", prelude + program] + arguments.map { Hexadecimal.encode($0) }
  let output = Pipe()
  let errors = Pipe()
  process.standardOutput = output
  process.standardError = errors
  try process.run()
  let text = output.fileHandleForReading.readDataToEndOfFile()
  let complaint = errors.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw JudgeError(message: "the Python judge failed: \(String(decoding: complaint, as: UTF8.self))")
  }
  return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
}
