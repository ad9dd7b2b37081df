internal import Compiler
internal import Foundation
internal import Host
internal import Machine
internal import Market
internal import Reference
internal import Syntax
internal import TestSupport
internal import Testing

/// The case files of what expressions are, bar by bar.
@Suite struct RunTests {
  /// Every `Tests/Cases/*.run`: bars and expressions, and what these are at every close. The
  /// machine says it at every chunk size, and the reference evaluator says the same.
  @Test(arguments: CaseFile.all("run"))
  func run(_ file: CaseFile) throws {
    let differences = try file.differences { one in
      let trial = try RunTrial(one.input)
      let table = try trial.table(chunk: 1_000)
      for chunk in [1, 2, 3, 7] {
        #expect(try trial.table(chunk: chunk) == table, "\(one.title): chunks of \(chunk)")
      }
      #expect(try trial.reference() == table, "\(one.title): the reference")
      return [table]
    }
    for difference in differences { Issue.record("\(difference)") }
  }
}

/// The input of a case: `calendar NAME`, `symbol NAME`, `bars LENGTH`, `with SYMBOL LENGTH`, either
/// with `columns NAME ...` after it, rows `TIME CLOSE` or `TIME OPEN HIGH LOW CLOSE VOLUME` with
/// the values of those columns behind, and expressions behind `>`.
private struct RunTrial {
  private var bars = Bars(rows: [])
  private var surroundings = Surroundings.none
  private var expressions: [String] = []

  private struct Table {
    let symbol: String?
    let interval: Int64
    var names: [String] = []
    var rows: [(Int64, [Double], ArraySlice<Double>)] = []
  }

  init(_ text: String) throws {
    var calendar = "24x7"
    var zone: String?
    var tables: [Table] = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      switch words[0] {
      case "calendar":
        calendar = words[1]
        zone = words.count > 2 ? words[2] : nil
      case "bars": tables.append(Table(symbol: nil, interval: try RunTrial.length(words[1])))
      case "with":
        tables.append(Table(symbol: words[1], interval: try RunTrial.length(words[2])))
      case "columns": tables[tables.count - 1].names = Array(words.dropFirst())
      case "symbol": surroundings.symbol = words[1]
      case ">": expressions.append(String(line.dropFirst(2)))
      default:
        let time = try #require(RunTrial.time(words[0]), "\(words[0]) is no time")
        let numbers = words.dropFirst().map { $0 == "na" ? .nan : Double($0) ?? .infinity }
        let close = numbers[0]
        let names = tables[tables.count - 1].names
        let market = numbers.dropLast(names.count)
        let row = market.count == 1 ? [close, close, close, close, 1] : Array(market)
        tables[tables.count - 1].rows.append((time, row, numbers.suffix(names.count)))
      }
    }
    for table in tables {
      let plain = Bars(rows: table.rows.map(\.1))
      let made = Bars(
        time: table.rows.map(\.0), open: plain.open, high: plain.high, low: plain.low,
        close: plain.close, volume: plain.volume, interval: table.interval,
        extras: table.names.enumerated().map { place, name in
          .init(name: name, words: table.rows.map { Grid.word(Array($0.2)[place]) })
        })
      if let symbol = table.symbol { surroundings.companions[symbol] = made } else { bars = made }
    }
    let zones = ZoneFiles(.system)
    surroundings.interval = bars.interval
    surroundings.extras = bars.extras.map(\.name)
    surroundings.almanac = CalendarAlmanac(
      try TradingCalendar.named(calendar, zone: zone, zones), zones, for: bars)
  }

  /// `2024-03-08T14:00Z`, or without the letter in UTC, too.
  private static func time(_ text: String) -> Int64? {
    let formatter = ISO8601DateFormatter()
    let text = text.hasSuffix("Z") ? String(text.dropLast()) : text
    return formatter.date(from: text.count == 10 ? text + "T00:00:00Z" : text + ":00Z").map {
      Int64($0.timeIntervalSince1970) * 1_000_000_000
    }
  }

  private static func length(_ text: String) throws -> Int64 {
    let units: [Character: Int64] = ["m": 60, "h": 3_600, "d": 86_400]
    let unit = try #require(text.last.flatMap { units[$0] })
    return try #require(Int64(text.dropLast())) * unit * 1_000_000_000
  }

  func table(chunk: Int) throws -> String {
    let sources = expressions.map { Source(name: "case", text: $0) }
    let compilation = compile(expressions: sources, columns: bars.extras.map(\.name))
    let problems = compilation.diagnostics.filter { $0.severity == .error }.map(\.message)
    let program = try #require(compilation.program, "\(problems)")
    let columns = try program.run(
      bars, cut: .every(chunk), surroundings: surroundings)
    return text(
      zip(program.outputs, columns).map { output, bits in
        switch output.slot.bank {
        case .number: bits.map { RunTrial.number(Double(bitPattern: $0)) }
        case .flag: bits.map { $0 == 1 ? "yes" : "no" }
        case .word: bits.map { RunTrial.word(Int64(bitPattern: $0)) }
        }
      })
  }

  func reference() throws -> String {
    let evaluator = ReferenceEvaluator(
      bars: bars, columns: Set(bars.extras.map(\.name)), surroundings: surroundings)
    return text(
      try expressions.flatMap { text in
        columns(try evaluator.evaluate(parseExpression(Source(name: "case", text: text)).0))
      })
  }

  private func columns(_ column: ReferenceEvaluator.Column) -> [[String]] {
    switch column {
    case .numbers(let numbers): [numbers.map(RunTrial.number)]
    case .flags(let flags): [flags.map { $0 ? "yes" : "no" }]
    case .words(let words): [words.map { RunTrial.word($0 ?? Grid.missing) }]
    case .record(let fields): fields.flatMap { columns($0.column) }
    }
  }

  private static func number(_ number: Double) -> String {
    number.isNaN ? "na" : number == number.rounded() ? "\(Int(number))" : "\(number)"
  }

  private static func word(_ word: Int64) -> String {
    word == Grid.missing ? "na" : TimeText.text(word)
  }

  private func text(_ columns: [[String]]) -> String {
    bars.time.indices.map { row in
      ([TimeText.text(bars.time[row])] + columns.map { $0[row] }).joined(separator: " ")
    }.joined(separator: "\n") + "\n"
  }
}
