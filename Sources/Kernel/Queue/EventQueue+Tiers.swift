/// Movement of keys between the heap and the far buckets, and removal of dead keys. Off the path of most events.
extension EventQueue {
  /// Adds a key to the full heap: lets it grow or, from the threshold on, sends all keys to the far buckets.
  @usableFromInline @inline(never)
  mutating func insertMakingRoom(_ key: UInt128) {
    let isWorthwhile = heap.used >= farThreshold
    heap.grow()
    heap.insert(key)
    if !isWorthwhile { return }
    let chains = (0..<FarEvents.levels * 64).map { far.detach($0) }
    // Every pending key is at or after the smaller of these two.
    far.base = UInt64(truncatingIfNeeded: min(heap.keys[0], run[runHead]) >> 64)
    nearLimit = Int64(truncatingIfNeeded: far.base)
    for chain in chains where chain != 0 { far.consume(chain) { far, key in far.add(key) } }
    for index in 0..<heap.used { far.add(heap.keys[index]) }
    while runHead < runEnd {
      far.add(run[runHead])
      runHead &+= 1
    }
    heap.used = 0
  }

  /// Brings the earliest far keys back, sorted; all of them into the heap when few are left. Called when heap and run
  /// are empty.
  @usableFromInline @inline(never)
  mutating func refill() {
    if live < farThreshold / 4 {
      for bucket in 0..<FarEvents.levels * 64 where far.ends[bucket] != 0 { openIntoHeap(bucket) }
      nearLimit = Int64.max
      return
    }
    runHead = 0
    runEnd = 0
    var openedLevel = -1
    while let level = far.lowestLevel, openedLevel < 0 || level == openedLevel, runEnd < EventQueueLimits.runTarget {
      let digit = far.occupied[level].trailingZeroBitCount
      let bucket = level &* 64 &+ digit
      let shift = UInt64(level &* 6)
      // The digits above this level are those of the base.
      let above: UInt64 = shift &+ 6 >= 64 ? 0 : (far.base &>> (shift &+ 6)) &<< (shift &+ 6)
      let start = above | UInt64(digit) &<< shift
      let isSmall = far.isSmall(bucket)
      if openedLevel >= 0, !isSmall { break }
      far.base = start
      if isSmall || level == 0 {
        openedLevel = level
        // The last nanosecond stays far, so that the limit is never that of a queue without far events.
        nearLimit = Int64(truncatingIfNeeded: min(start &+ (1 &<< shift), UInt64(Int64.max) &- 1))
        if isSmall { openIntoRun(bucket, level) } else { openIntoHeap(bucket) }
      } else {
        split(bucket)
      }
    }
    run[runEnd] = UInt128.max
  }

  /// Appends a bucket's keys to the run, sorted, without those of cancelled events.
  @usableFromInline
  mutating func openIntoRun(_ bucket: Int, _ level: Int) {
    let slots = self.slots
    let segment = run + runEnd
    var count = 0
    var dropped = 0
    far.consume(far.detach(bucket)) { _, key in
      let tag = UInt64(truncatingIfNeeded: key)
      segment[count] = key
      // Reading the slots now, one independent of the other, also brings them into the cache for `pop`.
      let isLive = slots[Int(truncatingIfNeeded: tag & EventQueueLimits.slotMask)].tag == tag
      count &+= isLive ? 1 : 0
      dropped &+= isLive ? 0 : 1
    }
    stale &-= dropped
    if count > 12, level > 0 { distribute(segment, count, UInt64(level &* 6 &- 6)) }
    // Insertion: few keys, or almost sorted by now.
    var index = 1
    while index < count {
      let key = segment[index]
      var place = index
      while place > 0, segment[place &- 1] > key {
        segment[place] = segment[place &- 1]
        place &-= 1
      }
      segment[place] = key
      index &+= 1
    }
    runEnd &+= count
  }

  /// Sorts at most 63 keys by the six bits of their time from bit `shift` on.
  @usableFromInline
  func distribute(_ keys: UnsafeMutablePointer<UInt128>, _ count: Int, _ shift: UInt64) {
    withUnsafeTemporaryAllocation(of: UInt128.self, capacity: 64) { copy in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { places in
        let (copy, places) = (copy.baseAddress.unsafelyUnwrapped, places.baseAddress.unsafelyUnwrapped)
        places.initialize(repeating: 0, count: 64)
        for index in 0..<count {
          let key = keys[index]
          copy[index] = key
          places[Int(truncatingIfNeeded: (UInt64(truncatingIfNeeded: key >> 64) &>> shift) & 63)] &+= 1
        }
        var next: UInt8 = 0
        for digit in 0..<64 {
          let held = places[digit]
          places[digit] = next
          next &+= held
        }
        for index in 0..<count {
          let key = copy[index]
          let digit = Int(truncatingIfNeeded: (UInt64(truncatingIfNeeded: key >> 64) &>> shift) & 63)
          keys[Int(places[digit])] = key
          places[digit] &+= 1
        }
      }
    }
  }

  /// Moves a bucket's keys into the heap, dropping those of cancelled events.
  @usableFromInline
  mutating func openIntoHeap(_ bucket: Int) {
    var heap = self.heap
    var dropped = 0
    let slots = self.slots
    far.consume(far.detach(bucket)) { _, key in
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

  /// Moves a bucket's keys to the buckets they belong to by the present base, dropping those of cancelled events.
  @usableFromInline
  mutating func split(_ bucket: Int) {
    let chain = far.detach(bucket)
    if stale == 0 {
      far.consume(chain) { far, key in far.add(key) }
      return
    }
    var dropped = 0
    let slots = self.slots
    far.consume(chain) { far, key in
      let tag = UInt64(truncatingIfNeeded: key)
      if slots[Int(truncatingIfNeeded: tag & EventQueueLimits.slotMask)].tag == tag {
        far.add(key)
      } else {
        dropped &+= 1
      }
    }
    stale &-= dropped
  }

  /// Drops the keys of all cancelled events when they outnumber the pending ones: in the heap, where they cost time, by
  /// any margin; in the far buckets, where each costs 16 bytes until its bucket is opened, eight times over.
  @usableFromInline @inline(never)
  mutating func sweepIfWorthwhile() {
    if nearLimit != Int64.max, stale < 8 * live { return }
    let slots = self.slots
    func isLive(_ key: UInt128) -> Bool {
      let tag = UInt64(truncatingIfNeeded: key)
      return slots[Int(truncatingIfNeeded: tag & EventQueueLimits.slotMask)].tag == tag
    }
    heap.keep(isLive)
    if nearLimit != Int64.max {
      for bucket in 0..<FarEvents.levels * 64 where far.ends[bucket] != 0 { split(bucket) }
      var kept = runHead
      for index in runHead..<runEnd where isLive(run[index]) {
        run[kept] = run[index]
        kept += 1
      }
      runEnd = kept
      run[runEnd] = UInt128.max
    }
    stale = 0
  }
}
