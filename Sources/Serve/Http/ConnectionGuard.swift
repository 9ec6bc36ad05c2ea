import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Keeps one connection within its times: a request must begin within ``idle``, and must have arrived as a whole within
/// ``request`` of its beginning, however slowly its bytes drip; else the connection is closed. Answers
/// `Expect: 100-continue`, and closes after an answer that says so.
///
/// It also holds answers back, here and not where they are made: from the timer to the socket no other thread has to wake
/// up, which costs as much as the rest of a request. An answer says in the header ``holdTime``, which goes no further, how
/// long after the arrival of its request it leaves.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: ConnectionLimits
  private var timer: Scheduled<Void>?
  private var closesAfterAnswer = false
  /// When each request that is not answered yet had arrived as a whole; nil before that.
  private var arrivals = CircularBuffer<NIODeadline?>()
  /// What waits, the head of a held answer first; empty when nothing is held.
  private var held: [(part: HTTPResponsePart, promise: EventLoopPromise<Void>?)] = []
  private var holdTimer: Scheduled<Void>?
  /// How late timers of this connection ring.
  private var lateness = TimerLateness()
  private var flushesHeld = false
  /// A close that waits until what is held is out.
  private var heldClose: (mode: CloseMode, promise: EventLoopPromise<Void>?)?

  /// Nanoseconds from the arrival of the request to the answer.
  static let holdTime: HTTPField.Name = {
    guard let name = HTTPField.Name("x-keyshift-hold-ns") else { preconditionFailure("that is a name of a header") }
    return name
  }()

  init(limits: ConnectionLimits) { self.limits = limits }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { start(limits.idle, context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    start(limits.idle, context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    drop()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { drop() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      start(limits.request, context)
      arrivals.append(nil)
      let length = head.headerFields[.contentLength].flatMap(Int.init) ?? 0
      if head.headerFields[.expect]?.lowercased() == "100-continue", length <= limits.body {
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
      }
    case .body: break
    case .end:
      timer?.cancel()
      timer = nil
      if !arrivals.isEmpty { arrivals[arrivals.index(before: arrivals.endIndex)] = .now() }
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let part = unwrapOutboundIn(data)
    if held.isEmpty { put(part, promise, context) } else { held.append((part, promise)) }
  }

  func flush(context: ChannelHandlerContext) {
    if held.isEmpty { context.flush() } else { flushesHeld = true }
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard !held.isEmpty, mode != .input else { return context.close(mode: mode, promise: promise) }
    flushesHeld = true
    // Of two closes the later one is the wider.
    if let earlier = heldClose?.promise { promise?.futureResult.cascade(to: earlier) }
    heldClose = (mode, promise ?? heldClose?.promise)
  }

  private func put(_ part: HTTPResponsePart, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
    switch part {
    case .head(var head):
      if let due = due(&head) { return hold(.head(head), promise, until: due, context) }
      closesAfterAnswer = head.headerFields[.connection]?.lowercased() == "close"
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body: context.write(wrapOutboundOut(part), promise: promise)
    case .end:
      if !arrivals.isEmpty { arrivals.removeFirst() }
      guard !closesAfterAnswer else {
        context.writeAndFlush(wrapOutboundOut(part), promise: promise)
        context.close(promise: nil)
        return
      }
      // An answer that overtakes the rest of its request leaves the request's own time running.
      if timer == nil { start(limits.idle, context) }
      context.write(wrapOutboundOut(part), promise: promise)
    }
  }

  /// When an answer may leave, if that is not over; takes the header off.
  private func due(_ head: inout HTTPResponse) -> NIODeadline? {
    guard let text = head.headerFields[Self.holdTime] else { return nil }
    head.headerFields[Self.holdTime] = nil
    guard let nanoseconds = Int64(text), let arrival = arrivals.first ?? nil else { return nil }
    let due = arrival + .nanoseconds(nanoseconds)
    return due > .now() ? due : nil
  }

  private func hold(
    _ head: HTTPResponsePart, _ promise: EventLoopPromise<Void>?, until due: NIODeadline,
    _ context: ChannelHandlerContext
  ) {
    held.append((head, promise))
    let alarm = due - lateness.expected
    holdTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: alarm) {
      self.lateness.note(.now() - alarm)
      // At most ``TimerLateness/greatest``: a timer that is set early is rarely as late as the last ones.
      while NIODeadline.now() < due {}
      self.release(context)
    }
  }

  /// Lets go what waits, up to the next answer that has to wait itself.
  private func release(_ context: ChannelHandlerContext) {
    var waiting = held[...]
    held.removeAll(keepingCapacity: true)
    while held.isEmpty, let next = waiting.popFirst() { put(next.part, next.promise, context) }
    held += waiting
    guard flushesHeld else { return }
    context.flush()
    flushesHeld = !held.isEmpty
    if held.isEmpty, let close = heldClose {
      heldClose = nil
      context.close(mode: close.mode, promise: close.promise)
    }
  }

  /// Forgets what waits for a connection that is gone.
  private func drop() {
    holdTimer?.cancel()
    let waiting = held
    held.removeAll()
    for (_, promise) in waiting { promise?.fail(ChannelError.ioOnClosedChannel) }
    heldClose?.promise?.succeed()
    heldClose = nil
  }

  private func start(_ time: TimeAmount, _ context: ChannelHandlerContext) {
    timer?.cancel()
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
  }
}

/// What one connection may take.
struct ConnectionLimits: Sendable {
  /// From the last answer, or the connection's beginning, to the next request's head.
  var idle = TimeAmount.seconds(65)
  /// From a request's head to its last byte.
  var request = TimeAmount.seconds(20)
  /// The greatest body in bytes.
  var body = 1 << 20
  /// The greatest head in bytes.
  var head = 64 << 10
  /// The most headers.
  var headers = 100
  /// The most calls at once on one connection of gRPC.
  var streams = 100
  /// The most connections at once; others wait.
  var connections = 4_096
}
