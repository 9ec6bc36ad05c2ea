import Kernel
import Testing

@Suite("Kernel benchmark")
struct BenchmarkTests {
  private func hash(_ workload: ReferenceWorkload, _ parameters: ReferenceWorkload.Parameters) -> UInt64 {
    workload.run(parameters, clock: { 0 }).hash
  }

  @Test("hold prints the reference's trace hash")
  func hold() { #expect(hash(.hold, .init(n: 10_000, events: 1_000_000)) == 0x3832_0dbd_6f80_cd95) }

  @Test("phold prints the reference's trace hash")
  func phold() {
    #expect(hash(.phold, .init(n: 1_000, events: 0, end: .zero + .seconds(100))) == 0xea43_cb6f_c046_6eb6)
  }

  @Test("mm1 prints the reference's trace hash and mean wait")
  func mm1() {
    let outcome = ReferenceWorkload.mm1.run(.init(n: 0, events: 300_000), clock: { 0 })
    #expect(outcome.hash == 0x1676_e4fa_5e67_b551)
    #expect((outcome.waited.total / Int64(outcome.waited.count) + 500_000) / 1_000_000 == 8_896)
  }

  @Test("resource prints the reference's trace hash and utilisation")
  func resource() {
    let outcome = ReferenceWorkload.resource.run(.init(n: 1_000, events: 300_000), clock: { 0 })
    #expect(outcome.hash == 0xc28b_63da_cf51_fcf6)
    #expect(outcome.utilisation / 100 == 9_709)
  }

  @Test("cancel prints the reference's trace hash and number of timeouts")
  func cancel() {
    let outcome = ReferenceWorkload.cancel.run(.init(n: 1_000, events: 300_000), clock: { 0 })
    #expect(outcome.hash == 0x69bf_9f92_88b1_5f46)
    #expect(outcome.timeoutsFired == 18)
  }
}
