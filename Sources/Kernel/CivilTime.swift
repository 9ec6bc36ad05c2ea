/// A date and time of day in UTC, proleptic Gregorian calendar, without leap seconds.
public struct CivilTime: Hashable, Sendable {
  /// The year, for instance 2026.
  public let year: Int
  /// The month, 1 to 12.
  public let month: Int
  /// The day of the month, 1 to 31.
  public let day: Int
  /// The hour, 0 to 23.
  public let hour: Int
  /// The minute, 0 to 59.
  public let minute: Int
  /// The second, 0 to 59.
  public let second: Int
  /// Nanoseconds of the second.
  public let nanosecond: Int

  /// The civil time that many nanoseconds after 1970-01-01T00:00:00Z.
  public init(epochNanoseconds: Int64) {
    let perDay: Int64 = 86_400_000_000_000
    var days = epochNanoseconds / perDay
    var rest = epochNanoseconds % perDay
    if rest < 0 {
      rest += perDay
      days -= 1
    }
    // Years counted from 1 March, so that the leap day is the last of its year; eras of 400 years.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    hour = Int(rest / 3_600_000_000_000)
    minute = Int(rest / 60_000_000_000 % 60)
    second = Int(rest / 1_000_000_000 % 60)
    nanosecond = Int(rest % 1_000_000_000)
  }

  /// ISO 8601 in UTC with as many groups of three decimals as needed, as `java.time.Instant` prints:
  /// `2026-01-01T00:00:04Z`, `2026-01-01T00:00:04.426Z`.
  public func iso8601() -> String {
    var text = "\(date)T\(clock)"
    if nanosecond != 0 {
      let digits = padded(UInt64(nanosecond), 9)
      let shown = nanosecond % 1_000_000 == 0 ? 3 : nanosecond % 1_000 == 0 ? 6 : 9
      text += "." + digits.prefix(shown)
    }
    return text + "Z"
  }

  /// The form of logback's `%date`, milliseconds cut off: `2026-01-01 00:00:04,426`.
  public func logback() -> String {
    "\(date) \(clock),\(padded(UInt64(nanosecond / 1_000_000), 3))"
  }

  /// In the words of CloudTrail's answers, seconds cut off: `Jan 1, 2026, 12:00:04 AM`.
  public var inWords: String {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let half = hour % 12 == 0 ? 12 : hour % 12
    return "\(months[month - 1]) \(day), \(year), \(half):\(padded(UInt64(minute), 2)):\(padded(UInt64(second), 2)) "
      + (hour < 12 ? "AM" : "PM")
  }

  private var date: String { "\(padded(UInt64(year), 4))-\(padded(UInt64(month), 2))-\(padded(UInt64(day), 2))" }
  private var clock: String { "\(padded(UInt64(hour), 2)):\(padded(UInt64(minute), 2)):\(padded(UInt64(second), 2))" }
}
