import Configuration
import Events
import KMS
import OrderedCollections
import Kernel
import Presets
import Results

/// What a run asked of one KMS and would pay for at list prices, in millionths of a dollar.
///
/// Every request that the caller got an answer to is paid for, refusals for lack of quota excepted (kms.md section 5). Free tiers, discounts and taxes are left out; so is the material that AWS keeps of rotated
/// keys.
public struct KmsBill: Hashable, Sendable {
  /// Requests of one operation on one kind of key.
  public struct Requests: Hashable, Sendable {
    /// The vendor's operation or method.
    public let operation: String
    /// The key spec or algorithm; nil where no key was concerned.
    public let keySpec: String?
    /// How many are paid for.
    public let count: Int
    /// What 10,000 cost; nil where the price list has nothing on them.
    public let per10000: UInt64?

    /// What they cost, rounded to the nearest.
    public var cost: UInt64 { ((per10000 ?? 0) * UInt64(count) + 5_000) / 10_000 }
  }

  /// Keys of one kind that exist at the end.
  public struct Keys: Hashable, Sendable {
    /// The key spec, or algorithm and protection level.
    public let kind: String
    /// How many.
    public let count: Int
    /// What all of them cost in a month; nil where the price list has nothing on them.
    public let perMonth: UInt64?
  }

  /// The KMS's name in the scenario.
  public let kms: String
  /// Whose prices these are.
  public let preset: String
  /// By operation and kind of key, in the order of their names.
  public let requests: [Requests]
  /// How many requests were refused for lack of quota, and are free.
  public let throttled: Int
  /// By kind, in the order of their names.
  public let keys: [Keys]
  /// How long the run was.
  public let span: Span

  /// What the run's requests cost.
  public var requestCost: UInt64 { requests.reduce(0) { $0 + $1.cost } }
  /// What the keys cost in a month.
  public var keyCostPerMonth: UInt64 { keys.reduce(0) { $0 + ($1.perMonth ?? 0) } }

  /// What the requests of 30 days cost if they go on as in the run; nil for a run without length.
  public var requestCostOf30Days: UInt64? {
    guard span > .zero else { return nil }
    let product = UInt64(Span.days(30).nanoseconds).multipliedFullWidth(by: requestCost)
    let divisor = UInt64(span.nanoseconds)
    guard product.high < divisor else { return nil }
    return divisor.dividingFullWidth(product).quotient
  }
}

extension KmsBill {
  /// The bills of the services that have a price list, in the scenario's order.
  static func all(of world: World, _ history: History) -> [KmsBill] {
    let scenario = world.scenario
    let aws = scenario.kms.compactMap { instance -> KmsBill? in
      guard let preset = instance.preset, let service = world.endpoints[instance.name]?.service else { return nil }
      let specs = service.keys(at: history.end).filter { $0.keyState != .pendingDeletion }.map(\.keySpec.rawValue)
      return KmsBill(
        kms: instance.name, preset: preset.header.name, history,
        price: { operation, keySpec in
          KmsOperation(rawValue: operation).flatMap {
            preset.prices.per10000($0, keySpec: keySpec.flatMap(KmsKeySpec.init(rawValue:)))
          }
        },
        keys: Self.counts(specs).map { Keys(kind: $0, count: $1, perMonth: preset.prices.keyMonth * UInt64($1)) })
    }
    let google = scenario.gcpKms.compactMap { instance -> KmsBill? in
      guard let preset = instance.preset, let service = world.googleEndpoints[instance.name]?.service else {
        return nil
      }
      let versions = service.billedVersions(at: history.end)
      return KmsBill(
        kms: instance.name, preset: preset.header.name, history,
        price: { operation, algorithm in
          // Canton makes its keys in Cloud HSM, always.
          GcpMethod(rawValue: operation).flatMap {
            preset.prices.per10000($0, algorithm: algorithm.flatMap(GcpAlgorithm.init(rawValue:)), level: .hsm)
          }
        },
        keys: Self.counts(versions.map { "\($0.algorithm.rawValue) \($0.level.rawValue)" }).map { kind, count in
          let version = versions.first { "\($0.algorithm.rawValue) \($0.level.rawValue)" == kind }
          return Keys(
            kind: kind, count: count,
            perMonth: version.flatMap {
              preset.prices.versionMonths(UInt64(count), algorithm: $0.algorithm, level: $0.level)
            })
        })
    }
    return aws + google
  }

  private init(
    kms: String, preset: String, _ history: History, price: (String, String?) -> UInt64?, keys: [Keys]
  ) {
    var counts: [Kind: Int] = [:]
    var throttled = 0
    for case .kms(let call) in history.entries.lazy.map(\.event) where call.kms == kms {
      if call.throttled {
        throttled += 1
      } else if TransportFailure(rawValue: call.outcome) == nil, GrpcFailure(rawValue: call.outcome) == nil {
        counts[Kind(operation: call.operation, keySpec: call.keySpec), default: 0] += 1
      }
    }
    self.kms = kms
    self.preset = preset
    self.throttled = throttled
    self.keys = keys
    span = history.end - .zero
    requests = counts.sorted { $0.key < $1.key }.map { kind, count in
      Requests(
        operation: kind.operation, keySpec: kind.keySpec, count: count,
        per10000: price(kind.operation, kind.keySpec))
    }
  }

  private struct Kind: Hashable, Comparable {
    let operation: String
    let keySpec: String?

    static func < (left: Kind, right: Kind) -> Bool {
      (left.operation, left.keySpec ?? "") < (right.operation, right.keySpec ?? "")
    }
  }

  private static func counts(_ kinds: [String]) -> [(String, Int)] {
    Dictionary(kinds.map { ($0, 1) }, uniquingKeysWith: +).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The bill as `kms-bill.json` has it; costs are whole millionths of a dollar.
  public var json: JSONValue {
    func number(_ number: UInt64?) -> JSONValue { number.map { .uint64($0) } ?? .null }
    return .object([
      .init("kms", .string(kms)), .init("prices", .string(preset)),
      .init(
        "requests",
        .array(
          requests.map {
            .object([
              .init("operation", .string($0.operation)), .init("key-spec", $0.keySpec.map { .string($0) } ?? .null),
              .init("count", .int64(Int64($0.count))), .init("per-10000", number($0.per10000)),
              .init("cost", .uint64($0.cost)),
            ])
          })),
      .init("throttled", .int64(Int64(throttled))), .init("request-cost", .uint64(requestCost)),
      .init("request-cost-of-30-days-at-this-rate", number(requestCostOf30Days)),
      .init(
        "keys",
        .array(
          keys.map {
            .object([
              .init("kind", .string($0.kind)), .init("count", .int64(Int64($0.count))),
              .init("cost-per-month", number($0.perMonth)),
            ])
          })),
      .init("key-cost-per-month", .uint64(keyCostPerMonth)),
    ])
  }

  /// All bills of a run as one file.
  public static func file(_ bills: [KmsBill]) -> String {
    JSONWriter.text(
      .object([
        .init("format", .string("keyshift-kms-bill/1")), .init("currency", .string("USD")),
        .init("unit", .string("millionths")), .init("bills", .array(bills.map(\.json))),
      ])) + "\n"
  }
}
