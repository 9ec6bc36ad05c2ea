import Checks
import Events
import Kernel
import Keys
import Results
import Testing

private let authKey = ListedKey(key: key(1), purpose: .signing, usages: .sequencerAuthenticationOnly)
private let signKey = ListedKey(key: key(2), purpose: .signing, usages: .protocolOnly)
private let encKey = ListedKey(key: key(3), purpose: .encryption, usages: [])
private let newSignKey = ListedKey(key: key(12), purpose: .signing, usages: .protocolOnly)
private let newEncKey = ListedKey(key: key(13), purpose: .encryption, usages: [])

private func generated(_ listed: ListedKey) -> KeyEvent {
  .generated(key: listed.key, purpose: listed.purpose, usages: listed.usages, spec: "ec-p-256", name: "k")
}

private func registered(_ listed: ListedKey) -> KeyEvent {
  .registered(
    key: listed.key, purpose: listed.purpose, usages: listed.usages, spec: "ec-p-256", name: "k", kmsKeyID: "id")
}

private func listing(_ member: MemberID, _ keys: [ListedKey], serial: Int, from instant: Int64) -> TopologyEvent {
  .ownerToKeys(
    synchronizer: da, member: member, serial: serial, keys: keys, sequencedAt: second(instant),
    effectiveAt: second(instant))
}

/// Participant p1 with three listed keys that it owns, seen by itself and by p2.
private func network(extraOwned: [ListedKey] = []) -> Story {
  var story = Story()
  for listed in [authKey, signKey, encKey] + extraOwned { story.tell("p1", generated(listed)) }
  story.tell("p1", .initialized(member: participant("p1")))
  for observer in ["p1", "p2"] {
    story.tell(observer, listing(participant("p1"), [authKey, signKey, encKey], serial: 1, from: 1))
  }
  story.at(2)
  story.tell("p1", .connected(member: participant("p1"), synchronizer: da))
  return story
}

@Suite("single-active-key-per-usage")
struct SingleActiveKeyPerUsageTests {
  private let check = "single-active-key-per-usage"

  @Test("a member that owns what is listed holds; observers that agree count as one listing")
  func holds() throws {
    let verdict = try network().verdict(check)
    #expect(verdict.holds)
    #expect(verdict.scope == "1 listing of 1 member")
  }

  @Test("two listed keys during a rotation are right as long as the last encryption key is owned")
  func rotation() throws {
    var story = network(extraOwned: [newSignKey, newEncKey])
    story.tell(
      "p2", listing(participant("p1"), [authKey, signKey, encKey, newSignKey, newEncKey], serial: 2, from: 10))
    story.tell("p2", listing(participant("p1"), [authKey, newSignKey, newEncKey], serial: 3, from: 20))
    story.at(30)
    #expect(try story.verdict(check).holds)
  }

  @Test(
    "a listing without a key of a usage violates",
    arguments: [(0, "sequencer-auth"), (1, "signing"), (2, "encryption")])
  func none(position: Int, usage: String) throws {
    var keys = [authKey, signKey, encKey]
    keys.remove(at: position)
    var story = network()
    story.tell("p2", listing(participant("p1"), keys, serial: 2, from: 10))
    story.at(30)
    let verdict = try story.verdict(check)
    #expect(verdict.violations == 1)
    #expect(verdict.texts.first?.contains("serial 2: no \(usage) key is listed (seen by p2)") == true)
    #expect(verdict.evidence.first?.instant == second(10))
  }

  @Test("sequencers need no encryption key")
  func sequencerWithoutEncryption() throws {
    var story = Story()
    for listed in [authKey, signKey] { story.tell("sequencer1", generated(listed)) }
    story.tell("sequencer1", .initialized(member: sequencer("sequencer1")))
    story.tell("p1", listing(sequencer("sequencer1"), [authKey, signKey], serial: 1, from: 0))
    #expect(try story.verdict(check).holds)
  }

  @Test("listed signing keys of which the member owns none violate")
  func notOwned() throws {
    var story = network()
    story.tell("p2", listing(participant("p1"), [authKey, newSignKey, encKey], serial: 2, from: 10))
    story.at(30)
    #expect(try story.verdict(check).texts.first?.contains("p1 owns none of the listed signing keys") == true)
  }

  @Test("an encryption key that the member does not own, listed last, violates: senders choose it")
  func foreignEncryptionKey() throws {
    var story = network()
    story.tell("p2", listing(participant("p1"), [authKey, signKey, encKey, newEncKey], serial: 2, from: 10))
    story.at(30)
    #expect(try story.verdict(check).texts.first?.contains("which p1 does not own") == true)
  }

  @Test("deleting the only listed key while the listing is in force violates at that instant")
  func deleted() throws {
    var story = network()
    story.at(15)
    story.tell("p1", .deleted(key: signKey.key))
    story.at(30)
    let verdict = try story.verdict(check)
    #expect(verdict.violations == 1)
    #expect(verdict.evidence.first?.instant == second(15))
  }

  @Test("a new node that takes the identity over must own the keys", arguments: [true, false])
  func takeover(complete: Bool) throws {
    var story = network()
    story.at(10)
    story.tell("p1", .stopped)
    for listed in complete ? [authKey, signKey, encKey] : [authKey, signKey] { story.tell("pNew", registered(listed)) }
    story.tell("pNew", .initialized(member: participant("p1")))
    story.at(20)
    story.tell("pNew", .connected(member: participant("p1"), synchronizer: da))
    let verdict = try story.verdict(check)
    #expect(verdict.holds == complete)
    if !complete { #expect(verdict.texts.first?.contains("which pNew does not own") == true) }
  }

  @Test("the old node acts as the member as long as it is connected")
  func oldNodeStillConnected() throws {
    var story = network()
    story.at(10)
    story.tell("pNew", .initialized(member: participant("p1")))
    #expect(try story.verdict(check).holds)
  }

  @Test("a removed mapping is no violation for a participant that has left")
  func removed() throws {
    var story = network()
    story.at(10)
    story.tell("p1", .disconnected(member: participant("p1"), synchronizer: da))
    story.tell("p2", listing(participant("p1"), [], serial: 2, from: 11))
    story.at(30)
    #expect(try story.verdict(check).holds)
  }

  @Test("without a listing of an initialized member the answer is unknown")
  func unknown() throws {
    var story = Story()
    story.tell("p2", listing(participant("p1"), [], serial: 1, from: 1))
    story.at(5)
    #expect(try story.verdict(check).reason == "no key listing of an initialized member was recorded")
  }
}

@Suite("no-use-of-revoked-key")
struct NoUseOfRevokedKeyTests {
  private let check = "no-use-of-revoked-key"

  /// The signing key is listed from 1 s on and removed at 10 s; its successor is listed from 5 s on.
  private func rotation() -> Story {
    var story = network(extraOwned: [newSignKey])
    for observer in ["p1", "p2"] {
      story.tell(observer, listing(participant("p1"), [authKey, signKey, encKey, newSignKey], serial: 2, from: 5))
      story.tell(observer, listing(participant("p1"), [authKey, encKey, newSignKey], serial: 3, from: 10))
    }
    return story
  }

  private func accepted(_ listed: ListedKey, at snapshot: Int64, what: String = "submission-request") -> CryptoEvent {
    .accepted(what: what, signer: participant("p1"), key: listed.key, snapshot: second(snapshot))
  }

  private func signed(
    _ listed: ListedKey, snapshot: Int64?, what: String = "submission-request", usage: SigningKeyUsages = .protocolOnly
  ) -> CryptoEvent {
    .signed(
      what: what, key: listed.key, usage: usage, snapshot: snapshot.map(second), viaKms: false,
      latency: .milliseconds(1))
  }

  @Test("signatures with listed keys hold, the old key up to and including the instant of its removal")
  func holds() throws {
    var story = rotation()
    story.at(10)
    story.tell("p2", accepted(signKey, at: 10))
    story.tell("p1", signed(signKey, snapshot: nil))
    story.at(20)
    story.tell("p2", accepted(newSignKey, at: 11))
    story.tell("p1", signed(newSignKey, snapshot: 11))
    let verdict = try story.verdict(check)
    #expect(verdict.holds)
    #expect(verdict.scope == "2 accepted signatures, 2 made")
  }

  @Test("accepting a signature with a removed key at a later snapshot violates")
  func acceptedRemoved() throws {
    var story = rotation()
    story.at(20)
    story.tell("p2", accepted(signKey, at: 11))
    let verdict = try story.verdict(check)
    #expect(verdict.violations == 1)
    #expect(verdict.texts.first?.hasPrefix("p2 accepted submission-request of PAR::p1::") == true)
    #expect(verdict.evidence.first?.instant == second(20))
  }

  @Test("accepting a signature with a key before its listing is effective violates: a mapping counts strictly later")
  func acceptedTooEarly() throws {
    var story = rotation()
    story.tell("p2", accepted(newSignKey, at: 5))
    #expect(try story.verdict(check).violations == 1)
  }

  @Test("an observer without a mapping of its own is judged by what others saw")
  func otherObserver() throws {
    var story = rotation()
    story.at(20)
    story.tell("mediator1", accepted(signKey, at: 11))
    #expect(try story.verdict(check).violations == 1)
    story.tell("mediator1", accepted(newSignKey, at: 11))
    #expect(try story.verdict(check).violations == 1)
  }

  @Test("signing with a key after its removal was seen to be effective violates")
  func signedRemoved() throws {
    var story = rotation()
    story.at(20)
    story.tell("p1", signed(signKey, snapshot: nil))
    let verdict = try story.verdict(check)
    #expect(verdict.texts.first?.hasPrefix("p1 signed submission-request with 1220020202") == true)
    #expect(verdict.texts.first?.hasSuffix("whose removal it saw become effective at \(second(10))") == true)
  }

  @Test("a signature begun before the removal was effective may be done after it, as a slow KMS has it")
  func begunBefore() throws {
    var story = rotation()
    story.at(12)
    for latency in [Span.seconds(3), .seconds(1)] {
      story.tell(
        "p1",
        .signed(
          what: "login-nonce", key: signKey.key, usage: .sequencerAuthentication, snapshot: nil, viaKms: true,
          latency: latency))
    }
    #expect(try story.verdict(check).evidence.map(\.sequence) == [story.entries.count - 1])
  }

  @Test("a signature at an old snapshot is judged at that snapshot, whenever it is made")
  func signedAtSnapshot() throws {
    var story = rotation()
    story.at(20)
    story.tell("p1", signed(signKey, snapshot: 9))
    #expect(try story.verdict(check).holds)
    story.tell("p1", signed(signKey, snapshot: 12))
    #expect(try story.verdict(check).violations == 1)
  }

  @Test("a node that has not seen the removal yet may sign with the old key")
  func notSeen() throws {
    var story = network()
    story.tell("p2", listing(participant("p1"), [authKey, encKey, newSignKey], serial: 2, from: 10))
    story.at(20)
    story.tell("p1", signed(signKey, snapshot: nil))
    #expect(try story.verdict(check).holds)
  }

  @Test("namespace signatures and topology transactions are not judged by the mapping")
  func namespace() throws {
    var story = rotation()
    story.at(20)
    story.tell("p1", signed(signKey, snapshot: nil, usage: .namespaceOnly))
    story.tell("p1", signed(signKey, snapshot: nil, what: "topology-transaction"))
    story.tell("p2", accepted(signKey, at: 11, what: "topology-transaction"))
    #expect(try story.verdict(check).reason == "no protocol signature was recorded")
  }

  @Test("without any protocol signature the answer is unknown")
  func unknown() throws {
    #expect(try network().verdict(check).reason == "no protocol signature was recorded")
  }
}

@Suite("old-ciphertext-decryptable")
struct OldCiphertextDecryptableTests {
  private let check = "old-ciphertext-decryptable"

  private func decrypted(_ listed: ListedKey, sequenced: Int64, failure: String? = nil) -> CryptoEvent {
    .decrypted(
      key: listed.key, sequencedAt: second(sequenced), cached: false, viaKms: false, latency: .milliseconds(2),
      failure: failure)
  }

  /// The encryption key is removed at 10 s.
  private func rotation() -> Story {
    var story = network(extraOwned: [newEncKey])
    story.tell("p1", listing(participant("p1"), [authKey, signKey, newEncKey], serial: 2, from: 10))
    return story
  }

  @Test("views for the old key that are decrypted hold")
  func holds() throws {
    var story = rotation()
    story.at(20)
    story.tell("p1", decrypted(encKey, sequenced: 9))
    story.tell("p1", decrypted(newEncKey, sequenced: 12))
    let verdict = try story.verdict(check)
    #expect(verdict.holds)
    #expect(verdict.scope == "2 delivered views")
  }

  @Test("a view sequenced before the removal was effective that cannot be decrypted is lost", arguments: [9, 10])
  func lost(sequenced: Int64) throws {
    var story = rotation()
    story.at(20)
    story.tell("p1", decrypted(encKey, sequenced: sequenced, failure: "no private key"))
    let verdict = try story.verdict(check)
    #expect(verdict.violations == 1)
    #expect(verdict.texts.first?.hasPrefix("p1 lost a view sequenced at \(second(sequenced)) for 1220030303") == true)
    #expect(verdict.texts.first?.hasSuffix("no private key") == true)
  }

  @Test("a view for a key that was never removed is lost too")
  func neverRemoved() throws {
    var story = network()
    story.tell("p1", decrypted(encKey, sequenced: 2, failure: "key disabled"))
    #expect(try story.verdict(check).violations == 1)
  }

  @Test("lost views are all counted, the first of them named")
  func counted() throws {
    var story = network()
    for sequenced in 0..<Int64(30) { story.tell("p1", decrypted(encKey, sequenced: sequenced, failure: "gone")) }
    let verdict = try story.verdict(check)
    #expect(verdict.violations == 30)
    #expect(verdict.evidence.count == 20)
  }

  @Test("a view sequenced after the removal was effective is the sender's error, not a loss")
  func late() throws {
    var story = rotation()
    story.at(20)
    story.tell("p1", decrypted(encKey, sequenced: 11, failure: "no private key"))
    let verdict = try story.verdict(check)
    #expect(verdict.holds)
    #expect(verdict.scope == "1 delivered view; 1 undecryptable one sequenced after the key's removal")
  }

  @Test("a failed attempt that later succeeds is no loss")
  func retried() throws {
    var story = network()
    story.tell("p1", decrypted(encKey, sequenced: 2, failure: "ThrottlingException"))
    story.tell("p1", decrypted(encKey, sequenced: 2))
    #expect(try story.verdict(check).holds)
  }

  @Test("without a delivered view the answer is unknown")
  func unknown() throws {
    var story = network()
    #expect(try story.verdict(check).reason == "no encrypted view was delivered")
    story.tell("p1", decrypted(encKey, sequenced: 2))
    #expect(try story.verdict(check, ["node": "p2"]).reason == "no encrypted view was delivered")
  }
}
