/// One account on which many sessions trade: one cash, and what each of them holds.
///
/// A session is lent the account before it acts and settles afterwards, so money is nowhere twice:
/// `cash + the value of all seats` is the equity that every session sees. Sums are exact.
public struct SharedAccount: Sendable {
  /// What one session holds at the last close of its symbol.
  struct Seat: Sendable {
    var units: Int64 = 0
    /// In counts; 0 before the first close.
    var mark: Int64 = 0
    let sector: Int
    /// What its trading has moved in cash.
    var flow: Int128 = 0

    var value: Int128 { Int128(mark) &* Int128(units) }
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
  public private(set) var positions = 0
  /// Cash that is set free behind the open of this barrier, or that exits on the way will set free
  /// at the next: not yet, or already, to be spent by others.
  private var released: Int128 = 0
  /// The highest equity at a barrier's close.
  public private(set) var peak: Double

  /// - Parameter sectors: for each session the number of its sector.
  public init(capital: Money, sectors: [Int]) {
    self.capital = capital
    cash = capital
    seats = sectors.map { Seat(sector: $0) }
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

  /// The session of a seat acts next.
  ///
  /// - Parameter ownRelease: what its own exits on their way set free: that it knows itself.
  public mutating func lend(
    to session: inout Session, seat: Int, ownRelease: Money = .zero
  ) {
    let own = seats[seat].value
    session.join(
      cash: cash,
      others: Others(
        value: tooLarge > 0 ? nil : Money(count: value &- own),
        bound: Money(count: 2 &* (short &- Swift.max(0, 0 &- own)) &+ released &+ ownRelease.count),
        gross: Money(count: gross &- Int128(own.magnitude)),
        grossInSector: Money(
          count: grossBySector[seats[seat].sector] &- Int128(own.magnitude)),
        positions: positions - (seats[seat].units != 0 ? 1 : 0)), peak: peak)
  }

  /// It has acted.
  public mutating func settle(_ session: borrowing Session, seat: Int) {
    seats[seat].flow = seats[seat].flow &+ session.cash.count &- cash.count
    cash = session.cash
    set(seat, units: session.position.count, mark: session.markCount)
  }

  /// The symbol of a seat has closed at a price, and nothing else has happened there.
  @inline(__always)
  public mutating func mark(seat: Int, at count: Int64) {
    if seats[seat].units == 0 {
      seats[seat].mark = count
    } else {
      set(seat, units: seats[seat].units, mark: count)
    }
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

  /// Behind the open: what a session has set free since then waits for the close.
  mutating func holdBack(since before: Money, _ session: borrowing Session) {
    released = released &+ Swift.max(0, session.cash.count &- before.count)
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
