extension Builtin {
  static let volatility: [Builtin] = [
    Builtin(
      name: "tr", aliases: ["true_range"], symbol: nil, family: .volatility, parameters: [],
      inputs: [.high, .low, .close], result: .number,
      summary: "The true range: the bar's range, gaps from the close before included.",
      formula: "max(high - low, |high - close[1]|, |low - close[1]|)",
      source: "Wilder 1978, TA-Lib TRANGE; missing at the first bar",
      example: Example("tr()", close: [1, 3, 2], gives: [.nan, 2, 1]), memory: .finite,
      lookback: { _ in 1 }, settled: { _ in 1 }, kernel: .trueRange),
    Builtin(
      name: "atr", aliases: [], symbol: nil, family: .volatility,
      parameters: [.length(standard: 14)], inputs: [.high, .low, .close], result: .number,
      summary: "The average true range, smoothed as Wilder does.",
      formula: "rma(tr, n)",
      source: "Wilder 1978, TA-Lib ATR; Pine counts the first bar's range too",
      example: Example("atr(2)", close: [1, 3, 2, 4], gives: [.nan, .nan, 1.5, 1.75]),
      memory: .fading, lookback: { Int($0[0]) }, settled: { Int($0[0]) + fade(1 - 1 / $0[0]) },
      kernel: .lanes(AverageTrueRange.self)),
  ]
}

/// The true range of a bar; missing where any of the prices is.
@inline(__always)
func trueRange(_ high: Double, _ low: Double, _ close: Double) -> Double {
  Larger.value(
    Larger.value(high - low, (high - close).magnitude), (low - close).magnitude)
}

extension Kernel {
  static let trueRange = Kernel(
    shape: .window,
    body: { call in
      let (high, low, close) = (call.number(0), call.number(1), call.number(2))
      let out = call.target(Double.self)
      for row in 0..<call.count {
        out[row] = Machine.trueRange(high[row], low[row], close[row - 1])
      }
    }, reach: { _ in 1 })
}

/// A bar with a missing price is left out, as if it had not been.
struct AverageTrueRange: LaneScan {
  var close = Double.nan
  var average: SeededAverage

  init(_ scalars: [Double]) { average = SeededAverage(wilder: scalars[0]) }

  @inline(__always)
  mutating func next(_ input: ThreeNumbers, _ row: Int, _: MutableRows<Int64>) -> Double {
    let (high, low, last) = (input.a[row], input.b[row], input.c[row])
    guard isKnown(high + low + last) else { return .nan }
    let range = trueRange(high, low, close)
    close = last
    return isKnown(range) ? average.push(range) : .nan
  }

  mutating func run(_ call: Call) -> Bool {
    guard average.isSeeded else { return false }
    let (input, out) = (ThreeNumbers(call), call.target(Double.self))
    let words = call.scratch(after: AverageTrueRange.self)
    var state = self
    defer { self = state }
    return Fading.steps(call.count, lead: average.average.distance.lead) { row in
      out[row] = state.next(input, row, words)
      return isKnown(out[row])
    } blocks: { rows in
      call.averageRange(
        rows: rows, keep: state.average.average.distance.keep, close: &state.close,
        last: &state.average.average.last, start: &state.average.average.distance.start)
    }
  }
}
