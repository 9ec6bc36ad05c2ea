extension ReferenceWorkload {
  func holdModel(_ parameters: Parameters, _ clock: () -> Int64) -> Outcome {
    var queue = EventQueue<ReferenceEvent>()
    let streams = referenceStreams(parameters.n, seed: parameters.seed)
    defer { streams.deallocate() }
    for entity in 0..<parameters.n {
      queue.push(at: .zero + streams[entity].exponential(1), ReferenceEvent(UInt32(entity)))
    }
    var hash = ReferenceHash(isOn: parameters.isHashed)
    func go(_ events: Int) {
      var left = events
      while left > 0, let event = queue.pop() {
        let entity = event.payload.entity
        hash.mix(event.instant, entity)
        queue.push(at: event.instant + streams[Int(entity)].exponential(1), ReferenceEvent(entity))
        left &-= 1
      }
    }
    go(parameters.n)
    let start = clock()
    go(parameters.events)
    return Outcome(events: parameters.events, hash: hash.result, elapsed: clock() - start)
  }

  func pholdModel(_ parameters: Parameters, _ clock: () -> Int64) -> Outcome {
    var queue = EventQueue<ReferenceEvent>()
    let lookahead: Int64 = 100_000_000
    let streams = referenceStreams(parameters.n, seed: parameters.seed)
    let counters = UnsafeMutablePointer<UInt64>.allocate(capacity: parameters.n)
    counters.initialize(repeating: 0, count: parameters.n)
    defer {
      streams.deallocate()
      counters.deallocate()
    }
    let start = clock()
    for process in 0..<parameters.n {
      for _ in 0..<parameters.m {
        queue.push(at: .zero + streams[process].exponential(0.9) + lookahead, ReferenceEvent(UInt32(process)))
      }
    }
    var hash = ReferenceHash(isOn: parameters.isHashed)
    var events = 0
    while let event = queue.pop(), event.instant < parameters.end {
      let process = Int(event.payload.entity)
      events &+= 1
      hash.mix(event.instant, event.payload.entity)
      counters[process] &+= 1
      var destination = event.payload.entity
      if streams[process].unit() <= 0.25 {
        destination = UInt32(truncatingIfNeeded: streams[process].below(UInt64(parameters.n)))
      }
      queue.push(
        at: event.instant + streams[process].exponential(0.9) + lookahead, ReferenceEvent(destination))
    }
    return Outcome(events: events, hash: hash.result, elapsed: clock() - start)
  }

  func mm1Model(_ parameters: Parameters, _ clock: () -> Int64) -> Outcome {
    var queue = EventQueue<ReferenceEvent>()
    var arrivals = ReferenceStream(seed: parameters.seed, id: 0)
    var services = ReferenceStream(seed: parameters.seed, id: 1)
    var waiting: [Instant] = []
    var next = 0
    var isBusy = false
    var arrived = 0
    var served = 0
    var events = 0
    var waited: Int64 = 0
    var hash = ReferenceHash(isOn: parameters.isHashed)
    queue.push(at: .zero + arrivals.exponential(1 / 0.9), ReferenceEvent(0, 0))
    let start = clock()
    while let event = queue.pop() {
      events &+= 1
      hash.mix(event.instant, event.payload.entity)
      if event.payload.kind == 0 {
        arrived &+= 1
        if isBusy {
          waiting.append(event.instant)
        } else {
          isBusy = true
          queue.push(at: event.instant + services.exponential(1), ReferenceEvent(1, 1))
        }
        if arrived < parameters.events {
          queue.push(at: event.instant + arrivals.exponential(1 / 0.9), ReferenceEvent(0, 0))
        }
      } else {
        served &+= 1
        if next < waiting.count {
          waited &+= (event.instant - waiting[next]).nanoseconds
          next &+= 1
          if next == waiting.count || next == 4_096 {
            waiting.removeSubrange(0..<next)
            next = 0
          }
          queue.push(at: event.instant + services.exponential(1), ReferenceEvent(1, 1))
        } else {
          isBusy = false
        }
      }
    }
    var outcome = Outcome(events: events, hash: hash.result, elapsed: clock() - start)
    outcome.waited = (waited, served)
    return outcome
  }

  func resourceModel(_ parameters: Parameters, _ clock: () -> Int64) -> Outcome {
    var queue = EventQueue<ReferenceEvent>()
    let count = parameters.n
    let streams = referenceStreams(count, seed: parameters.seed)
    let waitingSince = UnsafeMutablePointer<Instant>.allocate(capacity: count)
    waitingSince.initialize(repeating: .zero, count: count)
    let ring = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    ring.initialize(repeating: 0, count: count)
    defer {
      streams.deallocate()
      waitingSince.deallocate()
      ring.deallocate()
    }
    for process in 0..<count {
      queue.push(at: .zero + streams[process].exponential(100), ReferenceEvent(UInt32(process), 0))
    }
    let capacity = 10
    var free = capacity
    var (head, length, done, events) = (0, 0, 0, 0)
    var waited: Int64 = 0
    var busy: Int64 = 0
    var last = Instant.zero
    var hash = ReferenceHash(isOn: parameters.isHashed)
    let start = clock()
    while done < parameters.events, let event = queue.pop() {
      let process = event.payload.entity
      events &+= 1
      hash.mix(event.instant, process)
      busy &+= Int64(capacity &- free) &* (event.instant - last).nanoseconds
      last = event.instant
      if event.payload.kind == 0 {
        if free > 0 {
          free &-= 1
          queue.push(at: event.instant + streams[Int(process)].exponential(1), ReferenceEvent(process, 1))
        } else {
          waitingSince[Int(process)] = event.instant
          ring[(head &+ length) % count] = process
          length &+= 1
        }
      } else {
        done &+= 1
        if length > 0 {
          let waiter = ring[head]
          head = (head &+ 1) % count
          length &-= 1
          waited &+= (event.instant - waitingSince[Int(waiter)]).nanoseconds
          queue.push(at: event.instant + streams[Int(waiter)].exponential(1), ReferenceEvent(waiter, 1))
        } else {
          free &+= 1
        }
        queue.push(at: event.instant + streams[Int(process)].exponential(100), ReferenceEvent(process, 0))
      }
    }
    var outcome = Outcome(events: events, hash: hash.result, elapsed: clock() - start)
    outcome.waited = (waited, done)
    outcome.utilisation = Int(busy / (last.nanoseconds / 1_000_000 * Int64(capacity)))
    return outcome
  }

  func cancelModel(_ parameters: Parameters, _ clock: () -> Int64) -> Outcome {
    var queue = EventQueue<ReferenceEvent>()
    let timeout: Int64 = 10_000_000_000
    let streams = referenceStreams(parameters.n, seed: parameters.seed)
    let timers = UnsafeMutablePointer<EventHandle>.allocate(capacity: parameters.n)
    timers.initialize(repeating: .none, count: parameters.n)
    defer {
      streams.deallocate()
      timers.deallocate()
    }
    for connection in 0..<parameters.n {
      let entity = UInt32(connection)
      queue.push(at: .zero + streams[connection].exponential(1), ReferenceEvent(entity, 0))
      timers[connection] = queue.push(at: .zero + timeout, ReferenceEvent(entity, 1))
    }
    var fired = 0
    var hash = ReferenceHash(isOn: parameters.isHashed)
    func go(_ activities: Int) {
      var left = activities
      while left > 0, let event = queue.pop() {
        let connection = Int(event.payload.entity)
        hash.mix(event.instant, event.payload.entity)
        if event.payload.kind == 0 {
          left &-= 1
          queue.push(at: event.instant + streams[connection].exponential(1), event.payload)
          queue.cancel(timers[connection])
          timers[connection] = queue.push(at: event.instant + timeout, ReferenceEvent(event.payload.entity, 1))
        } else {
          fired &+= 1
          timers[connection] = queue.push(at: event.instant + timeout, event.payload)
        }
      }
    }
    go(12 * parameters.n)
    let start = clock()
    go(parameters.events)
    var outcome = Outcome(events: parameters.events, hash: hash.result, elapsed: clock() - start)
    outcome.timeoutsFired = fired
    return outcome
  }
}
