import Backtest
import Compiler
import Glibc
import Host
import Machine
import Syntax
import Trading

/// Portfolios over made-up bars, timed from the compiled program to the metrics.
///
///     portfolio [--symbols 100] [--bars 1260] [--repeat 5] [--variant NAME] [--stream] [--chunk N]
///
/// `--stream` makes the bars as they are needed, a piece at a time, so that the memory is that of
/// the run alone; its peak is told in either case.
struct Options {
  var symbols = 100
  var bars = 1_260
  var repetitions = 5
  var variant = "rotation"
  var streams = false
  var chunk = 0

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      switch name {
      case "--stream": streams = true
      case "--symbols": symbols = rest.popFirst().flatMap(Int.init) ?? symbols
      case "--chunk": chunk = rest.popFirst().flatMap(Int.init) ?? chunk
      case "--bars": bars = rest.popFirst().flatMap(Int.init) ?? bars
      case "--repeat": repetitions = rest.popFirst().flatMap(Int.init) ?? repetitions
      case "--variant": variant = rest.popFirst() ?? variant
      default: throw Failure(.usage, code: "U0001", "unknown argument \(name)")
      }
    }
  }
}

let variants = [
  "rotation": "let strength = roc(close, 60)\n"
    + "allocate if top(strength, 10) then 9% else 0 band 2% when mod(bar_index, 21) == 0",
  "daily": "allocate if top(roc(close, 60), 10) then 9% else 0 band 2%",
  "cross": "enter long size 2% when sma(close, 10) crosses above sma(close, 30)\n"
    + "exit long when sma(close, 10) crosses below sma(close, 30)",
  "bracket": "enter long size 2% when rsi(close, 14) crosses above 30 stop 3% target 6%",
]

/// A walk in cents from a seed: the same bars however they are cut.
struct Walk: BarStream {
  let interval: Int64
  let count: Int
  var made = 0
  var price: Int64 = 10_000
  var state: UInt64

  init(seed: UInt64, count: Int, interval: Int64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    self.count = count
    self.interval = interval
  }

  mutating func draw() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  mutating func next(_ most: Int) -> Bars? {
    guard made < count else { return nil }
    let rows = min(most, count - made)
    var (time, open, high, low, close): ([Int64], [Int64], [Int64], [Int64], [Int64]) =
      ([], [], [], [], [])
    for row in 0..<rows {
      time.append(Int64(made + row) * interval)
      let first = price
      price = max(500, price + Int64(draw() % 201) - 100)
      open.append(first * 1_000_000)
      close.append(price * 1_000_000)
      high.append((max(first, price) + Int64(draw() % 20)) * 1_000_000)
      low.append((min(first, price) - Int64(draw() % 20)) * 1_000_000)
    }
    made += rows
    return Bars(
      time: time, open: open, high: high, low: low, close: close,
      volume: [Int64](repeating: 100_000_000, count: rows), interval: interval)
  }
}

func instruments(_ options: Options) throws -> [PortfolioInstrument] {
  let interval: Int64 = options.streams ? 60_000_000_000 : 86_400_000_000_000
  return try (0..<options.symbols).map { number in
    var walk = Walk(seed: UInt64(number) + 1, count: options.bars, interval: interval)
    let symbol = "S\(10_000 + number)"
    let terms = Terms(
      capital: try Money("1000000"), instrument: try Instrument(symbol: symbol),
      fee: .share(try Ratio("5bps")), slippage: .share(try Ratio("5bps")))
    return PortfolioInstrument(
      symbol: symbol, terms: terms,
      source: options.streams ? .stream(walk) : .held(walk.next(options.bars) ?? .none))
  }
}

extension Bars {
  static var none: Bars {
    Bars(time: [], open: [], high: [], low: [], close: [], volume: [], interval: 0)
  }
}

let options = try Options(Array(CommandLine.arguments.dropFirst()))
let text = "portfolio \"P\"\n" + (variants[options.variant] ?? "")
guard let program = compile(Source(name: "p", text: text)).program else {
  throw Failure(.strategy, code: "E0000", "the variant does not compile")
}
let clock = Environment.system.clock
for _ in 0..<options.repetitions {
  let members = try instruments(options)
  var settings = PortfolioSettings(capital: try Money("1000000"), periodsPerYear: 252)
  settings.chunk = options.chunk
  let start = clock.uptime()
  let result = try PortfolioRun(
    [PortfolioStrategy(name: "p", program: program, values: [])], on: members, settings: settings
  ).result()
  let seconds = Double(clock.uptime() - start) / 1e9
  var usage = rusage()
  // Of this process: RUSAGE_SELF.
  getrusage(0, &usage)
  print(
    "{\"workload\":\"portfolio \(options.variant)\",\"seconds\":\(seconds),"
      + "\"n\":\(options.symbols * options.bars),\"trades\":\(result.trades.count),"
      + "\"final_equity\":\(result.finalEquity.number),\"peak_kb\":\(usage.ru_maxrss)}")
}
