import Backtest
import Host

/// A length of time as an option says it: `100ms`, `2s`, `1m`, `0`.
package struct Latency {
  package let nanoseconds: Int64

  package init(_ text: String) throws {
    let units: [(String, Double)] = [
      ("ms", 1e6), ("us", 1e3), ("ns", 1), ("s", 1e9), ("m", 6e10), ("h", 3.6e12),
      ("d", 8.64e13),
    ]
    let unit = units.first { text.hasSuffix($0.0) }
    let digits = text.dropLast(unit?.0.count ?? 0)
    guard let number = Double(digits), unit != nil || number == 0, number >= 0,
      number * (unit?.1 ?? 1) <= 366 * 8.64e13,
      let nanoseconds = Int64(exactly: (number * (unit?.1 ?? 1)).rounded())
    else {
      throw Failure(
        .usage, UsageKinds.value, "--latency takes a length of time such as 100ms, not \(text)")
    }
    self.nanoseconds = nanoseconds
  }

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  package var words: String {
    nanoseconds % 1_000_000 == 0
      ? "\(nanoseconds / 1_000_000) ms" : "\(NumberText.plain(Double(nanoseconds) / 1e6)) ms"
  }
}
