extension Builtin {
  /// Order statistics: O(log n) a bar for long windows, for short ones what is faster.
  static let ranks: [Builtin] = [
    finite(
      "median", .statistics, [.number("x"), .length()],
      "The value in the middle of the last n, the mean of the two in the middle for an even n.",
      formula: "the middle of x[0..n-1] in order",
      source: "definition; pandas and NumPy are the same. Pine ta.median is the lower one of two",
      example: Example("median(close, 3)", close: [1, 9, 2, 3], gives: [.nan, .nan, 2, 3]),
      lookback: { Int($0[0]) - 1 }, .ordered(Median.self)),
    finite(
      "percentile_linear", aliases: ["percentile_linear_interpolation", "quantile"], .statistics,
      [.number("x"), .length(), .factor("percent", standard: 50)],
      "The value below which `percent` of the last n values lie, between the two nearest.",
      formula: "at rank r = percent / 100 * (n - 1) of the values in order, linear between ranks",
      source: "NumPy percentile (linear), Excel PERCENTILE.INC",
      example: Example(
        "percentile_linear(close, 3, 75)", close: [1, 3, 2, 6], gives: [.nan, .nan, 2.5, 4.5]),
      lookback: { Int($0[0]) - 1 }, .ordered(LinearPercentile.self)),
    finite(
      "percentile_nearest", aliases: ["percentile_nearest_rank"], .statistics,
      [.number("x"), .length(), .factor("percent", standard: 50)],
      "The smallest of the last n values that is not below `percent` of them.",
      formula: "at rank ceil(percent / 100 * n) of the values in order, counted from 1",
      source: "definition; Pine ta.percentile_nearest_rank",
      example: Example(
        "percentile_nearest(close, 3, 50)", close: [1, 3, 2, 6], gives: [.nan, .nan, 2, 3]),
      lookback: { Int($0[0]) - 1 }, .ordered(NearestPercentile.self)),
    finite(
      "percent_rank", aliases: ["percentrank"], .statistics, [.number("x"), .length()],
      "How many of the n values before are not above this one, in percent.",
      formula: "100 * count(x[i] <= x, i = 1..n) / n", source: "Pine ta.percentrank",
      example: Example(
        "percent_rank(close, 2)", close: [1, 3, 2, 6], gives: [.nan, .nan, 50, 100]),
      lookback: { Int($0[0]) }, .rank(PercentRank.self)),
    finite(
      "rolling_rank", .statistics, [.number("x"), .length()],
      "The rank of x among its last n values: 1 for the lowest; equals share the mean of theirs.",
      formula: "count(x[i] < x) + (count(x[i] == x) + 1) / 2, i = 0..n-1",
      source: "pandas rolling.rank",
      example: Example(
        "rolling_rank(close, 3)", close: [1, 3, 2, 2], gives: [.nan, .nan, 2, 1.5]),
      lookback: { Int($0[0]) - 1 }, .rank(RollingRank.self)),
    finite(
      "mode", .statistics, [.number("x"), .length()],
      "The most frequent of the last n values; the smallest of several such.",
      formula: "the x[i] with the largest count", source: "definition; Pine ta.mode",
      example: Example("mode(close, 3)", close: [1, 2, 2, 3], gives: [.nan, .nan, 2, 2]),
      lookback: { Int($0[0]) - 1 },
      .scan(ModeWindow.self, reach: window, scratch: { ValueTree.words(Int($0[0])) })),
    finite(
      "rci", .momentum, [.number("x"), .length(from: 2, standard: 9)],
      "The rank correlation index: how far the order of values is that of time, -100 to 100.",
      formula: "100 * (1 - 6 * sum(d^2) / (n * (n^2 - 1))), d = rank by time less rank by value; "
        + "equals share the mean of their ranks",
      source: "Spearman; Pine ta.rci",
      example: Example("rci(close, 3)", close: [1, 3, 2, 4], gives: [.nan, .nan, 50, 50]),
      lookback: { Int($0[0]) - 1 },
      .scan(RankCorrelation.self, reach: window, scratch: { ValueTree.words(Int($0[0])) })),
  ]
}

enum Median: OrderFigure {
  static func value(_ order: some Ordered, _ size: Int, factor: Double) -> Double {
    let middle = order.at(size / 2)
    return size % 2 == 1 ? middle : (order.at(size / 2 - 1) + middle) / 2
  }
}

enum LinearPercentile: OrderFigure {
  static func value(_ order: some Ordered, _ size: Int, factor: Double) -> Double {
    guard factor >= 0 && factor <= 100 else { return .nan }
    let rank = factor / 100 * Double(size - 1)
    let below = Int(rank)
    let value = order.at(below)
    let share = rank - Double(below)
    return share == 0 ? value : value + share * (order.at(below + 1) - value)
  }
}

enum NearestPercentile: OrderFigure {
  static func value(_ order: some Ordered, _ size: Int, factor: Double) -> Double {
    guard factor >= 0 && factor <= 100 else { return .nan }
    let rank = Int((factor / 100 * Double(size)).rounded(.up))
    return order.at(Swift.max(rank, 1) - 1)
  }
}

enum PercentRank: RankFigure {
  static var countsBelow: Bool { false }

  static func size(_ scalars: [Double]) -> Int { Int(scalars[0]) + 1 }

  @inline(__always)
  static func value(below: Int, upTo: Int, size: Int) -> Double {
    100 * Double(upTo - 1) / Double(size - 1)
  }
}

enum RollingRank: RankFigure {
  static var countsBelow: Bool { true }

  static func size(_ scalars: [Double]) -> Int { Int(scalars[0]) }

  @inline(__always)
  static func value(below: Int, upTo: Int, size: Int) -> Double {
    Double(below) + Double(upTo - below + 1) / 2
  }
}
