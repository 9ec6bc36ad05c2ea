import COpenSSL

/// An owned OSSL_PARAM_BLD. OpenSSL keeps the pointers it is given, those of names too, so this keeps the memory until
/// it goes itself: it must outlive the list made from it.
final class ParameterBuilder {
  let pointer: OpaquePointer
  private var numbers: [BigNumber] = []
  private var buffers: [UnsafeMutableBufferPointer<UInt8>] = []

  init() {
    OpenSSL.prepare()
    guard let pointer = OSSL_PARAM_BLD_new() else { preconditionFailure("out of memory") }
    self.pointer = pointer
  }

  deinit {
    OSSL_PARAM_BLD_free(pointer)
    for buffer in buffers {
      buffer.update(repeating: 0)
      buffer.deallocate()
    }
  }

  /// Adds a number from its big-endian bytes.
  func push(_ name: String, _ number: [UInt8]) throws(CryptoError) {
    let value = BigNumber(number)
    numbers.append(value)
    try OpenSSL.check(OSSL_PARAM_BLD_push_BN(pointer, keep(name), value.pointer), "push a number")
  }

  /// Adds a text.
  func push(_ name: String, text: String) throws(CryptoError) {
    try OpenSSL.check(OSSL_PARAM_BLD_push_utf8_string(pointer, keep(name), keep(text), 0), "push a text")
  }

  /// Adds bytes.
  func push(_ name: String, octets: [UInt8]) throws(CryptoError) {
    let kept = keep(octets)
    try OpenSSL.check(OSSL_PARAM_BLD_push_octet_string(pointer, keep(name), kept, octets.count), "push bytes")
  }

  private func keep(_ text: String) -> UnsafePointer<CChar> {
    UnsafeRawPointer(keep([UInt8](text.utf8) + [0])).assumingMemoryBound(to: CChar.self)
  }

  private func keep(_ bytes: [UInt8]) -> UnsafePointer<UInt8> {
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = buffer.initialize(from: bytes)
    buffers.append(buffer)
    guard let base = buffer.baseAddress else { preconditionFailure("an empty parameter") }
    return UnsafePointer(base)
  }
}
