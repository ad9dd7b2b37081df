package import Backtest
package import Host
package import Trading

/// A strategy over a file of bars: its metrics, or what kept it from running.
package struct ComparedPair: Sendable {
  /// The strategy's title, where it has been read.
  package let title: String?
  package let file: String
  package let symbol: String
  package let data: String
  package let outcome: Result<Outcome, Failure>

  /// What came of it.
  package struct Outcome: Sendable {
    package let readings: [MetricReading]
    /// How often orders were refused, or filled in part, by reason.
    package let refusals: [RefusalReason: Int]

    package init(_ readings: [MetricReading], _ refusals: [Refusal]) {
      self.readings = readings
      self.refusals = refusals.reduce(into: [:]) { $0[$1.reason, default: 0] += $1.count }
    }
  }

  package init(
    title: String?, file: String, symbol: String, data: String,
    outcome: Result<Outcome, Failure>
  ) {
    self.title = title
    self.file = file
    self.symbol = symbol
    self.data = data
    self.outcome = outcome
  }

  /// The value of a metric; `nil` where it is not defined.
  func value(_ metric: Metric) -> Metric.Value? {
    (try? outcome.get())?.readings.first { $0.name == metric.name }?.value
  }
}

/// Pairs of strategies and bars in the order of a metric.
package struct ComparisonReport {
  package let metric: Metric
  /// Best first; where the metric is not defined last, equals in the order they were given.
  package let ranked: [ComparedPair]
  package let failures: [(pair: ComparedPair, failure: Failure)]
  private let hasEqualTitles: Bool
  private let hasEqualSymbols: Bool

  package init(_ pairs: [ComparedPair], by metric: Metric) {
    self.metric = metric
    failures = pairs.compactMap { pair in
      if case .failure(let failure) = pair.outcome { (pair, failure) } else { nil }
    }
    let isRun = pairs.enumerated().filter { (try? $0.element.outcome.get()) != nil }
    ranked = isRun.sorted { left, right in
      let (mine, theirs) = (left.element.value(metric)?.number, right.element.value(metric)?.number)
      guard let mine, let theirs, mine != theirs else {
        if (mine == nil) != (theirs == nil) { return mine != nil }
        return left.offset < right.offset
      }
      return metric.better == .lower ? mine < theirs : mine > theirs
    }.map(\.element)
    func areEqual(_ names: [String?], of keys: [String]) -> Bool {
      let pairs = Set(zip(keys, names).map { "\($0)\n\($1 ?? "")" })
      return Set(names).count < pairs.count
    }
    hasEqualTitles = areEqual(pairs.map(\.title), of: pairs.map(\.file))
    hasEqualSymbols = areEqual(pairs.map(\.symbol), of: pairs.map(\.data))
  }

  /// The pair that comes first, if the metric is defined for it.
  package var best: ComparedPair? {
    ranked.first.flatMap { $0.value(metric) == nil ? nil : $0 }
  }

  /// What tells a strategy apart: its title, or its file where titles repeat.
  private func strategy(_ pair: ComparedPair) -> String {
    hasEqualTitles ? pair.file : pair.title ?? pair.file
  }

  private func symbol(_ pair: ComparedPair) -> String { hasEqualSymbols ? pair.data : pair.symbol }

  // MARK: Text

  private static let shown = [
    "total_return", "cagr", "sharpe", "max_drawdown", "profit_factor", "trades", "win_rate",
  ]

  package var text: String {
    let metrics =
      [metric]
      + ComparisonReport.shown.compactMap(Metric.named).filter {
        $0.name != metric.name
      }
    var table = TextTable(columns: [("#", .right), ("strategy", .left), ("symbol", .left)])
    table.columns += metrics.map { ($0.title, .right) }
    for (place, pair) in ranked.enumerated() {
      let figures = metrics.map { metric in
        pair.value(metric).map { Report.text($0, metric.unit) } ?? "n/a"
      }
      table.rows.append(["\(place + 1)", strategy(pair), symbol(pair)] + figures)
    }
    var text = ranked.isEmpty ? "" : table.text()
    if let best, let value = best.value(metric) {
      text += "\nBest by \(metric.name): \(strategy(best)) on \(symbol(best)), "
      text += Report.text(value, metric.unit) + "\n"
    } else if !ranked.isEmpty {
      text += "\nNone has a value of \(metric.name): there is none \(metric.undefined)\n"
    }
    for (pair, failure) in failures {
      text += "Not run: \(strategy(pair)) on \(symbol(pair)): "
      text += "\(failure.message) [\(failure.code)]\n"
    }
    return text
  }

  // MARK: JSON

  package var json: JSON {
    .object([
      ("schema", "quill.comparison/1"), ("metric", .text(metric.name)),
      ("better", .text(metric.better.rawValue)),
      ("best", best.map { .object(names($0)) } ?? .null),
      (
        "ranked",
        .array(
          ranked.enumerated().map { place, pair in
            let outcome = try? pair.outcome.get()
            let refused = RefusalReason.allCases.compactMap { reason in
              outcome?.refusals[reason].map { (reason.text, JSON.integer($0)) }
            }
            return .object(
              [("rank", .integer(place + 1))] + names(pair) + [
                ("value", pair.value(metric).json),
                (
                  "metrics",
                  .object((outcome?.readings ?? []).map { ($0.name, $0.value.json) })
                ), ("refusals", .object(refused)),
              ])
          })
      ),
      (
        "failures",
        .array(
          failures.map { pair, failure in
            .object(
              names(pair) + [("code", .text(failure.code)), ("message", .text(failure.message))])
          })
      ),
    ])
  }

  private func names(_ pair: ComparedPair) -> [(String, JSON)] {
    [
      ("strategy", .optional(pair.title)), ("file", .text(pair.file)),
      ("symbol", .text(pair.symbol)), ("data", .text(pair.data)),
    ]
  }
}
