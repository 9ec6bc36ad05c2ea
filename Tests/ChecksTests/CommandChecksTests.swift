import Checks
import Events
import Kernel
import Results
import Testing

@Suite("no-lost-commands")
struct NoLostCommandsTests {
  private let alice = [party("Alice")]

  private func completed(_ command: CommandKey, _ code: String = "OK") -> LedgerEvent {
    .completed(command: command, parties: alice, code: code, updateID: nil, latency: .seconds(1))
  }

  @Test("accepted commands that are completed once hold, whatever the code")
  func completedOnce() throws {
    var story = Story()
    story.tell("p1", .accepted(command: command("a"), parties: alice))
    story.tell("p1", .accepted(command: command("b"), parties: alice))
    story.tell("p1", completed(command("a")))
    story.tell("p1", completed(command("b"), "LOCAL_VERDICT_TIMEOUT"))
    let verdict = try story.verdict("no-lost-commands")
    #expect(verdict.holds)
    #expect(verdict.scope == "2 accepted commands")
  }

  @Test("a completion may come from the node that took over")
  func takenOver() throws {
    var story = Story()
    story.tell("p1", .accepted(command: command("a"), parties: alice))
    story.tell("pNew", completed(command("a")))
    #expect(try story.verdict("no-lost-commands").holds)
  }

  @Test("a refused command is not lost")
  func refused() throws {
    var story = Story()
    story.tell("operator", .refused(command: command("a"), parties: alice, code: "UNAVAILABLE"))
    #expect(try story.verdict("no-lost-commands").holds)
  }

  @Test("an accepted command without a completion violates")
  func lost() throws {
    var story = Story()
    story.at(4)
    story.tell("p1", .accepted(command: command("a"), parties: alice))
    story.at(90)
    let verdict = try story.verdict("no-lost-commands")
    #expect(verdict.texts == ["command app/a/s1, accepted by p1, has no completion"])
    #expect(verdict.evidence.first?.instant == second(4))
  }

  @Test("a command that is completed twice violates, even when the horizon cut the run off")
  func twice() throws {
    var story = Story()
    story.cutOff = true
    story.tell("p1", .accepted(command: command("a"), parties: alice))
    story.tell("p1", completed(command("a")))
    story.tell("pNew", completed(command("a")))
    #expect(try story.verdict("no-lost-commands").texts == ["command app/a/s1, accepted once, was completed 2 times"])
  }

  @Test("a pending command is unknown only when the horizon cut the run off")
  func unknown() throws {
    var story = Story()
    story.cutOff = true
    story.tell("p1", .accepted(command: command("a"), parties: alice))
    #expect(try story.verdict("no-lost-commands").reason == "the horizon cut the run off with 1 command pending")
    #expect(try story.verdict("no-lost-commands", ["node": "p2"]).holds)
  }
}

@Suite("no-duplicate-commands")
struct NoDuplicateCommandsTests {
  private func committed(_ update: String, _ command: CommandKey?, _ change: String? = "c1") -> LedgerEvent {
    .committed(updateID: update, sequencedAt: .zero, command: command, change: change, created: 1, archived: 1)
  }

  @Test("one transaction for each intent holds; a replay of the same transaction is not a second effect")
  func once() throws {
    var story = Story()
    story.tell("p1", committed("u1", command("a")))
    story.tell("p1", committed("u2", command("b")))
    story.tell("pNew", committed("u1", command("a")))
    story.tell("p2", committed("u1", nil, nil))
    #expect(try story.verdict("no-duplicate-commands").holds)
  }

  @Test("a retry with a new submission id that commits again violates, at whichever participant")
  func again() throws {
    var story = Story()
    story.tell("p1", committed("u1", command("a", submission: "s1")))
    story.at(9)
    story.tell("pNew", committed("u2", command("a", submission: "s2")))
    let verdict = try story.verdict("no-duplicate-commands")
    #expect(verdict.texts == ["command app/a took effect again: u2 at pNew after u1 at p1"])
    #expect(verdict.evidence.first?.sequence == 1)
  }

  @Test("the same command id for another change is another intent")
  func otherChange() throws {
    var story = Story()
    story.tell("p1", committed("u1", command("a"), "c1"))
    story.tell("p1", committed("u2", command("a"), "c2"))
    #expect(try story.verdict("no-duplicate-commands").holds)
  }

  @Test("without a committed command the answer is unknown")
  func unknown() throws {
    #expect(try Story().verdict("no-duplicate-commands").reason == "no command was committed")
  }
}
