import ServiceLifecycle

/// Writes down once a second what no answer waits for: when keys were used last.
struct StateKeeper: Service {
  let aws: ServiceEngine
  let google: GoogleEngine?
  let clock: RealClock

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do { try await Task.sleep(for: .seconds(1)) } catch { return }
        await aws.settle(at: clock.now)
      }
    }
  }

  /// Writes down all that is left, and gives back what was reserved and not used.
  func close() async {
    await aws.close(at: clock.now)
    await google?.close(at: clock.now)
  }
}
