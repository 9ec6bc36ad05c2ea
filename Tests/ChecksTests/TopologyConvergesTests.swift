import Checks
import Events
import Kernel
import Results
import Testing

@Suite("topology-converges")
struct TopologyConvergesTests {
  private let check = "topology-converges"

  private func final(_ count: Int, _ hash: String) -> TopologyEvent {
    .finalState(synchronizer: da, count: count, hash: hash)
  }

  private func accepted(_ code: String, _ hash: String) -> TopologyEvent {
    .accepted(
      TopologyRecord(
        synchronizer: da, code: code, subject: "p1", serial: 1, isRemoval: false, hash: hash, sequencedAt: .zero,
        effectiveAt: .zero))
  }

  @Test("equal final states of all nodes hold")
  func holds() throws {
    var story = Story()
    for node in ["sequencer1", "p1", "p2"] { story.tell(node, final(12, "aa")) }
    let verdict = try story.verdict(check)
    #expect(verdict.holds)
    #expect(verdict.scope == "3 nodes of da")
  }

  @Test("another hash or count violates and names the first transaction that differs")
  func diverges() throws {
    var story = Story()
    story.tell("p1", accepted("nsd", "01"))
    story.tell("p1", accepted("otk", "02"))
    story.tell("p2", accepted("nsd", "01"))
    story.tell("p1", final(2, "aa"))
    story.tell("p2", final(1, "bb"))
    let verdict = try story.verdict(check)
    #expect(
      verdict.texts == [
        "p2 holds 1 topology transactions of da, p1 2; they differ from number 2 on: nothing against otk p1 serial 1"
      ])
  }

  @Test("nodes that are stopped or disconnected at the end do not count", arguments: [true, false])
  func disconnected(stopped: Bool) throws {
    var story = Story()
    for node in ["p1", "p2", "p3"] {
      story.tell(node, .started(incarnation: 1))
      story.tell(node, .connected(member: participant(node), synchronizer: da))
    }
    story.at(5)
    story.tell("p3", stopped ? .stopped : .disconnected(member: participant("p3"), synchronizer: da))
    story.tell("p1", final(2, "aa"))
    story.tell("p2", final(2, "aa"))
    story.tell("p3", final(1, "bb"))
    #expect(try story.verdict(check).holds)
  }

  @Test("a connected node that did not report its topology makes the answer unknown")
  func silent() throws {
    var story = Story()
    story.tell("p3", .connected(member: participant("p3"), synchronizer: da))
    story.tell("p1", final(2, "aa"))
    story.tell("p2", final(2, "aa"))
    #expect(try story.verdict(check).reason == "p3 is connected to da and did not report its topology")
  }

  @Test("no node, or one node alone, cannot converge: unknown")
  func alone() throws {
    var story = Story()
    #expect(try story.verdict(check).reason == "no connected node reported its topology")
    story.tell("p1", final(2, "aa"))
    #expect(try story.verdict(check).reason == "fewer than two connected nodes of da reported their topology")
  }
}

@Suite("the check catalogue")
struct CheckCatalogTests {
  @Test("it holds the ten checks under unique names, each with a doc that says when it is unknown")
  func complete() {
    let names = CheckCatalog.all.map { $0.name }
    #expect(Set(names).count == 10)
    for check in CheckCatalog.all { #expect(check.doc.lowercased().contains("unknown"), "\(check.name)") }
  }

  @Test("an unknown check or argument is refused with the nearest name")
  func misspelt() {
    #expect(throws: CheckError(message: "unknown check 'acs-preserve'", suggestion: "acs-preserved")) {
      try CheckCatalog.validate("acs-preserve", arguments: [:])
    }
    let expected = CheckError(message: "acs-preserved has no argument 'form' (it takes from, to)", suggestion: "from")
    #expect(throws: expected) { try CheckCatalog.validate("acs-preserved", arguments: ["form": "p1"]) }
  }

  @Test("a missing argument is refused")
  func missing() {
    #expect(throws: CheckError.self) { try CheckCatalog.validate("no-private-key-outside-kms", arguments: [:]) }
  }

  @Test("the scenario's severity is the verdict's")
  func severity() throws {
    let verdict = try CheckCatalog.verdict(of: "no-lost-commands", on: Story().history, severity: .warn)
    #expect(verdict.severity == .warn)
  }
}
