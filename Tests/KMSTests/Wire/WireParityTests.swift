import Testing

@testable import KMS

@Suite("typed requests and JSON requests") struct WireParityTests {
  @Test("both forms of a request are answered the same", arguments: WireCase.all)
  func same(_ wireCase: WireCase) throws {
    let (typed, json) = (try WireBench(), try WireBench())
    let expected = typed.answer(try wireCase.typed(typed))
    let answer = json.bench.send(wireCase.operation.rawValue, try wireCase.json(json))
    #expect(answer == expected)
    switch wireCase.outcome {
    case .members(let members):
      #expect(answer.httpStatus == 200)
      let found = answer.body.isEmpty ? [] : try WireValue(json: answer.body).paths
      #expect(found == members)
    case .refused(let code):
      #expect(answer.httpStatus == 400)
      #expect(answer.errorCode == code)
    }
  }
}
