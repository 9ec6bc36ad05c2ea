import Testing

/// A scenario file with one mistake in it.
struct BrokenScenario: Sendable, CustomTestStringConvertible {
  /// What is wrong, in words.
  let kind: String
  /// The file.
  let text: String
  /// The message, up to and including what matters.
  let message: String
  /// Whether the JSON Schema refuses it too; it knows nothing of names, steps and expressions.
  let isRefusedBySchema: Bool

  var testDescription: String { kind }

  init(_ kind: String, _ piece: String, _ other: String, _ message: String, schema: Bool = false) {
    self.kind = kind
    self.text = TestScenario.changed(piece, other)
    self.message = message
    self.isRefusedBySchema = schema
  }

  static let all: [BrokenScenario] = shape + network + procedure + expressions

  /// Mistakes in keys, kinds and formats.
  static let shape = [
    BrokenScenario(
      "typo in a key", "\"duration\"", "\"durration\"",
      "s.json:9:3: error: unknown key \"durration\" (did you mean \"duration\"?)", schema: true),
    BrokenScenario(
      "missing key", "\"name\": \"test\",", "", "s.json:1:1: error: the key \"name\" is missing", schema: true),
    BrokenScenario(
      "bad duration", "\"30m\"", "\"30 minutes\"",
      "s.json:9:15: error: duration: \"30 minutes\" is not a duration (expected a duration such as \"250ms\"",
      schema: true),
    BrokenScenario(
      "wrong type", "\"delay\": \"30s\"", "\"delay\": 30",
      "s.json:41:50: error: steps[3].delay: is an integer (expected a duration such as", schema: true),
    BrokenScenario(
      "a format of the future", "\"version\": 1", "\"version\": 2",
      "s.json:3:14: error: version: format 2 is newer than this program (expected 1)", schema: true),
    BrokenScenario(
      "a name with capitals", "\"name\": \"test\"", "\"name\": \"Test\"",
      "s.json:4:11: error: name: \"Test\" is no name here (expected lower-case letters, digits and \"-\")", schema: true
    ),
    BrokenScenario(
      "a seed below zero", "[1, 2]", "[1, -2]", "s.json:7:16: error: seeds[1]: is -2 (expected an integer from 0)",
      schema: true),
    BrokenScenario(
      "a seed that stands twice", "[1, 2]", "[2, 2]", "s.json:7:16: error: seeds[1]: seed 2 stands here twice",
      schema: true),
    BrokenScenario(
      "a day that does not exist", "\"duration\": \"30m\"", "\"start-time\": \"2026-02-29T00:00:00Z\"",
      "s.json:9:17: error: start-time: \"2026-02-29T00:00:00Z\" is no time"),
    BrokenScenario(
      "bad threshold grammar", "\"max < 5m\"", "\"max below 5m\"",
      "s.json:55:28: error: thresholds.\"migration.downtime\"[0]: 'max below 5m' lacks a comparison", schema: true),
    BrokenScenario(
      "unknown metric", "migration.downtime", "migration.downtme",
      "s.json:55:5: error: thresholds.\"migration.downtme\": unknown metric 'migration.downtme' (did you mean "
        + "\"migration.downtime\"?)"),
    BrokenScenario(
      "unknown tag of a metric", "{node:p2}", "{nod:p2}",
      "s.json:56:5: error: thresholds.\"daml.signing.latency{nod:p2}\": daml.signing.latency has no tag 'nod'"),
    BrokenScenario(
      "a distribution with its points out of order", "\"p99\": \"4ms\"", "\"p99\": \"0.5ms\"",
      "s.json:11:70: error: links.p1-seq.latency.lognormal: the points are not in order"),
    BrokenScenario(
      "two distributions in one", "{ \"lognormal\":", "{ \"fixed\": \"1ms\", \"lognormal\":",
      "s.json:11:55: error: links.p1-seq.latency: names several distributions", schema: true),
    BrokenScenario(
      "a share above one", "\"loss\": 0.01", "\"loss\": 1.01",
      "s.json:11:112: error: links.p1-seq.loss: is 1.01 (expected a number from 0 up to 1)", schema: true),
  ]

  /// Mistakes in the network.
  static let network = [
    BrokenScenario(
      "vendor driver", "\"vendor\": \"aws\"", "\"vendor\": \"driver\"",
      "s.json:15:17: error: kms.aws-main.vendor: \"driver\" comes with a later release; this one has aws and gcp "
        + "(expected \"aws\" or \"gcp\")", schema: true),
    BrokenScenario(
      "protocol version 34", "\"protocol-version\": 35", "\"protocol-version\": 34",
      "s.json:12:95: error: synchronizers.da.protocol-version: protocol version 34 comes with a later release "
        + "(expected 35)", schema: true),
    BrokenScenario(
      "provider tink", "\"provider\": \"jce\"", "\"provider\": \"tink\"",
      "s.json:23:39: error: canton.participants.p1.crypto.provider: \"tink\" belongs to the 2.x line", schema: true),
    BrokenScenario(
      "session signing keys", "\"provider\": \"jce\"",
      "\"provider\": \"jce\", \"session-signing-keys\": { \"enabled\": true }",
      "s.json:23:83: error: canton.participants.p1.crypto.session-signing-keys.enabled: session signing keys come with a "
        + "later release (expected false)", schema: true),
    BrokenScenario(
      "two sequencers of one synchronizer", "\"sequencers\": [\"seq\"]", "\"sequencers\": [\"seq\", \"seq\"]",
      "s.json:12:44: error: synchronizers.da.sequencers: several sequencers of one synchronizer come with a later "
        + "release (expected one)", schema: true),
    BrokenScenario(
      "unknown sequencer", "\"sequencers\": [\"seq\"]", "\"sequencers\": [\"sek\"]",
      "s.json:12:45: error: synchronizers.da.sequencers[0]: unknown sequencer \"sek\" (did you mean \"seq\"?)"),
    BrokenScenario(
      "unknown kms", "\"p2\": { \"kms\": \"aws-main\"", "\"p2\": { \"kms\": \"aws-mian\"",
      "s.json:30:58: error: nodes.p2.kms: unknown KMS \"aws-mian\" (did you mean \"aws-main\"?)"),
    BrokenScenario(
      "unknown principal", "\"principal\": \"p2\"", "\"principal\": \"p3\"",
      "s.json:30:83: error: nodes.p2.principal: unknown principal \"p3\" of aws-main (expected \"p2\" or \"operator\"; did "
        + "you mean \"p2\"?)"),
    BrokenScenario(
      "unknown permission set", "\"canton-external-keys\"", "\"canton-external-key\"",
      "s.json:17:29: error: kms.aws-main.principals.p2: unknown permission set \"canton-external-key\" (did you mean "
        + "\"canton-external-keys\"?)"),
    BrokenScenario(
      "unknown action", "\"kms:Sign\"", "\"kms:Sing\"",
      "s.json:17:106: error: kms.aws-main.principals.operator.allow[0]: \"kms:Sing\" is not allowed", schema: true),
    BrokenScenario(
      "a policy that AWS refuses", "{ \"preset\": \"operator-import\", \"allow\": [\"kms:Sign\"] }",
      "{ \"policy\": { \"Statement\": [{ \"Effect\": \"Perhaps\", \"Action\": \"*\", \"Resource\": \"*\" }] } }",
      "s.json:17:77: error: kms.aws-main.principals.operator.policy: AWS refuses the policy with "
        + "MalformedPolicyDocumentException: The request was rejected because the specified policy is not syntactically "
        + "or semantically correct. (expected a policy document of AWS)"),
    BrokenScenario(
      "a policy without statements", "{ \"preset\": \"operator-import\", \"allow\": [\"kms:Sign\"] }",
      "{ \"policy\": \"everything\" }",
      "s.json:17:77: error: kms.aws-main.principals.operator.policy: is a string (expected a policy document: an object "
        + "with \"Version\" and \"Statement\")", schema: true),
    BrokenScenario(
      "two KMS of one account in one Region", "\"kms\": {\n",
      "\"kms\": {\n    \"other\": { \"vendor\": \"aws\", \"account\": \"111122223333\", \"region\": \"us-east-1\" },\n",
      "s.json:15:17: error: kms.aws-main: account 111122223333 has \"other\" in us-east-1 already (expected another "
        + "account or Region)"),
    BrokenScenario(
      "a log's pattern that says no time", "{ \"kms\": \"aws-main\"",
      "{ \"kms-log\": { \"file-name\": \"kms.log\", \"rolling-pattern\": \"daily\" }, \"kms\": \"aws-main\"",
      "s.json:30:107: error: nodes.p2.kms-log.rolling-pattern: \"daily\" is no pattern of times (expected yyyy, MM, dd, "
        + "HH, mm and ss with -, . or _ between them, as in \"yyyy-MM-dd\")"),
    BrokenScenario(
      "a log outside of the run directory", "{ \"kms\": \"aws-main\"",
      "{ \"kms-log\": { \"file-name\": \"../kms.log\" }, \"kms\": \"aws-main\"",
      "s.json:30:77: error: nodes.p2.kms-log.file-name: \"../kms.log\" leaves the run directory (expected a path within "
        + "the node's folder)"),
    BrokenScenario(
      "a node where nobody knows the way from", "{ \"kms\": \"aws-main\"",
      "{ \"region\": \"eu-west-1\", \"kms\": \"aws-main\"",
      "s.json:30:61: error: nodes.p2.region: no round trip from eu-west-1 to aws-main in us-east-1 is known"),
    BrokenScenario(
      "unknown quota", "\"create-key\": 2.5", "\"create-keys\": 2.5",
      "s.json:16:19: error: kms.aws-main.quotas.create-keys: unknown quota \"create-keys\" (did you mean "
        + "\"create-key\"?)", schema: true),
    BrokenScenario(
      "a key that AWS does not have", "\"SIGN_VERIFY\" }", "\"ENCRYPT_DECRYPT\" }",
      "s.json:18:70: error: kms.aws-main.keys.spare.key-usage: ENCRYPT_DECRYPT does not go with ECC_NIST_P256"),
    BrokenScenario(
      "another Region", "\"region\": \"us-east-1\" } }", "\"region\": \"us-east-2\" } }",
      "s.json:24:7: error: canton.participants.p2: p2 calls Region us-east-2, and aws-main is in us-east-1"),
    BrokenScenario(
      "provider kms without kms", ", \"kms\": { \"type\": \"aws\", \"region\": \"us-east-1\" }", "",
      "s.json:24:25: error: canton.participants.p2.crypto: provider \"kms\" needs the key \"kms\"", schema: true),
    BrokenScenario(
      "a link to nowhere", "\"p1-seq\"", "\"p1-sek\"",
      "s.json:11:32: error: links.p1-sek: unknown node \"sek\" (did you mean \"seq\"?)"),
    BrokenScenario(
      "a node with a reserved name", "\"seq\": {}", "\"seq\": {}, \"steps\": {}",
      "s.json:26:32: error: canton.sequencers.steps: \"steps\" is a word of the format"),
    BrokenScenario(
      "a party without a participant", "{ \"participant\": \"p1\" }", "{ \"participant\": \"seq\" }",
      "s.json:31:42: error: parties.Alice.participant: unknown participant \"seq\""),
  ]

  /// Mistakes in load, steps, faults and expectations.
  static let procedure = [
    BrokenScenario(
      "unknown step", "p1.keys.public.list", "p1.keys.public.lst",
      "s.json:36:58: error: steps[0].do: unknown command \"keys.public.lst\" (did you mean \"p1.keys.public.list\"?)"),
    BrokenScenario(
      "a step that comes later", "p1.keys.public.list", "p1.keys.secret.rotate_wrapper_key",
      "s.json:36:58: error: steps[0].do: \"keys.secret.rotate_wrapper_key\" comes with the next release"),
    BrokenScenario(
      "unknown node", "p1.keys.public.list", "p9.keys.public.list",
      "s.json:36:58: error: steps[0].do: unknown node \"p9\" (did you mean \"p1\"?)"),
    BrokenScenario(
      "a command that the node does not have", "p1.repair.export_acs", "seq.repair.export_acs",
      "s.json:41:63: error: steps[3].do: seq is a sequencer and has no \"repair.export_acs\" (expected a participant)"),
    BrokenScenario(
      "unknown argument", "\"exportFilePath\":", "\"exportFile\":",
      "s.json:42:39: error: steps[3].args.exportFile: repair.export_acs has no argument \"exportFile\""),
    BrokenScenario(
      "missing argument", "\"args\": { \"for\": \"2m\" }", "\"args\": {}",
      "s.json:44:109: error: steps[4].args: the argument \"for\" of sim.wait is missing"),
    BrokenScenario(
      "an argument outside of args", "\"args\": { \"for\": \"2m\" }", "\"for\": \"2m\"",
      "s.json:44:101: error: steps[4].for: \"for\" belongs into \"args\"", schema: true),
    BrokenScenario(
      "a fault's argument outside of args", "\"for\": \"20s\",", "\"for\": \"20s\", \"error\": \"throttle\",",
      "s.json:47:115: error: faults[0].error: \"error\" belongs into \"args\"", schema: true),
    BrokenScenario(
      "unknown kms in an argument", "\"args\": { \"kms\": \"aws-main\"", "\"args\": { \"kms\": \"aws\"",
      "s.json:40:24: error: steps[2].args.kms: unknown KMS \"aws\" (expected \"aws-main\")"),
    BrokenScenario(
      "a secret given as text", "\"material\": \"${item}\"", "\"material\": \"abc\"",
      "s.json:40:73: error: steps[2].args.material: is a string (expected a reference to a step's result)"),
    BrokenScenario(
      "two steps with one id", "\"id\": \"wait\"", "\"id\": \"acs\"",
      "s.json:44:13: error: steps[4].id: another step has the id \"acs\""),
    BrokenScenario(
      "a cycle of after", "{ \"id\": \"keys\", ", "{ \"id\": \"keys\", \"after\": [\"export\"], ",
      "s.json:36:31: error: steps[0].after[0]: a cycle: keys waits for export waits for keys"),
    BrokenScenario(
      "a step after an unknown one", "{ \"id\": \"acs\", ", "{ \"id\": \"acs\", \"after\": [\"waits\"], ",
      "s.json:41:30: error: steps[3].after[0]: unknown step \"waits\" (did you mean \"wait\"?)"),
    BrokenScenario(
      "unknown party", "\"parties\": [\"Alice\", \"Bob\"]", "\"parties\": [\"Alice\", \"Rob\"]",
      "s.json:33:110: error: workload[0].parties[1]: unknown party \"Rob\" (did you mean \"Bob\"?)"),
    BrokenScenario(
      "unknown template", "\"iou-transfer\"", "\"iou-transfers\"",
      "s.json:33:73: error: workload[0].template: unknown template \"iou-transfers\" (did you mean \"iou-transfer\"?)"),
    BrokenScenario(
      "an open workload with clients", "\"rate\": 5,", "\"rate\": 5, \"clients\": 2,",
      "s.json:33:61: error: workload[0].clients: \"clients\" belongs to the model \"closed\"", schema: true),
    BrokenScenario(
      "unknown fault", "\"inject\": \"kms-error\"", "\"inject\": \"kms-errors\"",
      "s.json:47:36: error: faults[0].inject: unknown fault \"kms-errors\" (did you mean \"kms-error\"?)"),
    BrokenScenario(
      "a fault with a target that it does not act upon", "\"kms.aws-main\", \"during", "\"p1\", \"during",
      "s.json:47:59: error: faults[0].target: \"kms-error\" does not act upon a node (expected a kms)"),
    BrokenScenario(
      "a fault in a phase that does not exist", "\"during-phase\": \"import\"", "\"during-phase\": \"imports\"",
      "s.json:47:91: error: faults[0].during-phase: unknown phase \"imports\" (did you mean \"import\"?)"),
    BrokenScenario(
      "unknown check", "\"acs-preserved\"", "\"acs-perserved\"",
      "s.json:51:20: error: expect[0].invariant: unknown check \"acs-perserved\" (did you mean \"acs-preserved\"?)"),
    BrokenScenario(
      "an expectation of nothing",
      "{ \"invariant\": \"acs-preserved\", \"args\": { \"from\": \"p1\", \"to\": \"p2\" } }",
      "{ \"severity\": \"warn\" }",
      "s.json:51:5: error: expect[0]: says nothing that must hold (expected either \"invariant\" or \"that\")",
      schema: true),
    BrokenScenario(
      "unknown matrix axis in exclude", "\"seeds\": [1, 2],",
      "\"matrix\": { \"axes\": { \"mode\": { \"a\": {} } }, \"exclude\": [{ \"mod\": \"a\" }] },",
      "s.json:7:62: error: matrix.exclude[0]: unknown axis \"mod\" (expected \"mode\"; did you mean \"mode\"?)"),
  ]

  /// Mistakes in conditions and references.
  static let expressions = [
    BrokenScenario(
      "dangling reference", "${steps.keys.result}", "${steps.kyes.result}",
      "s.json:37:57: error: steps[1].for-each: unknown step \"kyes\" (did you mean \"keys\"?)"),
    BrokenScenario(
      "forward reference", "\"fingerprint\": \"${item.id}\"", "\"fingerprint\": \"${steps.acs.result.bytes}\"",
      "s.json:38:35: error: steps[1].args.fingerprint: step \"acs\" comes later than its use (expected a step that this "
        + "one waits for)"),
    BrokenScenario(
      "a reference to a field that the result does not have", "${item.id}", "${item.fingerprint}",
      "s.json:38:35: error: steps[1].args.fingerprint: item.fingerprint leads nowhere: there is no \"fingerprint\" "
        + "(expected one of id, spec)"),
    BrokenScenario(
      "item without for-each", "acs-${p1.id}.gz", "acs-${item.id}.gz",
      "s.json:42:64: error: steps[3].args.exportFilePath: \"item\" has no meaning here"),
    BrokenScenario(
      "unknown node in a reference", "${p1.id}", "${p7.id}",
      "s.json:42:64: error: steps[3].args.exportFilePath: unknown name \"p7\" (expected a node, or one of steps"),
    BrokenScenario(
      "a result asked of the whole scenario", "all(steps.export.result, k, k.fingerprint != '')", "result.exported > 0",
      "s.json:52:16: error: expect[1].that: \"result\" has no meaning here (expected it in a step's \"expect\")"),
    BrokenScenario(
      "a hyphen in a path", "all(steps.export.result, k, k.fingerprint != '')", "kms.aws-main.keys.spare == null",
      "s.json:52:23: error: expect[1].that: a hyphen in a path (expected the segment in quotes, as in kms.'aws-main')"),
    BrokenScenario(
      "a pregenerated key that does not exist", "all(steps.export.result, k, k.fingerprint != '')",
      "kms.'aws-main'.keys.spar == null",
      "s.json:52:16: error: expect[1].that: aws-main has no pregenerated key \"spar\" (did you mean \"spare\"?)"),
    BrokenScenario(
      "a variable that goes nowhere", "k.fingerprint != ''", "k.finger != ''",
      "s.json:52:44: error: expect[1].that: k.finger leads nowhere: there is no \"finger\""),
    BrokenScenario(
      "a condition that ends too early", "result.exported > 0 and", "result.exported > 0 and and",
      "s.json:43:54: error: steps[3].expect[0].that: \"and\" where a value should be"),
    BrokenScenario(
      "a reference that is not closed", "${p1.id}", "${p1.id",
      "s.json:42:72: error: steps[3].args.exportFilePath: the expression ends too early (expected \"}\")"),
  ]
}
