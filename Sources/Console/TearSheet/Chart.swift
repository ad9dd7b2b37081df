import Backtest

/// A line chart as SVG that stands in a page: no script, nothing from elsewhere.
struct Chart {
  /// A line; gaps where it has no value.
  struct Line {
    let values: [Double?]
    /// The class that gives it its colour.
    let style: String
    /// True to fill the space between the line and 0.
    var isFilled = false
  }

  let lines: [Line]
  /// What stands below, one for each place; some of them are shown.
  let labels: [String]
  /// What a pointer is shown over a stretch of places.
  let hint: (Int) -> String
  let scale: (Double) -> String
  var height = 220.0
  /// What is read aloud in place of the picture.
  let title: String

  private static let width = 900.0
  private static let left = 78.0
  private static let bottom = 26.0
  private static let top = 8.0

  private var places: Int { lines.map(\.values.count).max() ?? 0 }

  /// From the least to the most of the values, 0 with what is filled.
  private var range: (low: Double, high: Double)? {
    var values = lines.flatMap(\.values).compactMap { $0 }.filter(\.isFinite)
    if lines.contains(where: \.isFilled) { values.append(0) }
    guard let low = values.min(), let high = values.max() else { return nil }
    let margin = high > low ? (high / 2 - low / 2) * 0.1 : max(abs(high) * 0.01, 0.01)
    return (low - margin, high + margin)
  }

  var svg: String {
    guard let range, places > 0 else { return "<p class=\"none\">Nothing to draw.</p>\n" }
    let size = "0 0 \(Chart.text(Chart.width)) \(Chart.text(height))"
    var text = "<svg viewBox=\"\(size)\" role=\"img\" aria-label=\"\(HTML.escaped(title))\">\n"
    for tick in ticks(range.low, range.high) {
      let place = Chart.text(y(tick, range))
      text +=
        "<line class=\"grid\" x1=\"\(Chart.text(Chart.left))\" x2=\"\(Chart.text(Chart.width))\""
      text += " y1=\"\(place)\" y2=\"\(place)\"/>"
      text += "<text class=\"scale\" x=\"\(Chart.text(Chart.left - 6))\" y=\"\(place)\""
      text += " dy=\"0.32em\" text-anchor=\"end\">\(HTML.escaped(scale(tick)))</text>\n"
    }
    for line in lines { text += path(line, range) }
    return text + marks + hints + "</svg>\n"
  }

  private func path(_ line: Line, _ range: (low: Double, high: Double)) -> String {
    var text = ""
    for run in runs(line.values) {
      let points = run.map { "\(Chart.text(x($0))),\(Chart.text(y(line.values[$0] ?? 0, range)))" }
      guard let first = run.first, let last = run.last else { continue }
      if line.isFilled {
        let zero = Chart.text(y(0, range))
        let corners =
          ["\(Chart.text(x(first))),\(zero)"] + points + ["\(Chart.text(x(last))),\(zero)"]
        text +=
          "<polygon class=\"area \(line.style)\" points=\"\(corners.joined(separator: " "))\"/>\n"
      }
      text += "<polyline class=\"\(line.style)\" points=\"\(points.joined(separator: " "))\"/>\n"
    }
    return text
  }

  /// Places in a row that have a value.
  private func runs(_ values: [Double?]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    for place in 0...values.count {
      let isThere = place < values.count && values[place]?.isFinite == true
      if isThere, start == nil { start = place }
      if !isThere, let from = start {
        runs.append(from..<place)
        start = nil
      }
    }
    return runs
  }

  /// Some of the labels, below.
  private var marks: String {
    let most = min(6, labels.count)
    guard most > 0 else { return "" }
    var text = ""
    for mark in 0..<most {
      let place = most == 1 ? 0 : mark * (labels.count - 1) / (most - 1)
      let anchor = mark == 0 ? "start" : mark == most - 1 ? "end" : "middle"
      text += "<text class=\"scale\" x=\"\(Chart.text(x(place)))\" y=\"\(Chart.text(height - 6))\""
      text += " text-anchor=\"\(anchor)\">\(HTML.escaped(labels[place]))</text>\n"
    }
    return text
  }

  /// Strips that tell a pointer what stands there.
  private var hints: String {
    let count = min(160, places)
    var text = ""
    for strip in 0..<count {
      let place = (strip + 1) * places / count - 1
      let (from, to) = (Double(strip) / Double(count), Double(strip + 1) / Double(count))
      let span = Chart.width - Chart.left
      text += "<rect class=\"hint\" x=\"\(Chart.text(Chart.left + from * span))\" y=\"0\""
      text += " width=\"\(Chart.text((to - from) * span))\" height=\"\(Chart.text(height))\">"
      text += "<title>\(HTML.escaped(hint(place)))</title></rect>\n"
    }
    return text
  }

  // MARK: Scales

  private func x(_ place: Int) -> Double {
    let share = places > 1 ? Double(place) / Double(places - 1) : 0.5
    return Chart.left + share * (Chart.width - Chart.left - 4)
  }

  private func y(_ value: Double, _ range: (low: Double, high: Double)) -> Double {
    // Halves first: the span of two finite numbers may not be finite.
    let share = (value / 2 - range.low / 2) / (range.high / 2 - range.low / 2)
    return Chart.top + (1 - share) * (height - Chart.top - Chart.bottom)
  }

  /// About five round numbers within a range.
  private func ticks(_ low: Double, _ high: Double) -> [Double] {
    let rough = (high - low) / 5
    guard rough > 0, rough.isNormal else { return [low] }
    var power = 1.0
    while power > rough { power /= 10 }
    while power * 10 <= rough { power *= 10 }
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? power
    let first = (low / step).rounded(.up)
    return (0..<8).map { (first + Double($0)) * step }.filter { $0 <= high }
  }

  /// A coordinate, to a tenth.
  private static func text(_ number: Double) -> String {
    guard let tenths = Int64(exactly: (number * 10).rounded()) else { return "0" }
    let sign = tenths < 0 ? "-" : ""
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }
}

/// Text in a page.
enum HTML {
  /// A text that means itself, between tags and in quotes.
  static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\u{0}"..<"\u{20}" where scalar != "\n" && scalar != "\t": out += "\u{FFFD}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// A table; the first column to the left, the others to the right.
  static func table(_ titles: [String], _ rows: [[String]]) -> String {
    func row(_ cells: [String], _ tag: String) -> String {
      let text = cells.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined()
      return "<tr>\(text)</tr>\n"
    }
    let head = titles.isEmpty ? "" : "<thead>\(row(titles, "th"))</thead>\n"
    let body = rows.map { row($0, "td") }.joined()
    return "<div class=\"wide\"><table>\(head)<tbody>\n\(body)</tbody></table></div>\n"
  }
}
