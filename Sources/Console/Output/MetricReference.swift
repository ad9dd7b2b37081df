package import Backtest
import Host
import Syntax

extension Metric {
  /// The metric of a name; a failure says which names are near.
  package static func known(_ name: String) throws -> Metric {
    if let metric = named(name) { return metric }
    let near = suggestions(for: name, among: all.map(\.name), most: 3)
    let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"
    throw Failure(.usage, UsageKinds.unknownMetric, "there is no metric \(name)\(hint)")
  }

  /// What a value counts, in words.
  package var unitText: String {
    switch unit {
    case .share: "share: 0.1 is 10 %"
    case .ratio: "ratio, without a unit"
    case .money: "money, in the quote currency"
    case .count: "count"
    case .bars: "bars"
    case .duration: "time; in files seconds"
    case .multiple: "multiples of the risk of the entry"
    }
  }

  /// Everything about it, line by line.
  package var text: String {
    let lines = [
      ("formula", formula), ("unit", unitText), ("source", source), ("undefined", undefined),
      ("ranking", MetricReference.ranking(better)),
      ("where", isSummary ? "every report" : "--report full, --rank"),
    ]
    return "\(name): \(title)\n"
      + lines.map { "  \($0.0.padded(to: 10))\($0.1)\n" }.joined()
  }

  package var json: JSON {
    .object([
      ("name", .text(name)), ("title", .text(title)), ("unit", .text(unit.rawValue)),
      ("formula", .text(formula)), ("source", .text(source)), ("undefined", .text(undefined)),
      ("better", .text(better.rawValue)), ("summary", .bool(isSummary)),
    ])
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}

/// `Grammar/metrics.md`: every metric, by part.
package enum MetricReference {
  static func ranking(_ better: Metric.Preference) -> String {
    switch better {
    case .higher: "the higher the better"
    case .lower: "the lower the better"
    case .neither: "neither is better; the higher is first"
    }
  }

  package static var text: String {
    var text = """
      # Metrics

      Printed from the table; `quill metrics NAME` shows the same. A metric that is not defined is `null`
      in files and `n/a` in reports, never a number that is not finite.

      - *r*: returns of the bars after the first, *n* of them; *A*: bars per year, found from the times of
        the bars; of a portfolio, of the symbol with the most of them.
      - *d*: returns of the days after the first, *m* of them; *D*: days per year, 252 or 365. Days are those
        of the calendar of the run (`--calendar`, `--zone`); a bar of a day or longer is a day.
      - *b*: returns of the benchmark over the same days.
      - *net*: what a trade made after the fees of both ends. *R*: net in multiples of what its entry risked.
      - A lost account is one whose equity was ever 0 or less: what follows is no share of anything, so no
        metric of returns is defined for it.

      The sources are empyrical-reloaded 0.7, quantstats 0.0.86, backtesting.py 0.6 and vectorbt 1.2 where
      they are named.

      """
    for section in Metric.sections {
      text += "\n## \(section.title)\n"
      for metric in section.metrics { text += "\n```text\n\(metric.text)```\n" }
    }
    return text
  }
}
