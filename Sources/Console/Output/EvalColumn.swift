import Backtest
import Host
package import Machine
import Market
import Syntax

/// A named column of results.
package struct EvalColumn {
  package let name: String
  package let values: Column
  /// True for words that are lengths of time; other words are times.
  package let isDuration: Bool

  package init(name: String, values: Column, isDuration: Bool = false) {
    self.name = name
    self.values = values
    self.isDuration = isDuration
  }

  /// The outputs of a program, computed `chunk` bars at a time.
  ///
  package static func machine(
    _ program: Program, bars: Bars, chunk: Int, surroundings: Surroundings
  ) throws -> [EvalColumn] {
    var machine: VirtualMachine
    do {
      machine = try VirtualMachine(
        program, values: program.parameters.map(\.standard), room: chunk, surroundings: surroundings
      )
    } catch {
      throw Failure(error, in: nil)
    }
    var columns = program.outputs.map { Column($0.slot.bank, room: bars.count) }
    var row = 0
    while row < bars.count {
      let rows = row..<min(row + chunk, bars.count)
      machine.advance(bars, rows: rows)
      for (index, output) in program.outputs.enumerated() {
        machine.append(output.slot, rows: rows.count, to: &columns[index])
      }
      row = rows.upperBound
    }
    return zip(program.outputs, columns).map {
      EvalColumn(name: $0.name, values: $1, isDuration: $0.isDuration)
    }
  }

  /// A value as a table shows it.
  package func brief(_ row: Int) -> String {
    switch values {
    case .numbers(let numbers): NumberText.brief(numbers[row])
    case .flags(let flags): flags[row] != 0 ? "true" : "false"
    case .words(let words): text(words[row]) ?? "na"
    }
  }

  /// A value as a CSV file has it, to the last bit; nothing where it is missing.
  package func exact(_ row: Int) -> String {
    switch values {
    case .numbers(let numbers): NumberText.exact(numbers[row])
    case .flags(let flags): flags[row] != 0 ? "true" : "false"
    case .words(let words): text(words[row]) ?? ""
    }
  }

  package func json(_ row: Int) -> JSON {
    switch values {
    case .numbers(let numbers): .finite(numbers[row])
    case .flags(let flags): .bool(flags[row] != 0)
    case .words(let words): .optional(text(words[row]))
    }
  }

  /// A time as ISO 8601, a length of time in its units; nothing where it is missing.
  private func text(_ word: Int64) -> String? {
    if word == Grid.missing { return nil }
    return isDuration ? TimeText.duration(word) : TimeText.text(word)
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
      for column in columns { text += "," + column.exact(row) }
      text += "\n"
      if text.utf8.count > 1 << 16 {
        try Terminal.out(text)
        text = ""
      }
    }
    try Terminal.out(text)
  }

  package func writeTable(_ rows: Range<Int>) throws { try Terminal.out(table(rows).text()) }

  package func table(_ rows: Range<Int>) -> TextTable {
    TextTable(
      columns: [("time", .left)] + columns.map { ($0.name, .right) },
      rows: rows.map { row in [TimeText.text(bars.time[row])] + columns.map { $0.brief(row) } })
  }

  /// One object: the times, and an array for each column.
  package func writeJSON(_ rows: Range<Int>) throws {
    let object = JSON.object([("schema", "quill.eval/1")] + json(rows))
    try Terminal.out(object.text(indented: false) + "\n")
  }

  /// The times, and an array for each column.
  package func json(_ rows: Range<Int>) -> [(String, JSON)] {
    let times = rows.map { JSON.text(TimeText.text(bars.time[$0])) }
    let values = columns.map { column in
      JSON.object([("name", .text(column.name)), ("values", .array(rows.map(column.json)))])
    }
    return [("time", .array(times)), ("columns", .array(values))]
  }

  private static func quoted(_ name: String) -> String {
    guard name.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" }) else { return name }
    return "\"" + name.replacing("\"", with: "\"\"") + "\""
  }
}
