import Checks
import Events
import Kernel
import Keys
import Results
import Testing

@Suite("no-plaintext-key-at-rest")
struct NoPlaintextKeyAtRestTests {
  private let check = "no-plaintext-key-at-rest"

  private func scan(
    _ artefact: String = "participant1/store.db", forbidden: Bool = true, bytes: Int = 4096,
    findings: [ArtefactFinding] = []
  ) -> Event {
    .artefact(
      ArtefactEvent(
        owner: NodeID("p1"), artefact: artefact, forbidden: forbidden, bytesScanned: bytes, keysSearched: 4,
        findings: findings))
  }

  private let finding = ArtefactFinding(key: key(2), form: "pkcs8", offset: 77)

  @Test("artefacts without keys hold, and the bytes are reported as measured, apart from the scope")
  func holds() throws {
    var story = Story()
    story.tell("operator", scan())
    story.tell("operator", scan("participant1/store.db-wal", bytes: 100))
    let verdict = try story.verdict(check)
    #expect(verdict.holds)
    #expect(verdict.measured == [MeasuredFact(name: "bytes scanned", value: 4196)])
    #expect(verdict.scope == "2 artefacts of nodes whose mode forbids private keys, searched for 4 keys")
  }

  @Test("a finding in a forbidden artefact violates and names artefact, key and form")
  func found() throws {
    var story = Story()
    story.tell("operator", scan(findings: [finding]))
    let verdict = try story.verdict(check)
    #expect(verdict.texts == ["participant1/store.db of p1 holds the private key \(key(2).short) as pkcs8"])
    #expect(verdict.measured.first?.value == 4096)
  }

  @Test("a finding in an artefact of a node in clear mode is allowed")
  func clearMode() throws {
    var story = Story()
    story.tell("operator", scan(forbidden: false, findings: [finding]))
    story.tell("operator", scan("backup"))
    #expect(try story.verdict(check).holds)
  }

  @Test("zero bytes scanned is unknown, whether nothing was scanned or all was empty or allowed")
  func unknown() throws {
    #expect(try Story().verdict(check).reason == "no byte was scanned")
    var story = Story()
    story.tell("operator", scan(bytes: 0))
    story.tell("operator", scan(forbidden: false))
    #expect(try story.verdict(check).reason == "no byte was scanned")
    story.tell("operator", scan())
    #expect(try story.verdict(check, ["node": "p2"]).reason == "no byte was scanned")
  }
}

@Suite("no-private-key-outside-kms")
struct NoPrivateKeyOutsideKmsTests {
  private let check = "no-private-key-outside-kms"

  private func registered(_ byte: UInt8) -> KeyEvent {
    .registered(key: key(byte), purpose: .signing, usages: .protocolOnly, spec: "ec-p-256", name: "k", kmsKeyID: "id")
  }

  @Test("a node whose keys are registered from the KMS and never present holds")
  func holds() throws {
    var story = Story()
    story.tell("p1", .present(key: key(2), place: .store))
    story.tell("p1", .present(key: key(2), place: .export))
    story.at(3)
    story.tell("pNew", registered(2))
    let verdict = try story.verdict(check, ["node": "pNew"])
    #expect(verdict.holds)
    #expect(verdict.scope == "private keys of pNew from \(second(3)) on")
  }

  @Test("a key in the node's store, memory or messages after the move violates", arguments: KeyPlace.allCases)
  func present(place: KeyPlace) throws {
    var story = Story()
    story.tell("pNew", registered(2))
    story.at(8)
    story.tell("pNew", .present(key: key(9), place: place))
    let verdict = try story.verdict(check, ["node": "pNew"])
    #expect(verdict.violations == 1)
    #expect(verdict.evidence.first?.instant == second(8))
  }

  @Test("a key that is still in the store when the move is done violates; one that was deleted before does not")
  func leftover() throws {
    var story = Story()
    story.tell("p1", .present(key: key(2), place: .store))
    story.tell("p1", .present(key: key(3), place: .store))
    story.tell("p1", .deleted(key: key(3)))
    story.at(5)
    story.tell("p1", registered(2))
    let verdict = try story.verdict(check, ["node": "p1"])
    #expect(verdict.texts == ["\(key(2).short) is still in the store of p1 after the move"])
  }

  @Test("after its import into a KMS a key may not appear at its old node, others still may")
  func imported() throws {
    var story = Story()
    story.tell("operator", .importedIntoKms(key: key(2), kms: "aws", kmsKeyID: "id"))
    story.tell("p1", .present(key: key(3), place: .export))
    #expect(try story.verdict(check, ["node": "p1"]).holds)
    story.tell("p1", .present(key: key(2), place: .memory))
    #expect(try story.verdict(check, ["node": "p1"]).texts == ["\(key(2).short) is in clear in the memory of p1"])
  }

  @Test("a node that starts in external mode may never hold a key")
  func externalMode() throws {
    var story = Story()
    story.tell("p1", .mode(.external))
    #expect(try story.verdict(check, ["node": "p1"]).holds)
    story.tell("p1", .present(key: key(2), place: .memory))
    #expect(try story.verdict(check, ["node": "p1"]).violations == 1)
  }

  @Test("a named step marks the move; what happened before it is allowed")
  func afterStep() throws {
    var story = Story()
    story.tell("p1", registered(2))
    story.tell("p1", .present(key: key(2), place: .memory))
    let arguments: CheckArguments = ["node": "p1", "after-step": "stopOld"]
    #expect(try story.verdict(check, arguments).reason == "step 'stopOld' did not end")
    story.tell("operator", .step(.ended(step: "stopOld", phase: nil, outcome: .ok, expected: false, message: nil)))
    #expect(try story.verdict(check, arguments).holds)
    story.tell("p1", .present(key: key(2), place: .store))
    #expect(try story.verdict(check, arguments).violations == 1)
  }

  @Test("a node of which no key was moved is unknown, and the node must be named")
  func unknown() throws {
    #expect(try Story().verdict(check, ["node": "p1"]).reason == "no key of p1 was moved into a KMS")
    #expect(throws: CheckError.self) { try Story().verdict(check) }
  }
}
