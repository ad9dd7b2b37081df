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
  /// How the inside of a bar is imagined.
  public var rule: FillRule

  public init(
    capital: Money, instrument: Instrument, fee: FeeModel = .free,
    slippage: SlippageModel = .none, timing: FillTiming = .nextOpen, rule: FillRule = .path
  ) {
    self.capital = capital
    self.instrument = instrument
    self.fee = fee
    self.slippage = slippage
    self.timing = timing
    self.rule = rule
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

extension Surroundings {
  /// Those of the instrument of some terms.
  public func of(_ terms: Terms) -> Surroundings {
    of(symbol: terms.instrument.symbol, priceStep: terms.instrument.tick?.number)
  }
}
