/// An instruction as it runs with one set of scalars.
struct Placed {
  let instruction: Instruction
  /// For a loop: how many of the instructions behind it belong to it.
  var immediate: Int
  /// How many bars back each operand looks.
  let offsets: [Int]
  /// The bits of its scalars.
  let scalars: [UInt64]

  /// Its scalars as numbers.
  var numbers: [Double] { scalars.map { Double(bitPattern: $0) } }

  /// What is written to every row.
  var bits: UInt64 {
    switch instruction.opcode {
    case .splat, .vary: scalars.first ?? 0
    default: 0
    }
  }
}

/// Writes the folds of a section out, step by step. The bounds are known once the parameters are,
/// so a fold costs nothing but its steps, and its memory is that of one step.
struct Unrolling {
  private var scalars: OnceValues
  private var placed: [Placed] = []
  private var steps = 0

  /// The section as it runs with the scalars; throws where a bound or an offset is no number of
  /// bars, and where there are too many steps.
  static func of(_ section: [Instruction], _ scalars: OnceValues) throws(RunFailure) -> [Placed] {
    var unrolling = Unrolling(scalars: scalars)
    try unrolling.add(section[...])
    return unrolling.placed
  }

  private init(scalars: OnceValues) { self.scalars = scalars }

  private mutating func add(_ section: ArraySlice<Instruction>) throws(RunFailure) {
    var next = section.startIndex
    while next < section.endIndex {
      let instruction = section[next]
      next += 1
      switch instruction.opcode {
      case .loop:
        let loop = placed.count
        let body = section[next..<(next + instruction.immediate)]
        try place(instruction)
        try add(body)
        placed[loop].immediate = placed.count - loop - 1
        next = body.endIndex
      case .fold:
        let body = section[next..<(next + instruction.immediate)]
        try fold(instruction, body)
        next = body.endIndex
      case .scalar: evaluate(instruction)
      default: try place(instruction)
      }
    }
  }

  private mutating func place(_ instruction: Instruction) throws(RunFailure) {
    var offsets: [Int] = []
    for operand in instruction.operands {
      offsets.append(try offset(operand, instruction.origin))
    }
    placed.append(
      Placed(
        instruction: instruction, immediate: instruction.immediate, offsets: offsets,
        scalars: instruction.scalars.map { scalars[$0] }))
  }

  private func offset(_ operand: Operand, _ origin: Origin) throws(RunFailure) -> Int {
    switch operand.offset {
    case .fixed(let bars): return bars
    case .once(let slot):
      let value = scalars.number(slot)
      guard let bars = Int(exactly: value), (0...MachineLimits.length).contains(bars) else {
        throw .offset(value: value, origin: origin)
      }
      return bars
    }
  }

  // MARK: Folds

  private mutating func fold(
    _ instruction: Instruction, _ body: ArraySlice<Instruction>
  ) throws(RunFailure) {
    for (target, operand) in zip(instruction.columns, instruction.operands) {
      try place(
        Instruction(.carry, targets: [target], operands: [operand], origin: instruction.origin))
    }
    guard let variable = instruction.targets.last else { return }
    let first = try bound(instruction.scalars[0], instruction.origin)
    let last = try bound(instruction.scalars[1], instruction.origin)
    guard first <= last else { return }
    for step in first...last {
      steps += 1
      scalars[variable] = Double(step).bitPattern
      try add(body)
      if placed.count > MachineLimits.steps || steps > MachineLimits.steps {
        throw .steps(origin: instruction.origin)
      }
    }
  }

  private func bound(_ slot: Slot, _ origin: Origin) throws(RunFailure) -> Int {
    let value = scalars.number(slot)
    guard let whole = Int(exactly: value), whole.magnitude <= UInt(MachineLimits.length) else {
      throw .bound(value: value, origin: origin)
    }
    return whole
  }

  private mutating func evaluate(_ instruction: Instruction) {
    let arguments = instruction.operands.map { scalars[$0.slot] }
    for target in instruction.targets {
      scalars[target] = Builtin.constant(instruction.immediate, arguments)
    }
  }
}
