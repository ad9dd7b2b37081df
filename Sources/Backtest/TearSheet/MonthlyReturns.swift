/// The returns of the months of a year.
public struct YearOfReturns: Sendable, Hashable {
  public let year: Int
  /// Twelve, January first; `nil` where there is no bar, and where the month began with nothing.
  public let months: [Double?]
  /// Of the whole year.
  public let total: Double?

  /// A month's return is equity at its end over that at the end of the month before (before the
  /// first: the capital), less one. So all of them together make the total return.
  static func all(_ days: [TradingDay], capital: Double) -> [YearOfReturns] {
    var years: [YearOfReturns] = []
    var before = capital
    var rest = days[...]
    while let year = rest.first?.year {
      let start = before
      var months = [Double?](repeating: nil, count: 12)
      while let month = rest.first, month.year == year {
        var end = month.equity
        while let day = rest.first, day.year == year, day.month == month.month {
          end = day.equity
          rest = rest.dropFirst()
        }
        if (1...12).contains(month.month), before > 0 { months[month.month - 1] = end / before - 1 }
        before = end
      }
      years.append(
        YearOfReturns(year: year, months: months, total: start > 0 ? before / start - 1 : nil))
    }
    return years
  }
}

/// The Sharpe ratio of the days up to each day.
public struct RollingSharpe: Sendable, Hashable {
  /// Days that a value looks back over.
  public let window: Int
  /// One for each day from the first that has enough before it.
  public let values: [Point]

  /// A day and its value, `nil` where the returns before it were all the same.
  public struct Point: Sendable, Hashable {
    public let time: Int64
    public let value: Double?
  }

  /// Over half a year, or a quarter or a month where there is not twice as much; nothing where
  /// there are not two months.
  init?(_ days: [TradingDay], _ returns: ReturnFigures, daysPerYear: Double) {
    let windows = [2.0, 4, 12].map { Int((daysPerYear / $0).rounded()) }
    guard let window = windows.first(where: { $0 > 1 && returns.count >= 2 * $0 }) else {
      return nil
    }
    self.window = window
    let root = daysPerYear.squareRoot()
    values = (window...returns.count).map { end in
      let (mean, squares) = ReturnFigures.moments(returns.returns[(end - window)..<end])
      let deviation = (squares / Double(window - 1)).squareRoot()
      return Point(time: days[end].time, value: squares > 0 ? mean / deviation * root : nil)
    }
  }
}
