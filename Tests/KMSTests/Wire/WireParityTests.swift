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

  @Test("every operation of the catalogue is answered in both forms, but for copies, which need a second Region")
  func complete() throws {
    let answered = WireCase.all.filter { if case .members = $0.outcome { true } else { false } }.map(\.operation)
    for entry in try AwsWireCatalogue.entries() where ![.replicateKey, .updatePrimaryRegion].contains(entry.operation) {
      #expect(answered.contains(entry.operation), "\(entry.operation)")
    }
  }
}
