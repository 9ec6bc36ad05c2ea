/// One direction between two nodes with its state.
final class Route {
  let from: NodeID
  let to: NodeID
  unowned let receiver: NodeHost
  var link: Link {
    didSet { prepare() }
  }
  /// The link was set for this route and does not follow the default.
  var isExplicit = false
  var isCut = false
  private(set) var mayMisbehave = false
  private(set) var sampler: Sampler
  var latencies: RandomStream
  /// Loss and duplication draw apart from latency, so adding them leaves the latencies as they were.
  var chances: RandomStream
  var lastArrival = Instant.zero
  var traffic = Traffic()

  init(_ from: NodeID, _ receiver: NodeHost, link: Link, latencies: RandomStream, chances: RandomStream) {
    self.from = from
    to = receiver.id
    self.receiver = receiver
    self.link = link
    self.latencies = latencies
    self.chances = chances
    sampler = Sampler(link.latency)
    prepare()
  }

  private func prepare() {
    sampler = Sampler(link.latency)
    mayMisbehave = link.loss > .zero || link.duplication > .zero
  }
}

/// The routes out of one node, found by the receiver's fingerprint (open addressing).
struct RouteTable {
  private var places: [Route?] = Array(repeating: nil, count: 8)
  private var count = 0

  /// The route to `destination`, if it was made.
  func find(_ destination: NodeID) -> Route? {
    var index = Int(truncatingIfNeeded: destination.fingerprint) & (places.count - 1)
    while let route = places[index] {
      if route.to == destination { return route }
      index = (index + 1) & (places.count - 1)
    }
    return nil
  }

  mutating func insert(_ route: Route) {
    if count * 2 >= places.count {
      let routes = places
      places = Array(repeating: nil, count: places.count * 2)
      for case let route? in routes { place(route) }
    }
    place(route)
    count += 1
  }

  private mutating func place(_ route: Route) {
    var index = Int(truncatingIfNeeded: route.to.fingerprint) & (places.count - 1)
    while places[index] != nil { index = (index + 1) & (places.count - 1) }
    places[index] = route
  }
}
