/// Knows zones, calendars and sessions for the machine, which does not. What it says of a moment
/// depends on the moment alone, so that a chunk and a single bar are told the same.
public protocol Almanac: Sendable {
  /// What a reading is at a moment, and how long it stays so.
  ///
  /// - Parameter time: nanoseconds since 1970-01-01 UTC.
  func stretch(of reading: Reading, at time: Int64) -> Stretch

  /// The first moment at which clocks of the instrument's zone show a time, in nanoseconds since
  /// 1970-01-01 UTC; where they skip it, the moment at which they do.
  ///
  /// - Parameter local: nanoseconds since 1970-01-01 as those clocks show it.
  func instant(ofLocal local: Int64) -> Int64

  /// When a bar of days, weeks, months or years that begins at a time is over, as the clocks of the
  /// instrument's zone show it: in nanoseconds since 1970-01-01 UTC.
  ///
  /// One of months or years that begins about the first of a month lasts from that moment to the
  /// same one of a later month; one that begins later, with the first day of trading say, lasts to
  /// the beginning of that later month.
  func end(of timeframe: Timeframe, from time: Int64) -> Int64

  /// Why a reading cannot be given, in one sentence; nothing when it can.
  func refusal(of reading: Reading) -> String?
}

/// What an almanac can be asked.
public enum Reading: Sendable, Hashable {
  /// The bar of a timeframe that a moment falls into; its value is its start. A moment outside of
  /// all sessions falls into none.
  case bucket(Timeframe)
  /// A part of the local time; without a zone in that of the instrument.
  case part(CalendarPart, zone: String?)
  /// Whether the moment lies in a session: 1 or 0.
  case session(SessionHours, zone: String?)
  /// Whether the instrument is traded: 1 or 0.
  case open
}

/// A part of a local time.
public enum CalendarPart: UInt8, Sendable, Hashable, CaseIterable {
  /// 0 to 59.
  case second, minute
  /// 0 to 23.
  case hour
  /// 1 (Monday) to 7 (Sunday), as ISO 8601 counts.
  case weekday
  /// 1 to 31.
  case day
  /// 1 to 12.
  case month
  case year
  /// 1 to 53, as ISO 8601 counts.
  case week
}

/// Hours of some days of the week. A session may go on past midnight; it belongs to the day on
/// which it begins.
public struct SessionHours: Sendable, Hashable {
  /// Minutes since midnight, 0 to 1439; the first minute that is part of it.
  public let opens: Int
  /// Minutes since midnight, 1 to 1440; the first minute that is no longer part of it. Not more
  /// than `opens` where it goes on past midnight.
  public let closes: Int
  /// Bit 0 is Monday, bit 6 Sunday.
  public let days: UInt8

  /// Nothing when a number is out of its range.
  public init?(opens: Int, closes: Int, days: UInt8) {
    guard (0...1439).contains(opens), (1...1440).contains(closes), days != 0, days < 128 else {
      return nil
    }
    self.opens = opens
    self.closes = closes
    self.days = days
  }

  /// True where a session that begins on a day of the week goes on past midnight.
  public var isOvernight: Bool { closes <= opens }

  /// - Parameter weekday: 0 (Monday) to 6.
  public func isOn(weekday: Int) -> Bool { days >> UInt8(weekday) & 1 == 1 }
}

/// A value and the time it holds: from `start` up to but not including `end`.
public struct Stretch: Sendable, Hashable {
  public let start: Int64
  public let end: Int64
  /// Nothing where there is no value.
  public let value: Int64?
  /// Of a bucket: when it is over. It may have several stretches, a week one for each session.
  public let over: Int64

  /// - Parameter over: `end` where nothing is said.
  public init(start: Int64, end: Int64, value: Int64?, over: Int64? = nil) {
    self.start = start
    self.end = end
    self.value = value
    self.over = over ?? end
  }

  /// Holds nowhere: what is asked first replaces it.
  static let none = Stretch(start: .max, end: .min, value: nil)

  @inline(__always)
  func holds(at time: Int64) -> Bool { time >= start && time < end }
}

/// What a program may ask of the world beside its bars.
public struct Surroundings: Sendable {
  /// Nothing where no reading can be given.
  public var almanac: (any Almanac)?
  /// The length of the program's bars in nanoseconds; 0 when it is not known.
  public var interval: Int64
  /// The bars of other instruments, by symbol.
  public var companions: [String: Bars]
  /// The names of the columns that the bars carry beside the market, in the order of `Bars.extras`.
  public var extras: [String]
  /// What the instrument is called.
  public var symbol: String
  /// The smallest step of a price, where one is known.
  public var priceStep: Double?

  public init(
    almanac: (any Almanac)? = nil, interval: Int64 = 0, companions: [String: Bars] = [:],
    extras: [String] = [], symbol: String = "", priceStep: Double? = nil
  ) {
    self.almanac = almanac
    self.interval = interval
    self.companions = companions
    self.extras = extras
    self.symbol = symbol
    self.priceStep = priceStep
  }

  /// Nothing but the bars.
  public static let none = Surroundings()

  /// Those of an instrument: what it is called, and its smallest step of a price.
  public func of(symbol: String, priceStep: Double?) -> Surroundings {
    var own = self
    own.symbol = symbol
    own.priceStep = priceStep
    return own
  }
}
