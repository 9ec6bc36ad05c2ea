/// One direction between two nodes with its state.
struct Route {
  let from: NodeID
  let to: NodeID
  /// Hosts live as long as their simulation.
  let receiver: Unmanaged<NodeHost>
  private(set) var link: Link
  /// The link was set for this route and does not follow the default.
  var isExplicit = false
  var isCut = false {
    didSet { isTroubled = isCut || link.loss > .zero || link.duplication > .zero }
  }
  /// Anything but plain delivery is possible.
  private(set) var isTroubled = false
  private(set) var isOrdered = true
  private(set) var sampler: Sampler
  var latencies: RandomStream
  /// Loss and duplication draw apart from latency, so adding them leaves the latencies as they were.
  var chances: RandomStream
  var lastArrival = Instant.zero
  var traffic = Traffic()

  init(_ from: NodeID, _ receiver: NodeHost, link: Link, latencies: RandomStream, chances: RandomStream) {
    self.from = from
    to = receiver.id
    self.receiver = .passUnretained(receiver)
    self.link = link
    self.latencies = latencies
    self.chances = chances
    sampler = Sampler(link.latency)
    set(link)
  }

  mutating func set(_ link: Link) {
    self.link = link
    sampler = Sampler(link.latency)
    isOrdered = link.ordered
    isTroubled = isCut || link.loss > .zero || link.duplication > .zero
  }
}

/// The routes out of one node, found by the receiver's fingerprint (open addressing, at most half full).
final class RouteTable {
  private let network: Network
  private let from: NodeID
  private var places: UnsafeMutablePointer<UnsafeMutablePointer<Route>?>
  private var capacity = 8
  private var count = 0

  init(_ network: Network, _ from: NodeID) {
    self.network = network
    self.from = from
    places = .allocate(capacity: capacity)
    places.initialize(repeating: nil, count: capacity)
  }

  deinit { places.deallocate() }

  /// Sends a message to `destination`.
  func send(_ message: any Message, to destination: NodeID) {
    network.send(message, over: route(destination))
  }

  /// The route to `destination`, made on first request.
  @inline(__always)
  func route(_ destination: NodeID) -> UnsafeMutablePointer<Route> {
    var index = Int(truncatingIfNeeded: destination.fingerprint) & (capacity &- 1)
    while let route = places[index] {
      if route.pointee.to == destination { return route }
      index = (index &+ 1) & (capacity &- 1)
    }
    return add(destination)
  }

  @inline(never)
  private func add(_ destination: NodeID) -> UnsafeMutablePointer<Route> {
    if count * 2 >= capacity {
      let old = places
      let oldCapacity = capacity
      capacity *= 2
      places = .allocate(capacity: capacity)
      places.initialize(repeating: nil, count: capacity)
      for index in 0..<oldCapacity { if let route = old[index] { place(route) } }
      old.deallocate()
    }
    let route = network.makeRoute(from, destination)
    place(route)
    count += 1
    return route
  }

  private func place(_ route: UnsafeMutablePointer<Route>) {
    var index = Int(truncatingIfNeeded: route.pointee.to.fingerprint) & (capacity - 1)
    while places[index] != nil { index = (index + 1) & (capacity - 1) }
    places[index] = route
  }
}
