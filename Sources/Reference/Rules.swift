internal import Glibc
internal import Machine

/// The builtins, each in its textbook form.
struct Rules {
  let world: World

  /// The series of a builtin over its written arguments; nothing when there is no such builtin.
  func series(_ name: String, _ operands: [Cell], _ scalars: [Double]) -> Cell? {
    if let cell = numerics(name, operands, scalars) { return cell }
    return windows(name, operands, scalars) ?? averages(name, operands, scalars)
      ?? events(name, operands, scalars) ?? places(name, operands, scalars)
      ?? ranks(name, operands, scalars) ?? shapes(name, operands, scalars)
      ?? filters(name, operands, scalars) ?? trends(name, scalars) ?? cycles(name, operands)
      ?? plain(name, operands)
  }

  private func windows(_ name: String, _ x: [Cell], _ k: [Double]) -> Cell? {
    func n() -> Int { Int(k[0]) }
    switch name {
    case "sma": return window(x[0], n(), .mean)
    case "sum": return window(x[0], n(), .total)
    case "wma": return window(x[0], n(), .weighted)
    case "stdev": return window(x[0], n(), .spread)
    case "highest": return extreme(x[0], n()) { $0 < $1 }
    case "lowest": return extreme(x[0], n()) { $0 > $1 }
    case "change", "mom": return .numbers { x[0].number($0) - x[0].number($0 - n()) }
    case "roc":
      return .numbers { 100 * (quotient(x[0].number($0), x[0].number($0 - n())) - 1) }
    default: return nil
    }
  }

  /// -0 counts as 0, so that equals are equal to the bit.
  private func extreme(_ x: Cell, _ n: Int, _ yields: @escaping (Double, Double) -> Bool) -> Cell {
    .numbers { bar in
      let values = (0..<n).map { x.number(bar - $0) }
      guard values.allSatisfy(isValue) else { return .nan }
      return values.dropFirst().reduce(values[0]) { yields($0, $1) ? $1 : $0 } + 0
    }
  }

  private func averages(_ name: String, _ x: [Cell], _ k: [Double]) -> Cell? {
    switch name {
    case "ema": return recursive(x[0], n: k[0], skip: k[1], keep: (k[0] - 1) / (k[0] + 1))
    case "rma": return recursive(x[0], n: k[0], skip: 0, keep: (k[0] - 1) / k[0])
    case "rsi": return strength(x[0], k[0])
    case "tr": return trueRange()
    case "atr": return averageRange(k[0])
    default: return nil
    }
  }

  /// Values that are missing are passed over; the seed is the mean of the first n after `skip`. The
  /// average is counted from the newest value: its distance from it keeps a share of itself.
  func recursive(_ x: Cell, n: Double, skip: Double, keep: Double) -> Cell {
    var seen: [Double] = []
    var distance = FadingSum(keep)
    return .numbers { bar in
      let value = x.number(bar)
      guard isValue(value) else { return .nan }
      defer { seen.append(value) }
      if Double(seen.count) >= skip + n {
        return value + distance.next(keep * (seen[seen.count - 1] - value))
      }
      guard Double(seen.count) == skip + n - 1 else { return .nan }
      let seed = roundedSum(Array((seen + [value]).dropFirst(Int(skip)))) / n
      distance.begin(seed - value)
      return seed
    }
  }

  /// Wilder's averages, by what is n times as much.
  private func strength(_ x: Cell, _ n: Double) -> Cell {
    var last: Double?
    var moves = 0.0
    var sums = [FadingSum((n - 1) / n), FadingSum((n - 1) / n)]
    return .numbers { bar in
      let value = x.number(bar)
      guard isValue(value) else { return .nan }
      guard let before = last else {
        last = value
        return .nan
      }
      last = value
      let terms = [max(value - before, 0), max(before - value, 0)]
      moves += 1
      if moves <= n { for (side, term) in terms.enumerated() { sums[side].seed(term) } }
      if moves < n { return .nan }
      let (gain, loss) =
        moves == n
        ? (sums[0].start, sums[1].start) : (sums[0].next(terms[0]), sums[1].next(terms[1]))
      return gain + loss == 0 ? 0 : 100 * gain / (gain + loss)
    }
  }

  private func price(_ column: InputColumn, _ bar: Int) -> Double {
    world.column(column).number(bar)
  }

  private func range(_ bar: Int, after close: Double) -> Double {
    let (high, low) = (price(.high, bar), price(.low, bar))
    return larger(larger(high - low, abs(high - close)), abs(low - close))
  }

  private func trueRange() -> Cell {
    .numbers { range($0, after: price(.close, $0 - 1)) }
  }

  /// Bars with a missing price are passed over.
  private func averageRange(_ n: Double) -> Cell {
    var close = Double.nan
    let ranges = Cell.numbers { bar in
      let prices = [price(.high, bar), price(.low, bar), price(.close, bar)]
      guard prices.allSatisfy(isValue) else { return .nan }
      defer { close = prices[2] }
      return range(bar, after: close)
    }
    return recursive(ranges, n: n, skip: 0, keep: (n - 1) / n)
  }

  private func events(_ name: String, _ x: [Cell], _ k: [Double]) -> Cell? {
    switch name {
    case "bars_since":
      return .numbers { bar in
        (0...bar).first { x[0].flag(bar - $0) }.map(Double.init) ?? .nan
      }
    case "value_when":
      return .numbers { bar in
        let events = (0...bar).filter { x[0].flag($0) }
        return events.dropLast(Int(k[0])).last.map(x[1].number) ?? .nan
      }
    case "cum":
      var total = ExactNumber.zero
      return .numbers { bar in
        guard isValue(x[0].number(bar)) else { return .nan }
        total = total + ExactNumber(x[0].number(bar))
        return known(total.settled)
      }
    case "last":
      return .numbers { bar in
        stride(from: bar, through: 0, by: -1).lazy.map(x[0].number).first(where: isValue) ?? .nan
      }
    case "changed":
      if case .flag = x[0].before { return .flags { x[0].flag($0) != x[0].flag($0 - 1) } }
      return .flags { differ(x[0].number($0), x[0].number($0 - 1)) }
    case "becomes": return .flags { x[0].flag($0) && !x[0].flag($0 - 1) }
    default: return nil
    }
  }

  /// Functions of the bar alone.
  private func plain(_ name: String, _ x: [Cell]) -> Cell? {
    switch (name, x.count) {
    case ("is_na", 1): return .flags { !isValue(x[0].number($0)) }
    case ("min", 2): return .numbers { smaller(x[0].number($0), x[1].number($0)) }
    case ("max", 2): return .numbers { larger(x[0].number($0), x[1].number($0)) }
    case ("min", 3):
      return .numbers { smaller(smaller(x[0].number($0), x[1].number($0)), x[2].number($0)) }
    case ("max", 3):
      return .numbers { larger(larger(x[0].number($0), x[1].number($0)), x[2].number($0)) }
    case ("mod", 2):
      return .numbers {
        x[1].number($0) == 0 ? .nan : known(fmod(x[0].number($0), x[1].number($0)))
      }
    case (_, 1): return function(name).map { function in .numbers { function(x[0].number($0)) } }
    default: return nil
    }
  }

  private func function(_ name: String) -> ((Double) -> Double)? {
    switch name {
    case "abs": { abs($0) }
    case "sign": { $0.isNaN ? .nan : $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    case "floor": { $0.rounded(.down) }
    case "ceil": { $0.rounded(.up) }
    case "round": { $0.rounded(.toNearestOrAwayFromZero) }
    case "sqrt": { $0.squareRoot() }
    case "exp": { known(exp($0)) }
    case "log": { known(log($0)) }
    case "log10": { known(log10($0)) }
    case "sin": { known(sin($0)) }
    case "cos": { known(cos($0)) }
    case "tan": { known(tan($0)) }
    case "asin": { known(asin($0)) }
    case "acos": { known(acos($0)) }
    case "atan": { known(atan($0)) }
    default: nil
    }
  }
}

/// A result that is no finite number is missing.
func known(_ x: Double) -> Double { isValue(x) ? x : .nan }
func quotient(_ a: Double, _ b: Double) -> Double { b == 0 ? .nan : a / b }
func power(_ a: Double, _ b: Double) -> Double { known(pow(a, b)) }
func smaller(_ a: Double, _ b: Double) -> Double { a.isNaN ? a : b.isNaN ? b : a < b ? a : b }
func larger(_ a: Double, _ b: Double) -> Double { a.isNaN ? a : b.isNaN ? b : a > b ? a : b }
func differ(_ a: Double, _ b: Double) -> Bool { !a.isNaN && !b.isNaN && a != b }
