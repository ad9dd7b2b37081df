extension Builtin {
  static let momentum: [Builtin] = [
    difference("change", standard: 1, "The change over n bars.", "change(close)"),
    difference("mom", standard: 10, "The change over n bars, as TA-Lib's MOM.", "mom(close, 1)"),
    finite(
      "roc", .momentum, [.number("x"), .length(standard: 10)],
      "The change over n bars in percent of what it was; missing where that is 0.",
      formula: "100 * (x / x[n] - 1)", source: "TA-Lib ROC (which gives 0 for a past of 0)",
      example: Example("roc(close, 1)", close: [2, 4, 2], gives: [.nan, 100, -50]),
      lookback: { Int($0[0]) }, .against(RateOfChange.self)
    ).bounded(.anewAgainst(RateOfChange.self)),
    Builtin(
      name: "rsi", aliases: [], symbol: nil, family: .momentum,
      parameters: [.number("x"), .length(standard: 14)], inputs: [], result: .number,
      summary: "The relative strength index, 0 to 100; 0 where nothing has moved.",
      formula: "100 * g / (g + l); g, l: Wilder averages over n of gains and of losses",
      source: "Wilder 1978, TA-Lib RSI; Pine gives 100 where nothing has moved",
      example: Example(
        "rsi(close, 2)", close: [1, 2, 1, 3], gives: [.nan, .nan, 50, 83.33333333333333]),
      memory: .fading, lookback: { Int($0[0]) }, settled: { Int($0[0]) + fade(1 - 1 / $0[0]) },
      kernel: .lanes(RelativeStrength.self)),
  ]

  private static func difference(
    _ name: String, standard: Int, _ summary: String, _ call: String
  ) -> Builtin {
    finite(
      name, .momentum, [.number("x"), .length(standard: standard)], summary,
      formula: "x - x[n]", source: "TA-Lib MOM; Pine ta.change and ta.mom",
      example: Example(call, close: [1, 3, 2], gives: [.nan, 2, -1]), lookback: { Int($0[0]) },
      .against(Subtract.self)
    ).bounded(.anewAgainst(Subtract.self))
  }
}

enum RateOfChange: Map2 {
  @inline(__always) static func value(_ a: Double, _ b: Double) -> Double {
    100 * (Divide.value(a, b) - 1)
  }
}

extension Kernel {
  /// A function of a value and of the one n bars ago.
  static func against<M: Map2>(_: M.Type) -> Kernel {
    Kernel(
      shape: .window,
      body: { call in
        let (x, out) = (call.number(0), call.target(Double.self))
        let n = Int(call.scalars[0])
        for row in 0..<call.count { out[row] = M.value(x[row], x[row - n]) }
      }, reach: Builtin.window)
  }
}

/// Wilder's averages by their n-fold, which is the same in a ratio.
struct RelativeStrength: LaneScan {
  let n: Double
  var seen = -1.0
  var previous = Double.nan
  var gain: Fading
  var loss: Fading

  init(_ scalars: [Double]) {
    n = scalars[0]
    gain = Fading(keep: (n - 1) / n)
    loss = gain
  }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _: MutableRows<Int64>) -> Double {
    let x = input.x[row]
    return isKnown(x) ? push(x) : .nan
  }

  @inline(__always)
  private mutating func push(_ x: Double) -> Double {
    let change = x - previous
    previous = x
    let up = change > 0 ? change : 0
    let down = change < 0 ? -change : 0
    guard seen == n else { return begin(up, down) }
    return RelativeStrength.share(gain.take(up), loss.take(down))
  }

  @inline(__always)
  private static func share(_ gain: Double, _ loss: Double) -> Double {
    let total = gain + loss
    return total == 0 ? 0 : 100 * gain / total
  }

  /// Gathers the seed.
  private mutating func begin(_ up: Double, _ down: Double) -> Double {
    seen += 1
    guard seen > 0 else { return .nan }
    gain.start += up
    loss.start += down
    return seen == n ? RelativeStrength.share(gain.start, loss.start) : .nan
  }

  mutating func run(_ call: Call) -> Bool {
    guard seen == n else { return false }
    let (x, out) = (call.number(0), call.target(Double.self))
    var state = self
    defer { self = state }
    return Fading.steps(call.count, lead: gain.lead) { row in
      out[row] = state.push(x[row])
      return isKnown(x[row])
    } blocks: { rows in
      call.strength(
        rows: rows, keep: state.gain.keep, last: &state.previous, rises: &state.gain.start,
        falls: &state.loss.start)
    }
  }
}
