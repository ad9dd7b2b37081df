internal import Glibc
internal import Machine

/// Ehlers' dominant cycle, with a list for every quantity of his: the newest value is the last.
struct DominantCycle {
  /// Prices before anything is made of them.
  let silent: Int
  var prices: [Double] = []
  private var smooth: [Double] = []
  private var detrended: [Double] = []
  private var quadrature: [Double] = []
  private var phase: [Double] = []
  private var (i2, q2, re, im) = ([0.0], [0.0], [0.0], [0.0])
  private var periods = [0.0]
  private(set) var smoothPeriods = [0.0]

  init(silent: Int) { self.silent = silent }

  private func back(_ list: [Double], _ bars: Int) -> Double {
    list.count > bars ? list[list.count - 1 - bars] : 0
  }

  private func transform(_ list: [Double], _ gain: Double) -> Double {
    let outer = 0.0962 * back(list, 0) - 0.0962 * back(list, 6)
    let inner = 0.5769 * back(list, 2) - 0.5769 * back(list, 4)
    return (outer + inner) * gain
  }

  mutating func take(_ price: Double) {
    prices.append(price)
    guard prices.count > silent else { return }
    smooth.append(
      (4 * price + 3 * back(prices, 1) + 2 * back(prices, 2) + back(prices, 3)) * 0.1)
    let last = back(periods, 0)
    let gain = 0.075 * last + 0.54
    detrended.append(transform(smooth, gain))
    quadrature.append(transform(detrended, gain))
    phase.append(back(detrended, 3))
    let (inPhase, turned) = (transform(phase, gain), transform(quadrature, gain))
    q2.append(0.2 * (back(quadrature, 0) + inPhase) + 0.8 * back(q2, 0))
    i2.append(0.2 * (back(phase, 0) - turned) + 0.8 * back(i2, 0))
    re.append(
      0.2 * (back(i2, 0) * back(i2, 1) + back(q2, 0) * back(q2, 1)) + 0.8 * back(re, 0))
    im.append(
      0.2 * (back(i2, 0) * back(q2, 1) - back(q2, 0) * back(i2, 1)) + 0.8 * back(im, 0))
    if ![i2, q2, re, im].allSatisfy({ isValue(back($0, 0)) }) {
      for list in [\Self.i2, \.q2, \.re, \.im] {
        self[keyPath: list][self[keyPath: list].count - 1] = 0
      }
    }
    var period = last
    if back(im, 0) != 0 && back(re, 0) != 0 {
      period = 360 / (atan(back(im, 0) / back(re, 0)) * (180 / .pi))
    }
    period = min(period, 1.5 * last)
    period = max(period, 0.67 * last)
    period = min(max(period, 6), 50)
    periods.append(0.2 * period + 0.8 * last)
    smoothPeriods.append(0.33 * back(periods, 0) + 0.67 * back(smoothPeriods, 0))
  }
}

extension Rules {
  func cycles(_ name: String, _ x: [Cell]) -> Cell? {
    var cycle = DominantCycle(silent: name == "ht_period" ? 12 : 37)
    func step(_ bar: Int) -> Bool {
      guard isValue(x[0].number(bar)) else { return false }
      cycle.take(x[0].number(bar))
      return true
    }
    switch name {
    case "ht_period":
      return .numbers { bar in
        guard step(bar), cycle.prices.count > 32 else { return .nan }
        return cycle.smoothPeriods[cycle.smoothPeriods.count - 1]
      }
    case "ht_trendline":
      var means: [Double] = [0, 0, 0]
      return .numbers { bar in
        guard step(bar), cycle.prices.count > 37 else { return .nan }
        let length = Int(cycle.smoothPeriods[cycle.smoothPeriods.count - 1] + 0.5)
        let sum = cycle.prices.suffix(length).reversed().reduce(0, +)
        means.append(length > 0 ? sum / Double(length) : 0)
        let recent = Array(means.suffix(4).reversed())
        guard cycle.prices.count > 63 else { return .nan }
        return known((4 * recent[0] + 3 * recent[1] + 2 * recent[2] + recent[3]) / 10)
      }
    default: return nil
    }
  }
}
