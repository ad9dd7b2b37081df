/// Several rows of the `bars` section at once, where the account stands still over them.
extension VirtualMachine {
  /// True when the section keeps nothing from row to row: its rows may then be computed in one go,
  /// and anew.
  static func canRunAhead(_ bars: [Placed], _ linked: [Linked]) -> Bool {
    let targets = bars.flatMap(\.instruction.targets)
    let own = Set(targets)
    guard own.count == targets.count, linked.allSatisfy({ $0.clock == 0 && $0.stateCount == 0 })
    else { return false }
    return bars.allSatisfy { placed in
      let instruction = placed.instruction
      let isPlain = [.call, .account, .splat].contains(instruction.opcode)
      return isPlain
        && zip(instruction.operands, placed.offsets).allSatisfy { operand, offset in
          operand.slot.clock == 0 && (offset == 0 || !own.contains(operand.slot))
        }
    }
  }

  /// The instructions of a section that read what of the account changes from close to close.
  static func moving(_ section: [Linked]) -> [Linked] {
    section.filter { $0.field?.moves == true && $0.target?.bank == .number }
  }

  /// Writes one of `movingFields`, by its place, for rows that `decide` will compute.
  public func note(_ place: Int, _ values: [Double], rows: Range<Int>) {
    let target = frame.call(movingTables[place], first: rows.lowerBound, count: rows.count)
      .target(Double.self)
    for row in 0..<rows.count { target[row] = values[row] }
  }

  /// `decide` for rows over which the account stands still, but for what was noted of each.
  public func decide(rows: Range<Int>, account: AccountValues) {
    // A span: an instruction is not copied to be run.
    let steps = bars.span
    for place in steps.indices {
      if let body = steps[place].body {
        body(frame.call(steps[place].tables, first: rows.lowerBound, count: rows.count))
        continue
      }
      guard let target = steps[place].target else { continue }
      if steps[place].opcode == .splat {
        if frame.history(target) > 0 { frame.set(target, rows: rows, bits: steps[place].bits) }
      } else if let field = steps[place].field, !field.moves {
        let value = account[field]
        let bits = target.bank == .flag ? (value != 0 ? 1 : 0) : value.bitPattern
        frame.set(target, rows: rows, bits: bits)
      }
    }
  }

  /// The first of some rows at which any of the flags holds; `nil` where none does.
  public func first(of flags: [Slot], in rows: Range<Int>) -> Int? {
    var end = rows.upperBound
    for flag in flags { end = frame.first(flag, in: rows.lowerBound..<end) ?? end }
    return end < rows.upperBound ? end : nil
  }
}
