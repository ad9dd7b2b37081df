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

  /// What of the account changes from close to close, and the instructions of a section that read
  /// it.
  static func moving(_ section: [Linked]) -> [(field: AccountField, tables: Linked.Tables)] {
    section.compactMap { linked in
      guard let field = linked.field, field.moves, linked.target?.bank == .number else {
        return nil
      }
      return (field, linked.tables)
    }
  }

  /// Writes what changes of the account from close to close, for a row that `decide` will compute.
  public func note(_ account: AccountValues, row: Int) {
    for place in moving.indices {
      let target = frame.call(moving[place].tables, first: row, count: 1).target(Double.self)
      target[0] = account[moving[place].field]
    }
  }

  /// `decide` for rows over which the account stands still, but for what was noted of each.
  public mutating func decide(rows: Range<Int>, account: AccountValues) {
    for place in bars.indices {
      if let body = bars[place].body {
        body(frame.call(bars[place].tables, first: rows.lowerBound, count: rows.count))
        continue
      }
      guard let target = bars[place].target else { continue }
      if bars[place].opcode == .splat {
        if frame.history(target) > 0 { frame.set(target, rows: rows, bits: bars[place].bits) }
      } else if let field = bars[place].field, !field.moves {
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
