internal import Machine
internal import TestSupport

/// One row of the builtin table with one setting of its scalars: what the contract is checked on.
struct Trial: Sendable, CustomStringConvertible {
  /// What is done to an input column before it is passed as a number.
  enum Dress: Sendable, CaseIterable {
    case plain
    /// The other sign: makes -0.
    case negated
    /// Times 2^-1060: makes subnormal numbers.
    case tiny
  }

  let row: Int
  let scalars: [Double]
  var builtin: Builtin { Builtin.all[row] }

  var description: String {
    let kinds = builtin.parameters.map { "\($0.kind)".prefix { $0 != "(" } }
    return "\(builtin.name)(\(kinds.joined(separator: ", "))) \(scalars)"
  }

  /// Every row with several settings, the smallest first.
  static let all: [Trial] = Builtin.all.indices.flatMap { row in
    settings(Builtin.all[row]).map { Trial(row: row, scalars: $0) }
  }

  private static func settings(_ builtin: Builtin) -> [[Double]] {
    let choices = builtin.parameters.filter(\.isScalar).map { parameter -> [Double] in
      guard case .length(let range) = parameter.kind else { return [0.5, 1, 2, 3] }
      let first = Double(range.lowerBound)
      return first == 0 ? [0, 1, 4, 2] : [first, 2, 5, 20].map { max(first, $0) }
    }
    return choices.isEmpty ? [[]] : (0..<4).map { index in choices.map { $0[index] } }
  }

  var lookback: Int { builtin.lookback(scalars) }

  /// True for numbers that have no start of their own in the data: `bars_since` waits for its
  /// event.
  var startsByItself: Bool {
    builtin.result == .number && !builtin.isBounded
      && !builtin.parameters.contains { $0.kind == .flag }
  }

  /// A program that calls the row over input columns, one after the other.
  func program(_ dress: Dress = .plain) -> Program {
    var assembler = Assembler()
    var columns: [InputColumn] = [.close, .open, .volume, .high, .low]
    func next() -> InputColumn { columns.removeFirst() }
    var operands: [Slot] = []
    for parameter in builtin.parameters where !parameter.isScalar {
      switch parameter.kind {
      case .number where builtin.isBounded && parameter.name == "n":
        operands.append(Trial.length(next(), &assembler))
      case .number: operands.append(Trial.number(next(), dress, &assembler))
      case .word, .grid: operands.append(assembler.words(next()))
      default: operands.append(Trial.condition(next(), &assembler))
      }
    }
    for input in builtin.inputs { operands.append(assembler.column(input)) }
    let slots = scalars.map { assembler.constant($0) }
    assembler.output(
      assembler.call(row, operands.map { Operand($0) }, scalars: slots), as: "it")
    return assembler.program
  }

  private static func number(
    _ column: InputColumn, _ dress: Dress, _ assembler: inout Assembler
  ) -> Slot {
    let slot = assembler.column(column)
    switch dress {
    case .plain: return slot
    case .negated: return assembler.call("negate", [slot])
    case .tiny:
      let factor = assembler.splat(assembler.constant(0x1p-1060))
      return assembler.call("multiply", [slot, factor])
    }
  }

  /// Whole numbers from 0 to 6.
  private static func length(_ column: InputColumn, _ assembler: inout Assembler) -> Slot {
    let whole = assembler.call("floor", [assembler.column(column)])
    let seven = assembler.splat(assembler.constant(7))
    return assembler.call("mod", [whole, seven])
  }

  /// True where the column is above what it was a bar ago.
  private static func condition(_ column: InputColumn, _ assembler: inout Assembler) -> Slot {
    let slot = assembler.column(column)
    let row = assembler.row("greater", [.number, .number])
    return assembler.call(row, [Operand(slot), Operand(slot, .fixed(1))])
  }

  /// The bits of the results.
  func run(_ bars: Bars, cut: Cut = .every(64), _ dress: Dress = .plain) throws -> [UInt64] {
    try program(dress).run(bars, cut: cut)[0]
  }

  /// The results as numbers.
  func numbers(_ bars: Bars) throws -> [Double] {
    try run(bars).map { Double(bitPattern: $0) }
  }
}

/// Where two columns differ first, in words; nothing when they are equal.
func difference(_ left: some Collection<UInt64>, _ right: some Collection<UInt64>) -> String? {
  if left.count != right.count { return "\(left.count) rows against \(right.count)" }
  for (row, (a, b)) in zip(left, right).enumerated() where a != b {
    let (x, y) = (Double(bitPattern: a), Double(bitPattern: b))
    return "row \(row): \(x) against \(y) (\(String(a, radix: 16)) / \(String(b, radix: 16)))"
  }
  return nil
}
