internal import Machine
internal import Trading

/// One passage of a program over the bars: the machine, the session and the tape, side by side.
struct Passage: ~Copyable {
  let orders: [OrderStatement]
  /// Where their decisions are read; the session calls them by their places.
  var sources: [DecisionSource]
  let bars: Bars
  let rows: Range<Int>
  let settings: BacktestSettings
  /// The first row at whose close the program may decide; `Int.max` as long as it is not known.
  var tradesFrom: Int { max(rows.lowerBound, machine.tradesFrom) }
  var machine: VirtualMachine
  var session: Session
  var watch: Watch?
  var tape: EquityTape
  /// How equity follows the close since the last fill.
  var line: EquityLine
  /// Kept where it is wanted.
  var diary: Diary?
  /// What the trades come to that are not kept.
  private var tally = TradeTally()
  /// The first of the actions that has not happened yet.
  var nextAction = 0
  /// Reused at every close.
  var decisions: [Decision] = []
  /// Of rows that are computed ahead: the last close that was a price, and a value of the account.
  var marks: [Int64]
  var readings: [Double]

  init(
    _ program: Program, values: [Double], bars: Bars, rows: Range<Int>,
    settings: BacktestSettings, surroundings: Surroundings
  ) throws(RunFailure) {
    let program = try program.named(for: values, surroundings)
    let machine = try VirtualMachine(
      program, values: values, room: settings.chunk, surroundings: surroundings)
    let watch = try Watch(program, values: values, rows: rows, settings, surroundings)
    session = Session(
      program.orders, terms: settings.terms, rules: Rules(machine), keepsFills: settings.wantsDiary)
    self.machine = machine
    self.watch = watch
    if settings.wantsDiary { diary = Diary() }
    tape = EquityTape(
      times: bars.time, closes: bars.close, rows: rows, capital: settings.terms.capital.number,
      keepsColumn: settings.wantsEquity)
    session.followsEntries = !program.entries.isEmpty
    session.delay(interval: bars.interval)
    session.findFunding(among: bars.extras.map(\.name))
    orders = program.orders
    sources = DecisionSource.all(of: program.orders)
    self.bars = bars
    self.rows = rows
    self.settings = settings
    line = session.line
    // Set here, behind all that throws: release builds of Swift 6.3 give arrays of a value that is
    // not whole back too often.
    marks = []
    readings = [Double](repeating: 0, count: Passage.farthest)
    decisions.reserveCapacity(orders.count)
  }

  /// The chunks from the first bar to the end of the rows.
  var chunks: StrideTo<Int> { stride(from: 0, to: rows.upperBound, by: machine.room) }

  /// Bars that lie in memory behind the run, when they come from a mapped file.
  private static let behind = 1 << 20

  /// Computes a chunk's signals; gives its rows.
  mutating func advance(from start: Int) -> Range<Int> {
    let chunk = start..<min(start + machine.room, rows.upperBound)
    // Bars of a mapped file give back what the run is through with.
    let behind = Passage.behind
    if start >= behind, start % behind < machine.room {
      bars.rest(max(0, start - 2 * behind)..<start)
    }
    machine.advance(bars, rows: chunk)
    watch?.lookout.advance(bars, rows: chunk)
    if start == 0 { readConstants() }
    return chunk
  }

  /// A chunk is done: makes room for the trades to come, or lets those go that nobody asks for.
  mutating func finish(_ chunk: Range<Int>) {
    if settings.wantsTrades {
      session.makeRoom(done: chunk.upperBound, of: rows.upperBound)
    } else if session.trades.count >= Passage.kept {
      tally.take(session.trades)
      session.forgetTrades()
    }
  }

  /// Trades that gather before they are let go.
  private static let kept = 64

  /// Reads once the sizes that are the same at every bar.
  private mutating func readConstants() {
    let constants = machine.program.columns.filter { $0.opcode == .splat }.flatMap(\.targets)
    for place in sources.indices {
      guard let slot = sources[place].operand, constants.contains(slot) else { continue }
      sources[place].fix(machine.number(slot, row: 0))
    }
  }

  /// The account has changed at a row: equity before it follows the old line.
  @inline(__always)
  mutating func turn(at row: Int) {
    tape.extend(to: row, line)
    line = session.line
  }

  /// What is left to do at the last row: the mark, and the positions to be closed there.
  mutating func end() {
    let last = rows.upperBound - 1
    let marked = rows.last { Price(word: bars.close[$0]) != nil }
    session.close(row: last, word: bars.close[marked ?? last])
    guard settings.closesAtEnd else { return }
    session.closeAtEnd()
    turn(at: last)
  }

  /// The last close of a unit that was bought at the first one, with what it has brought since.
  private var heldClose: Price? {
    guard !settings.actions.isEmpty else {
      return rows.reversed().lazy.compactMap { [bars] in Price(word: bars.close[$0]) }.first
    }
    var holding = Holding(settings.actions)
    for row in rows {
      guard let close = Price(word: bars.close[row]) else { continue }
      holding.see(close.number, at: bars.time[row])
    }
    return Price(number: holding.value)
  }

  /// Writes equity up to the end and gathers the result.
  consuming func result(periodsPerYear: Double) -> BacktestResult {
    tape.extend(to: rows.upperBound, line)
    tape.finish()
    diary?.fills = session.fills
    tally.take(session.trades)
    if !settings.wantsTrades { session.forgetTrades() }
    let first = rows.lazy.compactMap { [bars] in Price(word: bars.close[$0]) }.first
    let performance = Performance(
      equity: tape.figures, trades: TradeFigures(tally),
      capital: settings.terms.capital, finalEquity: session.equity ?? session.cash,
      feesPaid: session.feesPaid, firstTime: bars.time[rows.lowerBound],
      lastTime: bars.time[rows.upperBound - 1], firstClose: first, lastClose: heldClose,
      periodsPerYear: periodsPerYear)
    return BacktestResult(
      rows: rows, warmUp: min(machine.tradesFrom, rows.upperBound), trades: session.trades,
      actions: settings.actions, openLots: session.openLots,
      refusals: session.refusals, borrowPaid: session.borrowPaid,
      fundingPaid: session.fundingPaid, income: session.income, fillCount: session.fillCount,
      hasPending: session.hasPending,
      equity: settings.wantsEquity ? tape.column : nil, alerts: watch?.alerts ?? [],
      plots: watch?.plots ?? [], diary: diary, performance: performance,
      metrics: Metric.summary.map { MetricReading($0, performance) },
      conventions: Conventions(
        terms: settings.terms, periodsPerYear: periodsPerYear,
        closesAtEnd: settings.closesAtEnd, interval: bars.interval))
  }
}
