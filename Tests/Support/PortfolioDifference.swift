public import Backtest

extension PortfolioResult {
  /// Everything in it, every Double by its bits.
  private var fingerprint: [String] {
    var lines = trades.map { "\($0)" } + open.map { "\($0)" } + refusals.map { "\($0)" }
    lines += byInstrument.map { "\($0)" } + byStrategy.map { "\($0)" }
    lines.append("\(fillCount) \(finalEquity) \(times.count) \(symbols)")
    lines += equity.map { "\($0.bitPattern)" }
    lines += metrics.map { reading in
      if case .number(let number) = reading.value { return "\(reading.name) \(number.bitPattern)" }
      return "\(reading.name) \(String(describing: reading.value))"
    }
    return lines
  }

  public func difference(from other: PortfolioResult) -> String? {
    let (mine, theirs) = (fingerprint, other.fingerprint)
    guard let place = zip(mine, theirs).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
      return mine.count == theirs.count ? nil : "\(mine.count) lines, not \(theirs.count)"
    }
    return "line \(place): \(mine[place]), not \(theirs[place])"
  }
}
