/// A curve as one line of block characters.
public enum Sparkline {
  private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// The last value of each of up to `columns` equal stretches, from the lowest block at the least
  /// to the full one at the most; values that are not finite are spaces, and a level curve is a low
  /// line.
  public static func text(_ values: [Double], columns: Int = 60) -> String {
    guard columns > 0, !values.isEmpty else { return "" }
    let count = min(columns, values.count)
    let picked = (1...count).map { values[$0 * values.count / count - 1] }
    let finite = picked.filter(\.isFinite)
    guard let least = finite.min(), let most = finite.max() else {
      return String(repeating: " ", count: count)
    }
    return String(
      picked.map { value in
        guard value.isFinite else { return " " }
        // Halves first: the span of two finite numbers may not be finite.
        let span = most / 2 - least / 2
        let level = span > 0 ? (value / 2 - least / 2) / span * 8 : 0
        return blocks[min(Int(level), 7)]
      })
  }
}
