extension Program.Rules {
  /// - Parameter name: of a scalar.
  fileprivate func lines(_ name: (Slot) -> String) -> [String] {
    var lines: [String] = []
    if let pyramid { lines.append("pyramid \(name(pyramid))") }
    if let cooldown { lines.append("cooldown \(name(cooldown))") }
    if !reverses { lines.append("reversal off") }
    for limit in limits {
      lines.append(
        "limit \(limit.kind) \(name(limit.value))" + (limit.per.map { " per \(name($0))" } ?? "")
          + (limit.flattens ? " flatten" : ""))
    }
    return lines
  }
}

extension Program {
  /// The program as text: one line an instruction, sections in order.
  public var disassembly: String {
    var lines = ["program \"\(title)\" format \(Program.formatVersion)"]
    for constant in constants {
      lines.append("  const \(once(constant.slot)) = \(spelled(constant))")
    }
    for parameter in parameters {
      lines.append("  param \(once(parameter.slot)) = \(parameter.standard)  ; \(parameter.name)")
    }
    for (number, clock) in clocks.enumerated() {
      lines.append("  clock \(number + 1) = \(clock.spelling)  ; of clock \(clock.parent)")
    }
    for moment in moments { lines.append("  moment \(once(moment.slot)) = \(moment.local)") }
    for check in symbols { lines.append("  symbol \(once(check.flag)) = \(check.symbol)") }
    if let priceStep { lines.append("  tick \(once(priceStep))") }
    for (name, section) in [("once", once), ("columns", columns), ("bars", bars)]
      + (entries.isEmpty ? [] : [("entries", entries)])
    {
      lines.append("\(name):")
      lines += section.map { "  " + line($0, inOnce: name == "once") }
    }
    for requirement in requirements {
      lines.append("require \(once(requirement.flag))  ; \(requirement.text)")
    }
    for (index, slot) in remembered.enumerated() {
      lines.append("remember \(index) \(name(slot))")
    }
    lines += rules.lines(once)
    lines += orders.map(line)
    for output in outputs { lines.append("output \(name(output.slot))  ; \(output.name)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func name(_ slot: Slot) -> String {
    let clock = slot.clock == 0 ? "" : "@\(slot.clock)"
    return switch slot.bank {
    case .number: "n\(slot.index)\(clock)"
    case .word: "w\(slot.index)\(clock)"
    case .flag: "f\(slot.index)\(clock)"
    }
  }

  private func once(_ slot: Slot) -> String { "$" + name(slot) }

  private func spelled(_ constant: Constant) -> String {
    switch constant.slot.bank {
    case .number: "\(Double(bitPattern: constant.bits))"
    case .word: "\(Int64(bitPattern: constant.bits))"
    case .flag: constant.bits == 0 ? "false" : "true"
    }
  }

  private func line(_ instruction: Instruction, inOnce: Bool) -> String {
    let slot = inOnce || instruction.opcode == .scalar ? self.once : self.name
    var targets = instruction.targets.map(slot)
    if instruction.opcode == .fold, let variable = instruction.targets.last {
      targets[targets.count - 1] = self.once(variable)
    }
    var text = targets.joined(separator: ", ")
    if !text.isEmpty { text += " <- " }
    switch instruction.opcode {
    case .column, .words:
      let column = UInt8(exactly: instruction.immediate).flatMap(InputColumn.init)
      text += "\(instruction.opcode.mnemonic) \(column.map { "\($0)" } ?? "?")"
    case .account:
      let field = UInt8(exactly: instruction.immediate).flatMap(AccountField.init)
      text += "account \(field?.spelling ?? "?")"
    case .call, .scalar:
      let rows = Builtin.all
      let known = rows.indices.contains(instruction.immediate)
      text += known ? rows[instruction.immediate].name : "builtin \(instruction.immediate)"
    case .entry:
      let field = UInt8(exactly: instruction.immediate).flatMap(EntryField.init)
      text += "entry \(field?.spelling ?? "?")"
    case .named:
      let isKnown = named.indices.contains(instruction.immediate)
      text += "named \(isKnown ? named[instruction.immediate] : "?")"
    case .across:
      let kind = UInt8(exactly: instruction.immediate).flatMap(Across.init)
      text += "across \(kind.map { "\($0)" } ?? "?")"
    case .loop, .extra, .fold, .tick, .reading, .remembered:
      text += "\(instruction.opcode.mnemonic) \(instruction.immediate)"
    case .time, .timeClose, .barIndex, .gap, .splat, .vary, .carry, .sample, .hold:
      text += instruction.opcode.mnemonic
    }
    let operands = instruction.operands.map { operand in
      switch operand.offset {
      case .fixed(0): slot(operand.slot)
      case .fixed(let bars): "\(slot(operand.slot))[\(bars)]"
      case .once(let scalar): "\(slot(operand.slot))[\(self.once(scalar))]"
      }
    }
    let parts = operands + instruction.scalars.map(self.once)
    return parts.isEmpty ? text : text + " " + parts.joined(separator: ", ")
  }

  private func line(_ order: OrderStatement) -> String {
    var text: String
    switch order.kind {
    case .enter(let direction, let tag, let size):
      text = "enter \(direction)"
      if let tag { text += " \"\(tag)\"" }
      text += " when \(name(order.when))"
      if let size { text += " size \(name(size.value)) \(size.unit)" }
    case .exit(let selector, let share):
      text = "exit"
      if let share { text += " \(name(share)) of" }
      switch selector {
      case .all: break
      case .side(let direction): text += " \(direction)"
      case .tag(let tag): text += " \"\(tag)\""
      }
      text += " when \(name(order.when))"
    case .allocate(let direction, let target, let band):
      text = "allocate \(direction) \(name(target))"
      if let band { text += " band \(name(band))" }
      text += " when \(name(order.when))"
    }
    if let placement = order.placement {
      if let slot = placement.beyond { text += " beyond \(name(slot))" }
      if let slot = placement.at { text += " at \(name(slot))" }
      if let slot = placement.keep { text += " keep \(name(slot))" }
    }
    let prices = [
      ("stop", order.prices?.stop), ("target", order.prices?.target),
      ("trail", order.prices?.trail), ("after", order.prices?.after),
    ]
    for (word, price) in prices {
      if let price { text += " \(word) \(price.form) \(name(price.value))" }
    }
    return text
  }
}
