internal import Glibc
internal import Machine

/// Filters and followers of a trend: what they were is kept as a list of all values so far.
extension Rules {
  func filters(_ name: String, _ x: [Cell], _ k: [Double]) -> Cell? {
    switch name {
    case "smooth":
      let weight = k[0] >= 1e-6 ? min(k[0], 1) : 1e-6
      return filter(x[0]) { values, results in
        guard let last = results.last else { return values[values.count - 1] }
        let value = values[values.count - 1]
        let next = last + weight * (value - last)
        return isValue(next) ? next : value
      }
    case "super_smoother":
      let angle = (2.0).squareRoot() * .pi / k[0]
      let second = 2 * exp(-angle) * cos(angle)
      let third = -(exp(-angle) * exp(-angle))
      let first = (1 - second - third) / 2
      return filter(x[0]) { values, results in
        let n = values.count
        guard n > 2 else { return values[n - 1] }
        let next =
          first * (values[n - 1] + values[n - 2])
          + (second * results[n - 2] + third * results[n - 3])
        return isValue(next) ? next : values[n - 1]
      }
    case "adaptive": return adaptive(x, k[0], k[1])
    default: return nil
    }
  }

  /// A function of the known values so far, the newest last, and of its own results before.
  private func filter(_ x: Cell, _ next: @escaping ([Double], [Double]) -> Double) -> Cell {
    var values: [Double] = []
    var results: [Double] = []
    return .numbers { bar in
      guard isValue(x.number(bar)) else { return .nan }
      values.append(x.number(bar))
      results.append(next(values, results))
      return results[results.count - 1]
    }
  }

  private func adaptive(_ x: [Cell], _ fast: Double, _ slow: Double) -> Cell {
    var average = Double.nan
    return .numbers { bar in
      let (value, ratio) = (x[0].number(bar), x[1].number(bar))
      let start = isValue(average) ? average : x[2].number(bar)
      guard [value, ratio, start].allSatisfy(isValue) else { return .nan }
      let share = min(max(ratio, 0), 1)
      let root = share * (2 / (fast + 1) - 2 / (slow + 1)) + 2 / (slow + 1)
      average = start + root * root * (value - start)
      return known(average)
    }
  }

  /// A bar's prices; nothing when one of them is missing.
  private func prices(_ bar: Int, _ columns: InputColumn...) -> [Double]? {
    let prices = columns.map { world.column($0).number(bar) }
    return prices.allSatisfy(isValue) ? prices : nil
  }

  func trends(_ name: String, _ k: [Double]) -> Cell? {
    switch name {
    case "sar": return parabolic(k)
    case "supertrend_line": return supertrend(k) { line, _ in line }
    case "supertrend_side": return supertrend(k) { _, side in side }
    case "zigzag": return turningPoints(k[0])
    case "plus_di": return directions(k[0]) { p, _, t, _ in t > 0 ? 100 * (p / t) : 0 }
    case "minus_di": return directions(k[0]) { _, m, t, _ in t > 0 ? 100 * (m / t) : 0 }
    case "dx": return directions(k[0], index)
    case "adx": return recursive(directions(k[0], index), n: k[0], skip: 0, keep: (k[0] - 1) / k[0])
    default: return nil
    }
  }

  private func index(_ p: Double, _ m: Double, _: Double, _ last: Double) -> Double {
    p + m > 0 ? 100 * (abs(p - m) / (p + m)) : last
  }

  /// Bars with a missing price are passed over.
  private func directions(
    _ n: Double, _ figure: @escaping (Double, Double, Double, Double) -> Double
  ) -> Cell {
    var last: [Double]?
    var sums = [FadingSum](repeating: FadingSum((n - 1) / n), count: 3)
    var moves = 0.0
    var result = 0.0
    return .numbers { bar in
      guard let now = prices(bar, .high, .low, .close) else { return .nan }
      defer { last = now }
      guard let before = last else { return .nan }
      let (rise, fall) = (now[0] - before[0], before[1] - now[1])
      let range = larger(larger(now[0] - now[1], abs(now[0] - before[2])), abs(now[1] - before[2]))
      let terms = [rise > max(fall, 0) ? rise : 0, fall > max(rise, 0) ? fall : 0, range]
      moves += 1
      guard moves >= n else {
        for (side, term) in terms.enumerated() { sums[side].seed(term) }
        return .nan
      }
      let all = terms.indices.map { sums[$0].next(terms[$0]) }
      result = figure(all[0], all[1], all[2], result)
      return known(result)
    }
  }

  /// Wilder's rules, one after the other.
  private func parabolic(_ k: [Double]) -> Cell {
    var known: [[Double]] = []
    var (isLong, extreme, level, pace) = (true, 0.0, 0.0, 0.0)
    let start = min(k[0], k[2])
    return .numbers { bar in
      guard let now = prices(bar, .high, .low) else { return .nan }
      known.append(now)
      guard known.count > 1 else { return .nan }
      var before = known[known.count - 2]
      if known.count == 2 {
        let (fall, rise) = (before[1] - now[1], now[0] - before[0])
        isLong = fall <= 0 || fall <= rise
        (extreme, level) = isLong ? (now[0], before[1]) : (now[1], before[0])
        (pace, before) = (start, now)
      }
      // What holds for a rise, holds for a fall with the signs turned.
      let (wasLong, sign) = (isLong, isLong ? 1.0 : -1.0)
      func outer(_ bar: [Double]) -> Double { wasLong ? bar[1] : -bar[0] }
      func inner(_ bar: [Double]) -> Double { wasLong ? bar[0] : -bar[1] }
      let (stop, far) = (sign * level, sign * extreme)
      if outer(now) <= stop {
        let shown = max(far, inner(before), inner(now))
        (pace, isLong) = (start, !isLong)
        extreme = sign * outer(now)
        level = sign * max(shown + pace * (outer(now) - shown), inner(before), inner(now))
        return sign * shown
      }
      let reach = max(far, inner(now))
      if reach > far { pace = min(pace + k[1], k[2]) }
      extreme = sign * reach
      defer { level = sign * min(stop + pace * (reach - stop), outer(before), outer(now)) }
      return level
    }
  }

  private func supertrend(_ k: [Double], _ part: @escaping (Double, Double) -> Double) -> Cell {
    let range = series("atr", [], [k[1]])
    var (upper, lower, side) = (Double.nan, Double.nan, 1.0)
    var last = Double.nan
    return .numbers { bar in
      guard let now = prices(bar, .high, .low, .close), let width = range?.number(bar),
        isValue(width)
      else { return .nan }
      let middle = (now[0] + now[1]) / 2
      let (above, below) = (middle + k[0] * width, middle - k[0] * width)
      if upper.isNaN || above < upper || last > upper { upper = above }
      if lower.isNaN || below > lower || last < lower { lower = below }
      if side > 0 && now[2] < lower {
        side = -1
      } else if side < 0 && now[2] > upper {
        side = 1
      }
      last = now[2]
      return part(side > 0 ? lower : upper, side)
    }
  }

  private func turningPoints(_ share: Double) -> Cell {
    var (point, extreme, isRising) = (Double.nan, Double.nan, true)
    return .numbers { bar in
      guard let now = prices(bar, .high, .low) else { return .nan }
      let (high, low) = (now[0], now[1])
      if extreme.isNaN {
        (point, extreme) = (low, high)
      } else if isRising, high <= extreme, low < extreme * (1 - share) {
        (point, extreme, isRising) = (extreme, low, false)
      } else if !isRising, low >= extreme, high > extreme * (1 + share) {
        (point, extreme, isRising) = (extreme, high, true)
      } else {
        extreme = isRising ? max(extreme, high) : min(extreme, low)
      }
      return point
    }
  }
}
