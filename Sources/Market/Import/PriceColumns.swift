internal import Machine

/// Finds the prices of bars among columns of numbers by the numbers alone: where the rows do not
/// decide, it says between what they do not.
struct PriceColumns {
  enum Verdict: Sendable, Hashable {
    /// The first of four columns, what they are, and the evidence.
    case bars(first: Int, roles: [ImportRole], because: String)
    /// The first of four columns of the bid, and of four of the ask, each open, high, low, close.
    case sides(bid: Int, ask: Int, because: String)
    case unsure(String)
    /// No four columns that follow each other have a highest and a lowest.
    case none
  }

  /// One array for each row, missing numbers as NaN.
  let rows: [[Double]]
  /// True where later rows are later, false where they are earlier; nil where it cannot be told.
  let rises: Bool?

  /// Four columns of which one is the highest and one the lowest in nearly all rows (19 of 20).
  private struct Fit {
    let first: Int
    let high: Int
    let low: Int
    let good: Int
    let whole: Int
    /// Half of the rows go from low to high by no more than this share of the price.
    let spread: Double
    /// The second the highest and the third the lowest, as custom has it.
    var isUsual: Bool { high == 1 && low == 2 }
  }

  /// - Parameter names: what the columns are called in messages.
  func verdict(_ names: [String]) -> Verdict {
    let width = rows.first?.count ?? 0
    guard width >= 4 else { return .none }
    let fits = (0...(width - 4)).compactMap(fit)
    // Prices of one bar are near each other: what else fits has a count or a code among its four.
    guard let best = fits.min(by: { ($0.spread, $0.first) < ($1.spread, $1.first) }),
      best.isUsual || best.spread < 0.5
    else { return .none }
    let own = best.first..<(best.first + 4)
    let rest = own.filter { $0 - best.first != best.high && $0 - best.first != best.low }
    let near = (0..<width).filter { !own.contains($0) && isPrice($0, beside: rest[1]) }
    if let sides = sides(best, near) { return sides }
    if !near.isEmpty {
      let shown = (Array(own) + near).sorted().map { names[$0] }.joined(separator: ", ")
      return .unsure("\(shown) all move as prices do, so that the four of a bar cannot be told")
    }
    let extremes =
      "\(names[best.first + best.high]) is the highest and \(names[best.first + best.low]) the "
      + "lowest in \(best.good) of \(best.whole) rows"
    let (ahead, behind) = follows(rest[0], rest[1])
    let pairs = ahead + behind
    let lead = Double(ahead - behind)
    let isClear =
      pairs > 0 && lead.magnitude >= 3 * Double(pairs).squareRoot()
      && Double(max(ahead, behind)) >= 0.6 * Double(pairs)
    var roles = [ImportRole](repeating: .open, count: 4)
    (roles[best.high], roles[best.low]) = (.high, .low)
    let open = isClear && lead < 0 ? rest[1] : rest[0]
    let close = open == rest[0] ? rest[1] : rest[0]
    roles[close - best.first] = .close
    if isClear {
      return .bars(
        first: best.first, roles: roles,
        because: "\(extremes); \(names[open]) begins nearer to the \(names[close]) of the bar "
          + "before in \(max(ahead, behind)) of \(pairs) rows than the other way round")
    }
    // Custom alone may decide few rows, unless they speak against it; many rows that have no say
    // are no bars that follow, nor are prices that are far apart.
    let isCustom =
      best.isUsual
      && (pairs < 20
        ? lead >= 0 : lead >= 2 * Double(pairs).squareRoot() && best.spread < 0.5)
    guard isCustom || areSame(rest[0], rest[1]) else {
      return .unsure(
        "\(extremes), but the rows do not tell which of \(names[rest[0]]) and \(names[rest[1]]) is "
          + "the open (\(ahead) speak for the first, \(behind) for the second)")
    }
    return .bars(
      first: best.first, roles: roles,
      because: "\(extremes); the open first, as is custom (\(ahead) rows for it, \(behind) against)"
    )
  }

  /// Bars of the bid and of the ask behind them, never below.
  private func sides(_ best: Fit, _ near: [Int]) -> Verdict? {
    guard near.count == 4, near[3] - near[0] == 3, best.isUsual, let other = fit(near[0]),
      other.isUsual
    else { return nil }
    let (bid, ask) = (min(best.first, near[0]), max(best.first, near[0]))
    let good = rows.count { row in (0..<4).allSatisfy { row[ask + $0] >= row[bid + $0] } }
    guard good * 20 >= rows.count * 19 else { return nil }
    return .sides(
      bid: bid, ask: ask,
      because: "two times four prices, the second in \(good) of \(rows.count) rows at or above the "
        + "first, as the ask is above the bid")
  }

  private func fit(_ first: Int) -> Fit? {
    let whole = rows.map { $0[first..<(first + 4)] }.filter { $0.allSatisfy { $0 == $0 } }
    if whole.isEmpty {
      return first == 0 ? Fit(first: 0, high: 1, low: 2, good: 0, whole: 0, spread: 0) : nil
    }
    var best: (high: Int, low: Int, good: Int)?
    for high in [1, 0, 2, 3] {
      for low in [2, 0, 1, 3] where low != high {
        let good = whole.count { row in
          row.allSatisfy { $0 <= row[first + high] && $0 >= row[first + low] }
        }
        if good > best?.good ?? 0 { best = (high, low, good) }
      }
    }
    guard let best, best.good * 20 >= whole.count * 19 else { return nil }
    let spreads = whole.map { row in
      let (most, least) = (row.max() ?? 0, row.min() ?? 0)
      return most == least ? 0 : 2 * (most - least) / (most.magnitude + least.magnitude)
    }
    return Fit(
      first: first, high: best.high, low: best.low, good: best.good, whole: whole.count,
      spread: Self.median(spreads))
  }

  /// True for a column that is near a price, or that moves as it does though it is far from it, as
  /// an adjusted one.
  func isPrice(_ column: Int, beside price: Int) -> Bool {
    let pairs = rows.map { ($0[column], $0[price]) }.filter { $0.0 > 0 && $0.1 > 0 }
    guard pairs.count * 2 > rows.count else { return false }
    let logs = pairs.map { (ExactMath.log($0.0), ExactMath.log($0.1)) }
    if Self.median(logs.map { ($0.0 - $0.1).magnitude }) < 0.7 { return true }
    let moves = (1..<logs.count).map {
      (logs[$0].0 - logs[$0 - 1].0, logs[$0].1 - logs[$0 - 1].1)
    }
    guard moves.count >= 10 else { return false }
    let (mean, other) = (
      moves.reduce(0) { $0 + $1.0 } / Double(moves.count),
      moves.reduce(0) { $0 + $1.1 } / Double(moves.count)
    )
    var (product, left, right) = (0.0, 0.0, 0.0)
    for move in moves {
      product += (move.0 - mean) * (move.1 - other)
      left += (move.0 - mean) * (move.0 - mean)
      right += (move.1 - other) * (move.1 - other)
    }
    return left > 0 && right > 0 && product > 0.9 * (left * right).squareRoot()
  }

  /// In how many rows the first column, taken for the open, is nearer to the second of the bar
  /// before than the other way round; and in how many it is farther.
  private func follows(_ first: Int, _ second: Int) -> (ahead: Int, behind: Int) {
    guard let rises, rows.count > 1 else { return (0, 0) }
    var (ahead, behind) = (0, 0)
    for row in 1..<rows.count {
      let (before, now) = rises ? (rows[row - 1], rows[row]) : (rows[row], rows[row - 1])
      let one = (now[first] - before[second]).magnitude
      let two = (now[second] - before[first]).magnitude
      if one < two { ahead += 1 }
      if two < one { behind += 1 }
    }
    return (ahead, behind)
  }

  private func areSame(_ first: Int, _ second: Int) -> Bool {
    rows.allSatisfy { $0[first] == $0[second] || $0[first] != $0[first] }
  }

  /// By what share of itself a column moves from row to row, where that is hardly anything for half
  /// of many rows: a stock of something, and no flow. nil for any other.
  static func calm(_ numbers: [Double]) -> Double? {
    let moves = (1..<max(1, numbers.count)).map { row -> Double in
      let (before, now) = (numbers[row - 1], numbers[row])
      return (now - before).magnitude / max(now, before)
    }
    guard moves.count >= 20, numbers.allSatisfy({ $0 >= 100 }), Set(numbers).count > 5 else {
      return nil
    }
    let median = median(moves)
    return median < 0.03 ? median : nil
  }

  static func median(_ numbers: [Double]) -> Double {
    numbers.isEmpty ? 0 : numbers.sorted()[numbers.count / 2]
  }
}
