public import Machine

/// Many programs on many instruments, on one account: one barrier at a time.
///
/// A barrier is all bars with the same start, at most one of each instrument. The owner has brought
/// every machine through its row; then `step` lets the bars trade, closes them and asks the
/// programs, always in the order of the instruments:
///
/// 1. The open. Who only leaves goes first, so that others can spend what is set free; then who
///    enters.
/// 2. The way to the close, instrument by instrument. What a bar sets free behind its open is not
///    spent by another before the close: nobody knows which of them came first.
/// 3. The close. Every position is worth its last close, also of an instrument without a bar here.
/// 4. The decisions. All see the same account; exits first, and entries may count on what the exits
///    of others will set free.
///
/// The same steps serve a backtest and a live account: nothing here knows a later barrier.
public struct PortfolioSession: ~Copyable {
  public private(set) var account: SharedAccount
  /// By instrument, then by program: the place of a desk is its seat.
  public let desks: [Desk]
  private let seats: [Range<Int>]
  /// Of each seat: nothing but a decision can change anything.
  private var isQuiet: [Bool]
  /// Of each seat the zone its market may pass through; nothing where every bar must be walked.
  private var zones: [CalmZone?]
  /// At which rows of its machine's last chunk a seat may act, and at which one that holds nothing
  /// may: one bit a row, as many words for each seat.
  private var calls: [UInt64]
  private var starts: [UInt64]
  private let words: Int
  private var one: [UInt64]
  /// The seats that trade in this barrier, and those that decide; reused.
  private var busy: [(seat: Int, place: Int, leaves: Bool)] = []
  private var deciding: [(seat: Int, release: Money)] = []
  /// Of each instrument the last close that was a price, in counts, and the number of its bar.
  private var lastClose: [Int64]
  private var lastRow: [Int]

  /// True to visit every seat at every bar; the result is the same.
  public var takesEveryBar = false

  /// - Parameters:
  ///   - desks: in the order of their instruments, then of their programs.
  ///   - sectors: for each desk the number of its sector.
  public init(capital: Money, desks: [Desk], instruments: Int, sectors: [Int]) {
    precondition(desks.count == sectors.count && desks.count <= SharedAccount.mostSeats)
    self.desks = desks
    account = SharedAccount(
      capital: capital, sectors: sectors, margins: desks.map { $0.session.terms.margin })
    var seats: [Range<Int>] = []
    var next = 0
    for instrument in 0..<instruments {
      let first = next
      while next < desks.count, desks[next].instrument == instrument { next += 1 }
      seats.append(first..<next)
    }
    self.seats = seats
    isQuiet = desks.map { _ in true }
    zones = desks.map { _ in nil }
    words = ((desks.map { $0.machine.room }.max() ?? 0) + 63) / 64
    calls = [UInt64](repeating: 0, count: words * desks.count)
    starts = calls
    one = [UInt64](repeating: 0, count: words)
    lastClose = [Int64](repeating: 0, count: instruments)
    lastRow = [Int](repeating: -1, count: instruments)
  }

  /// A machine has computed its next rows: to be called before the first of them is stepped to.
  public mutating func noteCalls(instrument: Int, program: Int, rows: Int) {
    for seat in seats[instrument] where desks[seat].strategy == program {
      desks[seat].noteCalls(&calls, &starts, from: seat * words, rows: rows, &one)
    }
  }

  private func acts(_ seat: Int, row: Int32) -> Bool {
    let word = seat * words + Int(row >> 6)
    return (account.holds(seat) ? calls[word] : starts[word]) >> UInt64(row & 63) & 1 != 0
  }

  /// Bars of one start, in the order of their instruments.
  ///
  /// - Parameter bars: gives all of a bar, where it is traded.
  public mutating func step(
    _ present: ArraySlice<PresentBar>, _ bars: (PresentBar) -> Bar
  ) {
    account.forgetReleases()
    trade(present, bars)
    close(present)
    decide(present, bars)
  }

  // MARK: The bars trade

  private mutating func trade(
    _ present: ArraySlice<PresentBar>, _ bars: (PresentBar) -> Bar
  ) {
    busy.removeAll(keepingCapacity: true)
    for place in present.indices {
      for seat in seats[Int(present[place].instrument)] where !isQuiet[seat] {
        if passes(seat, present[place], bars) { continue }
        busy.append((seat, place, desks[seat].session.onlyLeaves))
      }
    }
    if busy.isEmpty { return }
    for leaves in [true, false] {
      for item in busy where item.leaves == leaves {
        let (desk, bar) = (desks[item.seat], present[item.place])
        let whole = bars(bar)
        desk.path = account.lend(to: &desk.session, seat: item.seat) {
          $0.tradeOpen(row: bar.row, bar: whole)
        }
      }
    }
    for item in busy {
      guard let path = desks[item.seat].path else { continue }
      let desk = desks[item.seat]
      let released = account.lend(to: &desk.session, seat: item.seat) { session in
        session.walkOn(path)
        return session.released
      }
      account.holdBack(released)
    }
  }

  /// True where the market touches none of the prices at which a seat would be left.
  private mutating func passes(
    _ seat: Int, _ present: PresentBar, _ bars: (PresentBar) -> Bar
  ) -> Bool {
    guard let passed = zones[seat]?.passes(bars(present)) else { return false }
    if !passed { wake(seat) }
    return passed
  }

  /// A session that was left alone learns the last close and the best price it has missed.
  private mutating func wake(_ seat: Int) {
    let desk = desks[seat]
    if let zone = zones[seat] { desk.session.pass(zone) }
    zones[seat] = nil
    let row = lastRow[desk.instrument]
    if row >= 0 { desk.session.learn(row: row, mark: lastClose[desk.instrument]) }
  }

  private mutating func catchUp(_ seat: Int, _ act: (inout Session) -> Void = { _ in }) {
    wake(seat)
    account.lend(to: &desks[seat].session, seat: seat, act)
  }

  // MARK: The bars close

  private mutating func close(_ present: ArraySlice<PresentBar>) {
    account.forgetReleases()
    for place in present.indices where present[place].close > 0 {
      let (instrument, close) = (Int(present[place].instrument), present[place].close)
      lastClose[instrument] = close
      lastRow[instrument] = present[place].row
      for seat in seats[instrument] { account.mark(seat: seat, at: close) }
    }
    account.raisePeak()
  }

  // MARK: The programs decide

  private mutating func decide(
    _ present: ArraySlice<PresentBar>, _ bars: (PresentBar) -> Bar
  ) {
    deciding.removeAll(keepingCapacity: true)
    for place in present.indices {
      for seat in seats[Int(present[place].instrument)] {
        let isLeft = isQuiet[seat] || zones[seat] != nil
        guard takesEveryBar || !isLeft || acts(seat, row: present[place].local) else { continue }
        if isLeft { wake(seat) }
        read(desks[seat], seat, present[place], bars(present[place]))
      }
    }
    for item in deciding.indices {
      let seat = deciding[item].seat
      let desk = desks[seat]
      let decisions = desk.decisions
      (desk.isBlocked, deciding[item].release) = account.lend(to: &desk.session, seat: seat) {
        ($0.decideExits(decisions), $0.release())
      }
    }
    for item in deciding { account.expect(item.release) }
    for (seat, release) in deciding {
      let desk = desks[seat]
      let (decisions, isBlocked) = (desk.decisions, desk.isBlocked)
      isQuiet[seat] = account.lend(to: &desk.session, seat: seat, ownRelease: release) {
        $0.decideEntries(decisions, isBlocked: isBlocked)
        return $0.isQuiet
      }
      if !takesEveryBar, desk.passesCalm, !isQuiet[seat], desk.session.isCalm {
        zones[seat] = desk.session.calmZone()
      }
    }
  }

  /// The close of one bar, as one program sees it, and what it wants.
  private mutating func read(_ desk: Desk, _ seat: Int, _ present: PresentBar, _ bar: Bar) {
    isQuiet[seat] = account.lend(to: &desk.session, seat: seat) { session in
      session.close(row: present.row, bar: bar)
      if desk.isWatchful { session.observe(&desk.account) }
      return session.isQuiet
    }
    let row = Int(present.local)
    if desk.isWatchful { desk.machine.decide(row: row, account: desk.account) }
    desk.listen(present, time: bar.time)
    guard present.row >= desk.machine.tradesFrom, bar.time >= desk.tradesSince else { return }
    desk.decisions.removeAll(keepingCapacity: true)
    desk.session.read(desk.sources, from: &desk.machine, row: row, into: &desk.decisions)
    if !present.isMember { desk.dropEntries() }
    deciding.append((seat, .zero))
  }

  // MARK: The end

  /// The number of the last bar of an instrument that closed at a price; nothing before the first.
  public func lastRow(of instrument: Int) -> Int? {
    lastRow[instrument] >= 0 ? lastRow[instrument] : nil
  }

  /// An instrument is no longer there: what is open of it is closed at its last close, what is on
  /// its way is withdrawn.
  public mutating func closeOut(instrument: Int) {
    for seat in seats[instrument] {
      catchUp(seat) { $0.closeOut() }
      // What nobody pays a price for stays open.
      isQuiet[seat] = desks[seat].session.isQuiet
    }
  }

  /// A dividend or a split, before the next barrier.
  public mutating func apply(_ action: CorporateAction, instrument: Int) {
    for seat in seats[instrument] { catchUp(seat) { $0.apply(action) } }
    if let seat = seats[instrument].first {
      lastClose[instrument] = desks[seat].session.markCount
    }
  }

  /// The data has ended: every session learns its last close.
  public mutating func finish() {
    for seat in desks.indices { catchUp(seat) }
  }
}

extension Desk {
  /// An instrument that is not in the universe is not entered; what an allocation holds of it is
  /// let go.
  func dropEntries() {
    decisions = decisions.compactMap { decision in
      let order = orders[decision.statement]
      if order.isAllocation { return Decision(statement: decision.statement, value: 0) }
      return order.isEntry ? nil : decision
    }
  }
}

extension Session {
  /// The open of a bar; gives the way to its close, where it must be walked.
  mutating func tradeOpen(row: Int, bar: Bar) -> Path? {
    guard followsPath, let path = terms.rule.path(bar) else {
      trade(row: row, bar: bar)
      return nil
    }
    self.row = row
    prepare(bar)
    enter(path)
    return path
  }
}
