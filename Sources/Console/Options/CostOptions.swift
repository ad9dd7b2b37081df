package import ArgumentParser
import Host
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
      How much worse than the price markets and stops fill: 5bps, 0.05%, 2 ticks. \
      [QUILL_SLIPPAGE, default 0]
      """)
  package var slippage: String?
  @Option(help: "Smallest price step; prices are snapped against you. [QUILL_TICK]")
  package var tick: String?
  @Option(help: "Smallest quantity step; sizes are rounded down. [QUILL_LOT]") package var lot:
    String?
  @Option(help: "next-open, or close (optimistic). [QUILL_FILL]") package var fill: String?
  @Option(help: "Threads for reading files; 0 is one a processor. [QUILL_THREADS]")
  package var threads: String?

  /// The terms in force for a symbol.
  package func terms(symbol: String, _ settings: Settings) throws -> Terms {
    let money = try read(settings.value(.capital, flag: capital).text, "capital") { text in
      try Money(text.filter { $0 != "_" })
    }
    guard let money, money.count > 0 else {
      throw Failure(.usage, UsageKinds.value, "the capital must be positive")
    }
    let tick = try read(settings.value(.tick, flag: tick).text, "tick") { try Price($0) }
    let lot = try read(settings.value(.lot, flag: lot).text, "lot") { try Quantity($0) }
    let fee = try read(settings.value(.fee, flag: fee).text, "fee") { try FeeModel($0) }
    let slip = try read(settings.value(.slippage, flag: slippage).text, "slippage") {
      try SlippageModel($0, tick: tick)
    }
    let instrument: Instrument
    do {
      instrument = try Instrument(symbol: symbol, tick: tick, lot: lot)
    } catch {
      throw Failure(.usage, UsageKinds.value, "tick and lot must be positive")
    }
    return Terms(
      capital: money, instrument: instrument, fee: fee ?? .free,
      slippage: slip ?? .none, timing: try timing(settings))
  }

  private func timing(_ settings: Settings) throws -> FillTiming {
    switch settings.value(.fill, flag: fill).text {
    case "close": return .close
    case "next-open", nil: return .nextOpen
    case .some(let other):
      throw Failure(.usage, UsageKinds.value, "--fill takes next-open or close, not \(other)")
    }
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
