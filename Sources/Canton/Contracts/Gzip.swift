import CZlib

/// What is wrong with a gzip stream.
public enum GzipError: Error, Hashable, Sendable {
  /// It does not begin like one.
  case notGzip
  /// It ends before its end.
  case truncated
  /// It cannot be expanded, or its checksum or length is not that of its content; zlib's reason.
  case damaged(String)
}

/// Compresses bytes as they come into one gzip stream.
///
/// The header is that of Java's `GZIPOutputStream` (time stamp 0, operating system 255), so equal content gives equal
/// bytes wherever it is written.
public final class GzipWriter {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let header = UnsafeMutablePointer<gz_header>.allocate(capacity: 1)
  private var output: [UInt8] = []

  /// An empty stream.
  public init() {
    stream.initialize(to: z_stream())
    header.initialize(to: gz_header())
    header.pointee.os = 255
    let code = keyshift_deflate_init_gzip(stream, Z_DEFAULT_COMPRESSION)
    precondition(code == Z_OK, "zlib could not start a stream: \(code)")
    deflateSetHeader(stream, header)
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    header.deallocate()
  }

  /// Adds bytes to the content.
  public func append(_ bytes: [UInt8]) {
    deflateAll(bytes, flush: Z_NO_FLUSH)
  }

  /// Ends the stream and gives its bytes; nothing can be added afterwards.
  public func finish() -> [UInt8] {
    deflateAll([], flush: Z_FINISH)
    return output
  }

  private func deflateAll(_ bytes: [UInt8], flush: Int32) {
    bytes.withUnsafeBufferPointer { input in
      stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.pointee.avail_in = uInt(input.count)
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32_768) { chunk in
        repeat {
          stream.pointee.next_out = chunk.baseAddress
          stream.pointee.avail_out = uInt(chunk.count)
          deflate(stream, flush)
          output.append(contentsOf: chunk[..<(chunk.count - Int(stream.pointee.avail_out))])
        } while stream.pointee.avail_out == 0
      }
      stream.pointee.next_in = nil
    }
  }
}

/// Expands a gzip stream piece by piece; several streams behind each other count as one, as gzip has it.
public final class GzipReader {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let input: [UInt8]
  private var offset = 0
  private var isInsideMember = true

  /// A reader of the bytes; throws `notGzip` when they do not begin like a gzip stream.
  public init(_ bytes: [UInt8]) throws(GzipError) {
    input = bytes
    stream.initialize(to: z_stream())
    let code = keyshift_inflate_init_gzip(stream)
    precondition(code == Z_OK, "zlib could not start a stream: \(code)")
    guard bytes.starts(with: [0x1f, 0x8b]) else { throw .notGzip }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Appends the next piece of the content, at most 64 KiB, to the buffer; answers false at the end of the content,
  /// when its checksum has been found right.
  public func read(into buffer: inout [UInt8]) throws(GzipError) -> Bool {
    let before = buffer.count
    while buffer.count == before {
      guard isInsideMember || offset < input.count else { return false }
      if !isInsideMember {
        inflateReset(stream)
        isInsideMember = true
      }
      switch inflatePiece(into: &buffer) {
      case Z_STREAM_END: isInsideMember = false
      case Z_OK: continue
      case Z_BUF_ERROR: throw .truncated
      case let code:
        throw .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(code)")
      }
    }
    return true
  }

  private func inflatePiece(into buffer: inout [UInt8]) -> Int32 {
    input.withUnsafeBufferPointer { bytes in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 65_536) { chunk in
        let available = min(bytes.count - offset, 1 << 30)
        stream.pointee.next_in = bytes.baseAddress.map { UnsafeMutablePointer(mutating: $0 + offset) }
        stream.pointee.avail_in = uInt(available)
        stream.pointee.next_out = chunk.baseAddress
        stream.pointee.avail_out = uInt(chunk.count)
        let code = inflate(stream, Z_NO_FLUSH)
        offset += available - Int(stream.pointee.avail_in)
        buffer.append(contentsOf: chunk[..<(chunk.count - Int(stream.pointee.avail_out))])
        return code
      }
    }
  }
}
