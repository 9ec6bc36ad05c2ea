/// Keys of events beyond the near horizon, unsorted in radix buckets over integer time.
///
/// Eleven levels of 64 buckets: a key lies at the level of the highest six-bit digit in which its time differs from
/// `base`, in the bucket of that digit's value. The earliest keys are therefore in the lowest bucket of the lowest
/// occupied level. Adding is an append; a key moves down at most a few levels before its bucket is opened. Buckets are
/// chains of 1 KB chunks from a free list, so memory is bounded by the keys held.
@frozen @usableFromInline
struct FarEvents {
  /// Bytes of a chunk, also its alignment. The first 16 bytes hold the end of the chunk before.
  @usableFromInline static var chunkBytes: Int { 1_024 }
  @usableFromInline static var chunkKeys: Int { 64 }
  @usableFromInline static var levels: Int { 11 }

  /// Where the next key of each bucket goes. An aligned address means that the chunk before it is full; 0 that the
  /// bucket has none.
  @usableFromInline let ends: UnsafeMutablePointer<UInt>
  /// One bit for each bucket that holds keys, one word for each level.
  @usableFromInline let occupied: UnsafeMutablePointer<UInt64>
  /// Every key's time is at or after this; the digits are compared with it.
  @usableFromInline var base: UInt64 = 0
  @usableFromInline var freeChunk: UInt = 0
  @usableFromInline var blocks: [UnsafeMutableRawPointer] = []

  @usableFromInline
  init() {
    ends = .allocate(capacity: FarEvents.levels * 64)
    ends.initialize(repeating: 0, count: FarEvents.levels * 64)
    occupied = .allocate(capacity: FarEvents.levels)
    occupied.initialize(repeating: 0, count: FarEvents.levels)
  }

  func deallocate() {
    ends.deallocate()
    occupied.deallocate()
    for block in blocks { block.deallocate() }
  }

  /// Adds a key whose time is not before `base`.
  @inlinable
  mutating func add(_ key: UInt128) {
    let time = UInt64(truncatingIfNeeded: key >> 64)
    // 43/256 divides bit numbers up to 63 by six.
    let level = ((63 &- ((time ^ base) | 1).leadingZeroBitCount) &* 43) &>> 8
    let digit = Int(truncatingIfNeeded: (time &>> UInt64(level &* 6)) & 63)
    let bucket = level &* 64 &+ digit
    if ends[bucket] & UInt(FarEvents.chunkBytes &- 1) == 0 { addChunk(to: bucket) }
    let end = ends[bucket]
    UnsafeMutablePointer<UInt128>(bitPattern: end).unsafelyUnwrapped.pointee = key
    ends[bucket] = end &+ 16
    occupied[level] |= 1 &<< UInt64(digit)
  }

  @usableFromInline @inline(never)
  mutating func addChunk(to bucket: Int) {
    if freeChunk == 0 { addBlock() }
    let chunk = freeChunk
    let link = UnsafeMutablePointer<UInt>(bitPattern: chunk).unsafelyUnwrapped
    freeChunk = link.pointee
    link.pointee = ends[bucket]
    ends[bucket] = chunk &+ 16
  }

  /// Allocates 64 chunks more.
  private mutating func addBlock() {
    let count = 64
    let block = UnsafeMutableRawPointer.allocate(
      byteCount: count * FarEvents.chunkBytes, alignment: FarEvents.chunkBytes)
    blocks.append(block)
    for index in (0..<count).reversed() {
      let chunk = block + index * FarEvents.chunkBytes
      chunk.storeBytes(of: freeChunk, as: UInt.self)
      freeChunk = UInt(bitPattern: chunk)
    }
  }

  /// The lowest level that holds keys; nil when none does.
  @inlinable @inline(__always)
  var lowestLevel: Int? {
    var level = 0
    while level < FarEvents.levels {
      if occupied[level] != 0 { return level }
      level &+= 1
    }
    return nil
  }

  /// Whether an occupied bucket fits into one chunk.
  @inlinable @inline(__always)
  func isSmall(_ bucket: Int) -> Bool {
    let chunk = (ends[bucket] &- 1) & ~UInt(FarEvents.chunkBytes &- 1)
    return UnsafeMutablePointer<UInt>(bitPattern: chunk).unsafelyUnwrapped.pointee == 0
  }

  /// Takes a bucket's chain of chunks out of its place.
  @inlinable @inline(__always)
  mutating func detach(_ bucket: Int) -> UInt {
    let chain = ends[bucket]
    ends[bucket] = 0
    occupied[bucket &>> 6] &= ~(1 &<< UInt64(bucket & 63))
    return chain
  }

  /// Hands every key of a detached chain to `body`, newest chunk first, and frees the chunks.
  @inlinable @inline(__always)
  mutating func consume(_ chain: UInt, _ body: (inout FarEvents, UInt128) -> Void) {
    var end = chain
    while end != 0 {
      let chunk = (end &- 1) & ~UInt(FarEvents.chunkBytes &- 1)
      let count = Int(bitPattern: end &- chunk) / 16
      let keys = UnsafeMutablePointer<UInt128>(bitPattern: chunk).unsafelyUnwrapped
      let link = UnsafeMutablePointer<UInt>(bitPattern: chunk).unsafelyUnwrapped
      end = link.pointee
      var index = 1
      while index < count {
        body(&self, keys[index])
        index &+= 1
      }
      link.pointee = freeChunk
      freeChunk = chunk
    }
  }
}
