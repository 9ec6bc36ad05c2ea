import Glibc
import Kernel
import NIOCore

/// Real time as instants of the engine: nanoseconds since virtual zero, 2026-01-01T00:00:00Z. Read once from the wall,
/// then from the monotonic clock, so that it never goes back when somebody sets the time. A machine whose clock stands
/// before virtual zero begins there, and one whose clock was set back a little since a state file was written begins
/// where that ends: what was answered before must not lie in the future.
public struct RealClock: Sendable {
  /// Virtual zero in seconds since 1970.
  public static let virtualZero: Int64 = 1_767_225_600

  /// What has to be added to the monotonic clock.
  private let offset: Int64

  /// How far a wall clock can have been set back and is not believed: a minute. Beyond that it was meant.
  static let tolerance = Span.seconds(60)

  /// A clock that agrees with the wall now, or begins at the last instant of an earlier one if the wall is less than a
  /// minute behind that.
  public init(after last: Instant? = nil) {
    let wall = max(0, RealClock.read(CLOCK_REALTIME) - RealClock.virtualZero * 1_000_000_000)
    let start = last.map { RealClock.start(wall: Instant(nanoseconds: wall), after: $0).nanoseconds } ?? wall
    offset = start - RealClock.read(CLOCK_MONOTONIC)
  }

  static func start(wall: Instant, after last: Instant) -> Instant {
    wall < last && last - wall <= tolerance ? last : wall
  }

  /// The instant of now.
  public var now: Instant { Instant(nanoseconds: RealClock.read(CLOCK_MONOTONIC) + offset) }

  /// Runs something at once when the instant is over, else on the event loop when it is: what is counted and logged of a
  /// request that a connection holds back until then.
  func run(at instant: Instant, on eventLoop: any EventLoop, _ body: @escaping @Sendable (Instant) -> Void) {
    let rest = instant - now
    guard rest > .zero else { return body(now) }
    _ = eventLoop.scheduleTask(in: .nanoseconds(rest.nanoseconds)) { body(now) }
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// Instants in the forms of AWS and of log lines.
public struct CalendarTime: Hashable, Sendable {
  /// Seconds since 1970.
  public let unixSeconds: Int64
  private let nanoseconds: Int64

  /// The calendar time of an instant.
  public init(_ instant: Instant) {
    let (seconds, rest) = instant.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    unixSeconds = RealClock.virtualZero + seconds
    nanoseconds = rest
  }

  /// A calendar time in whole seconds since 1970.
  public init(unixSeconds: Int64) {
    self.unixSeconds = unixSeconds
    nanoseconds = 0
  }

  /// `20260101T000000Z`; nil for anything else, days that do not exist among them.
  public init?(basic text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") else { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for byte in bytes[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - 0x30)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8), let hour = number(9..<11),
      let minute = number(11..<13), let second = number(13..<15), (1...12).contains(month), (1...31).contains(day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    self.init(unixSeconds: CalendarTime.days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second)
    guard basic == text else { return nil }
  }

  /// `20260101T000000Z`.
  public var basic: String {
    let (year, month, day) = date
    let (hour, minute, second) = timeOfDay
    return [(year, 4), (month, 2), (day, 2)].map(CalendarTime.digits).joined() + "T"
      + [(hour, 2), (minute, 2), (second, 2)].map(CalendarTime.digits).joined() + "Z"
  }

  /// `2026-01-01T00:00:00.000Z`.
  public var extended: String {
    let (year, month, day) = date
    let (hour, minute, second) = timeOfDay
    return [(year, 4), (month, 2), (day, 2)].map(CalendarTime.digits).joined(separator: "-") + "T"
      + [(hour, 2), (minute, 2), (second, 2)].map(CalendarTime.digits).joined(separator: ":") + "."
      + CalendarTime.digits(nanoseconds / 1_000_000, 3) + "Z"
  }

  /// `Thu, 01 Jan 2026 00:00:00 GMT`, as headers of HTTP have it.
  public var http: String {
    let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let (year, month, day) = date
    let (hour, minute, second) = timeOfDay
    let number = CalendarTime.floor(unixSeconds, 86_400)
    let weekday = days[Int(number - CalendarTime.floor(number, 7) * 7)]
    return "\(weekday), \(CalendarTime.digits(day, 2)) \(months[Int(month) - 1]) \(CalendarTime.digits(year, 4)) "
      + [(hour, 2), (minute, 2), (second, 2)].map(CalendarTime.digits).joined(separator: ":") + " GMT"
  }

  private static func digits(_ value: Int64, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }

  private var timeOfDay: (Int64, Int64, Int64) {
    let second = unixSeconds - CalendarTime.floor(unixSeconds, 86_400) * 86_400
    return (second / 3_600, second / 60 % 60, second % 60)
  }

  /// Days since 1970 of a date of the Gregorian calendar, with years that begin in March.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = floor(year, 400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private var date: (Int64, Int64, Int64) {
    let days = CalendarTime.floor(unixSeconds, 86_400) + 719_468
    let era = CalendarTime.floor(days, 146_097)
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
  }
}
