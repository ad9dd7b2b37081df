extension Builtin {
  static let events: [Builtin] = [
    open(
      "bars_since", aliases: ["since"], [.flag("c")],
      "Bars since the condition last held; 0 where it holds, missing before the first time.",
      formula: "bar_index - bar_index at the latest bar where c",
      source: "definition; Pine ta.barssince",
      example: Example("bars_since(close > 2)", close: [1, 3, 1, 1], gives: [.nan, 0, 1, 2]),
      .scan(BarsSince.self)),
    open(
      "value_when", [.flag("c"), .number("x"), .length("k", from: 0, standard: 0)],
      "The value of x when the condition last held (k = 0), or the k-th time before.",
      formula: "x at the (k+1)-th latest bar where c", source: "definition; Pine ta.valuewhen",
      example: Example(
        "value_when(close > 2, close, 0)", close: [1, 3, 1, 4], gives: [.nan, 3, 3, 4]),
      .scan(ValueWhen.self, scratch: { Int($0[0]) + 1 })),
    open(
      "cum", [.number("x")], "The sum of all values so far.", formula: "x + cum(x)[1]",
      source: "definition; Pine ta.cum", example: .counting("cum(close)", 1, 3, 6),
      .scan(RunningTotal.self)),
    open(
      "last", aliases: ["fixnan"], [.number("x")], "The last known value.",
      formula: "x, or last(x)[1] where x is missing", source: "definition; Pine fixnan",
      example: Example(
        "last(value_when(close > 2, close) / (close - 1))", close: [1, 3, 1],
        gives: [.nan, 1.5, 1.5]), .scan(LastKnown.self)),
    finite(
      "changed", .events, [.number("x")], gives: .flag,
      "True where the value differs from that of the bar before.",
      formula: "x != x[1]; false where either is missing",
      example: Example("changed(close)", close: [1, 1, 2], gives: [0, 0, 1]),
      lookback: { _ in 1 }, .changedNumber),
    finite(
      "changed", .events, [.flag("c")], gives: .flag,
      "True where the condition differs from that of the bar before.",
      formula: "c != c[1], with false before the first bar",
      example: Example("changed(close > 1)", close: [1, 2, 2, 1], gives: [0, 1, 0, 1]),
      lookback: { _ in 1 }, .turned { $0 ^ $1 }),
    finite(
      "becomes", .events, [.flag("c")], gives: .flag,
      "True at the bar where the condition begins to hold.", formula: "c and not c[1]",
      example: Example("becomes(close > 1)", close: [1, 2, 2, 1, 2], gives: [0, 1, 0, 0, 1]),
      lookback: { _ in 1 }, .turned { $0 & ($1 ^ 1) }),
  ]

  /// A function of everything since the first bar.
  private static func open(
    _ name: String, aliases: [String] = [], _ parameters: [Parameter], _ summary: String,
    formula: String, source: String, example: Example, _ kernel: Kernel
  ) -> Builtin {
    Builtin(
      name: name, aliases: aliases, symbol: nil, family: .events, parameters: parameters,
      inputs: [], result: .number, summary: summary, formula: formula, source: source,
      example: example, memory: .open, lookback: { _ in 0 }, settled: { _ in 0 }, kernel: kernel)
  }
}

struct BarsSince: Scan {
  var bars = Double.nan

  init(_: [Double]) {}

  @inline(__always)
  mutating func next(_ input: OneFlag, _ row: Int, _: MutableRows<Int64>) -> Double {
    bars = input.c[row] != 0 ? 0 : bars + 1
    return bars
  }
}

/// The scratch is a ring of the last k + 1 values, as bits.
struct ValueWhen: Scan {
  let size: Int
  var events = 0

  init(_ scalars: [Double]) { size = Int(scalars[0]) + 1 }

  @inline(__always)
  mutating func next(_ input: FlagAndNumber, _ row: Int, _ ring: MutableRows<Int64>) -> Double {
    if input.c[row] != 0 {
      ring[events % size] = Int64(bitPattern: input.x[row].bitPattern)
      events += 1
    }
    guard events >= size else { return .nan }
    return Double(bitPattern: UInt64(bitPattern: ring[events % size]))
  }
}

struct RunningTotal: Scan {
  var total = Pair()

  init(_: [Double]) {}

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _: MutableRows<Int64>) -> Double {
    let x = input.x[row]
    guard isKnown(x) else { return .nan }
    total.add(x)
    return total.value
  }
}

struct LastKnown: Scan {
  var value = Double.nan

  init(_: [Double]) {}

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _: MutableRows<Int64>) -> Double {
    let x = input.x[row]
    if isKnown(x) { value = x }
    return value
  }
}

extension Kernel {
  static let changedNumber = Kernel(
    shape: .window,
    body: { call in
      let (x, out) = (call.number(0), call.target(UInt8.self))
      for row in 0..<call.count { out[row] = Differ.holds(x[row], x[row - 1]) ? 1 : 0 }
    }, reach: { _ in 1 })

  /// A function of a condition and of the same one bar ago.
  static func turned(_ turn: @escaping @Sendable (UInt8, UInt8) -> UInt8) -> Kernel {
    Kernel(
      shape: .window,
      body: { call in
        let (c, out) = (call.flag(0), call.target(UInt8.self))
        for row in 0..<call.count { out[row] = turn(c[row], c[row - 1]) }
      }, reach: { _ in 1 })
  }
}
