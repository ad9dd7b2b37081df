internal import Host
internal import Machine
internal import Market

/// Bars of a market that never was. They are those of the seed whoever asks, so a range of them is
/// cut out of all.
struct SyntheticProvider: Provider {
  static let options = [
    "seed", "count", "interval", "from", "start", "drift", "volatility", "decimals", "calendar",
  ]

  let spelling: String
  private var terms = SyntheticMarket.Terms()
  private let seed: UInt64
  private let count: Int
  private let calendar: String

  var manners: Manners { .local }

  /// Bars that are made at once, at most.
  private static let most = 50_000_000

  init(_ text: ProviderText) throws(Failure) {
    spelling = text.spelling
    guard let model = PriceModel(rawValue: text.place) else {
      let known = PriceModel.allCases.map(\.rawValue).joined(separator: ", ")
      throw text.wrong("it names a model, one of \(known), not \"\(text.place.prefix(40))\"")
    }
    terms.model = model
    seed = try text.value("seed", "a whole number from 0", or: 1) { UInt64($0) }
    count = try text.value("count", "1 to \(Self.most)", or: 2_500) {
      Int($0).flatMap { (1...Self.most).contains($0) ? $0 : nil }
    }
    terms.interval = try text.value("interval", "a length such as 1m, 1h or 1d", or: terms.interval)
    {
      Timeframe(text: $0)?.length
    }
    terms.from = try text.value("from", "a time such as 2020-01-01", or: terms.from) {
      TimeText.nanoseconds(of: $0)
    }
    func number(_ range: ClosedRange<Double>) -> (String) -> Double? {
      { text in Double(text).flatMap { range.contains($0) ? $0 : nil } }
    }
    terms.start = try text.value(
      "start", "a price up to 10,000,000", or: terms.start, number(0.0001...1e7))
    terms.drift = try text.value("drift", "-10 to 10", or: terms.drift, number(-10...10))
    terms.volatility = try text.value(
      "volatility", "0 to 10", or: terms.volatility, number(0...10))
    terms.decimals = try text.value("decimals", "0 to 8", or: terms.decimals) {
      Int($0).flatMap { (0...8).contains($0) ? $0 : nil }
    }
    calendar = text.text("calendar") ?? TradingCalendar.always.name
    let (span, overflow) = terms.interval.multipliedReportingOverflow(by: Int64(count) * 5)
    guard !overflow, !terms.from.addingReportingOverflow(span).overflow else {
      throw text.wrong("so many bars reach beyond the year 2262")
    }
  }

  func mostBars(in environment: Environment) throws(Failure) -> Int? { count }

  func bars(_ request: BarRequest, in environment: Environment) throws(Failure) -> Bars {
    let zones = ZoneFiles(environment)
    let hours = try TradingCalendar.named(calendar, zone: nil, zones)
    var market = SyntheticMarket(
      terms, seed: seed, calendar: hours,
      periodsPerYear: hours.barsAYear(of: terms.interval))
    let bars = market.next(count)
    return bars.rows(request.rows(of: bars))
  }
}
