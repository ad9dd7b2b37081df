internal import Machine
internal import Trading

/// What the account was at every close so far, as little as that takes: it is a function of the
/// close and of what the account held since its last fill.
struct AccountPast: Sendable {
  private var rows: [Int] = []
  private var standings: [AccountStanding] = []

  /// The account is this from a row on.
  mutating func append(_ standing: AccountStanding, from row: Int) {
    if rows.last == row {
      standings[standings.count - 1] = standing
    } else {
      rows.append(row)
      standings.append(standing)
    }
  }

  mutating func reserve(_ count: Int) {
    rows.reserveCapacity(count)
    standings.reserveCapacity(count)
  }

  /// Walks the closes from the first on, in order.
  struct Walk {
    private let past: AccountPast
    private let closes: Words
    private var index = -1
    private var mark: Int64 = 0
    private var peak: Double

    init(_ past: AccountPast, closes: Words, capital: Double) {
      self.past = past
      self.closes = closes
      peak = capital
    }

    /// Writes the account as it was at a row; untouched before the first one it is known at.
    mutating func write(row: Int, into values: inout AccountValues) {
      while index + 1 < past.rows.count, past.rows[index + 1] <= row { index += 1 }
      guard index >= 0 else { return }
      if let price = Price(word: closes[row]) { mark = price.count }
      past.standings[index].write(at: mark, row: row, peak: &peak, into: &values)
    }
  }
}
