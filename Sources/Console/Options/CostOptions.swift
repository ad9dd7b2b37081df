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
  @Option(
    help: """
      What a long position pays, and a short one gets, at fixed times: 0.01% per 8h, or the rate of \
      a column of the data: column NAME, column NAME per 8h. [QUILL_FUNDING, default none]
      """)
  package var funding: String?
  @Option(
    help: """
      The share of a bar's volume that may fill in it: 10%; the rest of an order waits. \
      [QUILL_PARTICIPATION, default as much as is wanted]
      """)
  package var participation: String?
  @Option(
    help: """
      What a price of 1 is worth in one contract: 50; sizes are then contracts. \
      [QUILL_POINT_VALUE, default 1]
      """)
  package var pointValue: String?
  @Option(
    help: """
      How long after its close an order is effective: 100ms, 2h; below a bar's length it fills at \
      the next open. [QUILL_LATENCY, default 0 in a backtest, 100ms on paper]
      """)
  package var latency: String?
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
    let point = settings.value(.pointValue, flag: pointValue, listed: facts[.pointValue]).text
    let value = try read(point, "point value") { try Price($0) } ?? Instrument.onePoint
    let instrument: Instrument
    do {
      instrument = try Instrument(symbol: symbol, tick: tick, lot: lot, pointValue: value)
    } catch {
      throw Failure(
        .usage, UsageKinds.value,
        value == Instrument.onePoint
          ? "tick and lot must be positive"
          : "a lot of a contract with point value \(value) must be a whole count of 1e-8")
    }
    var terms = Terms(
      capital: money, instrument: instrument, fee: (fee ?? .free).of(instrument),
      slippage: slip, timing: try timing(settings), rule: try rule(settings))
    terms.margin = try margin(settings, facts, terms.rule)
    let yearly = settings.value(.borrow, flag: borrow).text
    terms.borrow = try read(yearly, "borrow") { try Ratio($0) } ?? .zero
    try addMarket(&terms, settings, facts)
    return terms
  }

  /// What the market does to orders and positions, beside their costs.
  private func addMarket(
    _ terms: inout Terms, _ settings: Settings, _ facts: Instruments.Facts
  ) throws {
    let rate = settings.value(.funding, flag: funding, listed: facts[.funding]).text
    terms.funding = try read(rate == "none" ? nil : rate, "funding") { try Funding($0) }
    let share = settings.value(.participation, flag: participation, listed: facts[.participation])
    terms.participation = try read(share.text == "none" ? nil : share.text, "participation") {
      try Ratio(upToWhole: $0)
    }
    if terms.participation == .zero {
      throw Failure(.usage, UsageKinds.value, "with a participation of 0 nothing would ever fill")
    }
    terms.latency = try Latency(settings.value(.latency, flag: latency).text ?? "0").nanoseconds
    guard terms.rule == .quill, terms.timing == .nextOpen else {
      guard terms.participation == nil else {
        throw Failure(
          .usage, UsageKinds.value,
          "--participation goes with --fill-rule quill and fills at the next open")
      }
      guard terms.latency == 0 else {
        throw Failure(
          .usage, UsageKinds.value,
          "--latency goes with --fill-rule quill and fills at the next open")
      }
      return
    }
  }

  /// The columns of the data that the terms of a symbol ask for.
  package func columns(_ settings: Settings, of facts: Instruments.Facts) throws -> [String] {
    try terms(symbol: "", settings, of: facts).funding?.column.map { [$0] } ?? []
  }

  private func margin(
    _ settings: Settings, _ facts: Instruments.Facts, _ rule: FillRule
  ) throws -> Margin? {
    let least = settings.value(.maintenance, flag: maintenance, listed: facts[.maintenance])
    let most = settings.value(.leverage, flag: leverage, listed: facts[.margin])
    guard let text = most.text else {
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
    guard most.origin == .instrument else {
      return try read(text, "leverage") {
        try Margin(leverage: $0, maintenance: least.text ?? "5%")
      }
    }
    // What is not said of the instrument is at most what an entry needs.
    let stays = least.origin == .standard ? Margin.half(of: text) : least.text
    return try read(text, "margin") {
      try Margin(initial: $0, maintenance: stays ?? "5%")
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
