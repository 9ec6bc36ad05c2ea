import Kernel
import Testing

@testable import KMS

/// Bodies that no client sends: random bytes, and bodies of real requests with something changed. Everything derives
/// from one seed.
struct WireMutator {
  var stream: RandomStream
  let seeds: [(operation: String, body: [UInt8])]

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int(stream.below(UInt64(elements.count)))]
  }

  mutating func index(_ count: Int) -> Int { Int(stream.below(UInt64(count))) }

  /// A request; now and then the body goes to another operation than it was made for.
  mutating func request() -> (operation: String, body: [UInt8]) {
    let seed = pick(seeds)
    let operation = stream.below(10) == 0 ? pick(seeds).operation : seed.operation
    switch stream.below(10) {
    case 0: return (operation, stream.bytes(index(200)))
    case 1..<5: return (operation, bytesChanged(seed.body))
    default: return (operation, valueChanged(seed.body))
    }
  }

  /// One to eight bytes changed, taken out or put in, or a piece doubled or cut off.
  private mutating func bytesChanged(_ body: [UInt8]) -> [UInt8] {
    var body = body
    for _ in 0...index(8) {
      guard !body.isEmpty else { return body }
      let place = index(body.count)
      switch stream.below(6) {
      case 0: body[place] = UInt8(truncatingIfNeeded: stream.next())
      case 1: body.remove(at: place)
      case 2: body.insert(pick([UInt8]("{}[]\",:\\0123456789eE+-.tfnu \0\u{7f}".utf8)), at: place)
      case 3: body.insert(contentsOf: body[place..<min(body.count, place + 20)], at: place)
      case 4: body.removeLast(index(body.count))
      default: body[place] ^= 1 << UInt8(stream.below(8))
      }
    }
    return body
  }

  /// One member has another value, or another name, or is gone.
  private mutating func valueChanged(_ body: [UInt8]) -> [UInt8] {
    guard let value = try? WireValue(json: body), case .object(var members) = value, !members.isEmpty else {
      return bytesChanged(body)
    }
    for _ in 0...index(3) where !members.isEmpty {
      let place = index(members.count)
      switch stream.below(8) {
      case 0: members.remove(at: place)
      case 1: members.append(WireMember(name: members[place].name, value: anyValue(depth: 0)))
      case 2: members[place] = WireMember(name: pick(members).name, value: members[place].value)
      default: members[place] = WireMember(name: members[place].name, value: anyValue(depth: 0))
      }
    }
    return WireValue.object(members).json
  }

  private mutating func anyValue(depth: Int) -> WireValue {
    switch stream.below(depth > 2 ? 7 : 9) {
    case 0: return .null
    case 1: return .flag(stream.below(2) == 0)
    case 2: return .number(pick(["0", "-1", "1e400", "-1e400", "1.5", "99999999999999999999", "7", "1e-400", "365"]))
    case 3:
      return .text(pick(["", "alias/x", "arn:aws:kms:::", "arn:", "\0", "ü", "RSA_2048", "DIGEST", "mrk-", "AAA="]))
    case 4: return .text(String(repeating: "a", count: index(9000)))
    case 5: return .text(String(repeating: "AAAA", count: index(3000)))
    case 6: return .text(String(decoding: stream.bytes(index(40)), as: UTF8.self))
    case 7: return .list((0..<index(6)).map { _ in anyValue(depth: depth + 1) })
    default: return .object((0..<index(5)).map { WireMember(name: "m\($0)", value: anyValue(depth: depth + 1)) })
    }
  }
}

@Suite("bodies that no client sends") struct WireFuzzTests {
  /// What a body can be refused with: the codes of AWS's API model, of its framework, and one that the service has beside
  /// its model.
  static let codes = AwsErrors.modelled.union([
    "SerializationException", "ValidationException", "UnknownOperationException", "RequestEntityTooLargeException",
    "AccessDeniedException", "NotAuthorizedException",
  ])

  @Test("ten thousand of them are refused with the service's errors or answered, and do no harm")
  func fuzz() throws {
    // The cryptographic operations have most behind their doors: they come twice.
    let seeds = try (WireCase.all + WireCase.crypto).map {
      (operation: $0.operation.rawValue, body: [UInt8](try $0.json(try WireBench()).utf8))
    }
    var mutator = WireMutator(stream: RandomStream(seed: 1, name: "wire-fuzz"), seeds: seeds)
    var bench = try WireBench().bench
    var refusals: [String: Int] = [:]
    for turn in 0..<10_000 {
      // Now and then from the start, for the bodies disable and delete keys, too.
      if turn.isMultiple(of: 100) { bench = try WireBench().bench }
      let (operation, body) = mutator.request()
      let answer = bench.frontEnd.answer(operation, body: body, from: alice, at: bench.now)
      if !answer.body.isEmpty { _ = try WireValue(json: answer.body) }
      guard let code = answer.errorCode else {
        #expect(answer.httpStatus == 200)
        continue
      }
      refusals[code, default: 0] += 1
      #expect(answer.httpStatus == (code == "RequestEntityTooLargeException" ? 413 : 400))
      #expect(Self.codes.contains(code), "\(operation): \(String(decoding: body, as: UTF8.self))")
    }
    // Each door is tried: the grammar, the types, the members, the keys, and what is behind them.
    for code in ["SerializationException", "ValidationException", "NotFoundException", "InvalidKeyUsageException"] {
      #expect(refusals[code, default: 0] > 5, "\(code)")
    }
    #expect(refusals.values.reduce(0, +) < 10_000)
  }
}
