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
    didSet { for route in routes where !route.isExplicit { route.link = defaultLink } }
  }
  private unowned let simulation: Simulation
  private var routes: [Route] = []
  private var inFlight = Slab<InFlight>()
  private var droppedByKind: [String: Int] = [:]

  init(_ simulation: Simulation) { self.simulation = simulation }

  /// Sets the link from one node to another; messages under way are not affected.
  public func set(_ link: Link, from: NodeID, to: NodeID) {
    let route = route(from, to)
    route.link = link
    route.isExplicit = true
  }

  /// The link from one node to another.
  public func link(from: NodeID, to: NodeID) -> Link { route(from, to).link }

  /// Cuts both directions between two nodes: what is sent or under way is lost until `heal`.
  public func partition(_ a: NodeID, _ b: NodeID) {
    route(a, b).isCut = true
    route(b, a).isCut = true
  }

  /// Cuts one direction only.
  public func partition(from: NodeID, to: NodeID) { route(from, to).isCut = true }

  /// Restores both directions between two nodes.
  public func heal(_ a: NodeID, _ b: NodeID) {
    route(a, b).isCut = false
    route(b, a).isCut = false
  }

  /// Restores every link.
  public func healAll() { for route in routes { route.isCut = false } }

  /// Whether either direction between two nodes is cut.
  public func isPartitioned(_ a: NodeID, _ b: NodeID) -> Bool { route(a, b).isCut || route(b, a).isCut }

  /// What went over each link in use, by sender and receiver.
  public var traffic: [(from: NodeID, to: NodeID, traffic: Traffic)] {
    routes.filter { $0.traffic.sent > 0 }
      .sorted { ($0.from, $0.to) < ($1.from, $1.to) }
      .map { ($0.from, $0.to, $0.traffic) }
  }

  /// Messages lost to loss, partition or a receiver that was not running, by kind.
  public var drops: [(kind: String, count: Int)] {
    droppedByKind.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Messages under way.
  public var messagesInFlight: Int { inFlight.count }

  // MARK: Sending and delivery

  func send(_ message: any Message, from host: NodeHost, to destination: NodeID) {
    let route = host.routes.find(destination) ?? makeRoute(host, destination)
    route.traffic.sent &+= 1
    route.traffic.bytes &+= message.nominalSize
    if route.isCut {
      drop(message, route)
      return
    }
    if route.mayMisbehave {
      if route.chances.chance(route.link.loss) {
        drop(message, route)
        return
      }
      if route.chances.chance(route.link.duplication) { dispatch(message, route) }
    }
    dispatch(message, route)
  }

  private func dispatch(_ message: any Message, _ route: Route) {
    let now = simulation.now
    var arrival = now + max(.zero, route.sampler.draw(from: &route.latencies))
    if route.link.ordered {
      arrival = max(arrival, route.lastArrival)
      route.lastArrival = arrival
    }
    let place = inFlight.insert(
      InFlight(
        message: message, route: .passUnretained(route), sentAt: now, incarnation: route.receiver.incarnation))
    simulation.queue.push(at: arrival, Wake(.message, place))
  }

  func deliver(_ place: UInt32) {
    let flight = inFlight.remove(place)
    let route = flight.route._withUnsafeGuaranteedRef { $0 }
    let receiver = route.receiver
    guard !route.isCut, let node = receiver.node else {
      drop(flight.message, route)
      return
    }
    // Before its first start a receiver has no connections to lose.
    if route.link.ordered, flight.incarnation != receiver.incarnation, flight.incarnation != 0 {
      drop(flight.message, route)
      return
    }
    route.traffic.delivered &+= 1
    node.receive(Envelope(from: route.from, to: route.to, message: flight.message, sentAt: flight.sentAt))
  }

  private func drop(_ message: any Message, _ route: Route) {
    route.traffic.dropped += 1
    droppedByKind[message.kind, default: 0] += 1
  }

  private func route(_ from: NodeID, _ to: NodeID) -> Route {
    let host = simulation.host(from)
    return host.routes.find(to) ?? makeRoute(host, to)
  }

  private func makeRoute(_ host: NodeHost, _ to: NodeID) -> Route {
    let name = "\(host.id)→\(to)"
    let route = Route(
      host.id, simulation.host(to), link: host.id == to ? Link(latency: .constant(.zero)) : defaultLink,
      latencies: simulation.stream("network/latency/\(name)"), chances: simulation.stream("network/chance/\(name)"))
    route.isExplicit = host.id == to
    host.routes.insert(route)
    routes.append(route)
    return route
  }
}

/// A message under way.
private struct InFlight {
  let message: any Message
  /// Routes live as long as their network.
  let route: Unmanaged<Route>
  let sentAt: Instant
  /// The receiver's incarnation when it was sent.
  let incarnation: Int
}
