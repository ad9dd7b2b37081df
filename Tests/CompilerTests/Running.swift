internal import Compiler
internal import Machine
internal import Syntax

/// Runs compiled expressions and files over a few closes (open = high = low = close, volume 1, one
/// bar an hour since 1970).
enum Running {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static let hour: Int64 = 3_600_000_000_000

  static func bars(_ close: [Double]) -> Bars {
    let words = close.map(Grid.word)
    return Bars(
      time: close.indices.map { Int64($0) * hour }, open: words, high: words, low: words,
      close: words, volume: close.map { _ in Grid.word(1) }, interval: hour)
  }

  /// The outputs of some expressions, computed in chunks; flags as 0 and 1, words in hours.
  static func outputs(
    _ texts: [String], _ close: [Double], parameters: [(name: String, value: Double)] = [],
    chunk: Int = 1000
  ) throws -> [[Double]] {
    let sources = texts.map { Source(name: "eval", text: $0) }
    let compilation = compile(expressions: sources, parameters: parameters)
    guard let program = compilation.program else {
      let codes = compilation.diagnostics.map { "\($0.code): \($0.message)" }
      throw Failure(description: "\(texts): \(codes)")
    }
    return try outputs(
      of: program.outputs.map(\.slot), program, bars(close), parameters.map(\.value), chunk)
  }

  static func outputs(
    of slots: [Slot], _ program: Program, _ bars: Bars, _ values: [Double], _ chunk: Int
  ) throws -> [[Double]] {
    var machine = try VirtualMachine(program, values: values, room: chunk)
    var columns = slots.map { _ in [Double]() }
    var row = 0
    while row < bars.count {
      let end = min(row + chunk, bars.count)
      machine.advance(bars, rows: row..<end)
      for (index, slot) in slots.enumerated() {
        for local in 0..<(end - row) {
          let value: Double =
            switch slot.bank {
            case .number: machine.number(slot, row: local)
            case .flag: machine.flag(slot, row: local) ? 1 : 0
            case .word: hours(machine.word(slot, row: local))
            }
          columns[index].append(value)
        }
      }
      row = end
    }
    return columns
  }

  private static func hours(_ word: Int64) -> Double {
    word == Grid.missing ? .nan : Double(word) / Double(hour)
  }

  /// At which closes each order of a strategy file acts, for an account that never trades.
  static func signals(_ text: String, _ close: [Double], chunk: Int = 1000) throws -> [[Int]] {
    let compilation = compile(Source(name: "case.quill", text: text))
    guard let program = compilation.program else {
      throw Failure(
        description: "\(compilation.diagnostics.map { "\($0.code): \($0.message)" })")
    }
    let bars = bars(close)
    var machine = try VirtualMachine(
      program, values: program.parameters.map(\.standard), room: chunk)
    var acts = program.orders.map { _ in [Int]() }
    var row = 0
    while row < bars.count {
      let end = min(row + chunk, bars.count)
      machine.advance(bars, rows: row..<end)
      for local in 0..<(end - row) {
        machine.decide(row: local, account: AccountValues(capital: 1000))
        for (index, order) in program.orders.enumerated()
        where machine.flag(order.when, row: local) {
          acts[index].append(row + local)
        }
      }
      row = end
    }
    return acts
  }

  static func same(_ left: [Double], _ right: [Double]) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy { pair in
        pair.0.isNaN ? pair.1.isNaN : abs(pair.0 - pair.1) <= 1e-12 * max(1, abs(pair.1))
      }
  }
}
