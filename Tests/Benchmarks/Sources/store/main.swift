import Backtest
import Compiler
import Glibc
import Host
import Machine
import Market
import Store
import Syntax
import Trading

/// Bars from the store: how long opening them takes, and what a backtest over them takes of memory.
///
///     store --in FOLDER [--bars 1000000] [--repeat 20] [--run] [--sum]
///
/// The data set is made where it is not there: a random walk of minutes from a seed. Without
/// `--run` each repetition opens the store anew, finds the data set and maps its columns, as a
/// command does; `--sum` reads every close too. With `--run` it is the moving averages of W1 over
/// all bars, opening left out, with no list of trades; then come peak and anonymous memory.
struct Options {
  var folder = ""
  var bars = 1_000_000
  var repetitions = 20
  var runs = false
  var sums = false

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      switch name {
      case "--in": folder = rest.popFirst() ?? ""
      case "--bars": bars = rest.popFirst().flatMap(Int.init) ?? bars
      case "--repeat": repetitions = rest.popFirst().flatMap(Int.init) ?? repetitions
      case "--run": runs = true
      case "--sum": sums = true
      default: throw Failure(.usage, code: "U0001", "unknown argument \(name)")
      }
    }
    guard !folder.isEmpty else { throw Failure(.usage, code: "U0001", "--in FOLDER is missing") }
  }
}

let clock = Environment.system.clock
let options = try Options(Array(CommandLine.arguments.dropFirst()))
let name = "bars-\(options.bars)"

/// Makes the data set where it is not there.
func make() throws {
  let store = try DataStore(root: options.folder, in: .system)
  guard try store.record(name) == nil else { return }
  var terms = SyntheticMarket.Terms()
  terms.interval = 60_000_000_000
  (terms.start, terms.drift) = (10_000, 0)
  var market = SyntheticMarket(terms, seed: 7, calendar: .always, periodsPerYear: 525_600)
  var left = options.bars
  try store.save(
    DataRecord(
      name: name, symbol: "X", interval: 60_000_000_000, zone: "UTC", calendar: "24x7",
      source: "benchmark"), calendar: .always
  ) { () throws(Failure) in
    guard left > 0 else { return nil }
    let piece = min(left, 1 << 18)
    left -= piece
    return market.next(piece)
  }
}

func open() throws -> Bars {
  guard let store = try DataStore.reading(root: options.folder, in: .system) else {
    throw Failure(.data, code: "D0401", "the store is gone")
  }
  return try store.open(try store.known(name)).bars
}

/// A line of `/proc/self/status`, in kilobytes.
func memory(_ line: String) -> Int {
  guard let bytes = try? Environment.system.disk.read("/proc/self/status", limit: 1 << 20) else {
    return 0
  }
  let text = String(decoding: bytes, as: UTF8.self)
  let found = text.split(separator: "\n").first { $0.hasPrefix(line + ":") }
  return found.flatMap { Int($0.filter(\.isNumber)) } ?? 0
}

func run(_ bars: Bars) throws {
  let text = """
    strategy "W1"
    let a = sma(close, 10)  let b = sma(close, 30)
    enter long when a crosses above b size 1 units
    exit long when a crosses below b
    """
  guard let program = compile(Source(name: "sma", text: text)).program else { return }
  let terms = Terms(
    capital: try Money("1000000000"), instrument: try Instrument(symbol: "X"),
    fee: .share(try Ratio("1bps")), slippage: .share(try Ratio("1bps")))
  let start = clock.uptime()
  var settings = BacktestSettings(
    terms: terms, periodsPerYear: PeriodsPerYear.inferred(from: bars))
  settings.wantsTrades = false
  let result = try BacktestRun(program, values: [], bars: bars, settings: settings).result()
  let seconds = Double(clock.uptime() - start) / 1e9
  let equity = result.metric("final_equity").map { "\($0.number)" } ?? "null"
  print(
    "{\"workload\":\"store run\",\"seconds\":\(seconds),\"n\":\(bars.count),"
      + "\"million_bars_a_second\":\(Double(bars.count) / 1e6 / seconds),"
      + "\"trades\":\(result.performance.trades.count),\"final_equity\":\(equity),"
      + "\"peak_mb\":\(memory("VmHWM") / 1_024),\"anonymous_mb\":\(memory("RssAnon") / 1_024)}")
}

try make()
var best = Int64.max
for _ in 0..<options.repetitions {
  if options.runs {
    try run(try open())
    continue
  }
  let start = clock.uptime()
  let bars = try open()
  var sum: Int64 = 0
  if options.sums { for word in bars.close { sum &+= word } }
  let took = clock.uptime() - start
  best = min(best, took)
  print(
    "{\"workload\":\"store open\",\"seconds\":\(Double(took) / 1e9),\"n\":\(bars.count),"
      + "\"last\":\(bars.close[bars.count - 1]),\"sum\":\(sum)}")
}
if !options.runs { print("{\"workload\":\"store open\",\"least_ms\":\(Double(best) / 1e6)}") }
