/// What nodes send each other. A class, so that a delivery moves one reference.
public protocol Message: AnyObject {
  /// A short name, for instance `ConfirmationRequest`; drops are counted by it.
  var kind: String { get }
  /// The size on the wire in bytes as modelled, for traffic counts.
  var nominalSize: Int { get }
}

/// A message with its way.
public struct Envelope {
  /// The sender.
  public let from: NodeID
  /// The receiver.
  public let to: NodeID
  /// What was sent.
  public let message: any Message
  /// When it was sent.
  public let sentAt: Instant

  /// A message with its way; nodes receive envelopes from the network, tests make their own.
  public init(from: NodeID, to: NodeID, message: any Message, sentAt: Instant) {
    self.from = from
    self.to = to
    self.message = message
    self.sentAt = sentAt
  }
}

/// How one direction between two nodes behaves.
public struct Link: Hashable, Sendable {
  /// Time from sending to arrival.
  public var latency: Distribution
  /// Chance that a message is lost.
  public var loss: Ratio
  /// Chance that a message arrives a second time, with a latency of its own.
  public var duplication: Ratio
  /// Whether messages keep their order and belong to one connection, as on TCP: none overtakes an earlier one, and what
  /// was under way to an incarnation that has ended is lost with it.
  public var ordered: Bool

  /// A link; without further words it loses and repeats nothing and keeps the order.
  public init(latency: Distribution, loss: Ratio = .zero, duplication: Ratio = .zero, ordered: Bool = true) {
    self.latency = latency
    self.loss = loss
    self.duplication = duplication
    self.ordered = ordered
  }
}

/// Messages and bytes over one link.
public struct Traffic: Hashable, Sendable {
  /// Messages sent.
  public internal(set) var sent = 0
  /// Nominal bytes sent.
  public internal(set) var bytes = 0
  /// Messages delivered; duplicates count.
  public internal(set) var delivered = 0
  /// Messages lost to loss, partition or a receiver that was not running.
  public internal(set) var dropped = 0
}

/// The links between the nodes of one simulation.
public final class Network {
  /// The behaviour of links that were not set.
  public var defaultLink = Link(latency: .constant(.milliseconds(1))) {
    didSet { for route in routes where !route.pointee.isExplicit { route.pointee.set(defaultLink) } }
  }
  let engine: Engine
  private let seed: UInt64
  /// Set once by the simulation, which owns the network.
  weak var simulation: Simulation?
  /// Every route made; they live as long as the network.
  private var routes: [UnsafeMutablePointer<Route>] = []
  private var droppedByKind: [String: Int] = [:]

  init(_ engine: Engine, seed: UInt64) {
    self.engine = engine
    self.seed = seed
  }

  deinit {
    for route in routes {
      route.deinitialize(count: 1)
      route.deallocate()
    }
  }

  /// Sets the link from one node to another; messages under way are not affected.
  public func set(_ link: Link, from: NodeID, to: NodeID) {
    let route = route(from, to)
    route.pointee.set(link)
    route.pointee.isExplicit = true
  }

  /// The link from one node to another.
  public func link(from: NodeID, to: NodeID) -> Link { route(from, to).pointee.link }

  /// Cuts both directions between two nodes: what is sent or under way is lost until `heal`.
  public func partition(_ a: NodeID, _ b: NodeID) {
    route(a, b).pointee.isCut = true
    route(b, a).pointee.isCut = true
  }

  /// Cuts one direction only.
  public func partition(from: NodeID, to: NodeID) { route(from, to).pointee.isCut = true }

  /// Restores both directions between two nodes.
  public func heal(_ a: NodeID, _ b: NodeID) {
    route(a, b).pointee.isCut = false
    route(b, a).pointee.isCut = false
  }

  /// Restores every link.
  public func healAll() { for route in routes { route.pointee.isCut = false } }

  /// Whether either direction between two nodes is cut.
  public func isPartitioned(_ a: NodeID, _ b: NodeID) -> Bool {
    route(a, b).pointee.isCut || route(b, a).pointee.isCut
  }

  /// What went over each link in use, by sender and receiver.
  public var traffic: [(from: NodeID, to: NodeID, traffic: Traffic)] {
    routes.map { ($0.pointee.from, $0.pointee.to, $0.pointee.traffic) }
      .filter { $0.2.sent > 0 }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
  }

  /// Messages lost to loss, partition or a receiver that was not running, by kind.
  public var drops: [(kind: String, count: Int)] {
    droppedByKind.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Messages under way.
  public var messagesInFlight: Int { engine.state.pointee.flights.count }

  // MARK: Sending and delivery

  func send(_ message: any Message, over route: UnsafeMutablePointer<Route>) {
    route.pointee.traffic.sent &+= 1
    route.pointee.traffic.bytes &+= message.nominalSize
    if route.pointee.isTroubled {
      if route.pointee.isCut || route.pointee.chances.chance(route.pointee.link.loss) {
        drop(message, route)
        return
      }
      if route.pointee.chances.chance(route.pointee.link.duplication) { dispatch(message, route) }
    }
    dispatch(message, route)
  }

  @inline(__always)
  private func dispatch(_ message: any Message, _ route: UnsafeMutablePointer<Route>) {
    let state = engine.state
    let now = state.pointee.now
    var arrival = now + max(.zero, route.pointee.sampler.draw(from: &route.pointee.latencies))
    if route.pointee.isOrdered {
      arrival = max(arrival, route.pointee.lastArrival)
      route.pointee.lastArrival = arrival
    }
    let incarnation = route.pointee.receiver._withUnsafeGuaranteedRef { $0.incarnation }
    let place = state.pointee.flights.insert(
      Flight(message: message, route: route, sentAt: now, incarnation: incarnation))
    state.pointee.queue.push(at: arrival, Wake(.message, place))
  }

  func deliver(_ place: UInt32) {
    let flight = engine.state.pointee.flights.remove(place)
    let route = flight.route
    let (current, node) = route.pointee.receiver._withUnsafeGuaranteedRef { ($0.incarnation, $0.node) }
    // Before its first start a receiver has no connections to lose.
    let isLost = route.pointee.isOrdered && flight.incarnation != current && flight.incarnation != 0
    guard let node, !route.pointee.isCut, !isLost else {
      drop(flight.message, route)
      return
    }
    route.pointee.traffic.delivered &+= 1
    node.receive(
      Envelope(from: route.pointee.from, to: route.pointee.to, message: flight.message, sentAt: flight.sentAt))
  }

  private func drop(_ message: any Message, _ route: UnsafeMutablePointer<Route>) {
    route.pointee.traffic.dropped += 1
    droppedByKind[message.kind, default: 0] += 1
  }

  private func route(_ from: NodeID, _ to: NodeID) -> UnsafeMutablePointer<Route> {
    guard let simulation else { preconditionFailure("a network without its simulation") }
    return simulation.host(from).routes.route(to)
  }

  /// Makes the route from one node to another.
  func makeRoute(_ from: NodeID, _ to: NodeID) -> UnsafeMutablePointer<Route> {
    guard let simulation else { preconditionFailure("a network without its simulation") }
    let name = "\(from)→\(to)"
    // What a node sends to itself takes no time unless its link is set.
    let route = UnsafeMutablePointer<Route>.allocate(capacity: 1)
    route.initialize(
      to: Route(
        from, simulation.host(to), link: from == to ? Link(latency: .constant(.zero)) : defaultLink,
        latencies: RandomStream(seed: seed, name: "network/latency/\(name)"),
        chances: RandomStream(seed: seed, name: "network/chance/\(name)")))
    route.pointee.isExplicit = from == to
    routes.append(route)
    return route
  }
}

/// A message under way.
struct Flight {
  let message: any Message
  /// Routes live as long as their network.
  let route: UnsafeMutablePointer<Route>
  let sentAt: Instant
  /// The receiver's incarnation when it was sent.
  let incarnation: Int
}
