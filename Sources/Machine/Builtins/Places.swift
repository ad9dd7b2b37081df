extension Builtin {
  /// Where extremes stand, and extremes of everything.
  static let places: [Builtin] = [
    finite(
      "highest_bars", aliases: ["highestbars"], .windows, [.number("x"), .length()],
      "Bars since the highest of the last n values; the latest of several such.",
      formula: "the least i in 0..n-1 with x[i] = highest(x, n)",
      source: "definition; Pine ta.highestbars gives it with a minus sign. TA-Lib MAXINDEX is "
        + "bar_index - highest_bars(x, n), and may take an earlier one of equals",
      example: Example("highest_bars(close, 3)", close: [1, 3, 2, 1], gives: [.nan, .nan, 1, 2]),
      lookback: { Int($0[0]) - 1 }, .place(Larger.self)),
    finite(
      "lowest_bars", aliases: ["lowestbars"], .windows, [.number("x"), .length()],
      "Bars since the lowest of the last n values; the latest of several such.",
      formula: "the least i in 0..n-1 with x[i] = lowest(x, n)",
      source: "definition; Pine ta.lowestbars gives it with a minus sign. TA-Lib MININDEX is "
        + "bar_index - lowest_bars(x, n), and may take an earlier one of equals",
      example: Example("lowest_bars(close, 3)", close: [3, 1, 2, 3], gives: [.nan, .nan, 1, 2]),
      lookback: { Int($0[0]) - 1 }, .place(Smaller.self)),
    ever(
      "highest_ever", "running_max", "The highest value so far.", "max(x, highest_ever(x)[1])",
      Example("highest_ever(close)", close: [1, 3, 2], gives: [1, 3, 3]), Larger.self),
    ever(
      "lowest_ever", "running_min", "The lowest value so far.", "min(x, lowest_ever(x)[1])",
      Example("lowest_ever(close)", close: [2, 1, 3], gives: [2, 1, 1]), Smaller.self),
    Builtin(
      name: "sum_since", aliases: ["cum_since"], symbol: nil, family: .events,
      parameters: [.flag("c"), .number("x")], inputs: [], result: .number,
      summary: "The sum of all values since the condition last held, that bar included.",
      formula: "x where c, else sum_since(c, x)[1] + x; from the first bar on",
      source: "definition; what an anchored VWAP adds up with",
      example: Example("sum_since(close == 5, close)", close: [1, 2, 5, 1], gives: [1, 3, 5, 6]),
      memory: .open, lookback: { _ in 0 }, settled: { _ in 0 }, kernel: .scan(SumSince.self)),
  ]

  private static func ever<M: Map2>(
    _ name: String, _ alias: String, _ summary: String, _ formula: String, _ example: Example,
    _: M.Type
  ) -> Builtin {
    Builtin(
      name: name, aliases: [alias], symbol: nil, family: .windows, parameters: [.number("x")],
      inputs: [], result: .number, summary: summary, formula: formula,
      source: "definition; Pine ta.max and ta.min", example: example, memory: .open,
      lookback: { _ in 0 }, settled: { _ in 0 }, kernel: .scan(RunningExtreme<M>.self))
  }
}

extension Kernel {
  static func place<M: Map2>(_: M.Type) -> Kernel {
    .scan(ExtremePlace<M>.self, scratch: { 2 * Int($0[0]) })
  }
}

/// The place of a sliding extreme, O(1) a bar, amortised: a queue of values that are not yet
/// outdone, with their times (Lemire 2006). A missing value empties it.
struct ExtremePlace<M: Map2>: Scan {
  let n: Int
  var time = 0
  /// Known values in a row, up to now.
  var known = 0
  var head = 0
  var count = 0

  init(_ scalars: [Double]) { n = Int(scalars[0]) }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _ queue: MutableRows<Int64>) -> Double {
    let x = input.x[row]
    time += 1
    guard isKnown(x) else {
      (known, count) = (0, 0)
      return .nan
    }
    known += 1
    if count > 0, Int(queue[2 * head]) <= time - n {
      head = head + 1 == n ? 0 : head + 1
      count -= 1
    }
    while count > 0 {
      let last = Double(bitPattern: UInt64(bitPattern: queue[2 * place(count - 1) + 1]))
      guard M.value(last, x) == x else { break }
      count -= 1
    }
    let back = place(count)
    queue[2 * back] = Int64(time)
    queue[2 * back + 1] = Int64(bitPattern: x.bitPattern)
    count += 1
    return known < n ? .nan : Double(time - Int(queue[2 * head]))
  }

  /// Where the queue's entry of a number stands in the ring.
  @inline(__always)
  private func place(_ number: Int) -> Int {
    let place = head + number
    return place >= n ? place - n : place
  }
}

struct RunningExtreme<M: Map2>: Scan {
  var extreme = Double.nan

  init(_: [Double]) {}

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _: MutableRows<Int64>) -> Double {
    let x = input.x[row] + 0
    guard isKnown(x) else { return .nan }
    extreme = isKnown(extreme) ? M.value(extreme, x) : x
    return extreme
  }
}

struct SumSince: Scan {
  var total = Pair()

  init(_: [Double]) {}

  @inline(__always)
  mutating func next(_ input: FlagAndNumber, _ row: Int, _: MutableRows<Int64>) -> Double {
    let x = input.x[row]
    if input.c[row] != 0 { total = Pair() }
    guard isKnown(x) else { return .nan }
    total.add(x)
    return total.value
  }
}
