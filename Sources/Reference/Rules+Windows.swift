internal import Glibc
internal import Machine

/// Windows by their definitions: the values are taken out at every bar, and sorted or summed.
extension Rules {
  /// The last n values, oldest first, and what is made of them; missing while one of them is.
  private func last(_ x: Cell, _ n: Int, _ figure: @escaping ([Double]) -> Double) -> Cell {
    .numbers { bar in
      let values = (0..<n).map { x.number(bar - n + 1 + $0) }
      return values.allSatisfy(isValue) ? known(figure(values)) : .nan
    }
  }

  private func pairs(
    _ a: Cell, _ b: Cell, _ n: Int, _ figure: @escaping ([Double], [Double]) -> Double
  ) -> Cell {
    .numbers { bar in
      let first = (0..<n).map { a.number(bar - n + 1 + $0) }
      let second = (0..<n).map { b.number(bar - n + 1 + $0) }
      return (first + second).allSatisfy(isValue) ? known(figure(first, second)) : .nan
    }
  }

  func places(_ name: String, _ x: [Cell], _ k: [Double]) -> Cell? {
    switch name {
    case "highest_bars": return age(x[0], Int(k[0])) { $0 > $1 }
    case "lowest_bars": return age(x[0], Int(k[0])) { $0 < $1 }
    case "highest_ever": return ever(x[0], larger)
    case "lowest_ever": return ever(x[0], smaller)
    case "sum_since":
      return .numbers { bar in
        guard isValue(x[1].number(bar)) else { return .nan }
        let start = (0...bar).last { x[0].flag($0) } ?? 0
        return known(roundedSum((start...bar).map(x[1].number).filter(isValue)))
      }
    default: return nil
    }
  }

  private func age(_ x: Cell, _ n: Int, _ outdoes: @escaping (Double, Double) -> Bool) -> Cell {
    last(x, n) { values in
      var best = n - 1
      for place in values.indices.reversed() where outdoes(values[place], values[best]) {
        best = place
      }
      return Double(n - 1 - best)
    }
  }

  private func ever(_ x: Cell, _ better: @escaping (Double, Double) -> Double) -> Cell {
    .numbers { bar in
      guard isValue(x.number(bar)) else { return .nan }
      let values = (0...bar).map(x.number).filter(isValue)
      return values.dropFirst().reduce(values[0], better) + 0
    }
  }

  func ranks(_ name: String, _ x: [Cell], _ k: [Double]) -> Cell? {
    func n() -> Int { Int(k[0]) }
    switch name {
    case "median":
      return last(x[0], n()) { values in
        let sorted = values.sorted()
        let middle = sorted[sorted.count / 2]
        return (sorted.count % 2 == 1 ? middle : (sorted[sorted.count / 2 - 1] + middle) / 2) + 0
      }
    case "percentile_linear":
      return last(x[0], n()) { percentile($0.sorted(), k[1]) + 0 }
    case "percentile_nearest":
      return last(x[0], n()) { values in
        guard k[1] >= 0 && k[1] <= 100 else { return .nan }
        let rank = max(Int((k[1] / 100 * Double(values.count)).rounded(.up)), 1)
        return values.sorted()[rank - 1] + 0
      }
    case "percent_rank":
      return last(x[0], n() + 1) { values in
        let count = values.dropLast().count { $0 <= values[values.count - 1] }
        return 100 * Double(count) / k[0]
      }
    case "rolling_rank":
      return last(x[0], n()) { values in
        let newest = values[values.count - 1]
        let equal = values.count { $0 == newest }
        return Double(values.count { $0 < newest }) + Double(equal + 1) / 2
      }
    case "mode":
      return last(x[0], n()) { values in
        let counts = values.map { value in values.count { $0 == value } }
        let most = counts.max() ?? 0
        return (zip(values, counts).filter { $0.1 == most }.map(\.0).min() ?? .nan) + 0
      }
    case "rci": return last(x[0], n(), rankCorrelation)
    default: return nil
    }
  }

  private func percentile(_ sorted: [Double], _ percent: Double) -> Double {
    guard percent >= 0 && percent <= 100 else { return .nan }
    let rank = percent / 100 * Double(sorted.count - 1)
    let below = Int(rank.rounded(.down))
    let share = rank - Double(below)
    if share == 0 { return sorted[below] }
    // -0 counts as 0.
    let (low, high) = (sorted[below] + 0, sorted[below + 1] + 0)
    return low + share * (high - low)
  }

  /// Spearman's, with the mean rank for equals.
  private func rankCorrelation(_ values: [Double]) -> Double {
    var total = 0.0
    for (time, value) in values.enumerated() {
      let below = values.count { $0 < value }
      let equal = values.count { $0 == value }
      let rank = Double(below) + Double(equal + 1) / 2
      total += (Double(time + 1) - rank) * (Double(time + 1) - rank)
    }
    let n = Double(values.count)
    return 100 * (1 - 6 * total / (n * (n * n - 1)))
  }

  func shapes(_ name: String, _ x: [Cell], _ k: [Double]) -> Cell? {
    func n() -> Int { Int(k[0]) }
    switch name {
    case "dev": return last(x[0], n()) { mean(distances($0).map(abs)) }
    case "skew":
      return last(x[0], n()) { values in
        let d = distances(values)
        let second = mean(d.map { $0 * $0 })
        return second == 0 ? 0 : mean(d.map { $0 * $0 * $0 }) / (second * second.squareRoot())
      }
    case "kurtosis":
      return last(x[0], n()) { values in
        let squares = distances(values).map { $0 * $0 }
        let second = mean(squares)
        return second == 0 ? 0 : mean(squares.map { $0 * $0 }) / (second * second) - 3
      }
    case "hurst": return last(x[0], n(), hurst)
    case "covariance": return pairs(x[0], x[1], n(), covariance)
    case "correlation":
      return pairs(x[0], x[1], n()) { a, b in
        let spreads = [a, b].map { mean(distances($0).map { $0 * $0 }).squareRoot() }
        let product = spreads[0] * spreads[1]
        return product == 0 ? 0 : min(max(covariance(a, b) / product, -1), 1)
      }
    case "linreg_slope": return window(x[0], n(), .slope)
    case "linreg_error": return last(x[0], n(), lineError)
    case "alma":
      let weights = bell(n(), k[1], k[2])
      return last(x[0], n()) { values in
        let products = zip(weights, values).reduce(ExactNumber.zero) {
          $0 + ExactNumber($1.0) * ExactNumber($1.1)
        }
        return products.settled / roundedSum(weights)
      }
    default: return nil
    }
  }

  /// A sum whose rounding errors are added up beside it, oldest first. Powers of distances can be
  /// two hundred binary digits apart, where exact sums say more than any kernel can know. A sum
  /// that leaves the range of numbers on its way has no errors to add up, and is missing.
  private func total(_ values: [Double]) -> Double {
    var (sum, errors) = (0.0, 0.0)
    for value in values {
      let next = sum + value
      guard next.isFinite else { return .nan }
      errors += (ExactNumber(sum) + ExactNumber(value) - ExactNumber(next)).rounded
      sum = next
    }
    return (ExactNumber(sum) + ExactNumber(errors)).settled
  }

  private func mean(_ values: [Double]) -> Double { total(values) / Double(values.count) }

  /// From the mean; both counted from the newest value, so that equal values give nothing but 0.
  private func distances(_ values: [Double]) -> [Double] {
    let steps = values.map { $0 - values[values.count - 1] }
    let mean = mean(steps)
    return steps.map { $0 - mean }
  }

  private func covariance(_ a: [Double], _ b: [Double]) -> Double {
    mean(zip(distances(a), distances(b)).map { $0 * $1 })
  }

  private func hurst(_ values: [Double]) -> Double {
    let d = distances(values)
    let deviation = mean(d.map { $0 * $0 }).squareRoot()
    if deviation == 0 { return 0.5 }
    var sums: [Double] = []
    for distance in d { sums.append((sums.last ?? 0) + distance) }
    let range = (sums.max() ?? 0) - (sums.min() ?? 0)
    return log(range / deviation) / log(Double(values.count) / 2)
  }

  private func lineError(_ values: [Double]) -> Double {
    let n = Double(values.count)
    let d = distances(values)
    let times = d.indices.map { Double($0) - (n - 1) / 2 }
    let slope = total(zip(times, d).map { $0 * $1 }) / (n * (n * n - 1) / 6 / 2)
    let errors = zip(times, d).map { $1 - slope * $0 }
    return (total(errors.map { $0 * $0 }) / (n - 2)).squareRoot()
  }

  private func bell(_ n: Int, _ offset: Double, _ sigma: Double) -> [Double] {
    (0..<n).map { index in
      let distance = (Double(index) - offset * Double(n - 1)) / (Double(n) / sigma)
      return exp(-(distance * distance) / 2)
    }
  }
}
