import Canton
import Checks
import Events
import Kernel
import Keys
import OrderedCollections
import Results
import Storage
import Testing

@testable import Scenarios

@Suite("The artefact scan reads real bytes")
struct ArtefactScanTests {
  private func scan(plantedIn plant: (World, PrivateKey) throws -> Void) throws -> Verdict {
    let file = try ScenarioLoader.load(
      path: TestFolder.root + "scenarios/envelope-vs-external.json", vocabulary: .shipped)
    let cell = try #require(file.cell("keys=envelope,load=1-per-second"))
    let world = try World(scenario: cell.scenario, seed: 1, options: RunOptions(crypto: .symbolic))
    try world.start("participant1")
    let key = try world.crypto.generateSigningKey(
      spec: .ecP256, usage: .protocolOnly, node: "participant1", name: "participant1-signing")
    world.remember(key, of: "participant1")
    try plant(world, key)
    try ArtefactScan(world: world).run()
    let history = History(recording: world.simulation.recording, end: .zero, cutOff: false)
    return try CheckCatalog.verdict(of: "no-plaintext-key-at-rest", on: history)
  }

  @Test(
    "a private key in a node's store is found in each of its forms",
    arguments: ["raw-scalar", "pkcs8", "hex", "base64"])
  func findsPlantedKey(form: String) throws {
    let verdict = try scan { world, key in
      let bytes = try #require(try SecretSearch.forms(of: key.material).first { $0.form == form }?.bytes)
      let store = try #require(world.stores["participant1"])
      try store.set("planted", Array("before ".utf8) + bytes + Array(" after".utf8))
    }
    guard case .violated(let evidence) = verdict.outcome else {
      Issue.record("expected a violation, found \(verdict.outcome)")
      return
    }
    #expect(evidence.contains { $0.text.contains(form) })
  }

  @Test("a store without the key holds, and the bytes that were read are counted")
  func cleanStoreHolds() throws {
    let verdict = try scan { _, _ in }
    #expect(verdict.outcome == .holds)
    #expect(verdict.measured.contains { $0.value > 10_000 })
  }
}
