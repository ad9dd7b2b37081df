/// One function or operator of the language: its manual and its kernel in one row.
///
/// Everything that speaks of builtins (the compiler, `quill builtins`, `Grammar/builtins.md`,
/// completion, the contract tests) reads `Builtin.all`.
public struct Builtin: Sendable {
  /// How an argument is passed.
  public enum ParameterKind: Sendable, Hashable {
    /// A column of numbers.
    case number
    /// A column of flags.
    case flag
    /// A column of words: times or durations.
    case word
    /// A column of grid words: only an input column, plain or some bars ago, can be passed. Rows
    /// with such a parameter stand before the row of the same name that takes any number.
    case grid
    /// A whole number fixed for a run, in the range.
    case length(ClosedRange<Int>)
    /// A number fixed for a run.
    case factor
  }

  /// One argument of a call.
  public struct Parameter: Sendable {
    public let name: String
    public let kind: ParameterKind
    /// What stands for it when the call leaves it out.
    public let standard: Double?

    public init(_ name: String, _ kind: ParameterKind, standard: Double? = nil) {
      self.name = name
      self.kind = kind
      self.standard = standard
    }

    /// True for what stands in `Instruction.scalars`, false for what stands in `operands`.
    public var isScalar: Bool {
      switch kind {
      case .length, .factor: true
      case .number, .flag, .word, .grid: false
      }
    }
  }

  /// What a row is about; pages are printed in this order.
  public enum Family: String, Sendable, Hashable, CaseIterable {
    case arithmetic, comparison, logic, choice, math, averages, windows, statistics, momentum,
      volatility, trend, volume, cycles, prices, candles, events, calendar
  }

  /// What of the past the result depends on.
  public enum Memory: Sendable, Hashable {
    /// The last bars only: any start gives the same result once they are there.
    case finite
    /// All bars, with weights that fade; `settled` bars bring the seed's weight below 1e-9.
    case fading
    /// All bars since the first.
    case open
  }

  /// A call and what it gives, over `close` = the numbers given, one a bar (open = high = low =
  /// close, volume 1). Checked by the contract tests.
  public struct Example: Sendable {
    public let call: String
    public let close: [Double]
    public let gives: [Double]
    public init(_ call: String, close: [Double], gives: [Double]) {
      self.call = call
      self.close = close
      self.gives = gives
    }
  }

  public let name: String
  public let aliases: [String]
  /// The operator that calls the row; such a row cannot be called by name.
  public let symbol: String?
  public let family: Family
  /// As written in a call; operands are passed in this order, scalars likewise.
  public let parameters: [Parameter]
  /// Input columns passed after the operands without being written: `atr(14)` reads high, low and
  /// close.
  public let inputs: [InputColumn]
  /// The bank of the result.
  public let result: Bank
  public let summary: String
  /// The definition in symbols, with seed and conventions.
  public let formula: String
  /// Where the definition is from, and where other libraries differ.
  public let source: String
  public let example: Example
  public let memory: Memory
  /// Bars before the first value, over those of the operands, as a function of the scalars.
  public let lookback: @Sendable ([Double]) -> Int
  /// Bars until a fading seed's weight is below 1e-9; equal to `lookback` for finite memory.
  public let settled: @Sendable ([Double]) -> Int
  let kernel: Kernel
  /// For a window whose length may change from bar to bar, within a bound: how it is computed anew.
  var bounded: Kernel?

  /// True when the result at a bar depends on that bar's operands alone.
  public var isElementwise: Bool { kernel.shape == .elementwise }

  /// Every row. The index of a row is its number in the bytecode.
  public static let all: [Builtin] = Builtin.table

  /// Rows by name or alias, in table order; operators are not among them.
  public static func rows(named name: String) -> [Int] {
    indexByName[name] ?? []
  }

  /// The rows of an operator, in table order: `symbol` as in `BinaryOperator` (`+`, `crosses
  /// above`), or `negate`, `not`, `if`, `??`.
  public static func rows(symbol: String) -> [Int] {
    indexBySymbol[symbol] ?? []
  }

  private static let indexByName: [String: [Int]] = {
    var index: [String: [Int]] = [:]
    for (row, builtin) in all.enumerated() where builtin.symbol == nil {
      for name in [builtin.name] + builtin.aliases { index[name, default: []].append(row) }
    }
    return index
  }()

  private static let indexBySymbol: [String: [Int]] = {
    var index: [String: [Int]] = [:]
    for (row, builtin) in all.enumerated() {
      if let symbol = builtin.symbol { index[symbol, default: []].append(row) }
    }
    return index
  }()
}
