import Backtest
import Compiler
import Host
import Live
import Machine
import Market
import Syntax
import Trading

/// W1: one backtest over bars in memory, timed from the compiled program to the metrics, equity
/// included.
///
///     w1 --csv FILE [--repeat 1] [--variant NAME] [--json]
///
/// A variant is one of the names in `variants`, or `step`, `live` or `takeover`. `step` gives the
/// time of one bar through the machine: the 50th and 99th percentile and the largest. `live` takes
/// the bars one by one through a whole session: feed, executor, machine, account, and the broker on
/// paper; nothing is said. `takeover` gives the time from the text of a new program to the moment
/// it has caught up with the bars and waits for the next one.
struct Options {
  var csv = ""
  var repetitions = 1
  var variant = "sma"

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      switch name {
      case "--json": break
      case "--csv": csv = rest.popFirst() ?? ""
      case "--repeat": repetitions = rest.popFirst().flatMap(Int.init) ?? 1
      case "--variant": variant = rest.popFirst() ?? ""
      default: throw Failure(.usage, code: "U0001", "unknown argument \(name)")
      }
    }
  }
}

let crosses = """
  enter long when a crosses above b size 1 units
  exit long when a crosses below b
  """
let variants = [
  "sma": "let a = sma(close, 10)  let b = sma(close, 30)\n" + crosses,
  "ema": "let a = ema(close, 10)  let b = ema(close, 30)\n" + crosses,
  "rsi": "let a = rsi(close, 14)  let b = 50 + 0 * a\n"
    + "enter long when a crosses above 30 size 1 units\nexit long when a crosses above 70",
  "short": "let a = sma(close, 10)  let b = sma(close, 30)\n"
    + "enter long when a crosses above b size 1 units\n"
    + "enter short when a crosses below b size 1 units",
  "percent": "let a = sma(close, 10)  let b = sma(close, 30)\n"
    + "enter long when a crosses above b size 10%\nexit long when a crosses below b",
  "bracket": "let a = rsi(close, 14)\n"
    + "enter long when a crosses above 30 size 1 units stop 1% target 2%\n",
  "atr-bracket": "let a = rsi(close, 14)\n"
    + "enter long when a crosses above 30 size 1 units stop 2 * atr(14) target 3 * atr(14)\n",
  "trail": "let a = sma(close, 10)  let b = sma(close, 30)\n"
    + "enter long when a crosses above b size 1 units\nexit long trail 1%",
  "moving-stop": "let a = sma(close, 10)  let b = sma(close, 30)\n"
    + "enter long when a crosses above b size 1 units\nexit long stop at lowest(low, 20)",
  "pyramid": "pyramid 3  let a = sma(close, 10)  let b = sma(close, 30)\n"
    + "enter long when a crosses above b size 1 units stop 1% target 2%\n",
  // Every expression depends on the account, so that every bar is decided on its own.
  "account": "let a = sma(close, 10)  let b = sma(close, 30)\n"
    + "let gain = position.pnl / equity  let room = 1 - drawdown\n"
    + "enter long when flat and a crosses above b and room > 0.5 size room units\n"
    + "exit long when position > 0 and (a crosses below b or gain > 1% or position.bars > 500)",
]

func program(_ variant: String) throws -> Program {
  let body = variants[variant] ?? variants["sma"] ?? ""
  let compilation = compile(Source(name: variant, text: "strategy \"W1\"\n" + body))
  guard let program = compilation.program else {
    let problems = compilation.diagnostics.map(\.message).joined(separator: "; ")
    throw Failure(.strategy, code: "E0000", problems)
  }
  return program
}

let clock = Environment.system.clock

func backtest(_ program: Program, _ bars: Bars) throws {
  let terms = Terms(
    capital: try Money("10000000"), instrument: try Instrument(symbol: "X"),
    fee: .share(try Ratio("5bps")), slippage: .share(try Ratio("5bps")))
  var settings = BacktestSettings(terms: terms, periodsPerYear: 525_600)
  settings.wantsEquity = true
  let start = clock.uptime()
  let result = try BacktestRun(program, values: [], bars: bars, settings: settings).result()
  let seconds = Double(clock.uptime() - start) / 1e9
  let equity = result.metric("final_equity").map { "\($0.number)" } ?? "null"
  print(
    "{\"workload\":\"W1\",\"seconds\":\(seconds),\"n\":\(bars.count),"
      + "\"trades\":\(result.trades.count),\"final_equity\":\(equity)}")
}

/// One bar at a time through machine and signals.
func step(_ program: Program, _ bars: Bars) throws {
  var machine = try VirtualMachine(program, values: [])
  let when = program.orders.map(\.when)
  var times: [Int64] = []
  times.reserveCapacity(bars.count)
  var fired = 0
  for row in 0..<bars.count {
    let bar = bars[row]
    let start = clock.uptime()
    machine.advance(bar, interval: bars.interval)
    for slot in when where machine.flag(slot, row: 0) { fired += 1 }
    times.append(clock.uptime() - start)
  }
  times.sort()
  let (half, high) = (times[times.count / 2], times[times.count * 99 / 100])
  print(
    "{\"workload\":\"W1 step\",\"seconds\":\(Double(high) / 1e9),\"p50_ns\":\(half),"
      + "\"p99_ns\":\(high),\"max_ns\":\(times[times.count - 1]),\"signals\":\(fired)}")
}

func terms() throws -> Terms {
  Terms(
    capital: try Money("10000000"), instrument: try Instrument(symbol: "X"),
    fee: .share(try Ratio("5bps")), slippage: .share(try Ratio("5bps")))
}

/// A session over the bars, from the first to the last.
func live(_ program: Program, _ bars: Bars) throws {
  let terms = try terms()
  guard let broker = PaperBroker(terms, interval: bars.interval) else { return }
  let executor = try Executor(program, values: [], terms: terms, history: bars.rows(0..<30))
  let ports = Loop.Ports(
    feed: ReplayFeed(bars, from: 30), broker: broker, clock: EnvironmentClock(clock))
  let start = clock.uptime()
  var loop = Loop(executor, ports: ports)
  loop.run { false }
  let seconds = Double(clock.uptime() - start) / 1e9
  let summary = loop.executor.summary
  print(
    "{\"workload\":\"W1 live\",\"seconds\":\(seconds),\"n\":\(bars.count),"
      + "\"trades\":\(summary.trades),\"final_equity\":\(summary.equity)}")
}

/// Another program takes over behind all of the bars.
func takeover(_ program: Program, _ bars: Bars) throws {
  let text = "strategy \"W1\"\nlet a = ema(close, 12)  let b = sma(close, 40)\n" + crosses
  var executor = try Executor(program, values: [], terms: try terms(), history: bars)
  var effects = Effects(wantsEvents: true)
  let start = clock.uptime()
  guard let next = compile(Source(name: "takeover", text: text)).program else { return }
  executor.advance(.program(.changed(next, values: [], changes: [])), into: &effects)
  let seconds = Double(clock.uptime() - start) / 1e9
  print("{\"workload\":\"W1 takeover\",\"seconds\":\(seconds),\"n\":\(bars.count)}")
}

let options = try Options(Array(CommandLine.arguments.dropFirst()))
let compiled = try program(options.variant)
let bars = try CSVFile(options.csv).read(in: .system).bars
for _ in 0..<options.repetitions {
  switch options.variant {
  case "step": try step(compiled, bars)
  case "live": try live(compiled, bars)
  case "takeover": try takeover(compiled, bars.rows(0..<100_000))
  default: try backtest(compiled, bars)
  }
}
