package import ArgumentParser
import Host
package import Machine
package import Trading

/// Money, costs and fills of a backtest; each can also stand in `quill.toml` or the environment.
package struct CostOptions: ParsableArguments {
  @Option(help: "Money at the start. [QUILL_CAPITAL, default 10000]") package var capital: String?
  @Option(
    help: """
      Fee: 5bps, 0.05% or 0.0005 of what is traded; 0.005/unit; 1/order; min 1; joined by +. \
      [QUILL_FEE, default 0]
      """)
  package var fee: String?
  @Option(
    help: """
      How much worse than the price markets and stops fill: 5bps, 0.05%, 2 ticks, 10% of range, \
      impact 20% (an order as large as the bar's volume); joined by +. [QUILL_SLIPPAGE, default 0]
      """)
  package var slippage: String?
  @Option(help: "Smallest price step; prices are snapped against you. [QUILL_TICK]")
  package var tick: String?
  @Option(help: "Smallest quantity step; sizes are rounded down. [QUILL_LOT]") package var lot:
    String?
  @Option(help: "next-open, or close (optimistic). [QUILL_FILL]") package var fill: String?
  @Option(
    help: """
      How orders fill inside of a bar: quill, or pine, as scripts of TradingView expect it. \
      [QUILL_FILL_RULE, default quill]
      """)
  package var fillRule: String?
  @Option(
    help: "What a position may be worth in multiples of equity: 5. [QUILL_LEVERAGE, default none]")
  package var leverage: String?
  @Option(
    help: """
      With --leverage: below this share of what it holds the account is closed out, at the far end \
      of a leg of the bar's path. [QUILL_MAINTENANCE, default 5%]
      """)
  package var maintenance: String?
  @Option(help: "What short positions cost a year: 3%. [QUILL_BORROW, default 0]")
  package var borrow: String?
  @Option(help: "Threads for reading files; 0 is one a processor. [QUILL_THREADS]")
  package var threads: String?

  /// The terms in force for a symbol.
  ///
  /// - Parameter facts: what the file of instruments says of it.
  package func terms(
    symbol: String, _ settings: Settings, of facts: Instruments.Facts = .none,
    assuming: Assumptions = Assumptions()
  ) throws -> Terms {
    let assumed = assuming.capital.map { TextPart.text($0, decimals: nil) }
    let capital = settings.value(.capital, flag: capital, assumed: assumed).text
    let money = try read(capital, "capital") { text in
      try Money(text.filter { $0 != "_" })
    }
    guard let money, money.count > 0 else {
      throw Failure(.usage, UsageKinds.value, "the capital must be positive")
    }
    let tick = try read(settings.value(.tick, flag: tick, listed: facts[.tick]).text, "tick") {
      try Price($0)
    }
    let lot = try read(settings.value(.lot, flag: lot, listed: facts[.lot]).text, "lot") {
      try Quantity($0)
    }
    let share = assuming.fee.map { TextPart.text($0, decimals: 8) }
    let charged = settings.value(.fee, flag: fee, assumed: share, listed: facts[.fee])
    let fee = try read(charged.text, "fee") { try FeeModel($0) }
    let slip = try slippage(settings, facts, assuming, tick)
    let instrument: Instrument
    do {
      instrument = try Instrument(symbol: symbol, tick: tick, lot: lot)
    } catch {
      throw Failure(.usage, UsageKinds.value, "tick and lot must be positive")
    }
    var terms = Terms(
      capital: money, instrument: instrument, fee: fee ?? .free,
      slippage: slip, timing: try timing(settings), rule: try rule(settings))
    terms.margin = try margin(settings, terms.rule)
    let yearly = settings.value(.borrow, flag: borrow).text
    terms.borrow = try read(yearly, "borrow") { try Ratio($0) } ?? .zero
    return terms
  }

  private func margin(_ settings: Settings, _ rule: FillRule) throws -> Margin? {
    let least = settings.value(.maintenance, flag: maintenance)
    guard let text = settings.value(.leverage, flag: leverage).text else {
      if least.origin == .flag {
        throw Failure(.usage, UsageKinds.value, "--maintenance says nothing without --leverage")
      }
      return nil
    }
    guard rule == .quill else {
      throw Failure(
        .usage, UsageKinds.value,
        "--leverage goes with --fill-rule quill, not with \(rule.rawValue)")
    }
    return try read(text, "leverage") {
      try Margin(leverage: $0, maintenance: least.text ?? "5%")
    }
  }

  private func slippage(
    _ settings: Settings, _ facts: Instruments.Facts, _ assuming: Assumptions, _ tick: Price?
  ) throws -> SlippageModel {
    var assumed: String?
    if case .share(let share) = assuming.slippage { assumed = TextPart.text(share, decimals: 8) }
    if case .ticks = assuming.slippage { assumed = "ticks" }
    let (text, origin) = settings.value(
      .slippage, flag: slippage, assumed: assumed, listed: facts[.slippage])
    if origin == .strategy, case .ticks(let ticks) = assuming.slippage {
      guard let tick else {
        throw Failure(
          .usage, UsageKinds.value, "the strategy assumes slippage in ticks, and there is no tick",
          help: "say how large it is with --tick, or give --slippage")
      }
      let count = Double(tick.count) * ticks
      let distance = Int64(exactly: count.rounded(.up)).flatMap { Price(count: $0) }
      return distance.map { .amount($0) } ?? .none
    }
    return try read(text, "slippage") { try SlippageModel($0, tick: tick) } ?? .none
  }

  private func timing(_ settings: Settings) throws -> FillTiming {
    switch settings.value(.fill, flag: fill).text {
    case "close": return .close
    case "next-open", nil: return .nextOpen
    case .some(let other):
      throw Failure(.usage, UsageKinds.value, "--fill takes next-open or close, not \(other)")
    }
  }

  private func rule(_ settings: Settings) throws -> FillRule {
    let text = settings.value(.fillRule, flag: fillRule).text ?? FillRule.quill.rawValue
    guard let rule = FillRule(rawValue: text) else {
      let known = FillRule.allCases.map(\.rawValue).joined(separator: " or ")
      throw Failure(.usage, UsageKinds.value, "--fill-rule takes \(known), not \(text)")
    }
    return rule
  }

  private func read<Value>(_ text: String?, _ name: String, _ parse: (String) throws -> Value)
    throws
    -> Value?
  {
    guard let text else { return nil }
    do {
      return try parse(text)
    } catch {
      throw Failure(
        .usage, UsageKinds.value, "\(name) cannot be \"\(text)\": \(error)")
    }
  }

  package func threadCount(_ settings: Settings) throws -> Int {
    let text = settings.value(.threads, flag: threads).text ?? "0"
    guard let count = Int(text), (0...256).contains(count) else {
      throw Failure(.usage, UsageKinds.value, "--threads takes 0 to 256, not \(text)")
    }
    return count
  }

  package init() {}
}
