/// Windows whose length changes from bar to bar, within a bound that is known before the run:
/// `highest(high, n, within: 500)`. Each is a row of its own, made from the row of the fixed length
/// that states how it is computed anew (`bounded`).
extension Builtin {
  /// The name of the bound.
  public static let bound = "within"

  /// True for a row whose length changes.
  public var isBounded: Bool { parameters.last?.name == Builtin.bound }

  /// The row for a length that changes; nothing for a row that has none.
  var changing: Builtin? {
    guard let bounded, let length = parameters.firstIndex(where: \.isScalar) else { return nil }
    let name = parameters[length].name
    var parameters = parameters
    parameters[length] = .number(name)
    parameters.append(.length(Builtin.bound))
    let words = parameters.map(\.name).joined(separator: ", ")
    let call = "\(self.name)(close, 1, \(Builtin.bound): 2)"
    return Builtin(
      name: self.name, aliases: aliases, symbol: nil, family: family, parameters: parameters,
      inputs: inputs, result: result,
      summary: "The same with a length that changes from bar to bar: "
        + "missing where it is not a whole number from 1 to the bound.",
      formula: "\(self.name)(\(words)) is \(self.name) of the length \(name) at each bar",
      source: source,
      example: Example(call, close: [1, 3, 2], gives: exampleOfOne), memory: .finite,
      lookback: lookback(of: { Int($0[0]) }), settled: lookback(of: { Int($0[0]) }),
      kernel: bounded)
  }

  /// What the row gives over 1, 3, 2 with a length of one.
  private var exampleOfOne: [Double] {
    switch name {
    case "stdev": [0, 0, 0]
    case "change", "mom": [.nan, 2, -1]
    case "roc": [.nan, 200, 100 * (2.0 / 3 - 1)]
    default: [1, 3, 2]
    }
  }

  /// The look-back of the longest length.
  private func lookback(of bound: @escaping @Sendable ([Double]) -> Int)
    -> @Sendable ([Double]) -> Int
  {
    let fixed = lookback
    return { fixed([Double(bound($0))]) }
  }

  /// The same row, which can be computed anew at every bar.
  func bounded(_ kernel: Kernel) -> Builtin {
    var row = self
    row.bounded = kernel
    return row
  }

  static let delays: [Builtin] = [
    ago(.number("x"), "ago(close, 1, within: 2)", .ago(Double.self, missing: .nan)),
    ago(.flag("c"), "ago(close > 2, 1, within: 2)", .ago(UInt8.self, missing: 0)),
    ago(
      .word("t"), "ago(time_close - time, 1, within: 2)", .ago(Int64.self, missing: Grid.missing)),
  ]

  private static func ago(_ parameter: Parameter, _ call: String, _ kernel: Kernel) -> Builtin {
    let gives: [Double]
    switch parameter.kind {
    case .flag: gives = [0, 0, 1]
    case .word: gives = [.nan, 1, 1]
    default: gives = [.nan, 1, 3]
    }
    return finite(
      "ago", .windows, [parameter, .number("n"), .length(bound, from: 0)], gives: parameter.bank,
      "The value n bars ago, where n may change from bar to bar; missing (or false) where n is not "
        + "a whole number from 0 to the bound.",
      formula: "x[n], for the n of the bar",
      example: Example(call, close: [1, 3, 2], gives: gives),
      lookback: { Int($0[0]) }, kernel)
  }
}

extension Kernel {
  /// How many rows back a bounded window reads.
  private static let reach: @Sendable ([Double]) -> Int = { Int($0[0]) }

  /// The length at a row, if it is a whole number in its range.
  @inline(__always)
  private static func length(_ n: Double, from least: Int, within most: Int) -> Int? {
    guard n >= Double(least), n <= Double(most), n == n.rounded() else { return nil }
    return Int(n)
  }

  /// Sums over numbers, anew at every bar.
  static func anew<State: WindowState>(_: State.Type) -> Kernel {
    Kernel(
      shape: .window,
      body: { call in
        let (x, lengths, out) = (call.number(0), call.number(1), call.target(Double.self))
        let most = Int(call.scalars[0])
        for row in 0..<call.count {
          guard let n = length(lengths[row], from: 1, within: most) else {
            out[row] = .nan
            continue
          }
          out[row] = value(State.self, x, row, n)
        }
      }, reach: reach)
  }

  /// Sums over words of the grid, anew at every bar: exact where all of them are counts.
  static func anew<Exact: ExactState, State: WindowState>(
    _: Exact.Type, _: State.Type
  ) -> Kernel {
    Kernel(
      shape: .window,
      body: { call in
        let (words, lengths, out) = (call.word(0), call.number(1), call.target(Double.self))
        let most = Int(call.scalars[0])
        for row in 0..<call.count {
          guard let n = length(lengths[row], from: 1, within: most) else {
            out[row] = .nan
            continue
          }
          let limit = Exact.limit(n)
          var exact = Exact(0, n)
          var isExact = true
          for back in stride(from: n - 1, through: 0, by: -1) {
            let word = words[row - back]
            if word < -limit || word > limit { isExact = false }
            exact.slide(word, 0, n)
          }
          out[row] =
            isExact ? exact.value(n) : value(State.self, GridPast(words: words), row, n)
        }
      }, reach: reach)
  }

  private static func value<State: WindowState>(
    _: State.Type, _ past: some Past, _ row: Int, _ n: Int
  ) -> Double {
    for back in 0..<n where !isKnown(past.number(row - back)) { return .nan }
    var state = State()
    state.refresh(past, row, n)
    let value = state.value(past, row, n)
    return isKnown(value) ? value : .nan
  }

  /// The extreme of a window, anew at every bar.
  static func anewExtreme<M: Map2>(_: M.Type) -> Kernel {
    Kernel(
      shape: .window,
      body: { call in
        let (x, lengths, out) = (call.number(0), call.number(1), call.target(Double.self))
        let most = Int(call.scalars[0])
        for row in 0..<call.count {
          guard let n = length(lengths[row], from: 1, within: most) else {
            out[row] = .nan
            continue
          }
          var extreme = Double.nan
          for back in 0..<n {
            let value = isKnown(x[row - back]) ? x[row - back] + 0 : .nan
            extreme = back == 0 ? value : M.value(extreme, value)
          }
          out[row] = extreme
        }
      }, reach: reach)
  }

  /// A function of a value and of the one as many bars ago as the length says.
  static func anewAgainst<M: Map2>(_: M.Type) -> Kernel {
    Kernel(
      shape: .window,
      body: { call in
        let (x, lengths, out) = (call.number(0), call.number(1), call.target(Double.self))
        let most = Int(call.scalars[0])
        for row in 0..<call.count {
          let n = length(lengths[row], from: 1, within: most)
          out[row] = n.map { M.value(x[row], x[row - $0]) } ?? .nan
        }
      }, reach: reach)
  }

  static func ago<Element: BitwiseCopyable & Sendable>(_: Element.Type, missing: Element) -> Kernel
  {
    Kernel(
      shape: .window,
      body: { call in
        let (x, out) = (call.rows(0, Element.self), call.target(Element.self))
        let lengths = call.number(1)
        let most = Int(call.scalars[0])
        for row in 0..<call.count {
          let n = length(lengths[row], from: 0, within: most)
          out[row] = n.map { x[row - $0] } ?? missing
        }
      }, reach: reach)
  }
}
