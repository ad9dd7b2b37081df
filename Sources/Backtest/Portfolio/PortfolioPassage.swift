internal import Machine
internal import Trading

/// One passage of a portfolio over its bars.
struct PortfolioPassage: ~Copyable {
  /// One bar of a chunk, among those of its barrier.
  private struct Entry {
    let instrument: Int32
    /// The number of the bar in the machines' chunk.
    let local: Int32
    let isMember: Bool
  }

  /// All bars with the same start.
  private struct Barrier {
    let time: Int64
    let entries: Range<Int>
  }

  private let settings: PortfolioSettings
  private let strategies: Int
  private let room: Int
  var session: PortfolioSession
  private(set) var feeds: [BarFeed]
  private var memberships: [Membership]
  private var events: PortfolioEvents
  /// Of the chunk; reused.
  private var entries: [Entry] = []
  private var barriers: [Barrier] = []
  private var heads: [Int]
  private var section = CrossSection()
  private var present: [PresentBar] = []
  /// The start and the equity of every barrier that is traded.
  private(set) var times: [Int64] = []
  private(set) var equity: [Double] = []
  private(set) var exposed = 0
  /// The first and the last close that was a price, in the range, of each instrument.
  private(set) var closes: [(first: Int64, last: Int64)]

  init(_ run: PortfolioRun) throws(PortfolioFailure) {
    settings = run.settings
    strategies = run.strategies.count
    let count = run.instruments.count
    room =
      settings.chunk > 0
      ? min(settings.chunk, MachineLimits.room) : max(32, min(1_024, 65_536 / max(1, count)))
    var desks: [Desk] = []
    var sectors: [Int] = []
    // An instrument of no sector is one of its own.
    let names = Set(run.instruments.map { $0.sector ?? $0.symbol + "\u{0}" }).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    for (number, instrument) in run.instruments.enumerated() {
      var terms = instrument.terms
      terms.capital = settings.capital
      for (place, strategy) in run.strategies.enumerated() {
        do {
          desks.append(
            try Desk(
              strategy: place, instrument: number, strategy.program, values: strategy.values,
              terms: terms, room: room, surroundings: instrument.surroundings,
              tradesSince: max(settings.times.lowerBound, instrument.tradesSince),
              wantsAlerts: settings.wantsAlerts))
        } catch {
          throw .program(strategy: strategy.name, symbol: instrument.symbol, error)
        }
        sectors.append(numbers[instrument.sector ?? instrument.symbol + "\u{0}"] ?? 0)
      }
    }
    session = PortfolioSession(
      capital: settings.capital, desks: desks, instruments: count, sectors: sectors)
    session.takesEveryBar = settings.takesEveryBar || settings.wantsAlerts
    feeds = run.instruments.map { BarFeed($0.source) }
    memberships = run.instruments.map { Membership($0.membership) }
    events = PortfolioEvents(run.instruments)
    heads = [Int](repeating: 0, count: count)
    closes = [(Int64, Int64)](repeating: (0, 0), count: count)
  }

  mutating func run() throws(PortfolioFailure) {
    while try nextChunk() {
      gather()
      compute()
      for barrier in barriers { trade(barrier) }
    }
    finish()
  }

  private mutating func finish() {
    session.finish()
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
      isEmpty = isEmpty && feeds[index].range.isEmpty
    }
    return !isEmpty
  }

  /// Puts the bars of the chunk together by their starts.
  private mutating func gather() {
    entries.removeAll(keepingCapacity: true)
    barriers.removeAll(keepingCapacity: true)
    for index in feeds.indices { heads[index] = feeds[index].range.lowerBound }
    while true {
      var time = Int64.max
      var isOver = true
      for index in feeds.indices where heads[index] < feeds[index].range.upperBound {
        time = min(time, feeds[index].bars.time[heads[index]])
        isOver = false
      }
      if isOver { return }
      let start = entries.count
      for index in feeds.indices where heads[index] < feeds[index].range.upperBound {
        guard feeds[index].bars.time[heads[index]] == time else { continue }
        entries.append(
          Entry(
            instrument: Int32(truncatingIfNeeded: index),
            local: Int32(truncatingIfNeeded: heads[index] - feeds[index].range.lowerBound),
            isMember: memberships[index].holds(at: time)))
        heads[index] += 1
      }
      barriers.append(Barrier(time: time, entries: start..<entries.count))
    }
  }

  // MARK: Columns

  /// Brings all machines through the chunk; they meet at every cross-section.
  private mutating func compute() {
    for strategy in 0..<strategies {
      for index in feeds.indices where !feeds[index].range.isEmpty {
        desk(index, strategy).machine.beginTogether(feeds[index].rows)
      }
      let exchanges = desk(0, strategy).machine.exchangeCount
      for exchange in 0..<exchanges {
        self.exchange(exchange, strategy)
        for index in feeds.indices where !feeds[index].range.isEmpty {
          desk(index, strategy).machine.goOn(behind: exchange, feeds[index].rows)
        }
      }
      for index in feeds.indices where !feeds[index].range.isEmpty {
        desk(index, strategy).machine.endTogether(feeds[index].rows)
      }
      if settings.wantsAlerts { look(strategy) }
    }
  }

  /// The same for what the programs say.
  private mutating func look(_ strategy: Int) {
    for index in feeds.indices where !feeds[index].range.isEmpty {
      desk(index, strategy).lookout?.machine.beginTogether(feeds[index].rows)
    }
    let exchanges = desk(0, strategy).lookout?.machine.exchangeCount ?? 0
    for exchange in 0..<exchanges {
      self.exchange(exchange, strategy, ofLookouts: true)
      for index in feeds.indices where !feeds[index].range.isEmpty {
        desk(index, strategy).lookout?.machine.goOn(behind: exchange, feeds[index].rows)
      }
    }
    for index in feeds.indices where !feeds[index].range.isEmpty {
      desk(index, strategy).lookout?.machine.endTogether(feeds[index].rows)
    }
  }

  @inline(__always)
  private borrowing func desk(_ instrument: Int, _ strategy: Int) -> Desk {
    session.desks[instrument * strategies + strategy]
  }

  /// One cross-section at every barrier of the chunk.
  private mutating func exchange(_ exchange: Int, _ strategy: Int, ofLookouts: Bool = false) {
    let kind = desk(0, strategy).across(exchange, ofLookouts)
    for barrier in barriers {
      section.clear()
      for place in barrier.entries {
        let entry = entries[place]
        section.add(
          entry.isMember
            ? desk(Int(entry.instrument), strategy)
              .offered(exchange, ofLookouts, row: Int(entry.local))
            : .nan)
      }
      section.apply(kind)
      for (place, result) in zip(barrier.entries, section.results) {
        let entry = entries[place]
        desk(Int(entry.instrument), strategy).receive(
          exchange, ofLookouts, row: Int(entry.local), entry.isMember ? result : .nan)
      }
    }
  }

  // MARK: Barriers

  private mutating func trade(_ barrier: Barrier) {
    events.happen(until: barrier.time, on: &session)
    present.removeAll(keepingCapacity: true)
    let isTraded = barrier.time >= settings.times.lowerBound
    for place in barrier.entries {
      let entry = entries[place]
      let index = Int(entry.instrument)
      let row = feeds[index].range.lowerBound + Int(entry.local)
      present.append(
        PresentBar(
          instrument: index, bar: feeds[index].bars[row], row: feeds[index].first + row,
          local: Int(entry.local), isMember: entry.isMember))
      if isTraded, let close = Price(word: feeds[index].bars.close[row])?.count {
        if closes[index].first == 0 { closes[index].first = close }
        closes[index].last = close
      }
    }
    session.step(present)
    guard isTraded else { return }
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
