import Configuration
import KMS
import Kernel
import Keys
import Results
import Scenarios
import Testing

@Suite("valid scenarios")
struct ValidScenarioTests {
  @Test("a complete scenario loads without a message and holds what the file says")
  func complete() throws {
    let folder = try TestFolder()
    try folder.write(TestScenario.text)
    #expect(folder.messages() == [])
    let file = try folder.load()
    let scenario = file.cells[0].scenario
    #expect(file.cells.map(\.name) == ["only"])
    #expect(scenario.seeds == [1, 2])
    #expect(scenario.crypto == .symbolic)
    #expect(scenario.nodes.map(\.name) == ["p1", "p2", "seq", "med"])
    #expect(scenario.node("p2")?.keyMode == .external)
    #expect(scenario.node("p2")?.binding.principal == "p2")
    #expect(scenario.node("p2")?.initialization.identity == .manual)
    #expect(scenario.features.previewCommands)
    #expect(scenario.synchronizer("da")?.dynamicParameters.decisionTimeout == .seconds(60))
    #expect(scenario.phases == ["export", "import", "downtime"])
    #expect(scenario.steps[1].forEach != nil)
    #expect(scenario.steps[1].arguments.map(\.name) == ["fingerprint"])
    #expect(scenario.steps[3].after == [2])
    #expect(scenario.steps[3].delay == .seconds(30))
    #expect(scenario.workload[0].model == .open(rate: Rate(perSecond: 5), arrivals: .poisson))
    #expect(scenario.faults[0].start == .duringPhase("import"))
    #expect(scenario.thresholds.map(\.threshold.expression) == ["max < 5m", "p99 < 250ms"])
    #expect(scenario.links[1].loss == Ratio.percent(1))
  }

  @Test("a KMS takes its preset's figures of its Region with the scenario's own over them")
  func kms() throws {
    let folder = try TestFolder()
    try folder.write(TestScenario.text)
    let kms = try #require(try folder.load().cells[0].scenario.kms("aws-main"))
    #expect(kms.configuration.quotas["cryptographic-operations-symmetric"]?.description == "100000/s")
    #expect(kms.configuration.quotas["create-key"]?.description == "2.5/s")
    #expect(kms.configuration.permissions.allows(.sign, to: .init(name: "operator", account: "111122223333")))
    #expect(!kms.configuration.permissions.allows(.decrypt, to: .init(name: "operator", account: "111122223333")))
    #expect(kms.configuration.permissions.allows(.decrypt, to: .init(name: "p2", account: "111122223333")))
    #expect(
      kms.configuration.latency.distribution(for: .sign, keySpec: .eccNistP256)
        == .logNormal(p50: .milliseconds(9), p99: .milliseconds(45), max: nil))
    #expect(kms.keys.map(\.name) == ["spare"])
  }

  @Test("a KMS without a preset has neither quotas nor delays but those that the scenario gives")
  func kmsWithoutPreset() throws {
    let folder = try TestFolder()
    try folder.write(
      TestScenario.changed(#""preset": "aws-kms@2026-01","#, #""latency": { "default": "10ms", "Sign": "2ms" },"#)
        .replacing(#""quotas": { "create-key": 2.5 },"#, with: "")
        .replacing(#""canton-external-keys""#, with: #"{ "allow": ["kms:Sign"] }"#)
        .replacing(#""preset": "operator-import", "#, with: ""))
    let configuration = try #require(try folder.load().cells[0].scenario.kms("aws-main")?.configuration)
    #expect(configuration.quotas.isEmpty)
    #expect(configuration.roundTrip == .constant(.zero))
    #expect(configuration.latency.distribution(for: .decrypt, keySpec: .rsa2048) == .constant(.milliseconds(10)))
    #expect(configuration.latency.distribution(for: .sign, keySpec: .rsa2048) == .constant(.milliseconds(2)))
  }

  @Test("text that is no file loads as a file does")
  func text() throws {
    let file = try ScenarioLoader.load(
      text: TestScenario.changed("\"duration\": \"30m\"", "\"start-time\": \"2026-03-01T00:00:01Z\""), name: "-",
      vocabulary: .test, presetFolders: [TestFolder.presets])
    #expect(file.cells[0].scenario.startTime == 1_767_225_600 + 59 * 86_400 + 1)
    #expect(throws: InvalidScenario.self) {
      try ScenarioLoader.load(text: "{", name: "-", vocabulary: .test)
    }
  }

  @Test("a node with an encrypted store names a wrapper key that its KMS has")
  func wrapperKey() throws {
    let folder = try TestFolder()
    let text = TestScenario.changed(
      "{ \"provider\": \"jce\" }",
      """
      { "kms": { "type": "aws" }, "private-key-store": { "encryption": { "type": "kms", "wrapper-key-id": "spare" } } }
      """
    ).replacing("\"p1\": { \"connect\"", with: "\"p1\": { \"principal\": \"p2\", \"connect\"")
    try folder.write(text)
    #expect(folder.messages().count == 1)
    #expect(folder.messages().first?.contains("unknown wrapper key \"spare\" of p1") == true)
    try folder.write(
      text.replacing(
        "\"ECC_NIST_P256\", \"key-usage\": \"SIGN_VERIFY\"",
        with: "\"SYMMETRIC_DEFAULT\", \"key-usage\": \"ENCRYPT_DECRYPT\""))
    #expect(folder.messages() == [])
    #expect(try folder.load().cells[0].scenario.node("p1")?.keyMode == .enveloped)
  }

  @Test("what a scenario extends lies below it, and a message about it points into its own file")
  func extends() throws {
    let folder = try TestFolder()
    try folder.write(TestScenario.text, "base/base.json")
    try folder.write(
      #"{ "version": 1, "name": "child", "extends": ["base/base.json"], "duration": "5m","#
        + #" "workload": { "load": { "rate": 0.25 } } }"#)
    let scenario = try folder.load().cells[0].scenario
    #expect(scenario.name == "child")
    #expect(scenario.duration == .minutes(5))
    #expect(scenario.workload[0].model == .open(rate: Rate(perThousandSeconds: 250), arrivals: .poisson))
    try folder.write(TestScenario.changed("\"30m\"", "\"30 m\""), "base/base.json")
    try folder.write(#"{ "version": 1, "name": "child", "extends": ["base/base.json"] }"#)
    #expect(folder.messages().first?.hasPrefix("base/base.json:9:15: error: duration: \"30 m\"") == true)
    try folder.write(#"{ "extends": ["s.json"] }"#, "base/base.json")
    try folder.write(#"{ "extends": ["base/base.json"] }"#)
    #expect(folder.messages().first?.contains("there is no file base/s.json") == true)
  }

  @Test("files that extend each other in a circle are refused")
  func extendsCycle() throws {
    let folder = try TestFolder()
    try folder.write(#"{ "extends": ["t.json"] }"#)
    try folder.write(#"{ "extends": ["s.json"] }"#, "t.json")
    #expect(folder.messages() == ["t.json:1:15: error: extends[0]: a cycle: s.json extends t.json extends s.json"])
  }

  @Test("overrides win over the file and over the matrix, and their mistakes name them")
  func overrides() throws {
    let folder = try TestFolder()
    try folder.write(
      TestScenario.changed(
        #""seeds": [1, 2],"#,
        #""seeds": [1], "matrix": { "axes": { "load": { "low": { "workload": { "load": { "rate": 1 } } } } } },"#))
    let file = try folder.load(overrides: ["workload.load.rate=9", "seeds=[7]", "about=changed"])
    #expect(file.cells[0].scenario.workload[0].model == .open(rate: Rate(perSecond: 9), arrivals: .poisson))
    #expect(file.seeds == [7])
    #expect(file.about == "changed")
    #expect(
      folder.messages(overrides: ["workload.laod.rate=9"]).first?.contains(
        "--set workload.laod.rate=9:1:1: error: workload: no element has the id \"laod\" (did you mean \"load\"?)")
        == true)
    #expect(folder.messages(overrides: ["nonsense"]).first?.contains("\"nonsense\" is no override") == true)
  }

  @Test("keys of Canton that the simulation does not use are accepted with a warning")
  func cantonKeys() throws {
    let folder = try TestFolder()
    try folder.write(TestScenario.changed(#""seq": {}"#, #""seq": { "public-api": { "port": 5001 } }"#))
    #expect(
      folder.messages() == [
        "s.json:26:44: warning: canton.sequencers.seq.public-api: has no effect on the simulation"
      ])
  }

  @Test("a figure of the timing preset can be replaced, distributions as a whole")
  func timing() throws {
    let folder = try TestFolder()
    try folder.write(
      TestScenario.changed(
        #""timing@2026-11""#,
        #"{ "preset": "timing@2026-11", "database": { "commit": "5ms" }, "ordering": { "latency": { "fixed": "9ms" } } }"#
      ))
    let timing = try folder.load().cells[0].scenario.timing
    #expect(timing.database.commit == .milliseconds(5))
    #expect(timing.database.query == .microseconds(500))
    #expect(timing.ordering == .constant(.milliseconds(9)))
    #expect(timing.signing[.ecP256]?.sign == .nanoseconds(18_200))
  }
}
