public import Machine

/// When a market order decided at a close fills.
public enum FillTiming: String, Sendable, Hashable, CaseIterable {
  case nextOpen = "next-open"
  case close

  /// True for a timing that trades at a price the decision has already seen.
  public var isOptimistic: Bool { self == .close }
}

/// What an account trades under: its capital, its instrument, its costs and when its orders fill.
public struct Terms: Sendable, Hashable {
  public var capital: Money
  public var instrument: Instrument
  public var fee: FeeModel
  public var slippage: SlippageModel
  public var timing: FillTiming
  /// What the account may owe; nothing where it may not.
  public var margin: Margin?
  /// What borrowed units cost a year, as a share of their worth.
  public var borrow = Ratio.zero
  /// What positions pay or get at fixed times; nothing for none.
  public var funding: Funding?
  /// The share of a bar's volume that may fill in it; nothing for as much as is wanted.
  public var participation: Ratio?
  /// How long after its close an order is effective, in nanoseconds.
  public var latency: Int64 = 0
  /// How orders fill inside of a bar.
  public var rule: FillRule

  public init(
    capital: Money, instrument: Instrument, fee: FeeModel = .free,
    slippage: SlippageModel = .none, timing: FillTiming = .nextOpen, rule: FillRule = .quill
  ) {
    self.capital = capital
    self.instrument = instrument
    self.fee = fee
    self.slippage = slippage
    self.timing = timing
    self.rule = rule
  }

  /// True where the account changes, or the bar matters, though no statement has a price.
  public var watchesBars: Bool {
    margin != nil || borrow != .zero || funding != nil || participation != nil
  }

  /// What may be owed, what being open costs and what a point is worth, where a report must say it.
  public var owed: [(name: String, value: String)] {
    var lines: [(name: String, value: String)] = []
    if let margin { lines.append(("margin", margin.description)) }
    if borrow != .zero { lines.append(("borrow", "\(borrow) a year")) }
    if let funding { lines.append(("funding", funding.description)) }
    if instrument.pointValue != Instrument.onePoint {
      lines.append(("point value", instrument.pointValue.description))
    }
    return lines
  }

  /// From the start of a bar to where what its close decides is in force; 0 for the next bar, which
  /// a latency below a bar's length means. All in nanoseconds.
  ///
  /// - Parameter interval: the length of a bar.
  public func delay(interval: Int64) -> Int64 {
    guard interval > 0, latency >= interval, rule == .quill, timing == .nextOpen else { return 0 }
    let (sum, overflow) = latency.addingReportingOverflow(interval)
    return overflow ? .max : sum
  }

  /// When and by which rule orders fill, as a report says it.
  public var fillWords: String {
    let time =
      timing.isOptimistic ? "at the close of the decision (optimistic)" : "at the next open"
    return rule == .quill ? time : "\(time), by the rule of \(rule.rawValue)"
  }

  /// A latency as a report says it.
  public func latencyWords(interval: Int64) -> String {
    let length = TermsText.length(latency)
    return latency < interval ? length + ", below a bar: fills stay at the next open" : length
  }

  /// What a limit pays or gets when the market stands at a price: no slip, snapped in favour. `nil`
  /// when there is no such price.
  @inline(__always)
  public func limitFill(_ price: Price, _ side: Side) -> Price? {
    instrument.snap(price, side, .inFavour)
  }

  /// What a market order pays or gets when the market stands at a price: slip first, then snap
  /// against the trader. `nil` when there is no such price.
  @inline(__always)
  public func marketFill(_ price: Price, _ side: Side) -> Price? {
    guard let slipped = slippage.slip(price, side) else { return nil }
    return instrument.snap(slipped, side, .against)
  }
}

extension Terms {
  /// The share of the price that slippage is, where it is nothing else and there is no tick.
  var slipShare: Ratio? {
    if case .share(let ratio) = slippage, instrument.tick == nil { ratio } else { nil }
  }

  /// The share of the notional that the fee is, where it is nothing else.
  var feeShare: Ratio? {
    if case .share(let ratio) = fee { ratio } else { nil }
  }
}

extension Surroundings {
  /// Those of the instrument of some terms.
  public func of(_ terms: Terms) -> Surroundings {
    of(symbol: terms.instrument.symbol, priceStep: terms.instrument.tick?.number)
  }
}

/// Shares and lengths of time as reports say them.
enum TermsText {
  private static let units: [(Int64, String)] = [
    (86_400_000_000_000, "d"), (3_600_000_000_000, "h"), (60_000_000_000, "m"),
    (1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us"), (1, "ns"),
  ]

  /// `36h`.
  static func length(_ nanoseconds: Int64) -> String {
    let unit = units.first { nanoseconds % $0.0 == 0 } ?? (1, "ns")
    return "\(nanoseconds / unit.0)\(unit.1)"
  }

  /// `60%`, to a millionth.
  static func percent(_ share: Double) -> String {
    let parts = Int64(exactly: (share * 1e8).rounded()) ?? 0
    return DecimalText.write(Int128(parts), decimals: 6) + "%"
  }
}
