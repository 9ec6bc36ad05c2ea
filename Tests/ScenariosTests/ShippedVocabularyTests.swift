import Scenarios
import Testing

@Suite("The shipped vocabulary")
struct ShippedVocabularyTests {
  @Test("every step, fault and workload has an example that the reader accepts")
  func examplesAreRight() {
    #expect(Vocabulary.shipped.exampleMistakes() == [])
  }

  @Test("no two steps have the same name")
  func namesAreUnique() {
    let names = Vocabulary.shipped.steps.map(\.name)
    #expect(Set(names).count == names.count)
  }
}
