import Compiler
import Foundation
import Host
import Machine
import Market
import Syntax

/// Strategies bar by bar and in chunks, with their clocks, and how long their text takes to
/// compile.
///
///     steps --csv FILE [--repeat 9] [STRATEGY.quill ...]
///
/// Without files it takes programs of its own that look at other clocks. Bars of `"SPY"` are those
/// of the file. Each line has the least time to compile, the 50th and 99th percentile of one bar
/// through the machine, and the least time of all bars in chunks, per bar.
struct Options {
  var csv = ""
  var repetitions = 9
  var files: [String] = []

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      switch name {
      case "--csv": csv = rest.popFirst() ?? ""
      case "--repeat": repetitions = rest.popFirst().flatMap(Int.init) ?? 1
      default: files.append(name)
      }
    }
  }
}

/// Programs whose cost is that of their clocks.
let clocked = [
  ("plain", "enter long when close > sma(close, 20)"),
  ("on 1d", "let slow = on 1d { sma(close, 20) }\nenter long when close > slow"),
  ("on 1h", "let slow = on 1h { sma(close, 20) }\nenter long when close > slow"),
  ("on SPY", "let slow = on \"SPY\" { sma(close, 20) }\nenter long when close > slow"),
  ("on condition", "let slow = on close > open { sma(close, 20) }\nenter long when close > slow"),
  ("calendar", "enter long when hour == 10 and weekday < 6"),
]

/// As many lines as a generated file may have.
func generated(_ lines: Int) -> String {
  var text = ""
  for line in 0..<lines {
    let before = line == 0 ? "close" : "x\(line - 1)"
    text += "let x\(line) = ema(\(before), \(2 + line % 50)) + sma(close, \(2 + line % 90))\n"
  }
  return text + "enter long when close > x\(lines - 1)"
}

let clock = Environment.system.clock

/// What a file imports, read beside it; the disk is part of the time.
func imported(_ path: String) -> ImportedFile {
  do {
    let bytes = try Environment.system.disk.read(path, limit: 1 << 20)
    return .source(Source(name: path, bytes: bytes))
  } catch {
    return .refused("\(error)")
  }
}

func compiled(_ name: String, _ text: String) throws -> (Program, Int64) {
  var least = Int64.max
  var program: Program?
  for _ in 0..<options.repetitions {
    let start = clock.uptime()
    let compilation = compile(Source(name: name, text: text), finding: imported)
    least = min(least, clock.uptime() - start)
    program = compilation.program
    if program == nil {
      let problems = compilation.diagnostics.map(\.message).joined(separator: "; ")
      throw Failure(.strategy, code: "E0000", "\(name): \(problems)")
    }
  }
  guard let program else { throw Failure(.usage, code: "U0001", "no repetition") }
  return (program, least)
}

/// The 50th and the 99th percentile of a bar through the machine.
func step(_ program: Program, _ bars: Bars, _ around: Surroundings) throws -> (Int64, Int64) {
  var machine = try VirtualMachine(
    program, values: program.parameters.map(\.standard), surroundings: around)
  var times: [Int64] = []
  times.reserveCapacity(bars.count)
  for row in 0..<bars.count {
    let bar = bars[row]
    let start = clock.uptime()
    machine.advance(bar, interval: bars.interval)
    times.append(clock.uptime() - start)
  }
  times.sort()
  return (times[times.count / 2], times[times.count * 99 / 100])
}

func chunks(_ program: Program, _ bars: Bars, _ around: Surroundings) throws -> Int64 {
  var least = Int64.max
  for _ in 0..<options.repetitions {
    let start = clock.uptime()
    var machine = try VirtualMachine(
      program, values: program.parameters.map(\.standard), surroundings: around)
    var row = 0
    while row < bars.count {
      let end = min(row + 1024, bars.count)
      machine.advance(bars, rows: row..<end)
      row = end
    }
    least = min(least, clock.uptime() - start)
  }
  return least
}

func measure(_ name: String, _ text: String, _ bars: Bars) throws {
  let around = Surroundings(
    almanac: CalendarAlmanac(.always, ZoneFiles(.system), for: bars), interval: bars.interval,
    companions: ["SPY": bars, "BENCH": bars], priceStep: 0.01)
  let (program, compile) = try compiled(name, text)
  let (half, high) = try step(program, bars, around)
  let whole = Double(try chunks(program, bars, around)) / Double(bars.count)
  print(
    "{\"workload\":\"steps\",\"program\":\"\(name)\",\"compile_ms\":\(Double(compile) / 1e6),"
      + "\"p50_ns\":\(half),\"p99_ns\":\(high),\"ns_per_row\":\(whole)}")
}

func run() throws {
  let bars = try CSVFile(options.csv).read(in: .system).bars
  for file in options.files {
    let data = try Environment.system.disk.read(file, limit: 1 << 20)
    try measure(file, String(decoding: data, as: UTF8.self), bars)
  }
  guard options.files.isEmpty else { return }
  for (name, text) in clocked { try measure(name, "strategy \"\(name)\"\n" + text, bars) }
  let (_, compile) = try compiled("2000 lines", "strategy \"generated\"\n" + generated(1_998))
  print(
    "{\"workload\":\"steps\",\"program\":\"2000 lines\",\"compile_ms\":\(Double(compile) / 1e6)}")
}

let options = try Options(Array(CommandLine.arguments.dropFirst()))
do { try run() } catch let failure as Failure {
  print("\(failure.code): \(failure.message)")
  exit(1)
}
