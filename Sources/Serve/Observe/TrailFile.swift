import Glibc
import KMS
import Kernel

/// A file that gets what a service logs of its calls, CloudTrail's events or entries of Cloud Audit Logs, a line each, as
/// soon as the request is answered. What stands there stays; a
/// line is written by one call, so that nothing of it is lost when the server is killed.
final class TrailFile: Sendable {
  private let descriptor: Int32

  /// Opens the file for appending, or makes it, for its owner only. Throws a sentence when that cannot be done.
  init(path: String) throws(ServeOptions.Mistake) {
    descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw ServeOptions.Mistake("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  /// The trail of one service. Event ids are random, so that those of two servers, or of one before and after a restart,
  /// are never the same.
  func trail(log: ServerLog) -> CloudTrail {
    let seed = UInt64.random(in: .min ... .max)
    return CloudTrail(eventIDs: RandomStream(seed: seed, name: "cloudtrail")) { self.append($0, log: log) }
  }

  /// Appends a line.
  func append(_ text: [UInt8], log: ServerLog) {
    let line = text + [UInt8(ascii: "\n")]
    let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written != line.count { log.event("audit-not-written") }
  }
}
