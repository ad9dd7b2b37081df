/// One value of one bar.
public enum ReferenceValue: Sendable, Hashable {
  case number(Double)
  case flag(Bool)
  /// A time or a duration in nanoseconds; nothing where it is missing.
  case word(Int64?)

  var number: Double { if case .number(let value) = self { value } else { .nan } }
  var flag: Bool { if case .flag(let value) = self { value } else { false } }
  var word: Int64? { if case .word(let value) = self { value } else { nil } }

  /// What stands before the first bar.
  var before: ReferenceValue {
    switch self {
    case .number: .number(.nan)
    case .flag: .flag(false)
    case .word: .word(nil)
    }
  }
}

/// A series: computes its bars in order, each once, and remembers them.
final class Cell {
  private(set) var values: [ReferenceValue] = []
  /// What stands before the first bar.
  let before: ReferenceValue
  /// The value at a bar, given that all bars before it are known.
  var rule: (Int) -> ReferenceValue
  /// The input column this series is, perhaps some bars ago: its window sums are exact.
  let market: MarketColumn?

  init(
    _ before: ReferenceValue, market: MarketColumn? = nil, rule: @escaping (Int) -> ReferenceValue
  ) {
    self.before = before
    self.market = market
    self.rule = rule
  }

  func at(_ bar: Int) -> ReferenceValue {
    if bar < 0 { return before }
    while values.count <= bar { values.append(rule(values.count)) }
    return values[bar]
  }

  func number(_ bar: Int) -> Double { at(bar).number }
  func flag(_ bar: Int) -> Bool { at(bar).flag }

  static func numbers(_ rule: @escaping (Int) -> Double) -> Cell {
    Cell(.number(.nan)) { .number(rule($0)) }
  }
  static func flags(_ rule: @escaping (Int) -> Bool) -> Cell {
    Cell(.flag(false)) { .flag(rule($0)) }
  }
}

/// The words of an input column, perhaps as they were some bars ago; nothing before the first.
struct MarketColumn {
  let word: (Int) -> Int64?
}

/// What an expression can stand for.
indirect enum Meaning {
  case series(Cell)
  case text(String)
  case record([(name: String, value: Meaning)])
  case missing
}

/// Why the reference evaluator cannot say what an expression means.
public struct ReferenceFailure: Error, Sendable, Hashable {
  public let message: String
  init(_ message: String) { self.message = message }
}
