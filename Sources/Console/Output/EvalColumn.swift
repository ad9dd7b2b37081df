import Backtest
import Host
package import Machine
import Market
import Syntax

/// A named column of results.
package struct EvalColumn {
  package enum Values {
    case numbers([Double])
    case flags([Bool])
    /// Nanoseconds: times or durations; missing is `Grid.missing`.
    case words([Int64])
  }
  package let name: String
  package let values: Values

  /// The outputs of a program, computed `chunk` bars at a time.
  package static func machine(_ program: Program, bars: Bars, chunk: Int) throws -> [EvalColumn] {
    var machine: VirtualMachine
    do {
      machine = try VirtualMachine(
        program, values: program.parameters.map(\.standard), room: chunk)
    } catch {
      throw Failure(error, in: nil)
    }
    var numbers = program.outputs.map { _ in [Double]() }
    var words = program.outputs.map { _ in [Int64]() }
    var row = 0
    while row < bars.count {
      let rows = row..<min(row + chunk, bars.count)
      machine.advance(bars, rows: rows)
      for (index, output) in program.outputs.enumerated() {
        for local in 0..<rows.count {
          switch output.slot.bank {
          case .number: numbers[index].append(machine.number(output.slot, row: local))
          case .flag: numbers[index].append(machine.flag(output.slot, row: local) ? 1 : 0)
          case .word: words[index].append(machine.word(output.slot, row: local))
          }
        }
      }
      row = rows.upperBound
    }
    return program.outputs.enumerated().map { index, output in
      switch output.slot.bank {
      case .number: EvalColumn(name: output.name, values: .numbers(numbers[index]))
      case .flag: EvalColumn(name: output.name, values: .flags(numbers[index].map { $0 != 0 }))
      case .word: EvalColumn(name: output.name, values: .words(words[index]))
      }
    }
  }
}

/// Writes columns beside the bars' times.
package struct EvalWriter {
  package let columns: [EvalColumn]
  package let bars: Bars

  package init(columns: [EvalColumn], bars: Bars) {
    self.columns = columns
    self.bars = bars
  }

  package func writeCSV(_ rows: Range<Int>) throws {
    let names = columns.map { EvalWriter.quoted($0.name) }
    var text = (["time"] + names).joined(separator: ",") + "\n"
    for row in rows {
      text += TimeText.text(bars.time[row])
      for column in columns { text += "," + csv(column.values, row) }
      text += "\n"
      if text.utf8.count > 1 << 16 {
        try Terminal.out(text)
        text = ""
      }
    }
    try Terminal.out(text)
  }

  package func writeTable(_ rows: Range<Int>) throws {
    var table = TextTable(
      columns: [("time", .left)] + columns.map { ($0.name, .right) })
    for row in rows {
      table.rows.append(
        [TimeText.text(bars.time[row])]
          + columns.map { column in
            switch column.values {
            case .numbers(let numbers): NumberText.brief(numbers[row])
            case .flags(let flags): flags[row] ? "true" : "false"
            case .words(let words): EvalWriter.time(words[row]) ?? "na"
            }
          })
    }
    try Terminal.out(table.text())
  }

  /// One object: the times, and an array for each column.
  package func writeJSON(_ rows: Range<Int>) throws {
    let times = rows.map { JSON.text(TimeText.text(bars.time[$0])) }
    let values = columns.map { column in
      JSON.object([("name", .text(column.name)), ("values", .array(json(column.values, rows)))])
    }
    try Terminal.out(
      JSON.object([
        ("schema", "quill.eval/1"), ("time", .array(times)), ("columns", .array(values)),
      ]).text(indented: false) + "\n")
  }

  private func csv(_ values: EvalColumn.Values, _ row: Int) -> String {
    switch values {
    case .numbers(let numbers): NumberText.exact(numbers[row])
    case .flags(let flags): flags[row] ? "true" : "false"
    case .words(let words): EvalWriter.time(words[row]) ?? ""
    }
  }

  private func json(_ values: EvalColumn.Values, _ rows: Range<Int>) -> [JSON] {
    switch values {
    case .numbers(let numbers): rows.map { .finite(numbers[$0]) }
    case .flags(let flags): rows.map { .bool(flags[$0]) }
    case .words(let words): rows.map { .optional(EvalWriter.time(words[$0])) }
    }
  }

  /// A time as ISO 8601; nothing where it is missing.
  private static func time(_ word: Int64) -> String? {
    if word == Grid.missing { return nil }
    return TimeText.text(word)
  }

  private static func quoted(_ name: String) -> String {
    guard name.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" }) else { return name }
    return "\"" + name.replacing("\"", with: "\"\"") + "\""
  }
}
