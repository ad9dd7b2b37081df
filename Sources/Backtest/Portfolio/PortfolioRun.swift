public import Host
public import Machine
public import Trading

/// A program that trades in a portfolio, compiled once for all instruments.
public struct PortfolioStrategy: Sendable {
  public let name: String
  public let program: Program
  /// One for each of the program's parameters.
  public let values: [Double]

  public init(name: String, program: Program, values: [Double]) {
    self.name = name
    self.program = program
    self.values = values
  }
}

/// What is traded in a portfolio: a symbol with its bars, its terms and its place.
public struct PortfolioInstrument: Sendable {
  public let symbol: String
  /// Its costs and grids; the capital is that of the settings.
  public var terms: Terms
  public var source: BarSource
  /// What programs may ask beside its bars.
  public var surroundings: Surroundings
  public var sector: String?
  /// The times at which it is part of the universe, apart and in order; nothing for always.
  public var membership: [ClosedRange<Int64>]?
  /// No decision before the bar with this start.
  public var tradesSince: Int64
  /// Its dividends and splits, in the order of time.
  public var actions: [CorporateAction] = []

  public init(
    symbol: String, terms: Terms, source: BarSource, surroundings: Surroundings = .none,
    sector: String? = nil, membership: [ClosedRange<Int64>]? = nil, tradesSince: Int64 = .min
  ) {
    self.tradesSince = tradesSince
    self.symbol = symbol
    self.terms = terms
    self.source = source
    self.surroundings = surroundings
    self.sector = sector
    self.membership = membership
  }
}

extension PortfolioInstrument {
  /// Its bars where they are in memory, else none.
  public var heldBars: Bars {
    if case .held(let bars) = source { return bars }
    return Bars(
      time: [], open: [], high: [], low: [], close: [], volume: [], interval: source.interval)
  }
}

extension PortfolioStrategy {
  /// What its program limits, with these values.
  public var limits: [Rules.Limit] {
    do {
      return Rules(try VirtualMachine(program, values: values)).limits
    } catch {
      return []
    }
  }
}

/// How a portfolio is to be run.
public struct PortfolioSettings: Sendable {
  public var capital: Money
  public var periodsPerYear: Double
  /// The bars that start in it are traded and reported; those before it warm up.
  public var times: ClosedRange<Int64> = .min ... .max
  /// True to close what is open at the last bar.
  public var closesAtEnd = false
  /// Bars of each instrument computed at a time; 0 for what fits. The result is the same.
  public var chunk = 0
  /// True to hear the alerts; the result is the same but for them.
  public var wantsAlerts = false
  /// True to visit every bar of every instrument, also where nothing can happen. The result is the
  /// same.
  public var takesEveryBar = false

  public init(capital: Money, periodsPerYear: Double) {
    self.capital = capital
    self.periodsPerYear = periodsPerYear
  }
}

/// Why there is no result.
public enum PortfolioFailure: Error, Sendable, Hashable {
  /// A program cannot run on an instrument.
  case program(strategy: String, symbol: String, RunFailure)
  /// There is no bar in the range.
  case noBars
  case capital(Money)
  case periodsPerYear(Double)
  /// Two instruments have bars of different lengths.
  case intervals(String, Int64, String, Int64)
  case sameSymbol(String)
  /// More instruments times programs than an account has seats.
  case tooMany(Int)
  /// A stream of bars broke off.
  case bars(Failure)
}

/// Programs over the history of many instruments, on one account.
///
/// The machines of all instruments go through a chunk of bars together and meet at their
/// cross-sections; then the bars trade barrier by barrier. The order in which instruments are given
/// changes nothing: they are taken by their symbols.
public struct PortfolioRun: Sendable {
  public let strategies: [PortfolioStrategy]
  public let instruments: [PortfolioInstrument]
  public let settings: PortfolioSettings

  public init(
    _ strategies: [PortfolioStrategy], on instruments: [PortfolioInstrument],
    settings: PortfolioSettings
  ) {
    self.strategies = strategies
    self.instruments = instruments.sorted { $0.symbol < $1.symbol }
    self.settings = settings
  }

  /// Runs it. No state is kept: a second call gives the same result.
  public func result() throws(PortfolioFailure) -> PortfolioResult {
    try check()
    var passage = try PortfolioPassage(self)
    try passage.run()
    return try passage.result(self)
  }

  private func check() throws(PortfolioFailure) {
    guard settings.capital > .zero else { throw .capital(settings.capital) }
    let periods = settings.periodsPerYear
    guard periods > 0, periods.isFinite else { throw .periodsPerYear(periods) }
    guard let first = instruments.first, !strategies.isEmpty else { throw .noBars }
    let seats = instruments.count.multipliedReportingOverflow(by: strategies.count)
    guard !seats.overflow, seats.partialValue <= SharedAccount.mostSeats else {
      throw .tooMany(seats.partialValue)
    }
    for (one, next) in zip(instruments, instruments.dropFirst()) where one.symbol == next.symbol {
      throw .sameSymbol(one.symbol)
    }
    // One bar alone has no length.
    let known = instruments.first { $0.source.interval > 0 } ?? first
    for other in instruments where other.source.interval > 0 {
      guard other.source.interval == known.source.interval else {
        throw .intervals(
          known.symbol, known.source.interval, other.symbol, other.source.interval)
      }
    }
  }
}
