internal import Glibc
internal import Host
internal import Machine

/// What is wrong with bars one by one.
struct BarScan {
  let findings: [Inspection.Finding?]

  init(_ bars: Bars) {
    var missing = Places()
    var crossed = Places()
    var outside = Places()
    var negative = Places()
    var volume = Places()
    for row in 0..<bars.count {
      let (bar, time) = (bars[row], bars.time[row])
      let words = [bar.open, bar.high, bar.low, bar.close]
      if (words + [bar.volume]).contains(Grid.missing) {
        missing.add(row, time, "a value is missing")
      }
      if Grid.number(bar.volume) < 0 { volume.add(row, time, "its volume is negative") }
      let (open, high) = (Grid.number(bar.open), Grid.number(bar.high))
      let (low, close) = (Grid.number(bar.low), Grid.number(bar.close))
      if open <= 0 || high <= 0 || low <= 0 || close <= 0 {
        negative.add(row, time, "a price is zero or negative")
      }
      if high < low {
        crossed.add(row, time, "high \(high) below low \(low)")
      } else if open > high || open < low || close > high || close < low {
        outside.add(row, time, "open \(open) or close \(close) outside \(low) to \(high)")
      }
    }
    findings = [
      missing.finding(
        DataKinds.missingValues, counted(missing.count, "row", "rows") + " with missing values"),
      crossed.finding(
        DataKinds.highBelowLow,
        counted(crossed.count, "bar", "bars") + " with the high below the low"),
      outside.finding(
        DataKinds.outsideRange,
        counted(outside.count, "bar", "bars") + " with open or close outside low to high"),
      negative.finding(
        DataKinds.notPositive,
        counted(negative.count, "bar", "bars") + " with a zero or negative price"),
      volume.finding(
        DataKinds.negativeVolume, counted(volume.count, "bar", "bars") + " with negative volume"),
    ]
  }
}

extension [Double] {
  fileprivate var middle: Double? { isEmpty ? nil : self[count / 2] }
}

/// What is odd about prices and volumes in a row.
struct PriceScan {
  let outliers: Inspection.Finding?
  let splits: Inspection.Finding?
  let flat: Inspection.Finding?
  let noVolume: Inspection.Finding?

  private static let factors: [Double] = [1.5, 2, 3, 4, 5, 6, 7, 8, 10, 15, 20]

  init(_ bars: Bars, interval: Int64) {
    let usual = Self.usualStep(bars)
    outliers = Self.outliers(bars, usual)
    splits = Self.splits(bars, usual)
    let run = interval >= 86_400_000_000_000 ? 5 : 10
    flat = Self.flat(bars, run)
    noVolume = Self.noVolume(bars, run)
  }

  private static func close(_ bars: Bars, _ row: Int) -> Double { Grid.number(bars.close[row]) }

  /// The logarithm of a ratio of prices; 0 where one is no price.
  private static func step(_ from: Double, _ to: Double) -> Double {
    from > 0 && to > 0 && from.isFinite && to.isFinite ? log(to / from) : 0
  }

  /// The median of the sizes of steps from close to close, over at most 100,001 of them, as a
  /// deviation.
  private static func usualStep(_ bars: Bars) -> Double {
    guard bars.count > 2 else { return 0 }
    let stride = max(1, bars.count / 100_000)
    var steps: [Double] = []
    for row in Swift.stride(from: 1, to: bars.count, by: stride) {
      let size = step(close(bars, row - 1), close(bars, row)).magnitude
      if size > 0 { steps.append(size) }
    }
    steps.sort()
    return steps.isEmpty ? 0 : 1.4826 * steps[steps.count / 2]
  }

  private static func outliers(_ bars: Bars, _ usual: Double) -> Inspection.Finding? {
    let most = max(12 * usual, 0.02)
    var places = Places()
    for row in 1..<max(1, bars.count - 1) {
      let before = close(bars, row - 1)
      let after = close(bars, row + 1)
      let back = step(before, after).magnitude
      let away = step(before, close(bars, row))
      if away.magnitude > most, back < away.magnitude / 4 {
        places.add(row, bars.time[row], "the close goes away by \(percent(away)) and is back")
        continue
      }
      let body = (Grid.number(bars.open[row]), close(bars, row))
      let up = step(max(body.0, body.1), Grid.number(bars.high[row]))
      let down = step(min(body.0, body.1), Grid.number(bars.low[row]))
      let far = up > -down ? up : down
      if far.magnitude > most, back < far.magnitude / 4 {
        places.add(row, bars.time[row], "it reaches \(percent(far)) beyond its open and close")
      }
    }
    return places.finding(QualityKinds.outliers, counted(places.count, "outlier", "outliers"))
  }

  private static func splits(_ bars: Bars, _ usual: Double) -> Inspection.Finding? {
    var places = Places()
    for row in 1..<max(1, bars.count) {
      let before = close(bars, row - 1)
      let open = Grid.number(bars.open[row])
      let size = step(before, open)
      guard size.magnitude > max(8 * usual, 0.35),
        let earlier = level(bars, max(0, row - 5)..<row),
        let later = level(bars, row..<min(row + 5, bars.count)),
        // It stays: a bad bar before or behind it makes no other level.
        step(earlier, later) / size > 2.0 / 3
      else { continue }
      let ratio = size > 0 ? open / before : before / open
      guard let factor = factors.first(where: { (ratio / $0 - 1).magnitude < 0.05 }) else {
        continue
      }
      let words = factor == 1.5 ? "3:2" : "\(Int(factor)):1"
      places.add(
        row, bars.time[row],
        size > 0 ? "like a reverse split of 1:\(words.dropLast(2))" : "like a split of \(words)")
    }
    return places.finding(
      QualityKinds.splits, counted(places.count, "jump like a split", "jumps like a split"))
  }

  /// The close in the middle of some bars by size; nil of fewer than three, which show no level.
  private static func level(_ bars: Bars, _ rows: Range<Int>) -> Double? {
    guard rows.count >= 3 else { return nil }
    return rows.map { close(bars, $0) }.filter { $0 == $0 }.sorted().middle
  }

  private static func flat(_ bars: Bars, _ least: Int) -> Inspection.Finding? {
    runs(bars, least, QualityKinds.flat, "run of flat bars", "runs of flat bars") { row in
      let word = bars.close[row]
      return bars.open[row] == word && bars.high[row] == word && bars.low[row] == word
    }
  }

  private static func noVolume(_ bars: Bars, _ least: Int) -> Inspection.Finding? {
    guard bars.volume.contains(where: { $0 != 0 }) else { return nil }
    return runs(
      bars, least, QualityKinds.noVolume, "run of bars without volume",
      "runs of bars without volume"
    ) { bars.volume[$0] == 0 }
  }

  private static func runs(
    _ bars: Bars, _ least: Int, _ kind: FailureKind, _ one: String, _ many: String,
    _ isPart: (Int) -> Bool
  ) -> Inspection.Finding? {
    var places = Places()
    var length = 0
    for row in 0...bars.count {
      if row < bars.count, isPart(row) {
        length += 1
        continue
      }
      if length >= least {
        let first = row - length
        places.add(first, bars.time[first], counted(length, "bar", "bars") + " one after another")
      }
      length = 0
    }
    return places.finding(kind, counted(places.count, one, many))
  }

  private static func percent(_ step: Double) -> String {
    let change = ((exp(step) - 1) * 1_000).rounded()
    guard change.magnitude < 1e9 else { return "more than a million times" }
    let tenths = Int(change)
    return "\(tenths < 0 ? "-" : "+")\(abs(tenths) / 10).\(abs(tenths) % 10)%"
  }
}
