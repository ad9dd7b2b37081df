extension Builtin {
  /// The families in the order of the bytecode's row numbers. Append only within a format version.
  static let table: [Builtin] = fixed + fixed.compactMap(\.changing) + delays

  private static let fixed: [Builtin] =
    arithmetic + comparisons + logic + choices + math + averages + windows + momentum + volatility
    + events + totals + places + ranks + shapes + lines + filters + trend + directions + cycles
    + numerics

  /// An operator, or a function of the row alone.
  static func elementwise(
    _ name: String, symbol: String? = nil, aliases: [String] = [], _ family: Family,
    _ parameters: [Parameter], gives result: Bank = .number, _ summary: String, formula: String,
    source: String = "definition", example: Example, _ kernel: Kernel
  ) -> Builtin {
    Builtin(
      name: name, aliases: aliases, symbol: symbol, family: family, parameters: parameters,
      inputs: [], result: result, summary: summary, formula: formula, source: source,
      example: example, memory: .finite, lookback: { _ in 0 }, settled: { _ in 0 }, kernel: kernel)
  }

  /// A function of the last bars.
  static func finite(
    _ name: String, symbol: String? = nil, aliases: [String] = [], _ family: Family,
    _ parameters: [Parameter], inputs: [InputColumn] = [], gives result: Bank = .number,
    _ summary: String, formula: String, source: String = "definition", example: Example,
    lookback: @escaping @Sendable ([Double]) -> Int, _ kernel: Kernel
  ) -> Builtin {
    Builtin(
      name: name, aliases: aliases, symbol: symbol, family: family, parameters: parameters,
      inputs: inputs, result: result, summary: summary, formula: formula, source: source,
      example: example, memory: .finite, lookback: lookback, settled: lookback, kernel: kernel)
  }
}

extension Builtin.Parameter {
  static func number(_ name: String) -> Self { Self(name, .number) }
  static func flag(_ name: String) -> Self { Self(name, .flag) }
  static func word(_ name: String) -> Self { Self(name, .word) }
  static func grid(_ name: String) -> Self { Self(name, .grid) }
  static func length(
    _ name: String = "n", from least: Int = 1, standard: Int? = nil
  ) -> Self {
    Self(name, .length(least...MachineLimits.length), standard: standard.map(Double.init))
  }
  static func factor(_ name: String, standard: Double? = nil) -> Self {
    Self(name, .factor, standard: standard)
  }
}

extension Builtin.Example {
  /// `call` over closes 1, 2, 3, ... as many as there are results.
  public static func counting(_ call: String, _ gives: Double...) -> Self {
    Self(call, close: gives.indices.map { Double($0 + 1) }, gives: gives)
  }
}
