/// A four-way implicit heap of 16-byte keys in cache-line-aligned memory; the smallest key is first.
@frozen @usableFromInline
struct KeyHeap {
  /// Keys before the root, so that the four children of a node start a cache line.
  @usableFromInline static var lead: Int { 3 }

  @usableFromInline var storage: UnsafeMutableRawPointer
  @usableFromInline var keys: UnsafeMutablePointer<UInt128>
  @usableFromInline var used = 0
  @usableFromInline var capacity: Int
  /// The root has been taken and not replaced yet.
  @usableFromInline var hasHole = false

  @inlinable
  init() {
    capacity = 253
    storage = .allocate(byteCount: (capacity + KeyHeap.lead) * 16, alignment: 64)
    keys = storage.bindMemory(to: UInt128.self, capacity: capacity + KeyHeap.lead) + KeyHeap.lead
  }

  func deallocate() { storage.deallocate() }

  /// Keys held.
  @inlinable
  var count: Int { used &- (hasHole ? 1 : 0) }

  /// Closes the hole, so that the root is the smallest key.
  @inlinable @inline(__always)
  mutating func settle() {
    if hasHole {
      hasHole = false
      used &-= 1
      if used > 0 { siftDown(keys[used], from: 0) }
    }
  }

  /// Whether the next `insert` needs `grow` first.
  @inlinable
  var isFull: Bool { used == capacity && !hasHole }

  /// Adds a key; the heap must not be full.
  @inlinable
  mutating func insert(_ key: UInt128) {
    if hasHole {
      hasHole = false
      siftDown(key, from: 0)
      return
    }
    let keys = self.keys
    var index = used
    used &+= 1
    while index > 0 {
      let parent = (index &- 1) >> 2
      let above = keys[parent]
      if key >= above { break }
      keys[index] = above
      index = parent
    }
    keys[index] = key
  }

  @inlinable
  func siftDown(_ key: UInt128, from start: Int) {
    let keys = self.keys
    let used = self.used
    var index = start
    while true {
      let child = 4 &* index &+ 1
      var least = child
      if child &+ 4 <= used {
        let a = keys[child &+ 1] < keys[child] ? child &+ 1 : child
        let b = keys[child &+ 3] < keys[child &+ 2] ? child &+ 3 : child &+ 2
        least = keys[b] < keys[a] ? b : a
      } else {
        if child >= used { break }
        var other = child &+ 1
        while other < used {
          if keys[other] < keys[least] { least = other }
          other &+= 1
        }
      }
      let below = keys[least]
      if below >= key { break }
      keys[index] = below
      index = least
    }
    keys[index] = key
  }

  /// Drops every key that `isWanted` refuses and restores the order.
  @usableFromInline
  mutating func keep(_ isWanted: (UInt128) -> Bool) {
    let start = hasHole ? 1 : 0
    hasHole = false
    var kept = 0
    var index = start
    while index < used {
      let key = keys[index]
      if isWanted(key) {
        keys[kept] = key
        kept += 1
      }
      index += 1
    }
    used = kept
    if kept < 2 { return }
    var parent = (kept - 2) >> 2
    while parent >= 0 {
      siftDown(keys[parent], from: parent)
      parent -= 1
    }
  }

  @usableFromInline
  mutating func grow() {
    let larger = capacity * 2 + KeyHeap.lead
    let memory = UnsafeMutableRawPointer.allocate(byteCount: (larger + KeyHeap.lead) * 16, alignment: 64)
    let moved = memory.bindMemory(to: UInt128.self, capacity: larger + KeyHeap.lead) + KeyHeap.lead
    moved.update(from: keys, count: used)
    storage.deallocate()
    storage = memory
    keys = moved
    capacity = larger
  }
}
