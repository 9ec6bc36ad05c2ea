/// Movement of keys between the heap and the far buckets, and removal of dead keys. Off the path of most events.
extension EventQueue {
  @inlinable @inline(__always)
  func isLive(_ key: UInt128) -> Bool {
    let tag = UInt64(truncatingIfNeeded: key)
    return slots[Int(truncatingIfNeeded: tag & EventQueueLimits.slotMask)].tag == tag
  }

  /// Adds a key to the full heap: lets it grow or, at the threshold, sends all keys to the far buckets.
  @usableFromInline @inline(never)
  mutating func insertMakingRoom(_ key: UInt128) {
    if nearLimit < Int64.max || heap.used < farThreshold {
      heap.grow()
      heap.insert(key)
      return
    }
    let keys = heap.keys
    far.base = UInt64(truncatingIfNeeded: min(key, keys[0]) >> 64)
    nearLimit = Int64(truncatingIfNeeded: far.base)
    for index in 0..<heap.used { far.add(keys[index]) }
    far.add(key)
    heap.used = 0
  }

  /// Moves the earliest far keys into the empty heap; all of them when few are left.
  @usableFromInline @inline(never)
  mutating func refill() {
    if live < farThreshold / 4 {
      for bucket in 0..<FarEvents.levels * 64 where far.ends[bucket] != 0 { open(bucket) }
      far.occupied.update(repeating: 0, count: FarEvents.levels)
      nearLimit = Int64.max
      return
    }
    while true {
      var level = 0
      while far.occupied[level] == 0 { level &+= 1 }
      let digit = far.occupied[level].trailingZeroBitCount
      far.occupied[level] &= far.occupied[level] &- 1
      let bucket = level &* 64 &+ digit
      let shift = UInt64(level &* 6)
      // The digits above this level are those of the base.
      let above: UInt64 = shift &+ 6 >= 64 ? 0 : (far.base &>> (shift &+ 6)) &<< (shift &+ 6)
      let start = above | UInt64(digit) &<< shift
      if level == 0 || isSmall(bucket) {
        let end = start &+ (1 &<< shift)
        far.base = end
        nearLimit = Int64(truncatingIfNeeded: end)
        open(bucket)
        lowerBucketsOfBase()
        return
      }
      far.base = start
      split(bucket)
    }
  }

  /// Whether a bucket has few enough keys to be opened.
  @inlinable @inline(__always)
  func isSmall(_ bucket: Int) -> Bool {
    let end = far.ends[bucket]
    let chunk = (end &- 1) & ~UInt(FarEvents.chunkBytes &- 1)
    let link = UnsafeMutablePointer<UInt>(bitPattern: chunk).unsafelyUnwrapped
    return link.pointee == 0 && Int(bitPattern: end &- chunk) <= (EventQueueLimits.openedKeys &+ 1) * 16
  }

  /// Moves a bucket's keys into the heap, dropping those of cancelled events.
  @usableFromInline
  mutating func open(_ bucket: Int) {
    var heap = self.heap
    var dropped = 0
    let slots = self.slots
    far.empty(bucket) { _, key in
      let tag = UInt64(truncatingIfNeeded: key)
      if slots[Int(truncatingIfNeeded: tag & EventQueueLimits.slotMask)].tag == tag {
        if heap.isFull { heap.grow() }
        heap.insert(key)
      } else {
        dropped &+= 1
      }
    }
    self.heap = heap
    stale &-= dropped
  }

  /// Moves a bucket's keys to lower levels, dropping those of cancelled events.
  @usableFromInline
  mutating func split(_ bucket: Int) {
    if stale == 0 {
      far.empty(bucket) { far, key in far.add(key) }
      return
    }
    var dropped = 0
    let slots = self.slots
    far.empty(bucket) { far, key in
      let tag = UInt64(truncatingIfNeeded: key)
      if slots[Int(truncatingIfNeeded: tag & EventQueueLimits.slotMask)].tag == tag {
        far.add(key)
      } else {
        dropped &+= 1
      }
    }
    stale &-= dropped
  }

  /// After the base has moved on, the buckets that contain it belong to lower levels.
  @usableFromInline
  mutating func lowerBucketsOfBase() {
    var level = FarEvents.levels - 1
    while level >= 1 {
      let digit = (far.base &>> UInt64(level &* 6)) & 63
      if far.occupied[level] &>> digit & 1 == 1 {
        far.occupied[level] &= ~(1 &<< digit)
        split(level &* 64 &+ Int(digit))
      }
      level &-= 1
    }
  }

  /// Drops the keys of all cancelled events when they outnumber the pending ones: in the heap, where they cost time, by
  /// any margin; in the far buckets, where each costs 16 bytes until its bucket is opened, eight times over.
  @usableFromInline @inline(never)
  mutating func sweepIfWorthwhile() {
    if nearLimit != Int64.max, stale < 8 * live { return }
    let slots = self.slots
    heap.keep { key in
      let tag = UInt64(truncatingIfNeeded: key)
      return slots[Int(truncatingIfNeeded: tag & EventQueueLimits.slotMask)].tag == tag
    }
    if nearLimit != Int64.max {
      for bucket in 0..<FarEvents.levels * 64 where far.ends[bucket] != 0 {
        far.occupied[bucket / 64] &= ~(1 &<< UInt64(bucket % 64))
        split(bucket)
      }
    }
    stale = 0
  }
}
