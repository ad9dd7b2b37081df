import Compiler
import Host
import Machine
import Market
import Syntax

/// W3: single indicators over bars in memory, as nanoseconds per row, the least of several runs.
///
///     w3 --csv FILE [--repeat 5] [--only EXPRESSION]
struct Options {
  var csv = ""
  var repetitions = 5
  var only: String?

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      switch name {
      case "--csv": csv = rest.popFirst() ?? ""
      case "--repeat": repetitions = rest.popFirst().flatMap(Int.init) ?? 1
      case "--only": only = rest.popFirst()
      default: throw Failure(.usage, code: "U0001", "unknown argument \(name)")
      }
    }
  }
}

let indicators = [
  ("sma20", "sma(close, 20)"), ("ema20", "ema(close, 20)"), ("rsi14", "rsi(close, 14)"),
  ("macd12_26_9", "macd(close, 12, 26, 9)"), ("bbands20_2", "bbands(close, 20, 2)"),
  ("atr14", "atr(14)"), ("stoch14_3_3", "stoch(14, 3, 3)"), ("std20", "stdev(close, 20)"),
  ("max50", "highest(close, 50)"), ("adx14", "adx(14)"),
  ("linreg_slope20", "linreg_slope(close, 20)"), ("median50", "median(close, 50)"),
  ("rank50", "percent_rank(close, 50)"),
]

func measure(_ name: String, _ text: String, _ bars: Bars, _ repetitions: Int) throws {
  let compilation = compile(expressions: [Source(name: name, text: text)])
  guard let program = compilation.program else {
    let problems = compilation.diagnostics.map(\.message).joined(separator: "; ")
    throw Failure(.strategy, code: "E0000", problems)
  }
  let clock = Environment.system.clock
  var least = Int64.max
  var last = 0.0
  for _ in 0..<repetitions {
    let start = clock.uptime()
    var machine = try VirtualMachine(program, values: [], room: 1024)
    var row = 0
    while row < bars.count {
      let end = Swift.min(row + 1024, bars.count)
      machine.advance(bars, rows: row..<end)
      last = machine.number(program.outputs[0].slot, row: end - row - 1)
      row = end
    }
    least = Swift.min(least, clock.uptime() - start)
  }
  let perRow = Double(least) / Double(bars.count)
  print(
    "{\"workload\":\"W3\",\"indicator\":\"\(name)\",\"ns_per_row\":\(perRow),\"last\":\(last)}")
}

let options = try Options(Array(CommandLine.arguments.dropFirst()))
let bars = try CSVFile(options.csv).read(in: .system).bars
if let only = options.only {
  try measure(only, only, bars, options.repetitions)
} else {
  for (name, text) in indicators { try measure(name, text, bars, options.repetitions) }
}
