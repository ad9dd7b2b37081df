public import Machine

/// Puts programs together by hand, an instruction at a time.
public struct Assembler {
  public private(set) var program: Program

  public init(title: String = "trial") { program = Program(title: title, sourceHash: 1) }

  private mutating func newSlot(_ bank: Bank, clock: Int = 0) -> Slot {
    guard clock > 0 else {
      program.frameSlots[bank] += 1
      return Slot(bank, program.frameSlots[bank] - 1)
    }
    program.clocks[clock - 1].slots[bank] += 1
    return Slot(bank, program.clocks[clock - 1].slots[bank] - 1, clock: clock)
  }

  // MARK: Clocks

  /// A clock and the flag of its ticks.
  public mutating func clock(
    _ kind: Program.Clock.Kind, of parent: Int = 0, where condition: Slot? = nil
  ) -> (number: Int, tick: Slot) {
    program.clocks.append(Program.Clock(kind, parent: parent))
    let slot = newSlot(.flag, clock: parent)
    program.columns.append(
      Instruction(
        .tick, immediate: program.clocks.count, targets: [slot],
        operands: condition.map { [Operand($0)] } ?? []))
    return (program.clocks.count, slot)
  }

  public mutating func sample(_ operand: Operand, at clock: Int) -> Slot {
    let slot = newSlot(operand.slot.bank, clock: clock)
    program.columns.append(Instruction(.sample, targets: [slot], operands: [operand]))
    return slot
  }

  public mutating func hold(_ operand: Operand) -> Slot {
    let parent = program.clocks[operand.slot.clock - 1].parent
    let slot = newSlot(operand.slot.bank, clock: parent)
    program.columns.append(Instruction(.hold, targets: [slot], operands: [operand]))
    return slot
  }

  public mutating func reading(_ reading: Reading, of time: Slot, _ bank: Bank) -> Slot {
    program.readings.append(reading)
    let slot = newSlot(bank, clock: time.clock)
    program.columns.append(
      Instruction(
        .reading, immediate: program.readings.count - 1, targets: [slot], operands: [Operand(time)]
      ))
    return slot
  }

  /// A scalar of the `once` section.
  public mutating func constant(_ number: Double) -> Slot {
    constant(.number, number.bitPattern)
  }

  public mutating func constant(_ bank: Bank, _ bits: UInt64) -> Slot {
    let slot = Slot(bank, program.onceSlots[bank])
    program.onceSlots[bank] += 1
    program.constants.append(Constant(slot: slot, bits: bits))
    return slot
  }

  public mutating func parameter(_ name: String, _ standard: Double) -> Slot {
    let slot = Slot(.number, program.onceSlots.number)
    program.onceSlots.number += 1
    program.parameters.append(
      Program.Parameter(name: name, standard: standard, domain: nil, slot: slot))
    return slot
  }

  /// An element-wise row over scalars.
  public mutating func once(_ row: Int, _ operands: [Slot]) -> Slot {
    let bank = Builtin.all[row].result
    let slot = Slot(bank, program.onceSlots[bank])
    program.onceSlots[bank] += 1
    program.once.append(
      Instruction(.call, immediate: row, targets: [slot], operands: operands.map { Operand($0) }))
    return slot
  }

  public mutating func column(_ column: InputColumn, clock: Int = 0) -> Slot {
    let slot = newSlot(.number, clock: clock)
    program.columns.append(
      Instruction(.column, immediate: Int(column.rawValue), targets: [slot]))
    return slot
  }

  public mutating func words(_ column: InputColumn, clock: Int = 0) -> Slot {
    let slot = newSlot(.word, clock: clock)
    program.columns.append(Instruction(.words, immediate: Int(column.rawValue), targets: [slot]))
    return slot
  }

  /// `time`, `timeClose` or `barIndex`.
  public mutating func supply(_ opcode: Opcode, clock: Int = 0) -> Slot {
    let slot = newSlot(opcode == .barIndex ? .number : .word, clock: clock)
    program.columns.append(Instruction(opcode, targets: [slot]))
    return slot
  }

  public mutating func splat(_ scalar: Slot, clock: Int = 0) -> Slot {
    let slot = newSlot(scalar.bank, clock: clock)
    program.columns.append(Instruction(.splat, targets: [slot], scalars: [scalar]))
    return slot
  }

  /// Calls a row by its number.
  public mutating func call(_ row: Int, _ operands: [Operand], scalars: [Slot] = []) -> Slot {
    let slot = newSlot(Builtin.all[row].result, clock: operands.first?.slot.clock ?? 0)
    program.columns.append(
      Instruction(
        .call, immediate: row, targets: [slot], operands: operands, scalars: scalars,
        origin: Origin(program.columns.count, program.columns.count + 1)))
    return slot
  }

  /// Calls the first row of a name whose operands have these banks.
  public mutating func call(_ name: String, _ operands: [Slot], _ scalars: [Double] = []) -> Slot {
    call(
      row(name, operands.map(\.bank)), operands.map { Operand($0) },
      scalars: scalars.map { constant($0) })
  }

  /// The number of the row of this name whose operands have these banks.
  public func row(_ name: String, _ banks: [Bank]) -> Int {
    let found = Builtin.all.firstIndex { builtin in
      builtin.name == name
        && builtin.parameters.filter { !$0.isScalar }.map(\.bank)
          + builtin.inputs.map { _ in .number } == banks
    }
    guard let found else { preconditionFailure("no row \(name) over \(banks)") }
    return found
  }

  /// The next `count` instructions run row by row; the slots they will write are the next ones.
  public mutating func loop(_ count: Int) {
    program.columns.append(Instruction(.loop, immediate: count))
  }

  /// The next `count` instructions run once for each whole number between two scalars; gives what
  /// goes from step to step, and the number as a scalar.
  public mutating func fold(
    from lower: Slot, to upper: Slot, first: Slot, body count: Int
  ) -> (carried: Slot, variable: Slot) {
    let carried = newSlot(first.bank)
    let variable = newScalar(.number)
    program.columns.append(
      Instruction(
        .fold, immediate: count, targets: [carried, variable], operands: [Operand(first)],
        scalars: [lower, upper]))
    return (carried, variable)
  }

  /// A scalar of a fold: a row over scalars.
  public mutating func scalar(_ row: Int, _ operands: [Slot]) -> Slot {
    let slot = newScalar(Builtin.all[row].result)
    program.columns.append(
      Instruction(
        .scalar, immediate: row, targets: [slot], operands: operands.map { Operand($0) }))
    return slot
  }

  /// A scalar of a fold at every row.
  public mutating func vary(_ scalar: Slot) -> Slot {
    let slot = newSlot(scalar.bank)
    program.columns.append(Instruction(.vary, targets: [slot], scalars: [scalar]))
    return slot
  }

  /// What a fold carries from here on.
  public mutating func carry(_ next: Slot, to carried: Slot) {
    program.columns.append(
      Instruction(.carry, targets: [carried], operands: [Operand(next)]))
  }

  private mutating func newScalar(_ bank: Bank) -> Slot {
    let slot = Slot(bank, program.onceSlots[bank])
    program.onceSlots[bank] += 1
    return slot
  }

  /// A slot that an instruction will write later.
  public func coming(_ bank: Bank, after count: Int = 0, clock: Int = 0) -> Slot {
    Slot(bank, program.slots(ofClock: clock)[bank] + count, clock: clock)
  }

  public mutating func output(_ slot: Slot, as name: String) {
    program.outputs.append(Program.Output(name: name, slot: slot))
  }
}

/// How the rows of a run are cut into calls of `advance`.
public enum Cut: Sendable, Hashable, CustomStringConvertible {
  /// Chunks of a size, in a frame with room for just one.
  case every(Int)
  /// Chunks of random sizes in a frame with room for `room` rows.
  case random(room: Int, seed: UInt64)

  public var description: String {
    switch self {
    case .every(let rows): "chunks of \(rows)"
    case .random(let room, let seed): "random chunks in room \(room), seed \(seed)"
    }
  }

  /// The sizes every invariant is checked at, for a run of `count` rows.
  public static func all(_ count: Int, seed: UInt64) -> [Cut] {
    [1, 2, 7, 64, 1024, max(count, 1)].map { .every($0) } + [.random(room: 50, seed: seed)]
  }

  fileprivate func sizes(_ count: Int) -> (room: Int, sizes: [Int]) {
    switch self {
    case .every(let rows):
      let last = count % rows == 0 ? [] : [count % rows]
      return (rows, [Int](repeating: rows, count: count / rows) + last)
    case .random(let room, let seed):
      var dice = SplitMix64(seed: seed)
      var sizes: [Int] = []
      var left = count
      while left > 0 {
        sizes.append(Swift.min(left, dice.whole(0...room)))
        left -= sizes[sizes.count - 1]
      }
      return (room, sizes)
    }
  }
}

extension Program {
  /// The bits of every output at every row: of a Double, an Int64, or 0 or 1.
  public func run(
    _ bars: Bars, values: [Double]? = nil, cut: Cut = .every(64),
    surroundings: Surroundings? = nil
  ) throws(RunFailure) -> [[UInt64]] {
    let (room, sizes) = cut.sizes(bars.count)
    let values = values ?? parameters.map(\.standard)
    var machine = try VirtualMachine(
      self, values: values, room: room, surroundings: surroundings ?? .trial(bars))
    var columns = [[UInt64]](repeating: [], count: outputs.count)
    var next = 0
    for size in sizes {
      machine.advance(bars, rows: next..<(next + size))
      next += size
      for (index, output) in outputs.enumerated() {
        for row in 0..<size { columns[index].append(machine.bits(output.slot, row: row)) }
      }
    }
    return columns
  }
}

extension VirtualMachine {
  /// The bits of a slot at a row of the last `advance`.
  public func bits(_ slot: Slot, row: Int) -> UInt64 {
    switch slot.bank {
    case .number: number(slot, row: row).bitPattern
    case .word: UInt64(bitPattern: word(slot, row: row))
    case .flag: flag(slot, row: row) ? 1 : 0
    }
  }
}
