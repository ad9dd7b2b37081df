/// A stable 64-bit hash of bytes and words (FNV-1a): the same on every machine and in every
/// process.
public struct StableHash: Sendable {
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  public init() {}

  public mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }

  public mutating func add(_ word: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      add(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  public mutating func add(_ number: Int) { add(UInt64(bitPattern: Int64(number))) }
  public mutating func add(_ number: Double) { add(number.bitPattern) }

  /// The bytes and their number, so that two texts in a row cannot be read as two others.
  public mutating func add(_ text: String) {
    add(text.utf8.count)
    for byte in text.utf8 { add(byte) }
  }

  mutating func add(_ slot: Slot) {
    add(slot.bank.rawValue)
    add(slot.index)
    add(slot.clock)
  }

  mutating func add(_ offset: Offset) {
    switch offset {
    case .fixed(let bars):
      add(0 as UInt8)
      add(bars)
    case .once(let slot):
      add(1 as UInt8)
      add(slot)
    }
  }

  mutating func add(_ section: [Instruction]) {
    add(section.count)
    for instruction in section {
      add(instruction.opcode.rawValue)
      add(instruction.immediate)
      add(instruction.targets.count)
      for slot in instruction.targets { add(slot) }
      add(instruction.operands.count)
      for operand in instruction.operands {
        add(operand.slot)
        add(operand.offset)
      }
      add(instruction.scalars.count)
      for slot in instruction.scalars { add(slot) }
    }
  }
}

extension Program {
  /// Identifies source, bytecode, parameters and engine; journals and reports name it.
  public var hash: UInt64 {
    var hash = StableHash()
    hash.add(Program.formatVersion)
    hash.add(title)
    hash.add(sourceHash)
    for bank in Bank.allCases {
      hash.add(onceSlots[bank])
      hash.add(frameSlots[bank])
    }
    hash.add(parameters.count)
    for parameter in parameters {
      hash.add(parameter.name)
      hash.add(parameter.standard)
      hash.add(parameter.slot)
    }
    for constant in constants {
      hash.add(constant.slot)
      hash.add(constant.bits)
    }
    for requirement in requirements { hash.add(requirement.flag) }
    for section in [once, columns, bars] { hash.add(section) }
    for order in orders { hash.add(order) }
    if rules != Rules() { hash.add(rules) }
    for bank in extras { hash.add(bank.rawValue) }
    for name in named { hash.add(name) }
    hash.add(clocks.count)
    for clock in clocks { hash.add(clock) }
    hash.add(readings.count)
    for reading in readings { hash.add(reading) }
    if let priceStep { hash.add(priceStep) }
    for moment in moments {
      hash.add(UInt64(bitPattern: moment.local))
      hash.add(moment.slot)
    }
    for check in symbols {
      hash.add(check.symbol)
      hash.add(check.flag)
    }
    if !entries.isEmpty { hash.add(entries) }
    for slot in remembered { hash.add(slot) }
    for output in outputs {
      hash.add(output.name)
      hash.add(output.slot)
    }
    if let outlook { hash.add(outlook) }
    if !assumptions.isEmpty { hash.add(assumptions) }
    for symbol in universe { hash.add(symbol) }
    for naming in namings {
      hash.add(naming.standard)
      for part in naming.parts { hash.add(part) }
    }
    return hash.value
  }
}

extension StableHash {
  mutating func add(_ clock: Program.Clock) {
    switch clock.kind {
    case .condition: add(0 as UInt8)
    case .timeframe(let timeframe):
      add(1 as UInt8)
      add(timeframe)
    case .instrument(let symbol):
      add(2 as UInt8)
      add(symbol)
    }
    add(clock.parent)
    for bank in Bank.allCases { add(clock.slots[bank]) }
  }

  mutating func add(_ timeframe: Timeframe) {
    add(timeframe.count)
    add(timeframe.unit.rawValue)
  }

  mutating func add(_ reading: Reading) {
    switch reading {
    case .bucket(let timeframe):
      add(0 as UInt8)
      add(timeframe)
    case .part(let part, let zone):
      add(1 as UInt8)
      add(part.rawValue)
      add(zone ?? "")
    case .session(let hours, let zone):
      add(2 as UInt8)
      add(hours.opens)
      add(hours.closes)
      add(hours.days)
      add(zone ?? "")
    case .open: add(3 as UInt8)
    }
  }

  mutating func add(_ rules: Program.Rules) {
    add(rules.pyramid)
    add(rules.cooldown)
    add(rules.reverses ? 1 : 0 as UInt8)
    for limit in rules.limits {
      add(limit.kind.rawValue)
      add(limit.value)
      add(limit.per)
      add(limit.flattens ? 1 : 0 as UInt8)
    }
  }

  mutating func add(_ order: OrderStatement) {
    add(order.when)
    switch order.kind {
    case .enter(let direction, let tag, let size):
      add(direction.rawValue)
      add(tag ?? "")
      add(size.map { Int($0.unit.rawValue) } ?? -1)
      if let size { add(size.value) }
    case .exit(let selector, let share):
      switch selector {
      case .all: add(2 as UInt8)
      case .side(let direction): add(3 + direction.rawValue)
      case .tag(let tag):
        add(5 as UInt8)
        add(tag)
      }
      if let share { add(share) }
    case .allocate(let direction, let target, let band):
      add(6 + direction.rawValue)
      add(target)
      add(band)
    }
    if let placement = order.placement {
      for slot in [placement.at, placement.beyond, placement.keep] { add(slot) }
    }
    if let prices = order.prices {
      for price in [prices.stop, prices.target, prices.trail, prices.after] {
        add(price.map { Int($0.form.rawValue) } ?? -1)
        add(price?.value)
      }
    }
  }

  /// A slot, or none.
  private mutating func add(_ slot: Slot?) {
    add(slot == nil ? 0 : 1 as UInt8)
    if let slot { add(slot) }
  }
}
