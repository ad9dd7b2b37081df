internal import Machine
internal import Trading

/// One passage of a portfolio over its bars.
struct PortfolioPassage: ~Copyable {
  /// All bars with the same start.
  private struct Barrier {
    let time: Int64
    let entries: Range<Int>
  }

  private let settings: PortfolioSettings
  private let strategies: Int
  private let room: Int
  /// So many bars of an instrument lie in memory behind the run, when they come from mapped files.
  private let behind: Int
  var session: PortfolioSession
  private(set) var feeds: [BarFeed]
  private var memberships: [Membership]
  private var events: PortfolioEvents
  /// The bars of the chunk, barrier by barrier; reused.
  private var present: [PresentBar]
  private var barriers: [Barrier]
  /// Of each instrument the row that comes next, and its start.
  private var heads: [Int]
  private var next: [Int64]
  /// Of each instrument the starts of its rows, and their places among the bars: `room` of them.
  private var starts: [Int64]
  private var places: [Int32]
  private var section = CrossSection()
  /// What is brought to a cross-section and what comes of it, one for each bar.
  private var values: [Double]
  /// True where a bar of the chunk is of an instrument outside of the universe.
  private var hasOutsiders = false
  /// The start and the equity of every barrier that is traded.
  private(set) var times: [Int64]
  private(set) var equity: [Double]
  private(set) var exposed = 0
  /// Of each instrument a unit that was bought at its first close in the range and held.
  private(set) var holdings: [Holding]

  init(_ run: PortfolioRun) throws(PortfolioFailure) {
    let chunk = run.settings.chunk
    let count = max(1, run.instruments.count)
    let room = chunk > 0 ? min(chunk, MachineLimits.room) : max(128, min(1_024, 16_384 / count))
    self.init(run, try PortfolioPassage.desks(run, room: room), room: room)
  }

  /// All that is called is called before the first field is set: release builds of Swift 6.3 give
  /// the empty arrays of a value that is not whole back too often.
  private init(_ run: PortfolioRun, _ desks: [Desk], room: Int) {
    let count = run.instruments.count
    var session = PortfolioSession(
      capital: run.settings.capital, desks: desks, instruments: count,
      sectors: PortfolioPassage.sectors(run))
    session.takesEveryBar = run.settings.takesEveryBar || run.settings.wantsAlerts
    let feeds = run.instruments.map { BarFeed($0.source) }
    let memberships = run.instruments.map { Membership($0.membership) }
    let events = PortfolioEvents(run.instruments)
    let heads = [Int](repeating: 0, count: count)
    let starts = [Int64](repeating: 0, count: count * room)
    let next = [Int64](repeating: .max, count: count)
    let places = [Int32](repeating: 0, count: count * room)
    let holdings = run.instruments.map { Holding($0.actions) }
    self.settings = run.settings
    self.strategies = run.strategies.count
    self.room = room
    behind = max(4_096, (1 << 21) / max(1, count))
    self.session = session
    self.feeds = feeds
    self.memberships = memberships
    self.events = events
    self.heads = heads
    self.starts = starts
    self.next = next
    self.places = places
    self.holdings = holdings
    (self.present, self.barriers, self.values) = ([], [], [])
    (self.times, self.equity) = ([], [])
  }

  /// Every strategy on every instrument.
  private static func desks(
    _ run: PortfolioRun, room: Int
  ) throws(PortfolioFailure) -> [Desk] {
    var desks: [Desk] = []
    for (number, instrument) in run.instruments.enumerated() {
      for (place, strategy) in run.strategies.enumerated() {
        desks.append(try desk(place, strategy, number, instrument, run.settings, room: room))
      }
    }
    return desks
  }

  private static func desk(
    _ place: Int, _ strategy: PortfolioStrategy, _ number: Int, _ instrument: PortfolioInstrument,
    _ settings: PortfolioSettings, room: Int
  ) throws(PortfolioFailure) -> Desk {
    var terms = instrument.terms
    terms.capital = settings.capital
    do {
      return try Desk(
        strategy: place, instrument: number, strategy.program, values: strategy.values,
        terms: terms, room: room, surroundings: instrument.surroundings,
        tradesSince: max(settings.times.lowerBound, instrument.tradesSince),
        wantsAlerts: settings.wantsAlerts)
    } catch {
      throw .program(strategy: strategy.name, symbol: instrument.symbol, error)
    }
  }

  /// The number of each desk's sector; an instrument of no sector is one of its own.
  private static func sectors(_ run: PortfolioRun) -> [Int] {
    let names = run.instruments.flatMap { instrument in
      run.strategies.map { _ in instrument.sector ?? instrument.symbol + "\u{0}" }
    }
    let all = Set(names).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: zip(all, all.indices))
    return names.map { numbers[$0] ?? 0 }
  }

  mutating func run() throws(PortfolioFailure) {
    while try nextChunk() {
      gather()
      compute()
      for barrier in barriers { trade(barrier) }
    }
    finish()
  }

  /// Who leaves does so at its last close: that has cost what it costs since then.
  private mutating func leave(
    _ act: (inout PortfolioEvents, inout PortfolioSession, (Int, Double) -> Void) -> Void
  ) {
    var costs: [(instrument: Int, cost: Double)] = []
    act(&events, &session) { costs.append(($0, $1)) }
    for (instrument, cost) in costs {
      guard let row = session.lastRow(of: instrument) else { continue }
      let since = feeds[instrument].times[row]
      var place = times.count
      while place > 0, times[place - 1] >= since {
        place -= 1
        equity[place] -= cost
      }
    }
  }

  private mutating func finish() {
    session.finish()
    if let last = times.last {
      let end = settings.times.upperBound
      let cut = end == .max ? end : end + 1
      leave { $0.end(before: cut, last: last, on: &$1, $2) }
    }
    guard settings.closesAtEnd, !times.isEmpty else { return }
    for instrument in feeds.indices { session.closeOut(instrument: instrument) }
    if let equity = session.account.equity { self.equity[self.equity.count - 1] = equity.number }
  }

  // MARK: Chunks

  /// The next bars of every instrument, up to a time to which all of them are known.
  private mutating func nextChunk() throws(PortfolioFailure) -> Bool {
    var horizon = Int64.max
    for index in feeds.indices {
      do {
        try feeds[index].refill(room)
      } catch {
        throw .bars(error)
      }
      horizon = min(horizon, feeds[index].horizon(room))
    }
    // Behind the last bar that is traded nothing is looked at.
    horizon = min(horizon, settings.times.upperBound)
    var isEmpty = true
    for index in feeds.indices {
      feeds[index].take(through: horizon)
      feeds[index].rest(behind)
      isEmpty = isEmpty && feeds[index].range.isEmpty
    }
    return !isEmpty
  }

  /// Puts the bars of the chunk together by their starts.
  private mutating func gather() {
    barriers.removeAll(keepingCapacity: true)
    for index in feeds.indices {
      feeds[index].copyStarts(into: &starts, from: index * room)
      heads[index] = 0
      next[index] = feeds[index].range.isEmpty ? .max : starts[index * room]
    }
    var count = 0
    while let time = next.min(), time < .max {
      let first = count
      for index in next.indices where next[index] == time {
        places[index * room + heads[index]] = Int32(truncatingIfNeeded: count)
        count += 1
        heads[index] += 1
        let isLast = heads[index] == feeds[index].range.count
        next[index] = isLast ? .max : starts[index * room + heads[index]]
      }
      barriers.append(Barrier(time: time, entries: first..<count))
    }
    if present.count < count {
      present.append(contentsOf: repeatElement(.none, count: count - present.count))
      values.append(contentsOf: repeatElement(.nan, count: count - values.count))
    }
    hasOutsiders = false
    for index in feeds.indices { fill(index) }
  }

  private mutating func fill(_ index: Int) {
    let (bars, range, first) = (feeds[index].bars, feeds[index].range, feeds[index].first)
    let base = index * room
    for local in 0..<range.count {
      let row = range.lowerBound + local
      let time = starts[base + local]
      let isMember = memberships[index].holds(at: time)
      let bar = PresentBar(
        instrument: index, close: bars.close[row], row: first + row, local: local,
        isMember: isMember)
      if !isMember { hasOutsiders = true }
      if bar.close > 0, settings.times.contains(time) {
        holdings[index].see(Price(count: bar.close)?.number ?? 0, at: time)
      }
      present[Int(places[base + local])] = bar
    }
  }

  // MARK: Columns

  /// Brings all machines through the chunk.
  private mutating func compute() {
    for strategy in 0..<strategies {
      compute(strategy, ofLookouts: false)
      for index in feeds.indices where !feeds[index].range.isEmpty {
        session.noteCalls(
          instrument: index, program: strategy, rows: feeds[index].range.count)
      }
      if settings.wantsAlerts { compute(strategy, ofLookouts: true) }
    }
  }

  /// The machines of one program, or what it says, meet at every cross-section.
  private mutating func compute(_ strategy: Int, ofLookouts: Bool) {
    let exchanges = desk(0, strategy).exchangeCount(ofLookouts)
    for exchange in 0...exchanges {
      for index in feeds.indices where !feeds[index].range.isEmpty {
        desk(index, strategy).advance(
          to: exchange, ofLookouts, feeds[index].rows, at: places, from: index * room, &values)
      }
      if exchange < exchanges { meet(desk(0, strategy).across(exchange, ofLookouts)) }
    }
  }

  @inline(__always)
  private borrowing func desk(_ instrument: Int, _ strategy: Int) -> Desk {
    session.desks[instrument * strategies + strategy]
  }

  /// A cross-section at every barrier of the chunk.
  private mutating func meet(_ kind: Across) {
    for barrier in barriers {
      if hasOutsiders { hideOutsiders(barrier) }
      section.apply(kind, to: &values, at: barrier.entries)
      if hasOutsiders { hideOutsiders(barrier) }
    }
  }

  /// Who is not in the universe gives nothing and gets nothing.
  private mutating func hideOutsiders(_ barrier: Barrier) {
    for place in barrier.entries where !present[place].isMember { values[place] = .nan }
  }

  // MARK: Barriers

  private mutating func trade(_ barrier: Barrier) {
    leave { $0.happen(until: barrier.time, on: &$1, $2) }
    let feeds = feeds
    session.step(present[barrier.entries]) { bar in
      feeds[Int(bar.instrument)].bar(Int(bar.local))
    }
    guard barrier.time >= settings.times.lowerBound else { return }
    times.append(barrier.time)
    equity.append((session.account.equity ?? session.account.cash).number)
    if session.account.positions > 0 { exposed += 1 }
  }
}

/// When an instrument is part of the universe; asked in the order of time.
private struct Membership {
  private let ranges: [ClosedRange<Int64>]?
  private var next = 0

  init(_ ranges: [ClosedRange<Int64>]?) { self.ranges = ranges }

  mutating func holds(at time: Int64) -> Bool {
    guard let ranges else { return true }
    while next < ranges.count, ranges[next].upperBound < time { next += 1 }
    return next < ranges.count && ranges[next].contains(time)
  }
}
