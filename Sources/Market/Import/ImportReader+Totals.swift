internal import Host
internal import Machine

/// Amounts and volumes that are counted up from row to row.
extension ImportReader {
  private static let day: Int64 = 86_400_000_000_000

  /// The column of the amounts of trades, each or so far.
  var amountPlace: Int? { dialect.place(.amount) ?? dialect.place(.total) }

  /// An amount that is counted up is what it has grown by; one that never falls, by a name that
  /// says nothing of it, may be either.
  mutating func takeDifferences(_ ticks: inout Ticks) throws(Failure) {
    guard let place = amountPlace else { return }
    let name = dialect.names[place]
    let all = ticks
    var totals = Totals()
    var total = RunningTotal()
    try all.visit { row throws(Failure) in
      guard all.amount[row] != Grid.missing else { return }
      let amount = Grid.number(all.amount[row])
      totals.add(amount, day: all.time[row].floored(by: Self.day), row: all.row[row])
      total.add(amount, day: 0)
    }
    guard totals.rises > 0, let first = totals.first else { return }
    guard dialect.roles[place] == .total || wish.columns == nil && ColumnNames.isTotal(name) else {
      guard total.isOne || totals.falls == 0 && totals.rises >= 20 else { return }
      return try sayTotal("amount", name)
    }
    if let row = totals.fall {
      throw failure(
        ImportKinds.twoReadings,
        "the column \(name) falls within a day, so that it may be a total or the amount of each "
          + "trade: say --columns with amount, or - to leave it out", line: table.number(Int(row)))
    }
    // Of a file that begins within a day, the first total is of trades that are not there.
    let isWhole = first <= totals.most
    try takeSteps(&ticks, isWhole ? 0 : first)
    let anew = totals.falls == 0 ? "" : ", anew on \(counted(totals.falls, "day", "days"))"
    let rest = isWhole ? "" : "; that of the first row is of trades before it"
    dialect.decide(
      "amounts", "differences", "\(name) is counted up from row to row\(anew)\(rest)",
      "--columns")
  }

  /// What looks like a total and was called none: asked about, or noted where it was said.
  private mutating func sayTotal(_ role: String, _ name: String) throws(Failure) {
    guard wish.columns != nil else {
      throw failure(
        ImportKinds.twoReadings,
        "the column \(name) never falls but where it begins anew, so that it may be the total so "
          + "far or the \(role) of each row: say --columns with total in its place, or \(role)")
    }
    dialect.decide(
      role, "as said",
      "it never falls but where it begins anew, as a total so far does, which --columns calls "
        + "total",
      "--columns")
  }

  /// Amounts from row to row, as they may be a total that is counted up.
  private struct Totals {
    var rises = 0
    var falls = 0
    /// The row of the first that falls within a day.
    var fall: Int64?
    var first: Double?
    /// The largest step up.
    var most = 0.0
    private var last: (amount: Double, day: Int64)?

    mutating func add(_ amount: Double, day: Int64, row: Int64) {
      if let last {
        if amount > last.amount { rises += 1 }
        if amount < last.amount {
          falls += 1
          if day == last.day { fall = fall ?? row }
        }
        most = max(most, RunningTotal.step(last.amount, amount))
      } else {
        first = amount
      }
      last = (amount, day)
    }
  }

  /// Puts what totals have grown by in the place of them.
  private func takeSteps(_ ticks: inout Ticks, _ before: Double) throws(Failure) {
    let all = ticks
    var steps = WordSpool(columns: 4, wish.scratch)
    var last = before
    try all.visit { row throws(Failure) in
      var amount: Int64 = 0
      if all.amount[row] != Grid.missing {
        let total = Grid.number(all.amount[row])
        amount = Self.rounded(RunningTotal.step(last, total))
        last = total
      }
      try steps.append(all.time[row], all.price[row], amount, all.row[row])
    }
    ticks = Ticks(try steps.finish())
  }

  /// Bars whose volume is that of the day so far: taken by what it grows by where it was said, and
  /// else asked about.
  mutating func withoutTotals(_ columns: Columns) throws(Failure) -> Columns {
    if dialect.place(.total) != nil, dialect.place(.volume) == nil { return try steps(columns) }
    guard let place = dialect.place(.volume) else { return columns }
    var total = RunningTotal()
    let bars = columns.bars(interval: 0, extras: wish.extras)
    try bars.visit { row throws(Failure) in
      total.add(Grid.number(bars.volume[row]), day: bars.time[row].floored(by: Self.day))
    }
    if total.isOne { try sayTotal("volume", dialect.names[place]) }
    return columns
  }

  private mutating func steps(_ columns: Columns) throws(Failure) -> Columns {
    var spool = WordSpool(columns: 6 + columns.extras.count, wish.scratch)
    let bars = columns.bars(interval: 0, extras: wish.extras)
    var totals = Totals()
    try bars.visit { row throws(Failure) in
      guard bars.volume[row] != Grid.missing else { return }
      totals.add(
        Grid.number(bars.volume[row]), day: bars.time[row].floored(by: Self.day), row: Int64(row))
    }
    // As of trades: the first total may be of bars that are not there.
    let first = totals.first ?? 0
    var last = first <= totals.most ? 0 : first
    let rest = last == 0 ? "" : "; that of the first row is of bars before it"
    try bars.visit { row throws(Failure) in
      let bar = bars[row]
      var volume = bar.volume
      if volume != Grid.missing {
        let total = Grid.number(volume)
        volume = Self.rounded(RunningTotal.step(last, total))
        last = total
      }
      try spool.append(
        Bar(
          time: bar.time, open: bar.open, high: bar.high, low: bar.low, close: bar.close,
          volume: volume, extras: bar.extras))
    }
    dialect.decide(
      "volume", "differences", "the column is the total so far, as said\(rest)", "--columns")
    return Columns(try spool.finish())
  }
}
