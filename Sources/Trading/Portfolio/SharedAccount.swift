/// One account on which many sessions trade: one cash, and what each of them holds.
///
/// A session is lent the account before it acts and settles afterwards, so money is nowhere twice:
/// `cash + the value of all seats` is the equity that every session sees. Sums are exact.
public struct SharedAccount: Sendable {
  /// What one session holds at the last close of its symbol.
  struct Seat: Sendable {
    var units: Int64 = 0
    /// In counts; of the last close where it holds something.
    var mark: Int64 = 0
    let sector: Int
    /// What it may owe; nothing where it may not.
    let margin: Margin?
    /// What its trading has moved in cash.
    var flow: Int128 = 0

    var value: Int128 { Int128(mark) &* Int128(units) }

    /// What a position worth so much needs of equity, and what must stay with it.
    func bound(_ value: Int128) -> (needed: Int128, maintained: Int128) {
      let worth = Money(count: Int128(truncatingIfNeeded: value.magnitude))
      guard let margin else { return (worth.count, 0) }
      return (margin.needed(for: worth).count, margin.maintained(of: worth).count)
    }
  }

  /// The most sessions, so that no sum of what they hold overflows.
  public static let mostSeats = 65_536
  /// A position above this is too large to count in a sum: about 1e17 in the currency.
  private static let most = Int128(1) << 110

  public let capital: Money
  public private(set) var cash: Money
  private(set) var seats: [Seat]
  /// Sums over the seats, kept as they change.
  private var value: Int128 = 0
  private var short: Int128 = 0
  private var gross: Int128 = 0
  private var grossBySector: [Int128]
  private var tooLarge = 0
  /// What positions need, where somebody may owe.
  private let hasMargin: Bool
  private var needed: Int128 = 0
  private var maintained: Int128 = 0
  public private(set) var positions = 0
  /// Cash that is set free behind the open of this barrier, or that exits on the way will set free
  /// at the next: not yet, or already, to be spent by others.
  private var released: Int128 = 0
  /// The highest equity at a barrier's close.
  public private(set) var peak: Double

  /// - Parameters:
  ///   - sectors: for each session the number of its sector.
  ///   - margins: for each what it may owe; nothing where nobody may.
  public init(capital: Money, sectors: [Int], margins: [Margin?] = []) {
    self.capital = capital
    cash = capital
    hasMargin = margins.contains { $0 != nil }
    seats = sectors.enumerated().map { place, sector in
      Seat(sector: sector, margin: place < margins.count ? margins[place] : nil)
    }
    grossBySector = [Int128](repeating: 0, count: (sectors.max() ?? 0) + 1)
    peak = capital.number
  }

  /// Cash and every position at its last close; `nil` when the sum does not fit.
  public var equity: Money? {
    tooLarge > 0 ? nil : cash.plus(Money(count: value))
  }

  /// What is held, long and short added up.
  public var exposure: Money { Money(count: gross) }

  /// What a seat has made, open positions at their last closes, fees taken off: the sum over all
  /// seats is equity less capital, to the last count.
  public func profit(seat: Int) -> Money { Money(count: seats[seat].flow &+ seats[seat].value) }

  // MARK: Lending

  /// The session of a seat acts: the account is lent to it, and it settles afterwards.
  ///
  /// - Parameter ownRelease: what its own exits on their way set free: that it knows itself.
  @inline(__always)
  mutating func lend<Result>(
    to session: inout Session, seat: Int, ownRelease: Money = .zero,
    _ act: (inout Session) -> Result
  ) -> Result {
    lend(to: &session, seat: seat, ownRelease: ownRelease)
    let result = act(&session)
    settle(session, seat: seat)
    return result
  }

  private mutating func lend(to session: inout Session, seat: Int, ownRelease: Money) {
    let own = seats[seat].value
    var others = Others(
      value: tooLarge > 0 ? nil : Money(count: value &- own),
      bound: Money(count: 2 &* (short &- Swift.max(0, 0 &- own)) &+ released &+ ownRelease.count),
      gross: Money(count: gross &- Int128(own.magnitude)),
      grossInSector: Money(
        count: grossBySector[seats[seat].sector] &- Int128(own.magnitude)),
      positions: positions - (seats[seat].units != 0 ? 1 : 0))
    if hasMargin {
      let bound = seats[seat].bound(own)
      others.needed = Money(count: needed &- bound.needed &+ released &+ ownRelease.count)
      others.maintained = Money(count: maintained &- bound.maintained)
    }
    session.join(cash: cash, others: others, peak: peak)
  }

  private mutating func settle(_ session: borrowing Session, seat: Int) {
    seats[seat].flow = seats[seat].flow &+ session.cash.count &- cash.count
    cash = session.cash
    set(seat, units: session.position.count, mark: session.markCount)
  }

  /// True where a seat holds a position.
  @inline(__always)
  func holds(_ seat: Int) -> Bool { seats[seat].units != 0 }

  /// The symbol of a seat has closed at a price, and nothing else has happened there.
  @inline(__always)
  public mutating func mark(seat: Int, at count: Int64) {
    if seats[seat].units != 0 { set(seat, units: seats[seat].units, mark: count) }
  }

  private mutating func set(_ seat: Int, units: Int64, mark: Int64) {
    let before = seats[seat].value
    if (seats[seat].units == 0) != (units == 0) { positions += units == 0 ? -1 : 1 }
    seats[seat].units = units
    seats[seat].mark = mark
    let after = seats[seat].value
    if before == after { return }
    value = value &- before &+ after
    short = short &- Swift.max(0, 0 &- before) &+ Swift.max(0, 0 &- after)
    if hasMargin {
      let (old, new) = (seats[seat].bound(before), seats[seat].bound(after))
      needed = needed &- old.needed &+ new.needed
      maintained = maintained &- old.maintained &+ new.maintained
    }
    let change = Int128(after.magnitude) &- Int128(before.magnitude)
    gross = gross &+ change
    grossBySector[seats[seat].sector] = grossBySector[seats[seat].sector] &+ change
    tooLarge +=
      (abs(after) > SharedAccount.most ? 1 : 0) - (abs(before) > SharedAccount.most ? 1 : 0)
  }

  private func abs(_ count: Int128) -> Int128 { count < 0 ? 0 &- count : count }

  // MARK: Through a barrier

  /// Nothing is held back, nothing is expected.
  mutating func forgetReleases() { released = 0 }

  /// Behind the open: what a session has set free there waits for the close.
  mutating func holdBack(_ free: Int128) {
    released = released &+ free
  }

  /// At the close: exits are on their way, and others may count on what they set free.
  mutating func expect(_ release: Money) { released = released &- release.count }

  /// Every symbol of the barrier has closed.
  mutating func raisePeak() {
    if let equity { peak = Swift.max(peak, equity.number) }
  }

  /// Money comes in or goes out that no trade moves: dividends, cash for fractions.
  mutating func receive(_ amount: Money) -> Bool {
    guard let sum = cash.plus(amount) else { return false }
    cash = sum
    return true
  }
}
