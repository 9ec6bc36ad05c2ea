#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Real time and memory of this process, for benchmarks only: no simulation ever sees them.
enum Stopwatch {
  /// Monotonic real time in nanoseconds.
  static func nanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Peak resident memory in kilobytes.
  static func peakMemory() -> Int {
    var usage = rusage()
    // 0 is RUSAGE_SELF, which Glibc imports as an enum its own function does not take.
    getrusage(0, &usage)
    return usage.ru_maxrss
  }
}

/// `value / 10^digits` with that many decimals.
func decimal(_ value: Int64, _ digits: Int) -> String {
  var place: Int64 = 1
  for _ in 0..<digits { place *= 10 }
  let fraction = String(value % place)
  return "\(value / place)." + String(repeating: "0", count: digits - fraction.count) + fraction
}
