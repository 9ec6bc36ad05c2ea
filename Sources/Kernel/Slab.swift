/// Reusable numbered places for values that live between two events; no allocation once it has grown.
struct Slab<Element>: ~Copyable {
  private var elements: UnsafeMutablePointer<Element>
  private var free: UnsafeMutablePointer<UInt32>
  private var freeCount = 0
  private var used = 0
  private var capacity = 64

  /// A number no place has.
  static var none: UInt32 { UInt32.max }

  init() {
    elements = .allocate(capacity: capacity)
    free = .allocate(capacity: capacity)
  }

  deinit {
    var isFree = [Bool](repeating: false, count: used)
    for index in 0..<freeCount { isFree[Int(free[index])] = true }
    for index in 0..<used where !isFree[index] { (elements + index).deinitialize(count: 1) }
    elements.deallocate()
    free.deallocate()
  }

  /// Places taken.
  var count: Int { used &- freeCount }

  /// Stores a value and returns its place.
  @inline(__always)
  mutating func insert(_ element: consuming Element) -> UInt32 {
    let place: UInt32
    if freeCount > 0 {
      freeCount &-= 1
      place = free[freeCount]
    } else {
      if used == capacity { grow() }
      place = UInt32(truncatingIfNeeded: used)
      used &+= 1
    }
    (elements + Int(place)).initialize(to: element)
    return place
  }

  /// Takes the value out of its place.
  @inline(__always)
  mutating func remove(_ place: UInt32) -> Element {
    free[freeCount] = place
    freeCount &+= 1
    return (elements + Int(place)).move()
  }

  /// The value's memory; valid until the next `insert`.
  @inline(__always)
  func at(_ place: UInt32) -> UnsafeMutablePointer<Element> { elements + Int(place) }

  /// The values in order of their places.
  func all() -> [Element] {
    let free = Set((0..<freeCount).map { self.free[$0] })
    return (0..<UInt32(used)).filter { !free.contains($0) }.map { elements[Int($0)] }
  }

  private mutating func grow() {
    let moreElements = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    moreElements.moveInitialize(from: elements, count: used)
    elements.deallocate()
    elements = moreElements
    let moreFree = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 2)
    moreFree.update(from: free, count: freeCount)
    free.deallocate()
    free = moreFree
    capacity *= 2
  }
}
