import Events
import Foundation
import Kernel
import Results
import Scenarios
import Testing

/// A KMS with keys, and an operator's commands on it; a run needs no traffic for that.
private struct KmsStory {
  var instances: String
  var steps: String
  var node = ""

  static let principals = #""principals": { "participant1": "canton-external-keys", "operator": "operator-import" }"#

  /// One AWS instance with the keys given over the usual ones.
  static func aws(_ more: String, region: String = "us-east-1", preset: String = "aws-kms@2026-01") -> String {
    #"{ "vendor": "aws", "account": "111122223333", "region": "\#(region)", "preset": "\#(preset)", \#(more) }"#
  }

  func run() throws -> RunOutcome {
    try SmallRun.run(text)
  }

  var text: String {
    SmallRun.text(steps: steps)
      .replacing(/"kms": \{ "aws-main": \{.*?\} \},\n/.dotMatchesNewlines(), with: "\"kms\": { \(instances) },\n")
      .replacing(
        #""participant1": { "connect": ["da"], "kms": "aws-main" }"#,
        with: #""participant1": { "connect": ["da"], "kms": "aws-main"\#(node) }"#)
  }

  /// What the calls of a principal ended in, without repetitions.
  static func outcomes(_ outcome: RunOutcome, of principal: String, _ operation: String) -> Set<String> {
    Set(calls(outcome, of: principal, operation).map(\.outcome))
  }

  static func calls(_ outcome: RunOutcome, of principal: String, _ operation: String) -> [KmsCallEvent] {
    outcome.history.entries.compactMap { entry in
      guard case .kms(let call) = entry.event, call.principal == principal, call.operation == operation else {
        return nil
      }
      return call
    }
  }
}

@Suite("Who may do what with a scenario's KMS")
struct KmsAccessTests {
  private let describe =
    #"{ "id": "look", "do": "kms.describe_key", "args": { "kms": "aws-main", "keyId": "${kms.'aws-main'.keys.spare}" } }"#
  private let spare = #""keys": { "spare": { "key-spec": "ECC_NIST_P256", "key-usage": "SIGN_VERIFY" } }"#

  @Test("a permission that a scenario takes out of a documented set is missed by name")
  func removed() throws {
    for (set, result) in [
      (#""operator-import""#, "OK"),
      (
        #"{ "preset": "operator-import", "deny": ["kms:DescribeKey"] }"#, "AccessDeniedException"
      ),
    ] {
      let principals = #""principals": { "participant1": "canton-external-keys", "operator": \#(set) }"#
      let outcome = try KmsStory(
        instances: #""aws-main": \#(KmsStory.aws("\(principals), \(spare)"))"#, steps: describe
      ).run()
      #expect(KmsStory.outcomes(outcome, of: "operator", "DescribeKey") == [result])
    }
  }

  @Test("each permission that Canton documents is needed: without it the node's own call is denied")
  func documented() throws {
    for action in ["Sign", "Decrypt", "GetPublicKey", "CreateKey"] {
      let principals =
        #""principals": { "participant1": { "preset": "canton-external-keys", "deny": ["kms:\#(action)"] } }"#
      let outcome = try KmsStory(
        instances: #""aws-main": \#(KmsStory.aws("\(principals), \(spare)"))"#, steps: SmallRun.wait
      ).run()
      let denied = outcome.history.entries.contains { entry in
        if case .kms(let call) = entry.event {
          call.operation == action && call.outcome == "AccessDeniedException"
        } else {
          false
        }
      }
      // A node that cannot make keys never comes to decrypting.
      #expect(denied, "\(action)")
    }
  }

  @Test("an identity policy denies what the allow list has")
  func policy() throws {
    let policy =
      #"{ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "kms:Describe*", "Resource": "*" }] }"#
    let principals =
      #""principals": { "participant1": "canton-external-keys", "operator": { "preset": "operator-import", "policy": \#(policy) } }"#
    let outcome = try KmsStory(
      instances: #""aws-main": \#(KmsStory.aws("\(principals), \(spare)"))"#, steps: describe
    ).run()
    #expect(KmsStory.outcomes(outcome, of: "operator", "DescribeKey") == ["AccessDeniedException"])
  }

  @Test("credentials that nobody renews end with ExpiredTokenException, and not before their time")
  func credentials() throws {
    let principals =
      #""principals": { "participant1": "canton-external-keys", "operator": { "preset": "operator-import", "credentials-expire-after": "1m" } }"#
    let steps = """
      \(describe.replacing("\"look\"", with: "\"early\", \"at\": \"30s\"")),
      \(describe.replacing("\"look\"", with: "\"late\", \"at\": \"61s\""))
      """
    let outcome = try KmsStory(
      instances: #""aws-main": \#(KmsStory.aws("\(principals), \(spare)"))"#, steps: steps
    ).run()
    #expect(
      KmsStory.calls(outcome, of: "operator", "DescribeKey").map(\.outcome) == ["OK", "ExpiredTokenException"])
  }

  @Test("a key policy shuts a key, and a grant opens it for one operation")
  func grant() throws {
    let closed = """
      { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": { "AWS": \
      "arn:aws:iam::111122223333:role/owner" }, "Action": "kms:*", "Resource": "*" }] }
      """
    let principals =
      #""principals": { "participant1": "canton-external-keys", "operator": "operator-import", "owner": { "allow": ["kms:CreateGrant"] } }"#
    let keys =
      #""keys": { "spare": { "key-spec": "ECC_NIST_P256", "key-usage": "SIGN_VERIFY", "policy": \#(closed) } }"#
    let steps = """
      \(describe.replacing("\"look\"", with: "\"shut\", \"on-failure\": \"continue\"")),
      { "id": "grant", "do": "kms.create_grant", "args": { "kms": "aws-main", "principal": "owner",
        "keyId": "${kms.'aws-main'.keys.spare}", "granteePrincipal": "operator", "operations": ["DescribeKey"] } },
      \(describe.replacing("\"look\"", with: "\"open\""))
      """
    let outcome = try KmsStory(instances: #""aws-main": \#(KmsStory.aws("\(principals), \(keys)"))"#, steps: steps)
      .run()
    #expect(
      KmsStory.calls(outcome, of: "operator", "DescribeKey").map(\.outcome) == ["AccessDeniedException", "OK"])
  }

  @Test("a multi-Region key is replicated into the account's other KMS, and named there by the same id")
  func regions() throws {
    let instances = """
      "aws-main": \(KmsStory.aws(#""replication-time": "20s", "keys": { "spare": { "key-spec": "ECC_NIST_P256", "key-usage": "SIGN_VERIFY", "multi-region": true } }"#)),
      "aws-west": \(KmsStory.aws(#""quotas": "off""#, region: "us-west-2"))
      """
    let west =
      #"{ "id": "%", "do": "kms.describe_key", "args": { "kms": "aws-west", "keyId": "${kms.'aws-main'.keys.spare}" }, "expect": [{ "that": "result.keyState == '#'" }] }"#
    func look(_ id: String, _ state: String) -> String {
      west.replacing("%", with: id).replacing("#", with: state)
    }
    let steps = """
      { "id": "copy", "do": "kms.replicate_key", "args": { "kms": "aws-main", "keyId": "${kms.'aws-main'.keys.spare}", "replicaRegion": "us-west-2" } },
      \(look("soon", "Creating")),
      { "id": "pause", "do": "sim.wait", "args": { "for": "30s" } },
      \(look("then", "Enabled"))
      """
    let outcome = try KmsStory(instances: instances, steps: steps).run()
    #expect(outcome.result.steps.filter { $0.outcome != .ok }.map(\.id) == [])
  }

  @Test("a node in another Region pays the round trip between the two with each call")
  func roundTrip() throws {
    func slowest(_ region: String) throws -> Span {
      let story = KmsStory(
        instances: #""aws-main": \#(KmsStory.aws(KmsStory.principals, preset: "aws-kms@2026-11"))"#,
        steps: SmallRun.wait, node: #", "region": "\#(region)""#)
      return try #require(
        KmsStory.calls(try story.run(), of: "participant1", "GetPublicKey").map(\.latency).min())
    }
    #expect(try slowest("us-east-1") < .milliseconds(60))
    #expect(try slowest("eu-central-1") >= .milliseconds(90))
  }

  @Test("a run that is asked for its trail leaves CloudTrail's events, with the request ids of the audit log")
  func trail() throws {
    let text = KmsStory(
      instances: #""aws-main": \#(KmsStory.aws(KmsStory.principals + #", "cloudtrail": true"#))"#, steps: SmallRun.wait
    ).text.replacing(#""region": "us-east-1" } } }"#, with: #""region": "us-east-1", "audit-logging": true } } }"#)
    let outcome = try SmallRun.run(text)
    let trail = try #require(outcome.serviceLogs.first)
    #expect(trail.name == "cloudtrail-aws-main.json")
    let file = try #require(
      try JSONSerialization.jsonObject(with: Data(trail.file)) as? [String: [[String: Any]]])
    let events = try #require(file["Records"])
    let calls = outcome.history.entries.filter { if case .kms = $0.event { true } else { false } }
    #expect(events.count == calls.count && events.count > 10)
    let log = try #require(outcome.auditLogs.first?.lines.joined(separator: "\n"))
    for event in events {
      let id = try #require(event["requestID"] as? String)
      #expect(log.contains("[Aws-Id: \(id)]") || event["errorCode"] != nil)
    }
    #expect(Set(events.compactMap { $0["sourceIPAddress"] as? String }).count == 1)
    #expect(outcome.result.checks.allSatisfy { $0.outcome == .holds })
  }

  @Test("a node's KMS log is rolled by its pattern, and no line is lost over a restart")
  func kmsLog() throws {
    func run(_ node: String) throws -> RunOutcome {
      let text = KmsStory(
        instances: #""aws-main": \#(KmsStory.aws(KmsStory.principals))"#, steps: SmallRun.wait, node: node
      ).text.replacing(#""region": "us-east-1" } } }"#, with: #""region": "us-east-1", "audit-logging": true } } }"#)
      return try SmallRun.run(text)
    }
    let whole = try run("").auditLogFiles
    #expect(whole.map(\.name) == ["kms-audit-participant1.log"])
    let rolled = try run(
      #", "kms-log": { "file-name": "log/canton_kms.log", "rolling-pattern": "yyyy-MM-dd.HH.mm.ss" }"#
    ).auditLogFiles
    #expect(rolled.count > 1 && rolled.last?.name == "participant1/log/canton_kms.log")
    #expect(rolled.dropLast().allSatisfy { $0.name.hasPrefix("participant1/log/canton_kms.log.2026-01-01.00.00.") })
    #expect(rolled.flatMap(\.lines) == whole[0].lines)
  }

  @Test("the bill counts what was answered, at the preset's prices, and nothing for throttled requests")
  func bill() throws {
    let keys =
      #""quotas": { "get-public-key": 0.5 }, "keys": { "spare": { "key-spec": "RSA_2048", "key-usage": "SIGN_VERIFY" } }"#
    let outcome = try KmsStory(
      instances: #""aws-main": \#(KmsStory.aws("\(KmsStory.principals), \(keys)"))"#, steps: SmallRun.wait
    ).run()
    let bill = try #require(outcome.bills.first)
    #expect(bill.kms == "aws-main" && bill.preset == "aws-kms@2026-01" && outcome.bills.count == 1)
    let calls = outcome.history.entries.compactMap { if case .kms(let call) = $0.event { call } else { nil } }
    #expect(bill.requests.reduce(0) { $0 + $1.count } + bill.throttled == calls.count)
    #expect(bill.throttled == calls.count { $0.throttled } && bill.throttled > 0)
    // ECC: 0.15 dollars for 10,000 requests.
    let signing = try #require(bill.requests.first { $0.operation == "Sign" && $0.keySpec == "ECC_NIST_P256" })
    #expect(signing.per10000 == 150_000 && signing.cost == UInt64(signing.count) * 15)
    #expect(bill.requestCost == bill.requests.reduce(0) { $0 + $1.cost })
    // A dollar for each key and month.
    #expect(bill.keyCostPerMonth == UInt64(bill.keys.reduce(0) { $0 + $1.count }) * 1_000_000)
    #expect(bill.keys.contains { $0.kind == "RSA_2048" } && bill.keys.contains { $0.kind == "ECC_NIST_P256" })
    let month = try #require(bill.requestCostOf30Days)
    let expected = bill.requestCost * UInt64(Span.days(30).nanoseconds / bill.span.nanoseconds)
    #expect(month >= expected && month <= expected + bill.requestCost)
    let file = try #require(
      try JSONSerialization.jsonObject(with: Data(KmsBill.file(outcome.bills).utf8)) as? [String: Any])
    #expect((file["bills"] as? [[String: Any]])?.first?["key-cost-per-month"] as? UInt64 == bill.keyCostPerMonth)
  }

  @Test("without a word about a trail a run leaves none")
  func noTrail() throws {
    #expect(try SmallRun.run(SmallRun.text(steps: SmallRun.wait)).serviceLogs.isEmpty)
  }
}
