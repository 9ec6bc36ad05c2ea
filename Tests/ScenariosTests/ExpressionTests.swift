import Configuration
import Kernel
import Scenarios
import Testing

@Suite("expressions")
struct ExpressionTests {
  let scope = FixedScope([
    "result": .fields(["exported": .int(48), "dropped": .int(0), "took": .span(.seconds(3)), "note": .null]),
    "p1": .fields(["id": .string("p1::1220ab"), "is-kms": .bool(true)]),
    "keys": .list([
      .fields(["spec": .string("ec-p-256"), "usage": .string("namespace")]),
      .fields(["spec": .string("rsa-2048"), "usage": .string("encryption")]),
    ]),
    "none": .list([]),
    "secret": .secret(Secret(fingerprint: "1220cd", payload: [UInt8(1), 2, 3])),
  ])

  @Test(
    "conditions evaluate as their grammar says",
    arguments: [
      ("result.exported == 48", true), ("result.exported != 48", false), ("result.exported > 47", true),
      ("result.exported <= 47", false), ("result.took < 5s", true), ("result.took >= 3000ms", true),
      ("result.note == null", true), ("result.exported == null", false), ("null != result.note", false),
      ("p1.id == 'p1::1220ab' and result.dropped == 0", true), ("p1.'is-kms' and not (1 == 2)", true),
      ("false or true and false", false), ("(false or true) and true", true), ("not false and false", false),
      ("all(keys, k, k.spec != \"ec-p-384\")", true), ("any(keys, k, k.usage == 'encryption')", true),
      ("all(keys, k, k.usage == 'encryption')", false), ("all(none, k, false)", true), ("any(none, k, true)", false),
      ("count(keys) == 2", true), ("count(none) == 0 and keys[1].spec == 'rsa-2048'", true),
      ("any(keys, k, any(keys, l, k.spec != l.spec))", true), ("'a' < 'b'", true), ("-1 < 0", true),
      ("secret == secret", true), ("notable == 1 or true", true),
    ])
  func conditions(text: String, holds: Bool) throws {
    var scope = scope
    scope.values["notable"] = .int(2)
    #expect(try Expression(condition: text).holds(in: scope) == holds)
  }

  @Test("the right side of and, or is not evaluated when the left decides")
  func shortCircuit() throws {
    #expect(try Expression(condition: "false and nothing.at.all == 1").holds(in: scope) == false)
    #expect(try Expression(condition: "true or nothing.at.all == 1").holds(in: scope))
  }

  @Test(
    "what is not in the grammar is refused at its place",
    arguments: [
      ("", 0, "the expression ends too early"), ("a ==", 4, "the expression ends too early"),
      ("a = b", 2, "'=' where the expression should end"), ("a + b", 2, "'+' where the expression should end"),
      ("a == b == c", 9, "a second comparison"), ("a.", 2, "no name behind the point"), ("a[x]", 2, "no index"),
      ("all(a, b)", 8, "')'"), ("count a", 6, "'a'"), ("5x == 1", 0, "\"5x\" is no number"),
      ("'abc", 0, "a quote that is not closed"), ("and", 0, "\"and\" where a value should be"),
      ("all(a, not, true)", 7, "no variable"), ("99999999999999999999 > 1", 0, "\"99999999999999999999\" is no number"),
      ("a-b", 1, "a hyphen in a path"), ("1.5 > 1", 0, "\"1.5\" is no number"),
    ])
  func syntax(text: String, offset: Int, message: String) {
    do throws(ExpressionSyntaxError) {
      _ = try Expression(condition: text)
      Issue.record("\(text) was read")
    } catch {
      #expect(error.offset == offset)
      #expect(error.message == message)
    }
  }

  @Test("nesting is bounded")
  func nesting() {
    let deep = String(repeating: "(", count: 100_000) + "true"
    #expect(throws: ExpressionSyntaxError.self) { try Expression(condition: deep) }
    #expect(throws: ExpressionSyntaxError.self) {
      try Expression(condition: String(repeating: "not ", count: 100_000) + "true")
    }
  }

  @Test(
    "what has no value or does not compare is an error, not false",
    arguments: [
      ("nothing == 1", EvaluationError.noValue(path: "nothing")),
      ("result.lost == 0", .noField(path: "result", field: "lost")),
      ("keys[2].spec == 'x'", .noElement(path: "keys[2]", count: 2)),
      ("result[0] == 1", .notAList(path: "result", kind: "a record")),
      ("result.exported == '48'", .notComparable(left: "an integer", right: "a string", comparison: .equal)),
      ("p1 < result", .notComparable(left: "a record", right: "a record", comparison: .less)),
      ("result.exported", .notABoolean(kind: "an integer")),
      ("result.took == 3", .notComparable(left: "a duration", right: "an integer", comparison: .equal)),
    ])
  func errors(text: String, error: EvaluationError) throws {
    let expression = try Expression(condition: text)
    #expect(throws: error) { try expression.holds(in: scope) }
  }

  @Test("a string that is one reference takes the value, a longer one its text")
  func templates() throws {
    guard case .list(let keys) = try Template(string: "${keys}").evaluate(in: scope) else {
      Issue.record("not a list")
      return
    }
    #expect(keys.count == 2)
    #expect(try text("acs-${p1.id}-${count(keys)}.gz") == "'acs-p1::1220ab-2.gz'")
    #expect(try text("$${p1.id} costs $5") == "'${p1.id} costs $5'")
    #expect(throws: EvaluationError.noText(path: "keys", kind: "a list")) { try text("x ${keys}") }
  }

  func text(_ string: String) throws -> String {
    try Template(string: string).evaluate(in: scope).description
  }

  @Test("a secret shows its fingerprint and nothing else, and becomes neither text nor JSON")
  func secrets() throws {
    let value = try Template(string: "${secret}").evaluate(in: scope)
    #expect(value.description == "<secret 1220cd>")
    #expect("\(value)" == "<secret 1220cd>")
    #expect(String(reflecting: value) == "<secret 1220cd>")
    var dumped = ""
    dump(value, to: &dumped)
    #expect(!dumped.contains("payload") && !dumped.contains("3"))
    #expect(throws: EvaluationError.secret("1220cd")) { try value.json() }
    #expect(throws: EvaluationError.secret("1220cd")) { try StepValue.list([.fields(["key": value])]).json() }
    #expect(throws: EvaluationError.secret("1220cd")) { try text("key ${secret}") }
    guard case .secret(let secret) = value else { return }
    #expect(secret.open(as: [UInt8].self) == [1, 2, 3])
    #expect(secret.open(as: String.self) == nil)
  }

  @Test("values become JSON in the order of their fields")
  func json() throws {
    let value = StepValue.fields(["b": .int(1), "a": .list([.null, .span(.milliseconds(1500))]), "c": .bool(false)])
    #expect(JSONWriter.text(try value.json(), layout: .compact) == #"{"b":1,"a":[null,"1.5s"],"c":false}"#)
  }
}
